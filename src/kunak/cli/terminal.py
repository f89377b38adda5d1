"""How every command speaks: answers on standard output, messages on standard error, one sentence for a failure.

With ``--json`` exactly one document goes to standard output, also where the
answer is no. Exit codes: 0 done, 1 a negative answer, 2 bad input, 3 a fault.
"""

import io
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from kunak.base.errors import BadInput, Fault, KunakError, Refused

HOME_VARIABLE: Final = "KUNAK_HOME"
PASSPHRASE_VARIABLE: Final = "KUNAK_PASSPHRASE_FILE"
DEFAULT_HOME: Final = "~/.kunak"

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="Folder of the vault (or KUNAK_HOME).", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on standard output.")]

PASSPHRASE_BYTES: Final = 4_096
"""Read of a passphrase file at most: it may be a device that never ends."""
OTHERS: Final = 0o077
"""Rights of a file that its group or anybody has."""

UNSEEN: Final = dict.fromkeys(
    (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    "\N{REPLACEMENT CHARACTER}",
)
"""Characters by which a name from outside could move the cursor or turn the line round."""

REFUSED: Final = 1
BAD_INPUT: Final = 2
FAULT: Final = 3


class _Chosen:
    """What was chosen before the command's name, for all of them."""

    home: Path | None = None
    as_json: bool = False
    hints: tuple[str, ...] = ()


def begin(*, as_json: bool) -> None:
    """Forget what an earlier command of this process was told; letters that a terminal lacks are escaped."""
    _Chosen.home, _Chosen.as_json, _Chosen.hints = None, as_json, ()
    for stream, encoding in ((sys.stdout, "utf-8" if as_json else None), (sys.stderr, None)):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def choose(home: Path | None, *, as_json: bool) -> None:
    """Remember options that stand before the command's name."""
    _Chosen.home = home or _Chosen.home
    _Chosen.as_json = as_json or _Chosen.as_json


def home_path(home: Path | None) -> Path:
    """Return the folder of the vault: the option, else KUNAK_HOME, else ``~/.kunak``."""
    chosen = home or _Chosen.home or Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)
    return chosen.expanduser()


def vault_path(home: Path | None) -> Path:
    """Return the folder of a vault that is there, before anybody is asked for its passphrase.

    Raises:
        BadInput: There is no vault in it.
    """
    from kunak.app import wiring

    path = home_path(home)
    wiring.home_at(path)
    return path


def wants_json(as_json: bool) -> bool:  # noqa: FBT001 - the option itself
    """Whether the answer is to be JSON; also tells ``fail`` so."""
    _Chosen.as_json = _Chosen.as_json or as_json
    return _Chosen.as_json


def answer(document: dict[str, Any], text: Callable[[], None], *, as_json: bool) -> None:
    """Give the answer: the document, or what ``text`` prints for a person."""
    give_hints()
    if wants_json(as_json):
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=None) + "\n")
    else:
        text()


def say(line: str = "") -> None:
    """Print one line of an answer for a person."""
    sys.stdout.write(line.translate(UNSEEN) + "\n")


def tell(line: str) -> None:
    """Print one line that is not the answer."""
    sys.stderr.write(line.translate(UNSEEN) + "\n")


def give_hints() -> None:
    """Say what else is worth knowing. A command that fails says one sentence, and not these."""
    for hint in _Chosen.hints:
        tell(hint)
    _Chosen.hints = ()


def fail(error: KunakError) -> int:
    """Say what went wrong in one sentence and return the exit code."""
    sentence = " ".join(str(error).split())
    tell(sentence)
    if _Chosen.as_json:
        kinds = {REFUSED: "refused", BAD_INPUT: "bad_input", FAULT: "fault"}
        document = {"error": {"kind": kinds[error.exit_code], "says": sentence, "field": error.field}}
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    return error.exit_code


def passphrase(prompt: str = "Passphrase") -> str:
    """Return the passphrase: from the file that KUNAK_PASSPHRASE_FILE names, else typed unseen.

    Raises:
        BadInput: The file cannot be read or is empty; or nobody is there to type.
    """
    named = os.environ.get(PASSPHRASE_VARIABLE)
    if named:
        return _from_file(Path(named))
    if not sys.stdin.isatty():
        raise BadInput(
            "Nobody is there to type the passphrase: put it into a file and name the file in %(variable)s.",
            variable=PASSPHRASE_VARIABLE,
        )
    import getpass

    return getpass.getpass(f"{prompt}: ", stream=sys.stderr)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error while the block runs, where somebody watches."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            lines = file.read(PASSPHRASE_BYTES).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            "The passphrase file that %(variable)s names cannot be read: check its path and that it is UTF-8 text.",
            variable=PASSPHRASE_VARIABLE,
        ) from None
    if not lines or not lines[0].strip():
        raise BadInput(
            "The passphrase file that %(variable)s names is empty: put the passphrase on its first line.",
            variable=PASSPHRASE_VARIABLE,
        )
    if stat.S_ISREG(mode) and mode & OTHERS:
        _Chosen.hints = (
            f"Others on this machine may read the passphrase file: make it yours alone (chmod 600 {path.name}).",
        )
    return lines[0]


PAPER_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of a paper that somebody hands over."""


def read_paper(path: Path, *, limit: int = PAPER_LIMIT) -> bytes:
    """Return what somebody handed over in a file.

    Raises:
        BadInput: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        raise BadInput(
            "%(name)s cannot be read (%(why)s): check its path.", name=path.name, why=error.strerror, field="file"
        ) from None


def check_free(path: Path, option: str = "--out") -> None:
    """Refuse a place where no new file can be made: before anything is done or written down that it is for.

    Raises:
        Refused: There is something of this name.
        BadInput: The folder is not there.
    """
    field = option.lstrip("-")
    if path.exists() or path.is_symlink():
        raise _is_there(path, option)
    if not path.parent.is_dir():
        raise BadInput(
            "There is no folder %(folder)s for %(name)s: make it, or name another file with %(option)s.",
            folder=path.parent.name,
            name=path.name,
            option=option,
            field=field,
        )


def write_paper(path: Path, data: bytes, option: str = "--out") -> None:
    """Write a file that was not there before, for its owner alone: whole, or not at all.

    Raises:
        Refused: There is one of this name.
        BadInput: The folder is not there.
    """
    check_free(path, option)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # made by somebody else in between
        raise _is_there(path, option) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _is_there(path: Path, option: str) -> Refused:
    return Refused(
        "%(name)s is there already: name another file with %(option)s.",
        name=path.name,
        option=option,
        field=option.lstrip("-"),
    )


def unforeseen(error: Exception) -> Fault:
    """Return a fault for what no command foresaw: the kind of error and where, and nothing that it was about."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return Fault(
        "Kunak made a mistake of its own (%(kind)s at %(where)s). What was acknowledged before is kept. "
        "Run kunak verify, and report this line.",
        kind=type(error).__name__,
        where=where,
    )
