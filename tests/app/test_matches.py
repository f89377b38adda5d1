"""Everybody counted once, by decisions that travel between laptops, and the lists that hold them."""

from itertools import pairwise
from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.app.test_incidents import described

from kunak.app import extracting, giving, incidents, matches, overlaps, reporting, shredding, sources
from kunak.app.incidents import Hangs, Told, key
from kunak.app.matches import Place
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Kind, Role
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import LinkDecided, LinkReasoned, Verdict
from kunak.casework.incidents.sources import SourceRecord
from kunak.testing.group import InventedGroup
from kunak.testing.memory import MemoryCache

WHY = "her aunt Nerisa told both"


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def a_list(space: Workspace, label: str, of_list: str = "") -> SubjectId:
    return sources.add(space, record=SourceRecord(label, "list", "", of_list))


def victim(space: Workspace, source: SubjectId, **said: str) -> Place:
    whole = {"date": "2014", "region": "Halvora", "victim.sex": "female"}
    whole |= {name.replace("__", "."): value for name, value in said.items()}
    told = [Told(key(name), value) for name, value in whole.items() if value]
    subject = incidents.add(space, told, Hangs(source))
    return Place(subject, space.incident(subject).incident.of_sort(Sort.VICTIM)[0].id)


def same(space: Workspace, *places: Place) -> None:
    for one, other in pairwise(places):
        matches.decide(space, one, other, Verdict.SAME)


def same_incident(space: Workspace, *places: Place) -> None:
    for one, other in pairwise(places):
        matches.decide(space, whole(one), whole(other), Verdict.SAME, unit=Sort.INCIDENT)


def whole(place: Place) -> Place:
    return Place(place.subject, place.subject)


def total(space: Workspace, unit: Sort = Sort.VICTIM) -> int | None:
    return reporting.report(space, unit, exact=True).total


def test_a_person_is_counted_once_in_every_count(group: InventedGroup) -> None:
    """The harm: a woman whom three lists know is three victims of one village."""
    space = group.space
    three = [victim(space, a_list(space, name)) for name in ("Ferry", "Weekly", "Courts")]
    victim(space, a_list(space, "Alone"))
    same(space, *three)
    found = reporting.report(space, Sort.VICTIM, exact=True)
    assert (found.total, found.note.joined) == (2, 2)
    assert (found.table.cells, found.shares[0].whole) == (((2, 2), (2, 2)), 2)
    assert {"num": 2} in [each.details for each in reporting.method(found)]
    assert {row[extracting.JOINED] for row in extracting.rows(space, Sort.VICTIM)} == {1, 3}
    assert total(space, Sort.INCIDENT) == 4


def test_decisions_are_kept_and_taken_back(group: InventedGroup) -> None:
    space = group.space
    one, other = (victim(space, described(space)) for _ in range(2))
    matches.decide(space, other, one, Verdict.SAME, reason=WHY)
    assert group.reopened(cache=MemoryCache()) == []
    space = group.space
    assert total(space) == 1
    assert set(matches.groups(space).reasons.values()) == {WHY}
    matches.decide(space, one, other, Verdict.UNDONE)
    assert total(space) == 2
    assert matches.groups(space).joined == ()


def test_the_verdict_stands_on_the_desk_and_the_reason_with_the_names(group: InventedGroup) -> None:
    space = group.space
    one, other = (victim(space, described(space)) for _ in range(2))
    matches.decide(space, one, other, Verdict.SAME, reason=WHY)
    kinds = {type(entry.fact.event): entry.kind for place in (one, other) for entry in space.entries(place.subject)}
    assert (kinds[LinkDecided], kinds[LinkReasoned]) == (Kind.DESK, Kind.IDENTITY)


def test_where_entries_of_one_person_differ_nothing_counts(group: InventedGroup) -> None:
    space = group.space
    one = victim(space, described(space), date="2014-03", region="Halvora", victim__age="19")
    other = victim(space, described(space), date="2014", region="Quellin", victim__age="20")
    same(space, one, other)
    found = reporting.report(space, Sort.VICTIM, exact=True)
    assert found.table.regions == ("",)
    assert found.table.years == ("2014",)
    (row,) = extracting.rows(space, Sort.VICTIM)
    assert (row["age"], row["region"], row["year"], row[extracting.CONTRADICTED]) == (None, None, 2014, "region age")


