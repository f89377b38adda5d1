"""All laptops are lost: three of five trustees, a bundle, and the group begins again."""

from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, PASSPHRASE, Fleet

from kunak.app import members, recovering, syncing, wiring
from kunak.app.recovering import Ceremony
from kunak.app.wiring import BackAgain, OpenVault, Recovering
from kunak.base.errors import BadInput, Refused
from kunak.casework.compartments import Kind, Sensitivity
from kunak.casework.roster import Rank
from kunak.crypto import shares
from kunak.crypto.joining import Meeting
from kunak.crypto.profiles import DEMO
from kunak.crypto.recovery import BundleRefused
from kunak.transport.courier import Courier


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def arranged(fleet: Fleet, name: str = FOUNDER, chosen: Sensitivity = Sensitivity.ORDINARY) -> Ceremony:
    with fleet.on(name) as vault:
        return recovering.arrange(vault.space, chosen, threshold=3, parts=5)


def bundled(fleet: Fleet, name: str = FOUNDER, chosen: Sensitivity = Sensitivity.ORDINARY) -> bytes:
    with fleet.on(name) as vault:
        return recovering.bundle(vault.space, chosen, Meeting()).data


def recovered(
    fleet: Fleet,
    name: str,
    *bundles: tuple[bytes, tuple[str, ...]],
    member: str = "",
    everybody: bool = False,
    stick: str = "",
) -> BackAgain:
    """Some trustees give their parts back; a new laptop is made."""

    def meanwhile(vault: OpenVault) -> None:
        if stick:
            syncing.with_courier(vault, Courier.open(fleet.folder / stick))

    opened = tuple((data, shares.combine(parts)) for data, parts in bundles)
    asking = Recovering(opened, PASSPHRASE, DEMO, member=member, everybody=everybody)
    return wiring.recover(fleet.folder / name, asking, meanwhile=meanwhile, clock=fleet.clock)


def test_three_of_five_bring_a_group_of_one_back(fleet: Fleet) -> None:
    subject = fleet.opens_case(FOUNDER)
    fleet.notes(FOUNDER, subject, "she can travel on Friday")
    fleet.notes(FOUNDER, subject, "the way leads over the pass", Kind.ROUTE)
    ceremony = arranged(fleet)
    closely = arranged(fleet, chosen=Sensitivity.CLOSELY_HELD)
    data, hidden = bundled(fleet), bundled(fleet, chosen=Sensitivity.CLOSELY_HELD)
    back = recovered(fleet, "new", (data, ceremony.parts[1:4]))
    assert (back.member, len(back.put_out)) == (FOUNDER, 1)
    assert fleet.reads("new", subject) == ["she can travel on Friday"]
    both = recovered(fleet, "both", (hidden, closely.parts[2:]), (data, ceremony.parts[:3]))
    assert both.events > back.events
    assert fleet.reads("both", subject) == ["she can travel on Friday", "the way leads over the pass"]
    fleet.notes("both", subject, "written on the new laptop")
    with fleet.on("both") as vault:
        assert members.own_standing(vault.space) == ""
        assert [name for _, name in recovering.returned(vault.space)] == [FOUNDER]
        assert [each.state for each in members.laptops(vault.space)] == [members.PUT_OUT, members.IN_USE]


def test_whoever_comes_back_approves_by_a_new_key_and_what_was_approved_before_still_counts(fleet: Fleet) -> None:
    ceremony = arranged(fleet)
    recovered(fleet, "new", (bundled(fleet), ceremony.parts[:3]))
    with fleet.on("new") as vault, fleet.on(FOUNDER) as old:
        new_keys = vault.space.me().approval_keys
        assert new_keys[1:] == (old.space.me().approval_key,)
        assert new_keys[0] != new_keys[1]


def test_two_are_too_few(fleet: Fleet) -> None:
    ceremony = arranged(fleet)
    with pytest.raises(Refused, match="3 different shares"):
        recovered(fleet, "new", (bundled(fleet), ceremony.parts[:2]))
    assert not (fleet.folder / "new").exists()


def test_parts_of_another_ceremony_do_not_open_the_bundle(fleet: Fleet) -> None:
    arranged(fleet)
    data = bundled(fleet)
    later = arranged(fleet)
    with pytest.raises(BundleRefused):
        recovered(fleet, "new", (data, later.parts[:3]))


def test_parts_that_were_replaced_are_refused_where_that_is_known(fleet: Fleet) -> None:
    fleet.joins("Zara")
    first = arranged(fleet)
    old = bundled(fleet)
    arranged(fleet)
    fleet.exchange(FOUNDER, "Zara")
    with pytest.raises(Refused, match="were replaced, or were used before"):
        recovered(fleet, "new", (old, first.parts[:3]), stick="stick")


