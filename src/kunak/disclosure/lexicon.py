"""What words are as words: given names, English words, verbs and nouns said of a kind, and titles that hold a name.

``data/given_names.tsv``, ``english_words.txt``, ``said_of.tsv`` and ``namesakes.txt``, ours.
"""

import re
from functools import lru_cache
from typing import Final

from kunak.disclosure.declension import is_russian
from kunak.disclosure.folding import fold
from kunak.disclosure.romanise import bare
from kunak.disclosure.tables import DATA, listed, rows

_Named = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
_LOOSE: Final = "~"
"""Before a pet name that is another word, or another name, too often."""


@lru_cache(maxsize=1)
def _given() -> _Named:
    ours: _Named = {}
    foreign: _Named = {}
    names, pets = zip(*rows("given_names.tsv"), strict=True)
    # Folded at once: word by word it takes longer than everything else a table needs.
    for spelt, pet in zip(fold("\n".join(names)).text.split("\n"), fold("\n".join(pets)).text.split("\n"), strict=True):
        spellings, called = listed(spelt), listed(pet)
        index = ours if is_russian(spellings[0][:1]) else foreign
        for spelling in spellings:
            for key in {spelling, spelling if is_russian(spelling[:1]) else bare(spelling)}:
                before = index.get(key, ((), ()))
                index[key] = (before[0] + spellings, before[1] + called)
    # Елена is no Jelena and no Elena: a Russian name has the forms of its own row alone.
    return foreign | ours


def spellings(given: str) -> tuple[str, ...]:
    """Return the other spellings of a folded given name in documents."""
    return tuple(name for name in _given().get(given, ((), ()))[0] if name != given)


def pet_names(given: str) -> tuple[str, ...]:
    """Return what somebody with this folded given name is called at home."""
    known = (name.removeprefix(_LOOSE) for name in _given().get(given, ((), ()))[1])
    return tuple(name for name in known if name != given)


def is_loose(given: str, pet: str) -> bool:
    """Return whether a pet name of this folded given name is another word, or another name, too often."""
    return _LOOSE + pet in _given().get(given, ((), ()))[1]


def known_given_names() -> frozenset[str]:
    """Return every given name and spelling that the data holds, folded."""
    return frozenset(_given())


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return English words that some spelling of a name can be."""
    text = (DATA / "english_words.txt").read_text("utf-8")
    return frozenset(word for line in text.split("\n") if not line.startswith("#") for word in line.split())


def is_english(word: str) -> bool:
    """Return whether a folded word is one of them: as it stands, in the plural, or in the possessive."""
    known = english_words()
    word = word.removesuffix("'s")
    return word in known or any(word.endswith(end) and word.removesuffix(end) in known for end in ("s", "es"))


@lru_cache(maxsize=8)
def said_of(whom: str) -> frozenset[str]:
    """Return words of a kind, in their first form: what ``people`` do, what ``things`` do, ``beasts``, and ``mass``."""
    return frozenset(word for kind, words in rows("said_of.tsv") if kind == whom for word in words.split())


@lru_cache(maxsize=1)
def namesakes() -> re.Pattern[str]:
    """Return what finds names, in a folded text, that are part of a title or a pair everybody knows."""
    text = fold((DATA / "namesakes.txt").read_text("utf-8")).text
    known = [line.strip() for line in text.split("\n") if line.strip() and not line.startswith("#")]
    ways = (r"\W{1,3}".join(re.escape(word).replace(r"\*", r"\w*") for word in line.split()) for line in known)
    by_letter: dict[str, list[str]] = {}
    for way in ways:
        by_letter.setdefault(way[0], []).append(way[1:])
    # By the first letter: it is looked for around every name, and most places begin none.
    branches = "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return re.compile(rf"(?<![^\W_])(?:{branches})(?![^\W_])")
