"""What a person is, known by what one does: work by its tools, a rank by brothers and sisters, a people by its poets.

“She hemmed other people's dresses” names no job and means one. The table (``data/doings.tsv``, ours)
holds clues for what a case may call a trait, as ``allusions.tsv`` does for places. A clue asks for a look.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kunak.disclosure.folding import fold
from kunak.disclosure.secrets import Secrets
from kunak.disclosure.tables import listed, rows
from kunak.disclosure.traits import named

_HEARD_AS: Final = {
    "role": ("role", "rank"),
    "rank": ("rank", "role"),
    "marital": ("marital", "role"),
    "marital_status": ("marital", "role"),
    **dict.fromkeys(("language", "languages", "mother_tongue", "native_language"), ("ethnicity",)),
}
"""Traits of the table that a trait of a case may be; a trait not listed is its own."""

_WORD: Final = re.compile(r"[^\W_]+")


def doings(secrets: Secrets) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield the path of each trait that the table knows, its clues, and the faint ones.

    What the pursuers are known to know is left out, and what two traits tell (a people and its language) comes once.
    """
    told: set[int] = set()
    for trait, value in secrets.traits.items():
        path = f"traits.{trait}"
        if secrets.known_to_pursuers.get(path) or secrets.known_to_pursuers.get("traits"):
            continue
        words = _WORD.findall(fold(" ".join(map(str, value)) if isinstance(value, list) else str(value)).text)
        kinds = _HEARD_AS.get(named(trait), (named(trait),))
        for number, (kind, names, sure, faint) in enumerate(_table()):
            if kind in kinds and number not in told and any(_is_called(words, name) for name in names):
                told.add(number)
                yield path, sure, faint


def _is_called(words: list[str], name: tuple[str, ...]) -> bool:
    return all(
        any(word.startswith(part[:-1]) if part.endswith("*") else word == part for word in words) for part in name
    )


@lru_cache(maxsize=1)
def _table() -> list[tuple[str, tuple[tuple[str, ...], ...], tuple[str, ...], tuple[str, ...]]]:
    return [
        (kind, tuple(tuple(fold(name).text.split("_")) for name in listed(names)), listed(sure), listed(faint))
        for kind, names, sure, faint in rows("doings.tsv")
    ]
