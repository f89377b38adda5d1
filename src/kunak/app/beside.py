"""Work that takes longer than a page waits: one at a time, in a thread of its own, with how far it is.

What is read of the vault is read before it begins; what it finds is there until the desk is locked.
"""

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

import msgspec

from kunak.base.errors import Fault, KunakError
from kunak.base.words import phrase

Progress = Callable[[int, int], None]
Result = TypeVar("Result")

BROKEN: Final = phrase("The work broke off (%(kind)s). Nothing was kept of it: begin again, and report this line.")


class State(msgspec.Struct, frozen=True):
    """How far it is: of how many steps; or why it failed, the last time."""

    running: bool = False
    done: int = 0
    steps: int = 0
    trouble: KunakError | None = None


class Beside(Generic[Result]):
    """One piece of work at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = State()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> State:
        """How far it is."""
        with self._lock:
            return self._state

    def begin(self, prepare: Callable[[], Callable[[Progress], Result]], done: Callable[[Result], None]) -> None:
        """Prepare and begin; nothing where something runs already.

        A refusal of the preparation is kept as the trouble, as one of the work itself is.

        Args:
            prepare: Reads what is needed, and returns the work.
            done: Told what was found, in the thread that found it.
        """
        with self._lock:
            if self._state.running:
                return
            try:
                run = prepare()
            except KunakError as error:
                self._state = State(trouble=error)
                return
            self._state = State(running=True)
            self._thread = threading.Thread(target=self._run, args=(run, done), daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Wait until nothing runs."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self, run: Callable[[Progress], Result], done: Callable[[Result], None]) -> None:
        try:
            done(run(self._told))
            state = State()
        except KunakError as error:
            state = State(trouble=error)
        except Exception as error:  # noqa: BLE001 - a mistake of ours or of an engine: whoever waits is told
            state = State(trouble=Fault(BROKEN, kind=type(error).__name__))
        with self._lock:
            self._state = state

    def _told(self, done: int, steps: int) -> None:
        with self._lock:
            self._state = msgspec.structs.replace(self._state, done=done, steps=steps)
