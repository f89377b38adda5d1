"""A backup becomes a new laptop: alone it takes the old one's place, among others it asks to be let in."""

from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, PASSPHRASE, Fleet

from kunak.app import enrolling, members, syncing, verifying, wiring
from kunak.app.wiring import OpenVault, Restored, Restoring
from kunak.base.errors import BadInput, Refused
from kunak.casework.roster import Rank
from kunak.crypto.joining import Meeting
from kunak.crypto.keystore import WrongPassphrase
from kunak.store.backup import BackupDamaged
from kunak.transport.courier import Courier


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def backed_up(fleet: Fleet, name: str = FOUNDER, to: str = "backup") -> tuple[Path, bytes]:
    path = fleet.folder / to
    with fleet.on(name) as vault:
        wiring.back_up(vault, path)
        return path, wiring.seed_of(vault)


def restored(
    fleet: Fleet, name: str, backup: tuple[Path, bytes], *, invitation: bytes = b"", stick: str = ""
) -> Restored:
    def meanwhile(vault: OpenVault) -> None:
        if stick:
            syncing.with_courier(vault, Courier.open(fleet.folder / stick))

    asking = Restoring(backup[0], backup[1], PASSPHRASE, invitation)
    return wiring.restore(fleet.folder / name, asking, meanwhile=meanwhile, clock=fleet.clock)


def test_a_group_of_one_goes_on_as_a_new_laptop(fleet: Fleet) -> None:
    subject = fleet.opens_case(FOUNDER)
    fleet.notes(FOUNDER, subject, "written before")
    backup = backed_up(fleet)
    made = restored(fleet, "new", backup)
    assert (made.member, made.request) == (FOUNDER, b"")
    assert fleet.reads("new", subject) == ["written before"]
    fleet.notes("new", subject, "written after")
    assert fleet.reads("new", subject) == ["written before", "written after"]
    with fleet.on("new") as vault:
        assert [each.state for each in members.laptops(vault.space)] == [members.PUT_OUT, members.IN_USE]
        assert members.own_standing(vault.space) == ""
        assert not verifying.verify(vault).problems
    assert not (fleet.folder / "new" / "restore.tmp").exists()


def test_what_lies_on_the_stick_comes_before_the_old_laptops_last_word(fleet: Fleet) -> None:
    """Else its last word would have the number of one that is written already: a forgery."""
    fleet.sync(FOUNDER)
    subject = fleet.opens_case(FOUNDER)
    backup = backed_up(fleet)
    fleet.notes(FOUNDER, subject, "written after the backup")
    fleet.sync(FOUNDER)
    restored(fleet, "new", backup, stick="stick")
    assert fleet.reads("new", subject) == ["written after the backup"]
    fleet.sync("new")
    with fleet.on("new") as vault:
        assert vault.space.laptops.membership.forged == {}
        assert members.own_standing(vault.space) == ""


def test_among_others_it_asks_to_be_let_in_and_can_only_read_until_then(fleet: Fleet) -> None:
    fleet.joins("Zara")
    subject = fleet.opens_case("Zara")
    fleet.notes("Zara", subject, "by Zara")
    fleet.exchange("Zara", FOUNDER)
    backup = backed_up(fleet, "Zara")
    fleet.notes("Zara", subject, "after the backup")
    fleet.exchange("Zara", FOUNDER)
    with pytest.raises(Refused, match="This group has other laptops"):
        restored(fleet, "again", backup)
    with fleet.on(FOUNDER) as vault:
        invitation = enrolling.invite(vault.space, Meeting())
    other = Fleet(fleet.folder / "other")
    with other.on(FOUNDER) as vault, pytest.raises(BadInput, match="another group"):
        restored(fleet, "again", backup, invitation=enrolling.invite(vault.space, Meeting()))
    made = restored(fleet, "again", backup, invitation=invitation)
    assert made.request
    assert fleet.reads("again", subject) == ["by Zara"]
    with fleet.on("again") as vault:
        assert members.own_standing(vault.space) == members.WAITING
    with pytest.raises(Refused, match="not let in"):
        fleet.notes("again", subject, "by nobody")
    with fleet.on(FOUNDER) as vault:
        asked = enrolling.read(vault.space, invitation, made.request, language="en")
        assert members.let_in(vault.space, asked.request, roles=(), rank=Rank.MEMBER).missing == 0
        lost = next(each.id for each in members.laptops(vault.space) if each.member == asked.request.member)
        members.remove_laptop(vault.space, lost, reason="it broke")
        welcome = enrolling.welcome(vault.space, asked.request, Meeting())
    with fleet.on("again") as vault:
        wiring.take_welcome(vault, welcome)
    fleet.exchange(FOUNDER, "again", FOUNDER)
    assert fleet.reads("again", subject) == ["by Zara", "after the backup"]
    fleet.notes("again", subject, "by the new laptop")
    assert "by the new laptop" in fleet.reads("again", subject)


def test_what_does_not_open_is_told_and_leaves_no_vault(fleet: Fleet) -> None:
    path, seed = backed_up(fleet)
    with pytest.raises(WrongPassphrase):
        restored(fleet, "new", (path, bytes(32)))
    with pytest.raises(WrongPassphrase):
        restored(fleet, "new", (path, b"short"))
    path.write_bytes(path.read_bytes()[:-12_000])
    with pytest.raises(BackupDamaged):
        restored(fleet, "new", (path, seed))
    with pytest.raises(BadInput):
        restored(fleet, "new", (fleet.folder / "missing", seed))
    assert not (fleet.folder / "new" / "keystore.kunak").exists()
    assert not (fleet.folder / "new" / "restore.tmp").exists()


def test_a_backup_is_as_sealed_as_the_vault(fleet: Fleet) -> None:
    subject = fleet.opens_case(FOUNDER)
    fleet.notes(FOUNDER, subject, "quince-orchard")
    path, _ = backed_up(fleet)
    data = path.read_bytes()
    assert [word for word in (b"quince", b"azure-heron", FOUNDER.encode()) if word in data] == []
