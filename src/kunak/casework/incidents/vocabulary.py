"""The words in which an incident is coded: a few for each question, in English and Russian.

They are data (``vocabularies.tsv``), so that researchers can review them. A code stays for ever: it stands in the
log. Words may be put better, codes may be added, and none is ever taken away.
"""

from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

NAMES: Final = (
    "acts",
    "motives",
    "bases",
    "relations",
    "sexes",
    "fates",
    "offices",
    "sources",
    "outcomes",
    "penalties",
)
"""The questions that have such words."""


class Term(NamedTuple):
    """One word of a vocabulary."""

    code: str
    en: str
    ru: str


@cache
def vocabulary(name: str) -> dict[str, Term]:
    """Return the words of one vocabulary by their codes, in the order in which they are offered."""
    return {row.code: row for named, row in _rows() if named == name}


def word(name: str, code: str) -> str:
    """Return the English word, by which the Russian is found; of a code that only a newer version knows, the code."""
    term = vocabulary(name).get(code)
    return term.en if term else code


def code_of(name: str, text: str) -> str | None:
    """Return the code that a text means: the code itself, or its word in either language; None for anything else."""
    wanted = _plain(text)
    return next((t.code for t in vocabulary(name).values() if wanted in {t.code, _plain(t.en), _plain(t.ru)}), None)


@cache
def russian() -> dict[str, str]:
    """Return the Russian of every English word."""
    return {term.en: term.ru for _, term in _rows()}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").strip(" “”«»\"'").split())


@cache
def _rows() -> tuple[tuple[str, Term], ...]:
    text = (files("kunak.casework.incidents") / "vocabularies.tsv").read_text("utf-8")
    cells = (line.split("\t") for line in text.splitlines()[1:])
    return tuple((name, Term(code, en, ru)) for name, code, en, ru in cells)
