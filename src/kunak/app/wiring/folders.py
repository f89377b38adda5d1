"""The folder of a vault: whether one lies there, what was begun in it and not ended, and what is cleared away."""

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
        raise BadInput("There is no vault in this folder: make one with kunak init, or name another with --home.")
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
    cosigners = home.path / "members"
    left = [home.head, home.seed, *home.path.glob("keyring.kunak*"), *home.path.glob("cache.db*"), *home.log.iterdir()]
    left += cosigners.glob("*.key")
    found_here = [path for path in left if path.exists()]
    if found_here and not mark(home).exists():
        raise Refused(
            "A vault lies in this folder whose keystore is missing. It was not touched: put the keystore back from a "
            "backup, or name another folder with --home."
        )
    write_durably(mark(home), b"")
    for path in found_here:
        path.unlink()


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
