"""Every lie that a relay, a courier or a laptop can tell: a person at the desk reads what it was and what it means."""

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.web.working import does, refuses

from kunak.app import cases, meeting, members, syncing, verifying, wiring
from kunak.app.meeting import RelayPeer
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, Instant
from kunak.casework.compartments import Kind
from kunak.log.envelope import Envelope
from kunak.sync.lies import SENTENCES, Lie
from kunak.testing.browsing import Browser, Served
from kunak.testing.hands import HandClock
from kunak.testing.lying import RELAY, LyingRelay
from kunak.transport.troubles import RelayTrouble, Trouble
from kunak.web.application import SECTIONS
from kunak.web.translations import translations
from kunak.wire.frames import Push, Pushed

COURIER = "/laptops/courier"


class Met:
    """A group of two who meet at a relay, and the founder's desk."""

    def __init__(self, fleet: Fleet, relay: LyingRelay) -> None:
        self.fleet, self.relay = fleet, relay
        self.zara = fleet.joins("Zara")
        self.subject = fleet.opens_case(FOUNDER)
        fleet.lets_in(FOUNDER, self.subject, self.zara, Kind.DESK)
        with fleet.on(FOUNDER) as vault:
            where = meeting.open_feed(
                vault.space, lambda *_: relay, url="https://relay.example", ticket=b"", relay_key=RELAY.public
            )
            syncing.with_relay(vault, RelayPeer(relay), where)
        fleet.exchange(FOUNDER, "Zara")
        self.sync("Zara")
        self.note("Zara", "before the lie")

    def note(self, name: str, text: str) -> None:
        """Somebody writes, and sends it to the relay."""
        self.fleet.notes(name, self.subject, text)
        self.sync(name)

    def sync(self, name: str) -> syncing.Report:
        """Somebody exchanges with the relay, which is honest to them."""
        lie, self.relay.lie = self.relay.lie, None
        with self.fleet.on(name) as vault:
            report = syncing.with_relay(vault, RelayPeer(self.relay), wiring.meeting(vault))
        self.relay.lie = lie
        return report

    def notes(self) -> list[str]:
        """What the founder reads."""
        return sorted(self.fleet.reads(FOUNDER, self.subject))


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> LyingRelay:
    """The relay that every laptop of this process reaches."""
    made = LyingRelay()
    monkeypatch.setattr(wiring, "connector", lambda _proxy=None: lambda *_: made)
    return made


@pytest.fixture
def met(fleet: Fleet, relay: LyingRelay) -> Met:
    return Met(fleet, relay)


@contextmanager
def desk_of(fleet: Fleet, name: str = FOUNDER) -> Iterator[tuple[Browser, OpenVault]]:
    with fleet.on(name) as vault:
        served = Served(lambda _passphrase: vault, sections=SECTIONS, clock=fleet.clock)
        browser = Browser(served.port)
        browser.enter()
        browser.unlock()
        try:
            yield browser, vault
        finally:
            served.stop()
    assert served.reports == []


def beginning(sentence: str) -> str:
    """The words of a sentence up to its first place."""
    return sentence.partition("%(")[0]


def in_russian(sentence: str) -> str:
    return str(translations("ru").gettext(sentence))


# A relay that lies


def new_at_the_relay(met: Met) -> None:
    met.note("Zara", "one more")
    met.note("Zara", "and another")


def written_here(met: Met) -> None:
    met.fleet.notes(FOUNDER, met.subject, "not sent yet")


def nothing(_met: Met) -> None:
    """It lies about what was exchanged before."""


RELAY_LIES: list[tuple[Lie, Callable[[Met], None]]] = [
    (Lie.WITHHELD, new_at_the_relay),
    (Lie.REPLAYED, nothing),
    (Lie.REORDERED, new_at_the_relay),
    (Lie.FORKED, nothing),
    (Lie.TRUNCATED, nothing),
    (Lie.ALTERED, new_at_the_relay),
    (Lie.UNSIGNED, nothing),
    (Lie.DROPPED, written_here),
]
"""The lie, and what has to have happened for it to be told."""


@pytest.mark.parametrize(("lie", "happened"), RELAY_LIES, ids=[lie.value for lie, _ in RELAY_LIES])
def test_what_a_relay_does_wrong_is_read_at_the_desk_in_both_languages(
    met: Met, lie: Lie, happened: Callable[[Met], None]
) -> None:
    met.sync(FOUNDER)
    happened(met)
    met.relay.lie = lie
    with desk_of(met.fleet) as (browser, _):
        shown = does(browser, "/laptops/exchange", {})
        assert beginning(SENTENCES[lie]) in shown
        assert beginning(SENTENCES[lie]) in browser.get("/").text
        assert beginning(in_russian(SENTENCES[lie])) in browser.get("/laptops", **{"Accept-Language": "ru"}).text
    met.relay.lie = None
    with desk_of(met.fleet) as (browser, _):
        does(browser, "/laptops/anew", {})
        does(browser, "/laptops/seen", {})
        shown = does(browser, "/laptops/exchange", {})
        assert beginning(SENTENCES[lie]) not in shown
        assert beginning(SENTENCES[lie]) not in browser.get("/").text
    met.sync("Zara")
    assert met.notes() == sorted(met.fleet.reads("Zara", met.subject))
    assert "before the lie" in met.notes()


