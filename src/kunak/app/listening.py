"""Records that come by themselves: waiting for the relay's word, and exchanging when it or somebody here has written.

One thread listens and touches nothing but the relay; another exchanges. Where the
relay is away, both wait longer and longer. They end with the process that holds the
keys, which is how a desk locks, or when they are told to.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from kunak.app import meeting, syncing, system, wiring
from kunak.app.meeting import Client, Connect
from kunak.app.syncing import OFFERED, Report
from kunak.app.wiring import OpenVault
from kunak.base.errors import Fault, KunakError, Refused
from kunak.base.words import phrase
from kunak.crypto.joining import Meeting
from kunak.wire.refusals import FrameRefused

TICK_S: Final = 2.0
"""So often it is looked whether somebody here has written; what they wrote is sent when they have paused so long."""
NO_RELAY_S: Final = 20.0
"""So often it is looked whether the group has a relay by now."""
FIRST_WAIT_S: Final = 4.0
LONGEST_WAIT_S: Final = 300.0

ONION: Final = phrase(
    "The relay is an onion service, and no proxy is named: nothing comes by itself. Start the desk with --proxy."
)
FOREIGN: Final = phrase("What answered is no relay, or it lied. Nothing of it was used.")


class Listener:
    """Keeps one open vault up to date.

    Args:
        vault: The open vault.
        told: Called after each exchange.
        connector: Makes clients whose waiting this listener can cut short.
    """

    def __init__(
        self,
        vault: OpenVault,
        *,
        told: Callable[[Report], None] = lambda _report: None,
        connector: Callable[..., Connect] = wiring.connector,
    ) -> None:
        self._vault = vault
        self._told = told
        self._ended = threading.Event()
        self._news = threading.Event()
        self._line: Client | None = None
        self._seen = -1
        # It waits longer and longer by itself: no client need try twice.
        self._connect = connector(vault.live.proxy or None, sleep=self._ended.wait, tries=1)
        self._threads = tuple(threading.Thread(target=each, daemon=True) for each in (self._run, self._hear))

    def start(self) -> None:
        """Begin, beside everything else."""
        for thread in self._threads:
            thread.start()

    def watch(self) -> None:
        """Do the same in this thread, until somebody interrupts it or ends it elsewhere."""
        self.start()
        self._ended.wait()

    def stop(self) -> None:
        """End; when this returns nothing is exchanged any more."""
        self._ended.set()
        self._news.set()
        line = self._line
        if line is not None:
            line.close()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join()

    def _run(self) -> None:
        """Exchange at once, and whenever there is reason to, until the end."""
        failed = 0
        self._news.set()
        while not self._ended.is_set():
            heard = self._news.wait(TICK_S)
            if self._ended.is_set() or not self._where().url or not (heard or self._has_paused()):
                self._news.clear()
                continue
            self._news.clear()
            if self._exchange():
                failed = 0
            else:
                failed += 1
                self._ended.wait(_pause(failed))
                self._news.set()

    def _hear(self) -> None:
        failed = 0
        while not self._ended.is_set():
            where = self._where()
            if not where.url or _needs_proxy(where, self._vault.live.proxy):
                self._vault.live.trouble = Refused(ONION) if where.url else None
                self._ended.wait(NO_RELAY_S)
                continue
            if self._listen(where):
                failed = 0
            failed += 1
            self._ended.wait(_pause(failed))

    def _listen(self, where: Meeting) -> bool:
        """Listen until the line breaks; return whether anything was heard."""
        heard = False
        try:
            self._line = meeting.enter(self._vault.space, self._connect, where)
            for size in self._line.listen() if not self._ended.is_set() else ():
                self._vault.live.listening = heard = True
                if size > self._vault.exchange.feed_size():
                    self._news.set()
                if self._ended.is_set() or self._where() != where:
                    break
        except FrameRefused:
            self._vault.live.trouble = Fault(FOREIGN)
        except KunakError as refused:
            self._vault.live.trouble = refused
        finally:
            self._vault.live.listening = False
            if self._line is not None:
                self._line.close()
            self._line = None
        return heard

    def _exchange(self) -> bool:
        """Exchange once; return whether both sides have everything."""
        live, where = self._vault.live, self._where()
        if _needs_proxy(where, live.proxy):
            return False
        try:
            report = syncing.meet(self._vault, self._connect, where)
        except FrameRefused:
            live.trouble = Fault(FOREIGN)
            return False
        except KunakError as refused:
            live.trouble = refused
            return False
        live.trouble = None
        live.arrived += report.received + report.files
        self._told(report)
        return report.complete

    def _has_paused(self) -> bool:
        """Whether somebody here wrote something that was not sent yet, and nothing more since the last look."""
        written = self._vault.space.vault.log.count
        paused, self._seen = written == self._seen, written
        return paused and written > int.from_bytes(self._vault.exchange.note(OFFERED), "big")

    def _where(self) -> Meeting:
        return wiring.meeting(self._vault)


def open_for_good(path: Path, proxy: str, live: bool, passphrase: str) -> OpenVault:  # noqa: FBT001 - of a partial
    """Open a vault for as long as this process lives, and let records come by themselves where ``live``.

    Raises:
        BadInput: There is none, or the passphrase is wrong.
        Refused: Another process holds it.
        Fault: The disk refused, or a file is missing or damaged.
    """
    vault = wiring.open_for_good(path, passphrase)
    vault.live.proxy = wiring.way(vault, proxy)
    if live:
        Listener(vault).start()
    return vault


def _needs_proxy(where: Meeting, proxy: str) -> bool:
    """Whether asking for this address without a proxy would tell the network of it."""
    return not proxy and (urlsplit(where.url).hostname or "").endswith(".onion")


def _pause(failed: int) -> float:
    """Return the seconds to wait: twice as long each time, and never in step with others."""
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(failed - 1, 10))
    return longest * (0.5 + system.dice() / 2)
