"""Keeps the memory of a process that holds keys from being written to disk or read by another process."""

import ctypes
import sys
from typing import Final

PR_SET_DUMPABLE: Final = 4
"""Linux, prctl(2). 0 forbids core dumps and attaching with ptrace as the same user."""


def forbid_dumps() -> None:
    """Switch core dumps off, and on Linux reading by debuggers too.

    Raises:
        OSError: The system would not.
    """
    if sys.platform == "win32":
        return  # Windows writes no core file unless error reporting was told to keep one.
    import resource  # noqa: PLC0415  # not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        system = ctypes.CDLL(None, use_errno=True)
        if system.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl PR_SET_DUMPABLE")