def test_every_lie_that_has_a_name_stands_in_the_table() -> None:
    assert {lie for lie, _ in RELAY_LIES} | {Lie.SPLIT} == set(Lie)


def test_two_pasts_for_two_laptops_are_read_at_the_desk(met: Met) -> None:
    """What Zara writes tells what she was shown: it comes by courier, and the relay's double tongue is seen."""
    met.sync(FOUNDER)
    met.relay.lie = Lie.SPLIT
    with met.fleet.on("Zara") as vault:
        syncing.begin_anew(vault)
        syncing.with_relay(vault, RelayPeer(met.relay), wiring.meeting(vault))
    met.relay.lie = None
    met.fleet.notes("Zara", met.subject, "after what she was shown")
    met.fleet.sync("Zara")
    with desk_of(met.fleet) as (browser, _):
        does(browser, COURIER, {"folder": str(met.fleet.folder / "stick")})
        shown = does(browser, "/laptops/exchange", {})
        assert beginning(SENTENCES[Lie.SPLIT]) in shown
        assert beginning(SENTENCES[Lie.SPLIT]) in browser.get("/").text


# A laptop that lies


def test_what_is_dated_back_by_a_laptop_that_was_put_out_is_read_at_the_desk(met: Met) -> None:
    """The harm: whoever holds a seized laptop sets its clock back and writes as if before."""
    met.sync(FOUNDER)
    with met.fleet.on(FOUNDER) as vault:
        members.remove(vault.space, member=met.zara, reason="seized")
    met.fleet.clocks["Zara"] = HandClock(Instant(met.fleet.clock() - 365 * DAY))
    met.note("Zara", "as if a year ago")
    with desk_of(met.fleet) as (browser, _):
        shown = does(browser, "/laptops/exchange", {})
        says = "written later or dated back to before that"
        assert says in shown
        assert "of Zara" in shown
        assert says in browser.get("/").text
        assert "помечены задним числом" in browser.get("/", **{"Accept-Language": "ru"}).text
        assert says in does(browser, "/laptops/seen", {})
        assert says not in browser.get("/").text
    met.note("Zara", "and once more")
    with desk_of(met.fleet) as (browser, _):
        does(browser, "/laptops/exchange", {})
        assert says in browser.get("/").text
    assert met.notes() == ["before the lie"]


def test_two_histories_of_one_laptop_are_read_at_the_desk(met: Met) -> None:
    shutil.copytree(met.fleet.folder / "Zara", met.fleet.folder / "copy")
    met.note("Zara", "one history")
    met.note("copy", "another history")
    with desk_of(met.fleet) as (browser, _):
        shown = does(browser, "/laptops/exchange", {})
        assert "has signed two different histories" in shown
        assert "has signed two different histories" in browser.get("/").text
        assert "подписал две разные истории" in browser.get("/laptops", **{"Accept-Language": "ru"}).text


