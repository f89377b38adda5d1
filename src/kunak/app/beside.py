"""Work that takes longer than a page waits: one at a time, in a thread of its own, with how far it is.

What is read of the vault is read before it begins; what it found last is there until the desk is locked.
"""

import threading
from collections.abc import Callable
from typing import Final, Generic, NamedTuple, TypeVar

from kunak.base.errors import Fault, KunakError
from kunak.base.words import phrase

Progress = Callable[[int, int], None]
Found = TypeVar("Found")

BROKEN: Final = phrase("The work broke off (%(kind)s). Nothing was kept of it: begin again, and report this line.")


class State(NamedTuple, Generic[Found]):
    """How far it is: of how many steps, what it found, or why it failed."""

    running: bool = False
    done: int = 0
    steps: int = 0
    found: Found | None = None
    trouble: KunakError | None = None


class Beside(Generic[Found]):
    """One piece of work at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: State[Found] = State()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> State[Found]:
        """How far it is."""
        with self._lock:
            return self._state

    def begin(self, prepare: Callable[[], Callable[[Progress], Found]]) -> None:
        """Prepare the work and begin it; nothing where something runs already.

        Args:
            prepare: Reads what is needed and returns the work; what it raises comes from here, and nothing begins.
        """
        with self._lock:
            if self._state.running:
                return
            run = prepare()
            self._state = State(running=True)
            self._thread = threading.Thread(target=self._run, args=(run,), daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Wait until nothing runs."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self, run: Callable[[Progress], Found]) -> None:
        try:
            state = State(found=run(self._told))
        except KunakError as error:
            state = State(trouble=error)
        except Exception as error:  # noqa: BLE001 - a mistake of ours or of an engine: whoever waits is told
            state = State(trouble=Fault(BROKEN, kind=type(error).__name__))
        with self._lock:
            self._state = state

    def _told(self, done: int, steps: int) -> None:
        with self._lock:
            self._state = self._state._replace(done=done, steps=steps)
