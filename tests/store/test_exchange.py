"""What was exchanged: known blobs, a feed in order, what waits; and that all of it may be thrown away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kunak.base.instants import Instant
from kunak.crypto.secret import Secret
from kunak.store.exchange import Exchange
from kunak.store.home import Home

KEY = Secret(b"k" * 32)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "vault")
    made.create()
    return made


@pytest.fixture
def exchange(home: Home) -> Iterator[Exchange]:
    opened = Exchange.open(home, KEY)
    yield opened
    opened.close()


def test_an_event_travels_in_the_blob_in_which_it_was_first_seen(exchange: Exchange) -> None:
    exchange.wrapped([(b"event", b"first")])
    exchange.wrapped([(b"event", b"second"), (b"other", b"third")])
    assert exchange.rid_of(b"event") == b"first"
    assert exchange.rid_of(b"nothing") is None
    assert [exchange.knows(rid) for rid in (b"first", b"second", b"third")] == [True, False, True]


def test_a_parked_blob_is_known_until_it_is_let_go(exchange: Exchange) -> None:
    exchange.park([(b"r", b"blob")])
    exchange.park([(b"r", b"blob")])
    assert exchange.parked() == [(b"r", b"blob")]
    assert exchange.knows(b"r")
    exchange.unpark([b"r"])
    assert (exchange.parked(), exchange.knows(b"r")) == ([], False)


def test_a_feed_is_kept_in_order_and_can_be_begun_anew(exchange: Exchange) -> None:
    exchange.extend_feed(0, [b"a", b"b"])
    exchange.extend_feed(2, [b"c"])
    assert (exchange.feed_size(), exchange.feed(), exchange.feed(2)) == (3, [b"a", b"b", b"c"], [b"a", b"b"])
    assert exchange.in_feed(b"b")
    exchange.forget_feed()
    assert (exchange.feed_size(), exchange.in_feed(b"b")) == (0, False)


def test_the_same_lie_is_noted_once(exchange: Exchange) -> None:
    exchange.notice("altered", "7", Instant(5))
    exchange.notice("altered", "7", Instant(6))
    exchange.notice("altered", "8", Instant(7))
    assert [(each.place, each.at, each.seen) for each in exchange.noticed()] == [("8", 7, False), ("7", 5, False)]
    exchange.mark_seen()
    assert all(each.seen for each in exchange.noticed())


def test_notes_outlive_the_program(home: Home) -> None:
    first = Exchange.open(home, KEY)
    first.set_note("relay", b"somewhere")
    first.close()
    again = Exchange.open(home, KEY)
    assert (again.note("relay"), again.note("else")) == (b"somewhere", b"")
    again.close()


@pytest.mark.parametrize("damage", [b"", b"noise" * 1000])
def test_what_cannot_be_read_is_begun_anew(home: Home, damage: bytes) -> None:
    first = Exchange.open(home, KEY)
    first.extend_feed(0, [b"a"])
    first.close()
    for end in ("-wal", "-shm"):
        home.exchange.with_name(home.exchange.name + end).unlink(missing_ok=True)
    home.exchange.write_bytes(damage)
    again = Exchange.open(home, KEY)
    assert again.feed_size() == 0
    again.close()


def test_nothing_of_it_is_plain_on_the_disk(home: Home) -> None:
    exchange = Exchange.open(home, KEY)
    exchange.set_note("relay", b"https://canary.example")
    exchange.close()
    assert all(b"canary" not in path.read_bytes() for path in home.path.rglob("*") if path.is_file())
