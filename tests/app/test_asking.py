"""Which pairs of incidents are asked about: of one person, of one case in court, of one day, place and kind."""

import pytest
from tests.app.test_matches import a_list, group, same, same_incident, victim, whole
from tests.app.test_proposing import people

from kunak.app import asking, incidents, matches, proposing
from kunak.app.incidents import Hangs, Told, key
from kunak.app.matches import Place
from kunak.app.workspace import Workspace
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import Verdict
from kunak.testing.group import InventedGroup

__all__ = ["group"]


def asked(space: Workspace) -> list[set[bytes]]:
    return [{each.left.subject, each.right.subject} for each in asking.waiting(space)]


def test_incidents_are_asked_about_only_where_a_victim_of_both_is_one_person(group: InventedGroup) -> None:
    space = group.space
    amina, latin, *_ = people(space)
    assert asked(space) == []
    same(space, amina, latin)
    assert asked(space) == [{amina.subject, latin.subject}]
    incidents.withdraw(space, latin.subject, thing=latin.subject, reason="a mistake")
    assert asked(space) == []


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("2014-05", "2014-05-30..2014-06-02", True),
        ("2014-05-31", "2014-06-01", False),
        ("2014", "2014-12-31", True),
        ("2014", "", True),
        ("", "", True),
        ("2013", "2014", False),
    ],
)
def test_incidents_are_asked_about_where_they_may_have_been_on_one_day(
    group: InventedGroup, one: str, other: str, may_be: bool
) -> None:
    space = group.space
    places = [victim(space, a_list(space, name), date=date) for name, date in (("Ferry", one), ("Weekly", other))]
    same(space, *places)
    assert asked(space) == ([{each.subject for each in places}] if may_be else [])


def test_where_a_date_is_contradicted_each_account_may_be_right(group: InventedGroup) -> None:
    space = group.space
    one, other = (victim(space, a_list(space, date), date=date) for date in ("2014-05-04", "2014-06-01"))
    same(space, one, other)
    assert asked(space) == []
    incidents.state(space, one.subject, [Told(key("date"), "2014-06-01")], Hangs(a_list(space, "Courts")))
    assert asked(space) == [{one.subject, other.subject}]


def test_of_incidents_what_was_decided_is_not_asked_again_directly_or_through_others(group: InventedGroup) -> None:
    space = group.space
    a, b, c = (victim(space, a_list(space, name), date="2014-03-05") for name in ("Ferry", "Weekly", "Courts"))
    same(space, a, b, c)
    assert len(asked(space)) == 3
    same_incident(space, a, b)
    assert len(asked(space)) == 1
    matches.decide(space, whole(b), whole(c), Verdict.UNSURE, unit=Sort.INCIDENT)
    assert asked(space) == []
    matches.decide(space, whole(b), whole(c), Verdict.UNDONE, unit=Sort.INCIDENT)
    same_incident(space, a, c)
    assert asked(space) == []


def test_incidents_of_the_best_known_days_are_asked_about_first(group: InventedGroup) -> None:
    space = group.space
    vague, known = (
        [victim(space, a_list(space, f"{name} {date}"), date=date) for name in ("Ferry", "Weekly")]
        for date in ("2014", "2015-03-05")
    )
    same(space, *vague)
    same(space, *known)
    assert asked(space) == [{each.subject for each in pair} for pair in (known, vague)]


def test_two_victims_of_one_incident_are_no_two_incidents(group: InventedGroup) -> None:
    space = group.space
    one = victim(space, a_list(space, "Ferry"), **{"victim.2.sex": "female"})
    _, second = space.incident(one.subject).incident.of_sort(Sort.VICTIM)
    same(space, one, Place(one.subject, second.id))
    assert asked(space) == []


def told(space: Workspace, label: str, **said: str) -> Place:
    whole_of_it = {"date": "2014-03-05", "settlement": "Келдуин", "act__act": "killing", **said}
    return victim(space, a_list(space, label), **whole_of_it)


def alike(space: Workspace) -> list[asking.Asked]:
    return asking.waiting(space, asking.prepared(space)())


def test_entries_of_one_day_place_and_kind_are_asked_about_though_nobody_is_named(group: InventedGroup) -> None:
    """The harm: two papers tell of one killing without a name, and it is two for ever."""
    space = group.space
    one, other = told(space, "Ferry"), told(space, "Weekly", settlement="Kelduin", date="2014-03")
    told(space, "Courts", settlement="Ashvarra")
    (asked,) = alike(space)
    assert {asked.left.subject, asked.right.subject} == {one.subject, other.subject}
    assert (asked.person, asked.alike is not None and asked.alike.case) == (False, False)
    assert asked.alike is not None
    assert asked.alike.met is not None
    assert (asked.alike.met.level.name, asked.alike.met.acts, asked.alike.met.victims) == ("SETTLEMENT", True, True)
    assert asking.waiting(space) == []
    same_incident(space, one, other)
    assert alike(space) == []


def test_entries_that_name_one_case_in_court_are_asked_about(group: InventedGroup) -> None:
    space = group.space
    one = told(space, "Ferry", date="2013", settlement="Tessany", number="№ 1-23/2014", court="Halvora regional court")
    other = told(space, "Weekly", date="2014", settlement="", number="1-23/2014")
    told(space, "Courts", date="2011", settlement="", number="1-23/2014", court="Another court")
    told(space, "Alone", date="2010", settlement="", number="no number")
    found = {frozenset((each.left.subject, each.right.subject)): each.alike for each in alike(space)}
    assert frozenset((one.subject, other.subject)) in found
    assert all(each is not None and each.case for each in found.values())
    assert len(found) == 2


def test_a_pair_of_one_person_comes_first_and_says_what_else_speaks_for_it(group: InventedGroup) -> None:
    space = group.space
    told(space, "Alone"), told(space, "Court")
    one, other = told(space, "Ferry", settlement="Tessany"), told(space, "Weekly", settlement="Tessany")
    same(space, one, other)
    first, *rest = alike(space)
    assert (first.person, first.alike is not None, len(rest)) == (True, True, 1)


def test_what_was_decided_or_withdrawn_is_not_asked_again(group: InventedGroup) -> None:
    space = group.space
    one, other, third = (told(space, name) for name in ("Ferry", "Weekly", "Courts"))
    found = asking.prepared(space)()
    assert len(asking.waiting(space, found)) == 3
    matches.decide(space, whole(one), whole(other), Verdict.DIFFERENT, unit=Sort.INCIDENT)
    assert len(asking.waiting(space, found)) == 2
    incidents.withdraw(space, third.subject, thing=third.subject, reason="typed twice")
    assert asking.waiting(space, found) == []


def test_the_comparison_of_everybody_finds_them_too(group: InventedGroup) -> None:
    space = group.space
    people(space)
    told(space, "One more"), told(space, "Another")
    assert len(asking.waiting(space, proposing.compare(space).incidents)) == 3


def test_a_strange_entry_is_no_pair(group: InventedGroup) -> None:
    space = group.space
    victim(space, a_list(space, "Ferry"), date="", settlement="Kelduin")
    victim(space, a_list(space, "Weekly"), date="", settlement="Kelduin", number="–", court="")
    assert alike(space) == []
