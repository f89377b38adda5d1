"""Is the desk open, to which browser, and since when has nobody touched it?

The worker's one piece of state. It never closes a vault: to lock is to end the
process, so that no key stays in memory that a later bug could give away.
"""

import hmac
from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from kunak.base.errors import Refused
from kunak.base.instants import MINUTE, Instant
from kunak.casework.preferences import DeskSet

SESSION: Final = "session"
"""Cookie of an unlocked desk. It dies with the process."""
SECRET_BYTES: Final = 32

FREE_TRIES: Final = 2
"""Wrong passphrases that cost nothing: fingers slip."""
LONGEST_WAIT_S: Final = 60.0


class Opened(Protocol):
    """What unlocking gives: a vault that is open, as the pages' frame sees it."""

    @property
    def member_name(self) -> str:
        """The member at this desk."""

    def arrived(self) -> int:
        """How many records came by themselves since it was opened."""

    def alarm_count(self) -> int:
        """How many alarms nobody has answered."""

    def desk(self) -> DeskSet | None:
        """How the desk is to behave, where somebody has chosen."""

    def choose_desk(self, *, idle_minutes: int, tab_title: str, zone: str) -> None:
        """Choose how the desk behaves."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a desk behaves.

    Attributes:
        idle_minutes: It locks itself after so long without a touch.
        tab_title: What tab and history show instead of titles; None shows titles.
        zone: IANA zone in which times are shown.
    """

    idle_minutes: int = 10
    tab_title: str | None = "Notes"
    zone: str = "UTC"


class Ingredients(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk is made of. Made inside the worker: nothing of it crosses from the supervisor.

    Attributes:
        unlock: Opens the vault with a passphrase, or refuses with a `KunakError`.
        clock: The present instant.
        random: Random bytes from the system.
    """

    unlock: Callable[[str], Opened]
    settings: Settings
    clock: Callable[[], Instant]
    random: Callable[[int], bytes]


class Desk:
    """One worker's desk: locked when it begins, opened at most once.

    Args:
        made: What it is made of.
        leave: Ends the process at once.
    """

    def __init__(self, made: Ingredients, *, leave: Callable[[], None]) -> None:
        self.settings = made.settings
        self.clock = made.clock
        self.leave = leave
        self._unlock = made.unlock
        self._random = made.random
        self._opened: Opened | None = None
        self._session = ""
        self._touched = made.clock()
        self._failures = 0

    @property
    def is_open(self) -> bool:
        """Whether keys are in this process."""
        return self._opened is not None

    @property
    def opened(self) -> Opened:
        """The open vault.

        Raises:
            Refused: It is locked.
        """
        if self._opened is None:
            raise Refused("The desk is locked: unlock it first.")
        return self._opened

    def admits(self, session: str) -> bool:
        """Say whether this cookie is the one that was given at the unlocking."""
        return self.is_open and hmac.compare_digest(session.encode(), self._session.encode())

    def open(self, passphrase: str) -> str:
        """Open the vault and return the session cookie. Blocks as long as the key derivation takes.

        Raises:
            KunakError: What the vault says; counted, so that the next try waits longer.
        """
        if self._opened is not None:
            raise Refused("The desk is open in another window: lock it there, or here.")
        self._failures += 1
        self._opened = self._unlock(passphrase)
        self._failures = 0
        self.settle()
        self._session = self._random(SECRET_BYTES).hex()
        self.touch()
        return self._session

    def settle(self) -> None:
        """Behave as the vault says."""
        chosen = self.opened.desk()
        if chosen is not None:
            self.settings = Settings(
                idle_minutes=chosen.idle_minutes, tab_title=chosen.tab_title or None, zone=chosen.zone
            )

    def wait_s(self) -> float:
        """Return how many seconds the next try must wait."""
        return wait_after(self._failures)

    def touch(self) -> None:
        """Somebody is here."""
        self._touched = self.clock()

    def is_deserted(self) -> bool:
        """Say whether an open desk has not been touched for too long. A clock put back counts as a touch."""
        idle = self.clock() - self._touched
        if idle < 0:
            self.touch()
        return self.is_open and idle >= self.settings.idle_minutes * MINUTE


def wait_after(failures: int) -> float:
    """Return the seconds to wait after so many wrong passphrases: 0, 0, 0, 1, 2, 4, ... up to a minute."""
    if failures <= FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT_S, 2.0 ** (failures - FREE_TRIES - 1))