# A courier


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if len(path.name) == 64)


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def altered(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def under_another_name(path: Path) -> None:
    path.rename(path.with_name(path.name[:2] + "0" * 62))


@pytest.mark.parametrize("harm", [halved, altered, under_another_name])
def test_what_a_courier_does_to_a_file_is_read_at_the_desk_and_mended(met: Met, harm: Callable[[Path], None]) -> None:
    """A folder that was copied halfway, altered, or whose old blob stands under a new name."""
    met.fleet.notes("Zara", met.subject, "carried")
    met.fleet.sync("Zara", "carried")
    for path in files(met.fleet.folder / "carried"):
        harm(path)
    with desk_of(met.fleet) as (browser, _):
        shown = does(browser, COURIER, {"folder": str(met.fleet.folder / "carried")})
        assert "was copied halfway or altered" in shown
        assert "was copied halfway or altered" in browser.get("/").text
        assert "скопирован" in browser.get("/laptops", **{"Accept-Language": "ru"}).text
    for path in files(met.fleet.folder / "carried"):
        path.unlink()
    met.fleet.exchange("Zara", FOUNDER, stick="carried")
    assert "carried" in met.notes()


def test_a_file_that_a_courier_keeps_back_is_missed_at_the_desk(met: Met) -> None:
    met.fleet.sync("Zara")
    met.fleet.sync(FOUNDER)
    met.fleet.notes("Zara", met.subject, "kept back")
    met.fleet.sync("Zara")
    before = set(files(met.fleet.folder / "stick"))
    met.fleet.notes("Zara", met.subject, "handed out")
    stick = met.fleet.folder / "stick"
    met.fleet.sync("Zara")
    with met.fleet.on("Zara") as vault:
        newest = {vault.exchange.rid_of(each) for each in _events(vault)[-2:-1]}
    (path,) = [each for each in before if bytes.fromhex(each.name) in newest]
    held = path.read_bytes()
    path.unlink()
    with desk_of(met.fleet) as (browser, _):
        shown = does(browser, COURIER, {"folder": str(stick)})
        assert "are known to exist and have not come" in shown
        assert "о которых известно" in browser.get("/laptops", **{"Accept-Language": "ru"}).text
        path.write_bytes(held)
        shown = does(browser, COURIER, {"folder": str(stick)})
        assert "are known to exist and have not come" not in shown
    assert met.notes() == ["before the lie", "handed out", "kept back"]


def _events(vault: OpenVault) -> list[bytes]:
    """Return the events that this laptop wrote, in order."""
    all_of_them = (item for item in vault.space.vault.envelopes() if isinstance(item, Envelope))
    return [each.id for each in all_of_them if each.header.device == vault.space.vault.device]


# Faults


def test_a_network_that_breaks_in_the_middle_is_one_sentence_and_the_rest_comes_later(met: Met) -> None:
    met.note("Zara", "more")
    met.sync(FOUNDER)
    met.fleet.notes(FOUNDER, met.subject, "to be sent")
    met.note("Zara", "to be fetched")
    asked: list[int] = []

    def breaks() -> None:
        asked.append(1)
        if len(asked) > 1:
            raise RelayTrouble(Trouble.SILENT)

    met.relay.goes_away = breaks
    with desk_of(met.fleet) as (browser, _):
        answer = browser.send("/laptops/exchange", {})
        assert answer.status == 422
        assert "The relay broke off before it answered" in answer.text
        assert "The last exchange was cut short" in browser.get("/").text
        assert "Последний обмен прервался" in browser.get("/", **{"Accept-Language": "ru"}).text
        met.relay.goes_away = lambda: None
        assert "was cut short" not in does(browser, "/laptops/exchange", {})
    met.sync("Zara")
    assert met.notes() == sorted(met.fleet.reads("Zara", met.subject))
    assert "to be sent" in met.notes()


def test_what_is_written_while_an_exchange_ends_goes_with_the_next(met: Met) -> None:
    """The harm: a note that somebody wrote at that moment was never offered to the relay."""
    met.sync(FOUNDER)
    met.fleet.notes(FOUNDER, met.subject, "sent")
    with met.fleet.on(FOUNDER) as vault:
        pushed = met.relay.push

        def writes_behind(frame: Push) -> Pushed:
            answer = pushed(frame)
            cases.note(vault.space, met.subject, kind=Kind.DESK, text="written behind its back")
            return answer

        met.relay.push = writes_behind  # type: ignore[method-assign]
        syncing.with_relay(vault, RelayPeer(met.relay), wiring.meeting(vault))
        met.relay.push = pushed  # type: ignore[method-assign]
    met.sync(FOUNDER)
    met.sync("Zara")
    assert met.fleet.reads("Zara", met.subject) == ["before the lie", "sent", "written behind its back"]


def test_a_disk_that_is_full_in_the_middle_is_one_sentence_and_nothing_is_lost(met: Met) -> None:
    met.sync(FOUNDER)
    for number in range(40):
        met.fleet.notes("Zara", met.subject, f"note {number} " + "long " * 200)
    met.fleet.sync("Zara", "carried")
    folder = str(met.fleet.folder / "carried")
    with desk_of(met.fleet) as (browser, vault):
        assert vault.space.is_behind() is False
        with _full(vault.space.vault.log.size + 8_000):  # type: ignore[attr-defined]
            answer = browser.send(COURIER, {"folder": folder})
        assert answer.status == 422
        assert "could not be written" in answer.text or "The disk" in answer.text
        assert "The last exchange was cut short" in browser.get("/").text
    assert "before the lie" in met.notes()
    met.fleet.sync(FOUNDER, "carried")
    assert len(met.notes()) == 41
    with met.fleet.on(FOUNDER) as vault:
        assert verifying.verify(vault).problems == ()


@contextmanager
def _full(limit: int) -> Iterator[None]:
    """Refuse every file that grows beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_second_program_on_one_vault_reads_so_on_its_lock_page(fleet: Fleet) -> None:
    subject: SubjectId = fleet.opens_case(FOUNDER)
    with fleet.on(FOUNDER), ExitStack() as stack:
        served = Served(lambda _: stack.enter_context(fleet.on(FOUNDER)), sections=SECTIONS, clock=fleet.clock)
        stack.callback(served.stop)
        browser = Browser(served.port)
        browser.enter()
        answer: Any = browser.unlock()
        assert answer.status == 422
        assert "Kunak is already running on this vault" in answer.text
    assert fleet.reads(FOUNDER, subject) == []


def test_a_folder_of_something_else_is_refused_at_the_desk(met: Met, tmp_path: Path) -> None:
    with desk_of(met.fleet) as (browser, _):
        refuses(browser, COURIER, {"folder": str(tmp_path)}, "holds something else")
