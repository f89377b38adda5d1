"""The folder of a vault: whether one lies there, what was begun in it and not ended, and what is cleared away."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Final

from kunak.base.errors import BadInput, Refused
from kunak.base.words import phrase
from kunak.store.home import Home, write_durably

TAKEN: Final = phrase("There is a vault in this folder already: it was not touched. Name another folder with --home.")


def home_at(path: Path) -> Home:
    """Return the folder of a vault.

    Raises:
        BadInput: There is no vault in it.
    """
    home = Home(path)
    if not home.exists():
        raise BadInput(
            "There is no vault in %(folder)s: make one with kunak init, or name another with --home.", folder=str(path)
        )
    return home


def refuse_taken(path: Path) -> None:
    """Return only where no vault lies in this folder.

    Raises:
        Refused: One does.
    """
    if Home(path).exists():
        raise Refused(TAKEN)


def laid(home: Home) -> Path:
    """Where the files of a backup are laid down while a vault is restored from them."""
    return home.path / "restore.tmp"


def mark(home: Home) -> Path:
    """Where it is noted that a founding has begun and not ended."""
    return home.path / "founding"


def begin_again(home: Home) -> None:
    """Remove what a founding left that was cut short, and nothing else.

    Raises:
        Refused: Another process has founded a vault here meanwhile, or a vault lies here that has lost its keystore.
    """
    if home.exists():
        raise Refused(TAKEN)
    found_here = _made_by_founding(home)
    if found_here and not mark(home).exists():
        raise Refused(
            "A vault lies in this folder whose keystore is missing. It was not touched: put the keystore back from a "
            "backup, or name another folder with --home."
        )
    write_durably(mark(home), b"")
    for path in found_here:
        path.unlink()


@contextmanager
def undone(home: Home, *, there: bool) -> Iterator[None]:
    """Where the block fails and no vault came of it, remove what it made, and the folders that are empty then.

    Args:
        home: The folder in which a vault is founded.
        there: Whether the folder was there before: then it stays.
    """
    try:
        yield
    except BaseException:
        if not home.exists():
            _undo(home, there=there)
        raise


def _undo(home: Home, *, there: bool) -> None:
    for path in (*_made_by_founding(home), *home.path.glob("exchange.db*"), mark(home), home.lock):
        path.unlink(missing_ok=True)
    for folder in (home.log, home.files, home.path / "members", *(() if there else (home.path,))):
        with suppress(OSError):  # it was never made, or holds what somebody else put there
            folder.rmdir()


def _made_by_founding(home: Home) -> list[Path]:
    left = [home.head, home.seed, *home.path.glob("keyring.kunak*"), *home.path.glob("cache.db*"), *home.log.glob("*")]
    left += (home.path / "members").glob("*.key")
    return [path for path in left if path.exists()]


def second(home: Home) -> Path:
    """Where a verification makes the cache a second time."""
    return home.path / "verify.tmp"


def clear_away(home: Home) -> None:
    """Remove what a verification or a restoring left that was cut short: a copy of all lists, or of a vault."""
    remove_folder(second(home))
    remove_folder(laid(home))


def remove_folder(left: Path) -> None:
    """Remove a folder with all that is in it. Through a link nothing is touched."""
    if left.is_symlink():
        left.unlink()
    elif left.exists():
        rmtree(left)
