"""What a Russian word is called in English, and an English one in Russian.

``data/glossary.tsv``, ours: the words of which code words and tell-tale phrases are made. Opened at first need, in
about ten milliseconds.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec

from kunak.disclosure.declension import dictionary, is_known, is_russian
from kunak.disclosure.english import english_bases
from kunak.disclosure.tables import listed, plain, rows

COMMON: Final = 0
ORDINARY: Final = 1
RARE: Final = 2
_WEIGHTS: Final = {"~": COMMON, "!": RARE}
"""How a row begins whose words are in every text, or hardly in any."""
_HOMONYMS: Final = "="
"""How the row begins whose words mean much else, or are names: none of them is rare."""
_JOINING: Final = "-"
"""How the row begins whose words join others and mean nothing alone."""


class Entry(msgspec.Struct, frozen=True):
    """Words of both languages that stand for one another; of several words where a name has several.

    Attributes:
        weight: How much a word gives away by itself: ``COMMON``, ``ORDINARY`` or ``RARE``.
    """

    russian: tuple[str, ...]
    english: tuple[str, ...]
    weight: int


class _Table(msgspec.Struct, frozen=True):
    entries: tuple[Entry, ...]
    by_word: dict[str, tuple[Entry, ...]]
    by_last: dict[str, tuple[str, ...]]
    """Names of several words, by the last."""
    others: dict[str, frozenset[str]]
    """The words of the other rows, by how those begin."""


@lru_cache(maxsize=1)
def _table() -> _Table:
    found: list[Entry] = []
    by_word: dict[str, tuple[Entry, ...]] = {}
    by_last: dict[str, tuple[str, ...]] = {}
    others: dict[str, frozenset[str]] = {}
    for first, words in rows("glossary.tsv"):
        if first in (_HOMONYMS, _JOINING):
            others[first] = frozenset(listed(plain(words)))
            continue
        # What a hyphen joins is two words to whoever reads a text.
        russian, english = (listed(plain(cell).replace("-", " ")) for cell in (first.lstrip("~!"), words))
        entry = Entry(russian, english, _WEIGHTS.get(first[0], ORDINARY))
        found.append(entry)
        for word in (*entry.russian, *entry.english):
            by_word[word] = (*by_word.get(word, ()), entry)
            if " " in word:
                last = word.rpartition(" ")[2]
                by_last[last] = (*by_last.get(last, ()), word)
    return _Table(tuple(found), by_word, by_last, others)


def entries() -> tuple[Entry, ...]:
    """Return every row of the table that holds words of both languages."""
    return _table().entries


def joining_words() -> frozenset[str]:
    """Return the words of both languages that join others and mean nothing alone."""
    return _table().others[_JOINING]


def entries_of(words: Sequence[str]) -> tuple[Entry, ...]:
    """Return the rows that hold words which stand side by side, in any form: of the likeliest reading alone."""
    table = _table()
    for last in dict.fromkeys((words[-1], *_bases(words[-1]))):
        if len(words) == 1:
            names = [last] if last in table.by_word else []
        else:
            names = [name for name in table.by_last.get(last, ()) if _is_said(name.split(), words)]
        if names:
            return table.by_word[names[0]]
    return _of_plain_verb(words[0]) if len(words) == 1 else ()


_PREFIXES: Final = (
    "до", "вы", "за", "на", "от", "пере", "подо", "под", "по", "при", "про", "раз", "рас", "со", "с", "у", "из", "об",
    "о",
)  # fmt: skip
"""With which a Russian verb says that what it says is done."""


def _of_plain_verb(word: str) -> tuple[Entry, ...]:
    """Return the rows of the verb that another is made of: of “зреть” for “дозрела”."""
    verbs = (base for base in _bases(word) if is_russian(base) and base.endswith(("ть", "ться", "ти")))
    plain_verbs = [verb.removeprefix(prefix) for verb in verbs for prefix in _PREFIXES if verb.startswith(prefix)]
    made = (prefix + verb for prefix in ("", *_DONE) for verb in plain_verbs if len(verb) >= _LEAST_VERB)
    return next((found for verb in made if (found := _table().by_word.get(verb))), ())


_DONE: Final = ("с", "со", "по", "за", "вы")
"""The prefixes under which the table may have a verb that it does not have without one."""
_LEAST_VERB: Final = 4


def _is_said(name: list[str], words: Sequence[str]) -> bool:
    """Return whether words can be forms of the words of a name, whose last is known to fit."""
    return len(name) == len(words) and all(
        not {part, *_bases(part)}.isdisjoint((word, *_bases(word)))
        for part, word in zip(name[:-1], words[:-1], strict=True)
    )


def weight_of(name: str) -> int:
    """Return how much a name of the table gives away as a word of a text, whatever it means there."""
    table = _table()
    ways = (name, *english_bases(name)) if name.isascii() else (name,)
    most = ORDINARY if name in table.others[_HOMONYMS] else RARE
    return min((most, *(entry.weight for way in ways for entry in table.by_word.get(way, ()))))


def _bases(word: str) -> tuple[str, ...]:
    """Return the first forms of which a word can be a form, the likeliest first; of what is somebody's, who it is."""
    if not is_russian(word):
        return english_bases(word)
    if not is_known(word):
        return (word,)
    firsts = dict.fromkeys(plain(parse.normal_form) for parse in dictionary().parse(word)[:4])
    owners = (first[:-2] + end for first in firsts if first.endswith(("ин", "ын")) for end in "ая")
    return (*firsts, *owners)
