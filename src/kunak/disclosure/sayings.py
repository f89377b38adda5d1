"""Of which words a phrase of the case is made, and what stands for each: its forms, and the other language's.

Prepositions and what else joins words are left out: a phrase is sought without them (``retold``).
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from kunak.disclosure.declension import dictionary, is_common, is_known, is_russian, word_forms
from kunak.disclosure.english import english_forms
from kunak.disclosure.glossary import ORDINARY, RARE, Entry, entries_of, joining_words, weight_of
from kunak.disclosure.persons import POSSESSIVE
from kunak.disclosure.phrases import parts, slot
from kunak.disclosure.romanise import cyrillic, romanised
from kunak.disclosure.secrets import Secrets
from kunak.disclosure.tables import plain

_LONGEST_NAME: Final = 4
"""Words of one name in the glossary: ``божья коровка``, ``lily of the valley``."""
AND: Final = frozenset(("and", "и", "или", "or", "а", "но", "but", "then", "когда", "while", "потом"))
"""Words that join what is not meant together."""
_SELDOM: Final = 0.1
"""Share of the uses of a form below which it is hardly ever of a word. Source: the corpus behind pymorphy3."""
_LEAST: Final = 3
"""Letters of a word in the other alphabet."""

Way = tuple[frozenset[str], ...]
"""Words that stand side by side and mean one thing, each in all its forms."""


class Term(msgspec.Struct, frozen=True):
    """One word of a phrase that means something.

    Attributes:
        own: The word as the case has it, and its like in the same language.
        others: What stands for it in the other language, and what that weighs.
        quality: It says what the next word of the phrase is like, and is nothing by itself.
    """

    own: tuple[Way, ...]
    others: tuple[tuple[Way, int], ...]
    weight: int
    quality: bool


class Saying(msgspec.Struct, frozen=True):
    """A phrase of the case.

    Attributes:
        called: A capital says that it is what something is called.
        joined: “And” stands in it.
    """

    secret: str
    terms: tuple[Term, ...]
    called: bool
    joined: bool


def sayings(secrets: Secrets) -> Iterator[Saying]:
    """Yield the words of the case that hold a word which means something."""
    for number, text in enumerate(secrets.words):
        words = parts(text)
        if terms := tuple(_terms(words)):
            yield Saying(f"words.{number}", terms, text[:1].isupper(), not AND.isdisjoint(words))


def _terms(words: list[str]) -> Iterator[Term]:
    """Yield the words of a phrase that mean something; names of several words as one."""
    at = 0
    while at < len(words):
        length, entries = next(
            (
                (length, entries)
                for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1)
                if (entries := entries_of(words[at : at + length]))
            ),
            (1, ()),
        )
        if length > 1 or words[at] not in joining_words():
            yield _term(words[at : at + length], entries)
        at += length


def _term(words: list[str], entries: tuple[Entry, ...]) -> Term:
    own = tuple(slot(_own_forms(word)) for word in words)
    russian = is_russian(words[0])
    abroad = dict.fromkeys(name for entry in entries for name in (entry.english if russian else entry.russian))
    # The other aspect of a verb, the adjective of a thing.
    alike = dict.fromkeys(name for entry in entries for name in entry.russian if russian)
    weight = min((entry.weight for entry in entries), default=_unlisted(words[0]))
    firsts = [entry.russian[0] for entry in entries] or [words[0]]
    quality = all(is_known(first) and "ADJF" in dictionary().parse(first)[0].tag for first in firsts)
    if russian and len(words) == 1:  # a name: the same in Latin letters
        abroad |= dict.fromkeys(sorted(_in_latin(words[0], sure=not entries)))
    return Term(
        (own, *map(_way, alike)), tuple((_way(name, sure=True), weight_of(name)) for name in abroad), weight, quality
    )


def _in_latin(word: str, *, sure: bool) -> set[str]:
    """Return a name as it is written in Latin letters: what it is, and of what it can be a form; a word never is."""
    parses = dictionary().parse(word) if is_known(word) else ()
    names = {plain(parse.normal_form) for parse in parses if "Name" in parse.tag}
    spelt = {way for name in names | ({word} if sure else set()) for way in romanised(name)}
    spelt |= {way.replace("ia", "ya") for way in spelt} | {way.replace("ya", "ia") for way in spelt}
    spelt |= {way[0] + way[1:].replace("z", "s") for way in spelt if names}  # «Роза» is Rosa
    return {way for way in spelt if len(way) >= _LEAST}


def _unlisted(word: str) -> int:
    """Return what a word weighs that the glossary does not have: a name gives away more than a word."""
    return ORDINARY if is_common(word) or not is_russian(word) else RARE


def _way(name: str, *, sure: bool = False) -> Way:
    words = name.split()
    return tuple(slot(form for form in _forms(word) if not sure or _is_likely(form, word)) for word in words)


def _is_likely(form: str, word: str) -> bool:
    """Return whether a Russian form is not nearly always that of another word: ``стали`` is seldom steel."""
    if form == word or not is_known(form):
        return True
    stem = word[:-1]
    return any(one.score >= _SELDOM and plain(one.normal_form).startswith(stem) for one in dictionary().parse(form))


def _forms(word: str) -> set[str]:
    if not is_russian(word):
        return english_forms(word)
    found = word_forms(word) | {word}
    for parse in dictionary().parse(word)[:3] if is_known(word) else ():
        if plain(parse.normal_form) == word:
            found |= {plain(form.word) for form in parse.lexeme}
        if "anim" in parse.tag and word[-1] in "ая":
            found |= {word[:-1] + "ин" + end for end in POSSESSIVE}
    return found


def _own_forms(word: str) -> set[str]:
    """Return every form of a word of the case, and of what a Latin word is in Cyrillic."""
    if is_russian(word):
        found = word_forms(word) | {word}
        for parse in dictionary().parse(word)[:1] if is_known(word) else ():
            found |= {plain(form.word) for form in parse.lexeme}
        return found
    ways = (way for way in cyrillic(word) if is_russian(way) and len(way) >= _LEAST)
    return english_forms(word) | {form for way in ways for form in word_forms(way)}