def test_parts_that_were_replaced_speak_to_whom_has_not_heard_and_it_shows(fleet: Fleet) -> None:
    """VAULT: of two words that did not know of each other the trustees' counts. So the old sheets are collected."""
    zara = fleet.joins("Zara")
    first = arranged(fleet)
    old = bundled(fleet)
    fleet.exchange(FOUNDER, "Zara")
    recovered(fleet, "new", (old, first.parts[:3]), member=FOUNDER)
    fleet.exchange("new", "Zara")
    with fleet.on("Zara") as vault:
        assert [name for _, name in recovering.returned(vault.space)] == [FOUNDER]
        assert vault.space.me().id == zara


def test_parts_serve_once(fleet: Fleet) -> None:
    ceremony = arranged(fleet)
    recovered(fleet, "new", (bundled(fleet), ceremony.parts[:3]))
    with fleet.on("new") as vault:
        assert Sensitivity.ORDINARY not in vault.space.laptops.membership.trustees
        with pytest.raises(Refused, match="No trustees were chosen"):
            recovering.bundle(vault.space, Sensitivity.ORDINARY, Meeting())


def test_a_group_of_three_takes_the_new_laptop_in_and_reads_on(fleet: Fleet) -> None:
    zara = fleet.joins("Zara", rank=Rank.ADMIN)
    with fleet.on(FOUNDER) as vault:
        said = recovering.arrange(vault.space, Sensitivity.ORDINARY, threshold=2, parts=3)
    assert said.said.missing == 1
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as vault:
        members.second(vault.space, said.said.event)
    fleet.exchange("Zara", FOUNDER)
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.CONTACT)
    fleet.notes(FOUNDER, subject, "known to both")
    fleet.exchange(FOUNDER, "Zara")
    data = bundled(fleet, "Zara")
    fleet.notes(FOUNDER, subject, "written after the bundle")
    fleet.exchange(FOUNDER, "Zara")
    # The founder's laptop is lost; what it wrote after the bundle lies on the stick.
    back = recovered(fleet, "again", (data, said.parts[:2]), member=FOUNDER.lower(), stick="stick")
    assert len(back.put_out) == 1
    fleet.exchange("again", "Zara", "again")
    assert fleet.reads("again", subject) == ["known to both", "written after the bundle"]
    fleet.notes("Zara", subject, "Zara goes on")
    fleet.exchange("Zara", "again")
    assert "Zara goes on" in fleet.reads("again", subject)
    fleet.notes("again", subject, "so does Aluna")
    fleet.exchange("again", "Zara")
    assert "so does Aluna" in fleet.reads("Zara", subject)
    # The lost laptop gets nothing more, and what it writes counts for nobody.
    fleet.notes(FOUNDER, subject, "by whoever found the laptop")
    fleet.exchange(FOUNDER, "Zara", "again")
    assert "by whoever found the laptop" not in fleet.reads("Zara", subject) + fleet.reads("again", subject)
    assert "so does Aluna" not in fleet.reads(FOUNDER, subject)
    with fleet.on(FOUNDER) as vault:
        assert members.own_standing(vault.space) == members.OUT


def test_everybody_may_be_put_out_at_once(fleet: Fleet) -> None:
    fleet.joins("Zara")
    ceremony = arranged(fleet)
    fleet.exchange(FOUNDER, "Zara")
    back = recovered(fleet, "new", (bundled(fleet), ceremony.parts[:3]), everybody=True)
    assert len(back.put_out) == 2
    fleet.exchange("new", "Zara")
    with fleet.on("Zara") as vault:
        assert members.own_standing(vault.space) == members.OUT


def test_a_name_that_nobody_has_is_refused_with_those_that_there_are(fleet: Fleet) -> None:
    fleet.joins("Zara", rank=Rank.ADMIN)
    with fleet.on(FOUNDER) as vault:
        said = recovering.arrange(vault.space, Sensitivity.ORDINARY, threshold=2, parts=3)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as vault:
        members.second(vault.space, said.said.event)
        data = recovering.bundle(vault.space, Sensitivity.ORDINARY, Meeting()).data
    for name in ("", "Nobody"):
        with pytest.raises(BadInput, match="Aluna, Zara"):
            recovered(fleet, "new", (data, said.parts[:2]), member=name)
    # What was left half done is begun again.
    assert recovered(fleet, "new", (data, said.parts[:2]), member="Zara").member == "Zara"


def test_one_who_is_no_admin_arranges_nothing(fleet: Fleet) -> None:
    fleet.joins("Zara")
    with pytest.raises(Refused, match="Only an admin"):
        arranged(fleet, "Zara")
