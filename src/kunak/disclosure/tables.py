"""How the tables that ship with Kunak are read: cells between tabs, lists between commas, ``#`` before a comment."""

from importlib.resources import files
from typing import Final

DATA: Final = files("kunak.disclosure") / "data"


def rows(name: str) -> list[list[str]]:
    """Return the cells of each row of a table under ``data``."""
    text = (DATA / name).read_text("utf-8")
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]


def plain(name: str) -> str:
    """Return a name as tables are asked for it: in small letters, with ``е`` for ``ё``."""
    return name.casefold().replace("ё", "е")


def listed(cell: str) -> tuple[str, ...]:
    """Return what a cell lists between commas."""
    return tuple(part for part in cell.split(",") if part)


def by_key(name: str) -> dict[str, tuple[str, ...]]:
    """Return the second cell of each row by every word of the first."""
    found: dict[str, tuple[str, ...]] = {}
    for keys, words in rows(name):
        for key in listed(keys):
            found[plain(key)] = (*found.get(plain(key), ()), *listed(words))
    return found
