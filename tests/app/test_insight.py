"""Who can read what, on which laptops the keys lie, and whose hands hold one that they should not."""

from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, Fleet

from kunak.app import cases, giving, insight, members
from kunak.app.insight import Sight
from kunak.app.keybook import Readers
from kunak.app.workspace import Workspace
from kunak.base.errors import Refused
from kunak.base.ids import CompartmentId, SubjectId
from kunak.base.instants import MINUTE
from kunak.casework.compartments import EVERYTHING, Kind, Reading, Role


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def sight(space: Workspace, case: SubjectId, member: bytes, kind: Kind) -> Sight:
    return insight.of_case(space, case).sights[member][list(Kind).index(kind)]


def test_one_laptop_alone_holds_every_key(fleet: Fleet) -> None:
    case = fleet.opens_case(FOUNDER)
    fleet.notes(FOUNDER, case, "hello", Kind.THREAT)
    with fleet.on(FOUNDER) as vault:
        me = vault.space.me().id
        seen = sight(vault.space, case, me, Kind.THREAT)
        assert seen.reading == EVERYTHING
        assert seen.since > 0
        assert [(hand.laptop, hand.current) for hand in seen.hands] == [(vault.space.vault.device, True)]
        assert sight(vault.space, case, me, Kind.LEGAL).hands == ()


def test_being_let_in_is_one_thing_and_the_key_another(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    case = fleet.opens_case(FOUNDER)
    fleet.notes(FOUNDER, case, "before", Kind.THREAT)
    fleet.clock.forward(MINUTE)
    with fleet.on(FOUNDER) as vault:
        now = vault.space.clock()
        cases.let_in(vault.space, case, member=zara, kinds=frozenset({Kind.THREAT}), reason="", reading=Reading(now))
        seen = sight(vault.space, case, zara, Kind.THREAT)
        assert (seen.reading, seen.since, seen.hands) == (Reading(now), now, ())
        giving.give(vault.space)
        assert [hand.current for hand in sight(vault.space, case, zara, Kind.THREAT).hands] == [True]


def test_whoever_is_shut_out_keeps_the_keys_of_the_past(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    case = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, case, zara, Kind.THREAT)
    fleet.notes(FOUNDER, case, "for both", Kind.THREAT)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on(FOUNDER) as vault:
        assert [hand.current for hand in sight(vault.space, case, zara, Kind.THREAT).hands] == [True]
        cases.shut_out(vault.space, case, member=zara, kinds=frozenset({Kind.THREAT}), reason="")
        cases.note(vault.space, case, kind=Kind.THREAT, text="for one")
        seen = sight(vault.space, case, zara, Kind.THREAT)
        assert seen.reading is None
        assert [(hand.current, hand.strange) for hand in seen.hands] == [(False, False)]


def test_a_key_in_wrong_hands_is_named_with_its_giver(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    zara, nurbek = fleet.joins("Zara"), fleet.joins("Nurbek")
    case = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, case, zara, Kind.THREAT)
    fleet.notes(FOUNDER, case, "secret", Kind.THREAT)
    fleet.exchange(FOUNDER, "Zara", "Nurbek")
    betrays("Zara", "Nurbek", fleet, case, monkeypatch)
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as vault:
        space = vault.space
        (wrong,) = [each for each in insight.of_case(space, case).wrong if each.kind is Kind.THREAT]
        assert (space.author(wrong.giver), space.author(wrong.recipient)) == ("Zara", "Nurbek")
        (hand,) = sight(space, case, nurbek, Kind.THREAT).hands
        assert hand.strange
        assert [each.wrong for each in insight.of_group(space)] == [True]


def test_a_coordinator_sees_the_cases_that_they_are_let_into(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    first, second = fleet.opens_case(FOUNDER, "azure-heron"), fleet.opens_case(FOUNDER, "brown-otter")
    fleet.lets_in(FOUNDER, second, zara, Kind.THREAT)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on(FOUNDER) as vault:
        seen = insight.of_group(vault.space)
        assert [(each.id, each.parts.get(zara, 0)) for each in seen] == [(first, 0), (second, 2)]
        assert seen[0].parts[vault.space.me().id] == len(Kind)
    with fleet.on("Zara") as vault:
        assert [each.code for each in insight.of_group(vault.space)] == ["brown-otter"]


def test_others_do_not_see_all_cases_side_by_side(fleet: Fleet) -> None:
    fleet.joins("Zara", roles=(Role.LAWYER,))
    with fleet.on("Zara") as vault, pytest.raises(Refused, match="Only a coordinator"):
        insight.of_group(vault.space)


def betrays(giver: str, recipient: str, fleet: Fleet, case: SubjectId, monkeypatch: pytest.MonkeyPatch) -> None:
    """One laptop gives every key of a part to another that nobody let in."""
    with fleet.on(giver) as vault:
        space = vault.space
        stranger = next(each.id for each in members.laptops(space) if space.author(each.id) == recipient)
        part = next(row for row in space.cache.every_compartment() if (row.subject, row.kind) == (case, "threat"))
        honest: dict[CompartmentId, Readers] = giving.everywhere(space)
        honest[CompartmentId(part.id)] = {**honest[CompartmentId(part.id)], stranger: EVERYTHING}
        monkeypatch.setattr(giving, "everywhere", lambda _space: honest)
        giving.give(space)
        monkeypatch.undo()
