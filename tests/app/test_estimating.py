"""An estimate from the register's own lists: made by who reads names, kept sealed, and noticed when it is old."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.app.test_matches import a_list, same, victim

from kunak.app import estimating, incidents, matches, overlaps, unrecorded, wiring
from kunak.app.estimating import DECIDED, DRAWN, Made
from kunak.app.incidents import Hangs, Told, key
from kunak.app.wiring.founding import Founding
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Role
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import Verdict
from kunak.crypto.profiles import DEMO
from kunak.register import estimation
from kunak.testing.group import InventedGroup

PASSPHRASE = "nine patient otters"
LISTS = ("Courts", "Ferry", "Weekly")
TABLE = {(1, 0, 0): 6, (0, 1, 0): 5, (0, 0, 1): 4, (1, 1, 0): 3, (1, 0, 1): 3, (0, 1, 1): 2, (1, 1, 1): 1}


def fill(space: Workspace, table: dict[tuple[int, ...], int] | None = None) -> list[SubjectId]:
    """Enter people whom lists tell of together, one incident each; return the lists."""
    lists = [a_list(space, name) for name in LISTS]
    for history, people in (table or TABLE).items():
        holding = [source for source, mark in zip(lists, history, strict=True) if mark]
        for _ in range(people):
            place = victim(space, holding[0])
            for source in holding[1:]:
                incidents.state(space, place.subject, [Told(key("victim.sex"), "female")], Hangs(source))
    return lists


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def test_it_is_what_the_methods_answer_of_the_registers_own_lists(group: InventedGroup) -> None:
    fill(group.space)
    told: list[tuple[int, int]] = []
    made = estimating.make(group.space, seed=3, progress=lambda done, of: told.append((done, of)))
    assert made.lists == LISTS
    assert (made.people, made.on_list(0), made.on_exactly(2)) == (24, 13, 8)
    assert [each.name for each in made.linkages] == [DECIDED, "0.9", "0.5", DRAWN]
    seen = overlaps.histories(group.space)
    for row in (each for each in made.rows if each.linkage == DECIDED):
        answer = estimation.estimate(seen, row.method, seed=3)
        assert row.median == (answer.estimate.median if answer.estimate else None)
        assert len(row.distribution) == (41 if answer.estimate else 0)
    assert told[-1] == (10, 10)


def test_the_same_register_and_seed_give_the_same_estimate(group: InventedGroup) -> None:
    fill(group.space)
    one, two = (estimating.make(group.space, seed=3) for _ in range(2))
    assert msgspec.structs.replace(one, made_at=two.made_at) == two
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Made) == one


def test_people_who_are_likely_one_are_joined_under_the_looser_linkages(group: InventedGroup) -> None:
    lists = fill(group.space)
    for number, source in enumerate(lists):
        for given, family, born in (("Nerisa", "Kelduinova", "1994-03-05"), ("Tamsin", "Ostrova", "1988-11-21")):
            said = {"victim__given": given, "victim__family": family, "victim__born": born}
            victim(group.space, source, date=f"2014-0{number + 1}", **said)
    made = estimating.make(group.space)
    by_name = {each.name: each.people for each in made.linkages}
    assert by_name[DECIDED] == 30
    assert by_name["0.5"] <= by_name["0.9"] <= 30
    assert by_name["0.5"] == 26
    assert {each.draws for each in made.linkages} == {1, estimating.DRAWS}


def test_an_empty_register_has_a_reason_for_each_method(group: InventedGroup) -> None:
    made = estimating.make(group.space)
    assert (made.people, made.lists, [each.name for each in made.linkages]) == (0, (), [DECIDED])
    found = unrecorded.shown(made, now=made.state, exact=False)
    (reason,) = found.refusals
    assert "at least three are needed" in str(reason)


def test_a_change_of_what_it_was_made_from_is_noticed_and_nothing_else(group: InventedGroup) -> None:
    space = group.space
    lists = fill(space, {(1, 0, 0): 2, (0, 1, 1): 2})
    before = estimating.state(space)
    incidents.state(space, incidents.listed(space)[0].id, [Told(key("motive"), "honour")], Hangs(lists[0]))
    assert estimating.state(space) == before
    places = [matches.Place(entry.subject, entry.thing.id) for entry in matches.entries(space, Sort.VICTIM)]
    changes: list[Callable[[], object]] = [
        lambda: same(space, *places[:2]),
        lambda: matches.decide(space, places[0], places[1], Verdict.UNDONE),
        lambda: victim(space, lists[0]),
        lambda: incidents.state(space, places[0].subject, [Told(key("victim.given"), "Nerisa")], Hangs(lists[0])),
        lambda: incidents.withdraw(space, places[1].subject, thing=places[1].subject, reason="twice"),
    ]
    for change in changes:
        before = estimating.state(space)
        change()
        assert estimating.state(space) != before


def test_a_coordinator_neither_makes_nor_sees_one(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.joins("Zara", roles=(Role.RESEARCHER,))
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as founder:
        for asked in (estimating.make, estimating.state):
            with pytest.raises(Refused, match="only a researcher"):
                asked(founder.space)
        assert not unrecorded.may_estimate(founder.space, Sort.VICTIM)
    with fleet.on("Zara") as laptop:
        assert unrecorded.may_estimate(laptop.space, Sort.VICTIM)
        assert not unrecorded.may_estimate(laptop.space, Sort.INCIDENT)


def test_it_is_kept_sealed_until_the_next_and_nothing_of_it_lies_in_plain(tmp_path: Path) -> None:
    home = tmp_path / "vault"
    wiring.found(home, Founding(group="The Ferry", member="Aluna", passphrase=PASSPHRASE, profile=DEMO))
    with wiring.opened(home, PASSPHRASE) as vault:
        assert estimating.kept(vault.exchange) is None
        fill(vault.space)
        made = estimating.make(vault.space)
        estimating.keep(vault.exchange, made)
    with wiring.opened(home, PASSPHRASE) as vault:
        assert estimating.kept(vault.exchange) == made
        vault.exchange.set_note(estimating.NOTE, b"what another version kept")
        assert estimating.kept(vault.exchange) is None
    whole = b"".join(each.read_bytes() for each in home.rglob("*") if each.is_file())
    for word in (b"loglinear", b"Courts", made.state):
        assert word not in whole


def test_too_many_lists_and_a_seed_that_is_none_are_refused(group: InventedGroup) -> None:
    with pytest.raises(BadInput, match="seed"):
        estimating.make(group.space, seed=-1)
    for number in range(13):
        victim(group.space, a_list(group.space, f"Weekly {number}"))
    with pytest.raises(BadInput, match="13 lists"):
        estimating.make(group.space)