def test_who_is_withdrawn_still_joins_and_is_not_counted(group: InventedGroup) -> None:
    space = group.space
    three = [victim(space, described(space)) for _ in range(3)]
    same(space, *three)
    assert matches.surplus(space) == 2
    incidents.withdraw(space, three[1].subject, thing=three[1].thing, reason="twice")
    assert (total(space), matches.surplus(space)) == (1, 1)
    with pytest.raises(BadInput):
        matches.decide(space, three[0], three[1], Verdict.DIFFERENT)
    matches.decide(space, three[0], three[1], Verdict.UNDONE)
    assert (total(space), matches.surplus(space)) == (2, 0)
    incidents.withdraw(space, three[0].subject, thing=three[0].subject, reason="twice")
    assert (total(space), matches.surplus(space)) == (1, 0)


def test_what_is_no_victim_cannot_be_compared(group: InventedGroup) -> None:
    space = group.space
    one = victim(space, described(space))
    for other in (Place(one.subject, one.subject), Place(one.subject, b"x" * 16), Place(SubjectId(b"x" * 16), b"y")):
        with pytest.raises(BadInput):
            matches.decide(space, one, other, Verdict.SAME)
    with pytest.raises(Refused, match="one and the same"):
        matches.decide(space, one, one, Verdict.SAME)


def test_one_is_taken_out_of_a_group_in_one_step(group: InventedGroup) -> None:
    space = group.space
    a, b, c = (victim(space, described(space)) for _ in range(3))
    same(space, a, b, c)
    matches.decide(space, a, c, Verdict.SAME)
    matches.take_out(space, b, [a, c], reason="another mother")
    assert matches.groups(space).joined == (tuple(sorted((a.thing, c.thing))),)
    assert matches.groups(space).contradictions == ()
    assert total(space) == 2


def test_two_laptops_that_decide_differently_count_two_until_one_decides(fleet: Fleet) -> None:
    fleet.joins("Zara", roles=(Role.RESEARCHER,))
    fleet.joins("Brann", roles=(Role.RESEARCHER,))
    with fleet.on("Zara") as laptop:
        a, b, c = (victim(laptop.space, described(laptop.space), victim__given="Nerisa") for _ in range(3))
        same(laptop.space, a, b)
    for name in (FOUNDER, "Brann"):
        fleet.exchange("Zara", name)
    with fleet.on("Zara") as laptop:
        matches.decide(laptop.space, b, c, Verdict.SAME)
    with fleet.on("Brann") as laptop:
        matches.decide(laptop.space, a, c, Verdict.DIFFERENT, reason=WHY)
    fleet.exchange("Zara", "Brann")
    fleet.exchange("Brann", "Zara")
    seen = []
    for name in ("Zara", "Brann"):
        with fleet.on(name) as laptop:
            known = matches.groups(laptop.space)
            seen.append((known.joined, known.contradictions))
            assert total(laptop.space) == 3
            assert reporting.report(laptop.space, Sort.VICTIM).note.undecided == 1
    assert seen[0] == seen[1]
    with fleet.on("Brann") as laptop:
        matches.decide(laptop.space, a, c, Verdict.UNDONE)
        assert total(laptop.space) == 1


def test_who_is_to_be_destroyed_is_joined_with_nobody_and_joins_nobody(fleet: Fleet) -> None:
    """The harm: laptops count different people until the last of them has destroyed what was ordered."""
    with fleet.on(FOUNDER) as founder:
        space = founder.space
        three = sorted((victim(space, described(space)) for _ in range(3)), key=lambda place: place.thing)
        same(space, *three)
        assert (total(space), matches.surplus(space)) == (1, 2)
        shredding.order_incident(space, three[0].subject)
        before = matches.groups(space).joined, total(space), matches.surplus(space)
    with fleet.on(FOUNDER) as founder:
        space = founder.space
        assert (matches.groups(space).joined, total(space), matches.surplus(space)) == before
        assert before == ((tuple(each.thing for each in three[1:]),), 1, 1)
        shredding.order_incident(space, three[2].subject)
        assert (total(space), matches.surplus(space)) == (1, 0)
    with fleet.on(FOUNDER) as founder:
        assert (total(founder.space), matches.surplus(founder.space)) == (1, 0)
        assert three[2].thing not in matches.places(founder.space)


def test_a_coordinator_counts_by_decisions_and_reads_no_reason(fleet: Fleet) -> None:
    fleet.joins("Zara", roles=(Role.RESEARCHER,))
    with fleet.on("Zara") as laptop:
        one, other = (victim(laptop.space, described(laptop.space), victim__given="Nerisa") for _ in range(2))
        matches.decide(laptop.space, one, other, Verdict.SAME, reason=WHY)
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as founder:
        assert total(founder.space) == 1
        assert matches.groups(founder.space).reasons == {}
        for refused in (
            lambda: matches.decide(founder.space, one, other, Verdict.UNDONE),
            lambda: matches.take_out(founder.space, one, [other]),
            lambda: overlaps.histories(founder.space),
        ):
            with pytest.raises(Refused, match="only a researcher"):
                refused()
        assert giving.alarms(founder.space) == []


