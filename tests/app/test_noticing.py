"""What has to be known is said where everybody looks, until it was read or for as long as it is so."""

from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, PASSPHRASE, Fleet
from tests.app.test_shredding import ordered, past_its_time

from kunak.app import noticing, recovering, syncing, wiring
from kunak.app.wiring import Recovering
from kunak.base.instants import DAY
from kunak.casework.compartments import Kind, Sensitivity
from kunak.crypto import shares
from kunak.crypto.joining import Meeting
from kunak.crypto.profiles import DEMO
from kunak.sync.lies import SENTENCES, Lie


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def said(fleet: Fleet, name: str) -> list[str]:
    with fleet.on(name) as vault:
        return [remark.says % remark.details for remark in noticing.about_keys(vault)]


def test_nothing_is_said_where_nothing_has_to_be_known(fleet: Fleet) -> None:
    assert said(fleet, FOUNDER) == []


def test_everybody_is_told_that_trustees_let_a_laptop_in_for_a_month(fleet: Fleet) -> None:
    fleet.joins("Zara")
    with fleet.on(FOUNDER) as vault:
        made = recovering.arrange(vault.space, Sensitivity.ORDINARY, threshold=2, parts=3)
        data = recovering.bundle(vault.space, Sensitivity.ORDINARY, Meeting()).data
    fleet.exchange(FOUNDER, "Zara")
    asking = Recovering(((data, shares.combine(made.parts[:2])),), PASSPHRASE, DEMO, member=FOUNDER)
    wiring.recover(fleet.folder / "new", asking, clock=fleet.clock)
    fleet.exchange("new", "Zara")
    assert [sentence for sentence in said(fleet, "Zara") if "The trustees let a new laptop of Aluna in" in sentence]
    fleet.clock.forward(31 * DAY)
    assert said(fleet, "Zara") == []


def test_a_bundle_that_is_a_month_old_is_named_where_it_was_made(fleet: Fleet) -> None:
    with fleet.on(FOUNDER) as vault:
        recovering.arrange(vault.space, Sensitivity.ORDINARY, threshold=2, parts=3)
        wiring.note_bundle(vault)
    assert said(fleet, FOUNDER) == []
    fleet.clock.forward(31 * DAY)
    assert said(fleet, FOUNDER) == [noticing.BUNDLE_DUE]


def test_who_has_not_destroyed_a_case_is_named(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.CONTACT)
    fleet.exchange(FOUNDER, "Zara")
    past_its_time(fleet, FOUNDER, subject)
    ordered(fleet, FOUNDER, subject)
    (sentence,) = said(fleet, FOUNDER)
    assert "on 1 of 2 laptops. Missing: Zara." in sentence
    fleet.exchange(FOUNDER, "Zara", FOUNDER)
    assert said(fleet, FOUNDER) == []


def test_a_lie_is_said_until_somebody_has_read_it(tmp_path: Path) -> None:
    with Fleet(tmp_path).on(FOUNDER) as vault:
        vault.exchange.notice(Lie.FORKED.value, "17", vault.space.clock())
        assert [each.says for each in noticing.unread(vault)] == [SENTENCES[Lie.FORKED]]
        noticing.read(vault)
        assert noticing.unread(vault) == noticing.about_exchanges(vault) == ()


def test_an_exchange_that_has_not_ended_is_said_to_be_cut_short_whatever_was_read(tmp_path: Path) -> None:
    with Fleet(tmp_path).on(FOUNDER) as vault:
        vault.exchange.set_note(syncing.UNDER_WAY, b"1")
        noticing.read(vault)
        assert [each.says for each in noticing.unread(vault)] == [noticing.CUT_SHORT]
        vault.exchange.set_note(syncing.UNDER_WAY, b"")
        assert noticing.about_laptops(vault) == noticing.about_gaps(vault) == ()
