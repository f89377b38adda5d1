"""Which lists hold whom: each person once, on every list that says something of them."""

import pytest
from tests.app.test_matches import a_list, group, same, total, victim

from kunak.app import incidents, overlaps
from kunak.app.incidents import Hangs, Told, key
from kunak.base.errors import BadInput
from kunak.testing.group import InventedGroup

__all__ = ["group"]


def test_histories_count_a_person_once_on_every_list_that_says_something_of_them(group: InventedGroup) -> None:
    space = group.space
    ferry, courts = a_list(space, "Ferry"), a_list(space, "Courts")
    issues = [a_list(space, f"Weekly {number}", "Weekly") for number in (1, 2)]
    first, second = victim(space, ferry), victim(space, issues[0])
    same(space, first, second)
    incidents.state(space, second.subject, [Told(key("victim.given"), "Nerisa")], Hangs(issues[1]))
    victim(space, courts, date="2016")
    seen = overlaps.histories(space)
    assert seen.names == ("Courts", "Ferry", "Weekly")
    assert {history: count for history, count in enumerate(seen.counts.tolist()) if count} == {0b001: 1, 0b110: 1}
    assert seen.observed == total(space) == 2


def test_a_list_that_says_something_of_the_incident_alone_holds_nobody(group: InventedGroup) -> None:
    space = group.space
    one = victim(space, a_list(space, "Ferry"))
    incidents.state(space, one.subject, [Told(key("motive"), "honour")], Hangs(a_list(space, "Weekly")))
    assert overlaps.histories(space).names == ("Ferry",)


def test_histories_of_some_years_or_one_region(group: InventedGroup) -> None:
    space = group.space
    source = a_list(space, "Ferry")
    for date, region in (("2013", "Halvora"), ("2014-05", "Quellin"), ("2014..2015", "Quellin"), ("", "")):
        victim(space, source, date=date, region=region)
    counted = [
        overlaps.histories(space, years=years, region=region).observed
        for years, region in ((None, ""), ((2013, 2014), ""), ((2014, 2015), ""), (None, "Quellin"), ((1990, 1991), ""))
    ]
    assert counted == [4, 2, 1, 2, 0]
    assert {name: each.observed for name, each in overlaps.divided(space, "year").items()} == {
        "": 2,
        "2013": 1,
        "2014": 1,
    }
    assert {name: each.observed for name, each in overlaps.divided(space, "region").items()} == {
        "": 1,
        "Halvora": 1,
        "Quellin": 2,
    }


def test_sources_of_one_label_are_two_lists_unless_they_say_otherwise(group: InventedGroup) -> None:
    space = group.space
    for _ in range(2):
        victim(space, a_list(space, "Weekly"))
    assert overlaps.histories(space).lists == 2


def test_too_many_lists_are_refused_with_what_to_do(group: InventedGroup) -> None:
    space = group.space
    for number in range(13):
        victim(space, a_list(space, f"Weekly {number}"))
    with pytest.raises(BadInput, match="13 lists"):
        overlaps.histories(space)