def test_an_incident_that_two_lists_tell_is_counted_once_in_every_count(group: InventedGroup) -> None:
    """The harm: one killing that three papers tell of is three killings."""
    space = group.space
    three = [victim(space, a_list(space, name), act="killing") for name in ("Ferry", "Weekly", "Courts")]
    victim(space, a_list(space, "Alone"))
    same_incident(space, *three)
    found = reporting.report(space, Sort.INCIDENT, exact=True)
    assert (found.total, found.note.joined, found.note.incidents) == (2, 2, 2)
    assert found.table.cells == ((2, 2), (2, 2))
    assert {"num": 2} in [each.details for each in reporting.method(found)]
    assert [row[extracting.JOINED] for row in extracting.rows(space, Sort.INCIDENT)].count(3) == 1
    assert (len(extracting.rows(space, Sort.INCIDENT)), matches.surplus(space, Sort.INCIDENT)) == (2, 2)


def test_what_entries_of_one_incident_tell_twice_counts_once_for_every_reader(group: InventedGroup) -> None:
    """The harm: one killing by one brother that two papers tell of is two acts, two perpetrators and two verdicts."""
    space = group.space
    told = {"act": "killing", "act__relation": "brother", "perpetrator__sex": "male", "outcome": "convicted"}
    one, other = (victim(space, a_list(space, name), **told) for name in ("Ferry", "Weekly"))
    victim(space, a_list(space, "Alone"), **told)
    assert [total(space, unit) for unit in Sort] == [3, 3, 3, 3, 3]
    same_incident(space, one, other)
    for unit in (Sort.ACT, Sort.PERPETRATOR, Sort.VERDICT):
        found = reporting.report(space, unit, exact=True)
        assert (found.total, found.note.joined, found.note.incidents) == (2, 1, 2)
        assert reporting.TOLD_TWICE in [each.sentence for each in reporting.method(found)]
        assert sorted(int(row[extracting.JOINED] or 0) for row in extracting.rows(space, unit)) == [1, 2]
    assert (total(space), [row["incident"] for row in extracting.rows(space, Sort.VICTIM)].count(1) > 0) == (3, True)
    matches.decide(space, whole(one), whole(other), Verdict.UNDONE, unit=Sort.INCIDENT)
    assert [total(space, unit) for unit in Sort] == [3, 3, 3, 3, 3]


def test_a_researcher_who_sees_that_they_are_two_decides_it(group: InventedGroup) -> None:
    space = group.space
    pair = [victim(space, a_list(space, name), perpetrator__given=name) for name in ("Ruslan", "Said")]
    same_incident(space, *pair)
    assert total(space, Sort.PERPETRATOR) == 1
    one, other = (
        Place(each.subject, space.incident(each.subject).incident.of_sort(Sort.PERPETRATOR)[0].id) for each in pair
    )
    matches.take_out(space, one, [other], unit=Sort.PERPETRATOR, reason="two names")
    assert total(space, Sort.PERPETRATOR) == 2
    matches.decide(space, one, other, Verdict.UNDONE, unit=Sort.PERPETRATOR)
    assert total(space, Sort.PERPETRATOR) == 1


def test_one_man_in_two_incidents_is_one_perpetrator_where_it_was_decided(group: InventedGroup) -> None:
    space = group.space
    places = [victim(space, described(space), date=date, perpetrator__sex="male") for date in ("2013", "2014")]
    one, other = (
        Place(each.subject, space.incident(each.subject).incident.of_sort(Sort.PERPETRATOR)[0].id) for each in places
    )
    assert total(space, Sort.PERPETRATOR) == 2
    matches.decide(space, one, other, Verdict.SAME, unit=Sort.PERPETRATOR)
    assert (total(space, Sort.PERPETRATOR), total(space, Sort.INCIDENT)) == (1, 2)
    assert reporting.report(space, Sort.PERPETRATOR, exact=True).table.years == ("",)


def test_one_person_does_not_make_one_incident_nor_one_incident_one_person(group: InventedGroup) -> None:
    """The harm: a woman abducted in May and killed in June was harmed once."""
    space = group.space
    may, june, list_of_it = (victim(space, described(space), date=date) for date in ("2014-05", "2014-06", "2014-06"))
    same(space, may, june)
    assert (total(space), total(space, Sort.INCIDENT)) == (2, 3)
    same_incident(space, june, list_of_it)
    assert (total(space), total(space, Sort.INCIDENT)) == (2, 2)
    matches.decide(space, whole(june), whole(list_of_it), Verdict.UNDONE, unit=Sort.INCIDENT)
    assert (total(space), total(space, Sort.INCIDENT)) == (2, 3)


