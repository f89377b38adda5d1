"""What takes two admins beside members: wider access to closely held parts, and what leaves the vault."""

from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.app.test_shredding import ordered, past_its_time

from kunak.app import cases, exporting, members
from kunak.base.errors import Refused
from kunak.base.instants import DAY
from kunak.casework.compartments import Kind, MemberLetIn, Subject
from kunak.casework.roster import Rank


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def signs(fleet: Fleet, name: str) -> None:
    """An admin signs everything that waits."""
    with fleet.on(name) as vault:
        for event in list(vault.space.laptops.membership.pending):
            members.second(vault.space, event)


def test_a_closely_held_part_opens_when_a_second_admin_has_signed(fleet: Fleet) -> None:
    fleet.joins("Zara", rank=Rank.ADMIN)
    amir = fleet.joins("Amir", seconds="Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, amir, Kind.ROUTE, Kind.CONTACT)
    fleet.notes(FOUNDER, subject, "the way leads over the pass", Kind.ROUTE)
    fleet.notes(FOUNDER, subject, "call the aunt", Kind.CONTACT)
    fleet.exchange(FOUNDER, "Amir", "Zara")
    assert fleet.reads("Amir", subject) == ["call the aunt"]
    with fleet.on(FOUNDER) as vault:
        assert cases.waiting(vault.space, subject) == {amir: frozenset({Kind.ROUTE})}
    with fleet.on("Amir") as vault, pytest.raises(Refused, match="not let into this part"):
        cases.check_readable(vault.space, subject, Kind.ROUTE)
    signs(fleet, "Zara")
    fleet.exchange("Zara", FOUNDER, "Amir", FOUNDER, "Amir")
    assert set(fleet.reads("Amir", subject)) == {"call the aunt", "the way leads over the pass"}
    with fleet.on(FOUNDER) as vault:
        assert cases.waiting(vault.space, subject) == {}


def test_who_is_shut_out_and_let_in_again_waits_again(fleet: Fleet) -> None:
    fleet.joins("Zara", rank=Rank.ADMIN)
    amir = fleet.joins("Amir", seconds="Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, amir, Kind.HEALTH)
    fleet.exchange(FOUNDER, "Zara")
    signs(fleet, "Zara")
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as vault:
        cases.shut_out(vault.space, subject, member=amir, kinds=frozenset({Kind.HEALTH}), reason="done")
    fleet.lets_in(FOUNDER, subject, amir, Kind.HEALTH)
    with fleet.on(FOUNDER) as vault:
        assert cases.waiting(vault.space, subject) == {amir: frozenset({Kind.HEALTH})}


def test_whoever_leaves_the_second_signature_out_opens_nothing(fleet: Fleet) -> None:
    """The harm: an altered program writes the letting-in without asking anybody."""
    fleet.joins("Zara", rank=Rank.ADMIN)
    amir = fleet.joins("Amir", seconds="Zara")
    subject = fleet.opens_case(FOUNDER)
    with fleet.on(FOUNDER) as vault:
        said = MemberLetIn(member=amir, kinds=(Kind.DESK, Kind.IDENTITY), reason="x")
        vault.space.write(subject, Subject.CASE, (said,))
    fleet.notes(FOUNDER, subject, "her name", Kind.IDENTITY)
    fleet.exchange(FOUNDER, "Amir", FOUNDER, "Amir")
    assert fleet.reads("Amir", subject) == []


def test_where_there_is_one_admin_one_is_enough(fleet: Fleet) -> None:
    amir = fleet.joins("Amir")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, amir, Kind.ROUTE)
    fleet.notes(FOUNDER, subject, "the way", Kind.ROUTE)
    fleet.exchange(FOUNDER, "Amir")
    assert fleet.reads("Amir", subject) == ["the way"]


def test_what_leaves_the_vault_takes_two_and_serves_once(fleet: Fleet) -> None:
    fleet.joins("Zara", rank=Rank.ADMIN)
    subject = fleet.opens_case(FOUNDER)

    def export(*kinds: Kind) -> None:
        with fleet.on(FOUNDER) as vault:
            exporting.export(vault.space, subject, kinds, translate=str)

    with pytest.raises(Refused, match="takes two admins"):
        export(Kind.DESK, Kind.THREAT)
    with pytest.raises(Refused, match="takes two admins"):
        export(Kind.DESK)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as vault:
        assert len(vault.space.laptops.membership.pending) == 1
    signs(fleet, "Zara")
    fleet.exchange("Zara", FOUNDER)
    with pytest.raises(Refused, match="takes two admins"):
        export(Kind.DESK, Kind.IDENTITY)
    export(Kind.DESK)
    with pytest.raises(Refused, match="takes two admins"):
        export(Kind.DESK)
    with fleet.on(FOUNDER) as vault:
        exports = vault.space.case(subject).access.exports
        assert [each.kinds for each in exports] == [(Kind.DESK,)]


def test_leave_to_take_something_out_lasts_a_week(fleet: Fleet) -> None:
    fleet.joins("Zara", rank=Rank.ADMIN)
    subject = fleet.opens_case(FOUNDER)
    with fleet.on(FOUNDER) as vault, pytest.raises(Refused):
        exporting.export(vault.space, subject, [Kind.DESK], translate=str)
    fleet.exchange(FOUNDER, "Zara")
    signs(fleet, "Zara")
    fleet.exchange("Zara", FOUNDER)
    fleet.clock.forward(8 * DAY)
    with fleet.on(FOUNDER) as vault, pytest.raises(Refused):
        exporting.export(vault.space, subject, [Kind.DESK], translate=str)


def test_a_group_of_one_takes_out_at_once(fleet: Fleet) -> None:
    subject = fleet.opens_case(FOUNDER)
    with fleet.on(FOUNDER) as vault:
        assert exporting.export(vault.space, subject, [Kind.DESK], translate=str).parts


def test_who_signs_is_told_about_whom_or_what(fleet: Fleet) -> None:
    fleet.joins("Zara", rank=Rank.ADMIN)
    amir = fleet.joins("Amir", seconds="Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, amir, Kind.ROUTE)
    past_its_time(fleet, FOUNDER, subject)
    ordered(fleet, FOUNDER, subject)
    with fleet.on(FOUNDER) as vault:
        state = vault.space.laptops.membership
        assert {members.about(vault.space, each.said) for each in state.pending.values()} == {"Amir", "azure-heron"}
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as vault:
        state = vault.space.laptops.membership
        # Zara is not let into the case: which one it is, Aluna has to tell her.
        assert {members.about(vault.space, each.said) for each in state.pending.values()} == {"Amir", ""}
