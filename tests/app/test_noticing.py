"""What was noticed is said until somebody has read it, and what is so for as long as it is so."""

from pathlib import Path

from tests.app.fleet import FOUNDER, Fleet

from kunak.app import noticing, syncing
from kunak.sync.lies import SENTENCES, Lie


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