def test_where_entries_of_one_incident_differ_nothing_counts(group: InventedGroup) -> None:
    space = group.space
    one = victim(space, described(space), date="2014-03", region="Halvora", motive="honour")
    other = victim(space, described(space), date="2014", region="Quellin", motive="honour")
    same_incident(space, one, other)
    (row,) = extracting.rows(space, Sort.INCIDENT)
    assert (row["region"], row["year"], row["motive"], row[extracting.CONTRADICTED]) == (None, 2014, "honour", "region")
    assert reporting.report(space, Sort.INCIDENT, exact=True).table.regions == ("",)


def test_an_incident_that_is_withdrawn_still_joins_and_is_not_counted(group: InventedGroup) -> None:
    space = group.space
    three = [victim(space, described(space)) for _ in range(3)]
    same_incident(space, *three)
    incidents.withdraw(space, three[1].subject, thing=three[1].subject, reason="twice")
    assert (total(space, Sort.INCIDENT), matches.surplus(space, Sort.INCIDENT)) == (1, 1)
    with pytest.raises(BadInput, match="no such incident"):
        matches.decide(space, whole(three[0]), whole(three[1]), Verdict.DIFFERENT, unit=Sort.INCIDENT)
    matches.decide(space, whole(three[0]), whole(three[1]), Verdict.UNDONE, unit=Sort.INCIDENT)
    assert (total(space, Sort.INCIDENT), matches.surplus(space, Sort.INCIDENT)) == (2, 0)


def test_a_victim_and_an_incident_are_never_compared(group: InventedGroup) -> None:
    space = group.space
    one, other = (victim(space, described(space)) for _ in range(2))
    for left, right, unit in ((whole(one), other, Sort.INCIDENT), (one, whole(other), Sort.VICTIM)):
        with pytest.raises(BadInput):
            matches.decide(space, left, right, Verdict.SAME, unit=unit)


def test_one_incident_is_taken_out_of_a_group_in_one_step(group: InventedGroup) -> None:
    space = group.space
    a, b, c = (whole(victim(space, described(space))) for _ in range(3))
    same_incident(space, a, b, c)
    matches.take_out(space, b, [a, c], unit=Sort.INCIDENT)
    known = matches.groups(space, Sort.INCIDENT)
    assert (known.joined, known.contradictions, total(space, Sort.INCIDENT)) == ((), (), 3)


def test_two_laptops_that_decide_differently_of_incidents_count_two_until_one_decides(fleet: Fleet) -> None:
    fleet.joins("Zara", roles=(Role.RESEARCHER,))
    fleet.joins("Brann", roles=(Role.RESEARCHER,))
    with fleet.on("Zara") as laptop:
        a, b, c = (victim(laptop.space, described(laptop.space), victim__given="Nerisa") for _ in range(3))
        same_incident(laptop.space, a, b)
    for name in (FOUNDER, "Brann"):
        fleet.exchange("Zara", name)
    with fleet.on("Zara") as laptop:
        same_incident(laptop.space, b, c)
    with fleet.on("Brann") as laptop:
        matches.decide(laptop.space, whole(a), whole(c), Verdict.DIFFERENT, unit=Sort.INCIDENT, reason=WHY)
    fleet.exchange("Zara", "Brann")
    fleet.exchange("Brann", "Zara")
    seen = []
    for name in ("Zara", "Brann"):
        with fleet.on(name) as laptop:
            known = matches.groups(laptop.space, Sort.INCIDENT)
            seen.append((known.joined, known.contradictions))
            assert (total(laptop.space, Sort.INCIDENT), total(laptop.space)) == (3, 3)
            assert reporting.report(laptop.space, Sort.INCIDENT).note.undecided == 1
            assert reporting.report(laptop.space, Sort.VICTIM).note.undecided == 0
    assert seen[0] == seen[1]
    with fleet.on("Brann") as laptop:
        matches.decide(laptop.space, whole(a), whole(c), Verdict.UNDONE, unit=Sort.INCIDENT)
        assert total(laptop.space, Sort.INCIDENT) == 1
    fleet.exchange("Brann", FOUNDER)
    with fleet.on(FOUNDER) as founder:
        assert total(founder.space, Sort.INCIDENT) == 1
        with pytest.raises(Refused, match="only a researcher"):
            matches.decide(founder.space, whole(a), whole(b), Verdict.UNDONE, unit=Sort.INCIDENT)
