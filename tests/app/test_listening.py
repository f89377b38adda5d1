"""Records come by themselves while somebody listens, over a real relay; and not a moment longer."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.app.fleet import FOUNDER, Fleet

from kunak.app import cases, listening, meeting, syncing, wiring
from kunak.app.listening import Listener
from kunak.app.meeting import Connect
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.casework import details
from kunak.casework.compartments import Kind, Subject
from kunak.casework.preferences import MeetingChosen
from kunak.testing.relays import RunningRelay
from kunak.transport.troubles import RelayTrouble, Trouble

PATIENCE_S = 30


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    with RunningRelay(tmp_path / "relay") as running:
        yield running


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    made = Fleet(tmp_path)
    made.joins("Zara")
    return made


def meets_at(fleet: Fleet, relay: RunningRelay) -> SubjectId:
    """The group opens a feed; both laptops know of it and of one case."""
    zara = _member(fleet, "Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    with fleet.on(FOUNDER) as vault:
        meeting.open_feed(vault.space, wiring.connector(), url=relay.url, ticket=b"", relay_key=relay.key)
    fleet.exchange(FOUNDER, "Zara")
    return subject


def _member(fleet: Fleet, name: str) -> bytes:
    with fleet.on(FOUNDER) as vault:
        return next(each.id for each in vault.space.group().roster.present if each.name == name)


def writes(vault: OpenVault, subject: SubjectId, text: str) -> None:
    cases.decide(vault.space, subject, lambda _file: details.note(text=text), kind=Kind.DESK)


def notes(vault: OpenVault, subject: SubjectId) -> list[str]:
    return [each.entry.fact.event.text for each in cases.notes(vault.space, subject, Kind.DESK)]  # type: ignore[attr-defined]


def meet(vault: OpenVault) -> syncing.Report:
    return syncing.meet(vault, wiring.connector(), wiring.meeting(vault))


def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens by itself."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_what_others_write_comes_and_what_is_written_here_goes(fleet: Fleet, relay: RunningRelay) -> None:
    subject = meets_at(fleet, relay)
    with fleet.on(FOUNDER) as here, fleet.on("Zara") as there:
        listener = Listener(here)
        listener.start()
        try:
            until(lambda: here.live.listening)
            writes(there, subject, "the car is ready")
            meet(there)
            until(lambda: notes(here, subject) == ["the car is ready"])
            until(lambda: here.live.arrived > 0)
            writes(here, subject, "then go")
            until(lambda: meet(there).received > 0 or "then go" in notes(there, subject))
            assert notes(there, subject) == ["then go", "the car is ready"]
            assert here.live.trouble is None
        finally:
            listener.stop()
        assert not here.live.listening
        writes(there, subject, "nobody listens")
        meet(there)
        time.sleep(3 * 0.1)
        assert "nobody listens" not in notes(here, subject)


def test_a_relay_that_was_away_is_taken_up_again(
    fleet: Fleet, relay: RunningRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = meets_at(fleet, relay)
    monkeypatch.setattr(listening, "FIRST_WAIT_S", 0.2)
    away = threading.Event()
    away.set()
    with fleet.on(FOUNDER) as here, fleet.on("Zara") as there:
        listener = Listener(here, connector=_failing(away))
        listener.start()
        try:
            until(lambda: here.live.trouble is not None)
            assert isinstance(here.live.trouble, RelayTrouble)
            writes(there, subject, "meanwhile")
            meet(there)
            away.clear()
            until(lambda: notes(here, subject) == ["meanwhile"])
            until(lambda: here.live.trouble is None)
        finally:
            listener.stop()


def test_a_listener_ends_at_once_while_the_relay_is_away(fleet: Fleet, relay: RunningRelay) -> None:
    meets_at(fleet, relay)
    away = threading.Event()
    away.set()
    with fleet.on(FOUNDER) as here:
        listener = Listener(here, connector=_failing(away))
        listener.start()
        until(lambda: here.live.trouble is not None)
        began = time.monotonic()
        listener.stop()
        assert time.monotonic() - began < 2


def test_without_a_relay_nothing_is_asked(fleet: Fleet) -> None:
    with fleet.on(FOUNDER) as here:
        listener = Listener(here, connector=_never)
        listener.start()
        time.sleep(0.2)
        listener.stop()
        assert here.live.trouble is None


def test_an_onion_service_is_not_asked_for_in_the_open(fleet: Fleet) -> None:
    with fleet.on(FOUNDER) as here:
        chosen = MeetingChosen(url="http://abc.onion", feed=b"f" * 16, relay_key=bytes(32))
        here.space.write(here.space.group_id, Subject.GROUP, (chosen,))
        listener = Listener(here, connector=_never)
        listener.start()
        until(lambda: here.live.trouble is not None)
        listener.stop()
        assert "onion service" in str(here.live.trouble)


def test_the_pauses_grow_and_have_an_end() -> None:
    pauses = [listening._pause(failed) for failed in range(1, 30)]
    assert all(2.0 <= pause <= listening.LONGEST_WAIT_S for pause in pauses)
    assert max(pauses[:2]) < min(pauses[-5:])


def test_a_proxy_is_kept_until_it_is_taken_back(fleet: Fleet) -> None:
    tor = "socks5://127.0.0.1:9050"
    with fleet.on(FOUNDER) as vault:
        assert wiring.way(vault) == ""
        assert wiring.way(vault, tor) == tor
    with fleet.on(FOUNDER) as vault:
        assert wiring.way(vault) == tor
        assert wiring.way(vault, "none") == wiring.way(vault) == ""


def _never(*_: object, **__: object) -> Connect:
    def connect(*_: object) -> Any:
        raise AssertionError("nobody may ask")

    return connect


def _failing(away: threading.Event) -> Callable[..., Connect]:
    """A connector whose relay cannot be reached for a while."""

    def connector(proxy: str | None, **options: Any) -> Connect:
        real = wiring.connector(proxy, **options)

        def connect(url: str, feed: bytes, token: Any) -> Any:
            if away.is_set():
                raise RelayTrouble(Trouble.UNREACHABLE)
            return real(url, feed, token)

        return connect

    return connector
