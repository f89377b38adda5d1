"""Under which forms is a word to be found, and what does a person look for?

Russian and English, mixed: case and ё folded, every Russian word under its
dictionary forms (pymorphy3), every name that the dictionary does not know or
knows as a name also under its root, English under its stem (Snowball), numbers
as typed and telephone numbers as digits. What a person types is never a
language of its own: quotes, stars and NEAR are just characters.

Pure, but for the dictionaries, which are loaded when the first word needs them.
Specified in ``spec/store.md``, section 7.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer  # type: ignore[import-untyped]

WORDS_REMEMBERED: Final = 65_536
"""Different words whose forms are kept in memory, about 20 MB; a case file of years uses about as many."""

WORD_LIMIT: Final = 64
"""Characters of a word that are looked at. Longer ones are keys and links, and are found by their beginning."""

DICTIONARY_FORMS: Final = 3
"""Normal forms kept of one word: more are readings that nobody means."""

QUERY_WORDS: Final = 16
"""Words of a query that are looked for. A pasted letter is cut here."""

PREFIX_LEAST: Final = 2
"""Letters from which on the last word of a query may be the beginning of a longer one."""

ROOT_MARK: Final = "~"
STEM_MARK: Final = "="
"""Put before roots and stems, which are no words, so that they never meet a word."""

PHONE_DIGITS: Final = range(7, 16)
"""Digits of a telephone number: from a local one to the longest of E.164."""

NATIONAL_DIGITS: Final = 10
"""Digits of a number without +7 or 8; so that both ways of writing it meet."""

# Marks, soft hyphens and joiners inside a word belong to it; most are dropped when it is folded.
_INSIDE: Final = "\u00ad\u0300-\u036f\u0483-\u0489\u200b-\u200d\u2060"
_WORD: Final = re.compile(rf"[^\W_][^\W_{_INSIDE}]*(?:[{_INSIDE}]+[^\W_]*)*")
_GAP: Final = r"[ \u00a0().\u2010-\u2015-]{0,3}"
# A Russian number ends after its eleventh or tenth digit, whatever number follows it in the sentence.
_PHONE: Final = re.compile(rf"(?<!\w)(?:\+?[78](?:{_GAP}\d){{10}}|9(?:{_GAP}\d){{9}}|\+?\d(?:{_GAP}\d){{6,14}})(?!\w)")
_CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")
_LATIN: Final = re.compile(r"[a-z]")

_SHORT_I: Final = "\u0438\u0306"  # й, taken apart
_BREVE: Final = "\u0306"

_ENDING: Final = re.compile(
    "(?<=.{3})(?:ами|ями|ому|ему|ого|его|ыми|ими|ах|ях|ам|ям|ом|ем|ой|ей|ою|ею|ов|ев|ым|им|ых|их|ую|юю|ая|яя|ый|ий"
    "|[аяуюыиеоьй])$"
)
"""Endings of Russian nouns and surnames in all cases; at least three letters of a name must remain before one."""

_NAME_MARKS: Final = frozenset({"Name", "Surn", "Patr", "Geox", "anim"})
"""Grammemes (OpenCorpora) of words whose declension the dictionary often gets wrong for names of our region."""


class Word(Struct, frozen=True):
    """A word in a text: where it is, and the forms under which it is found."""

    start: int
    end: int
    forms: tuple[str, ...]


class Sought(Struct, frozen=True):
    """What one word of a query asks for: any of these forms, or any form that begins so, or all of the parts."""

    forms: tuple[str, ...]
    beginning: str | None = None
    parts: tuple[str, ...] = ()


def load_dictionaries() -> None:
    """Load now what the first word would otherwise wait for."""
    forms_of("слово")
    forms_of("word")


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order. The whole of a telephone number is a form of its first word."""
    phones = {match.start(): _digits(match[0]) for match in _PHONE.finditer(text)}
    for match in _WORD.finditer(text):
        forms = forms_of(match[0])
        start = match.start()
        if phones:
            forms = tuple(dict.fromkeys(forms + _phone_forms(phones.get(start) or phones.get(start - 1, ""))))
        if forms:
            yield Word(start, match.end(), forms)


def document(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the forms of each word of a text: what a full-text table indexes."""
    if _PHONE.search(text) is not None:
        return (word.forms for word in words(text))
    return (forms for forms in map(forms_of, _WORD.findall(text)) if forms)


def sought(query: str) -> tuple[Sought, ...]:
    """Return what a person looks for: all of these together. The last word may be unfinished."""
    asked = [each for each in _asked(query) if each.forms][:QUERY_WORDS]
    if asked and not query[-1:].isspace() and len(asked[-1].forms[0]) >= PREFIX_LEAST:
        asked[-1] = replace(asked[-1], beginning=asked[-1].forms[0])
    return tuple(asked)


def match_expression(asked: tuple[Sought, ...]) -> str:
    """Return the FTS5 query that finds the rows which hold all that is asked.

    Every part is a quoted string of letters, digits and our two marks, so nothing that
    anybody typed is ever read as an operator.
    """
    return " AND ".join(f"({' OR '.join(_parts(each))})" for each in asked)


def marker(asked: tuple[Sought, ...]) -> Callable[[Word], bool]:
    """Return what tells whether a word of a text is one of those that were asked for."""
    wanted = frozenset(form for each in asked for form in (*each.forms, *each.parts))
    beginnings = tuple(each.beginning for each in asked if each.beginning is not None)

    def is_marked(word: Word) -> bool:
        return not wanted.isdisjoint(word.forms) or any(form.startswith(beginnings) for form in word.forms)

    return is_marked


@lru_cache(maxsize=WORDS_REMEMBERED)
def forms_of(word: str) -> tuple[str, ...]:
    """Return the forms under which a word is found, itself first; none if nothing is left of it."""
    folded = fold(word)[:WORD_LIMIT]
    if not folded:
        return ()
    if _CYRILLIC.search(folded):
        return tuple(dict.fromkeys((folded, *_russian(folded))))
    if _LATIN.search(folded):
        return tuple(dict.fromkeys((folded, STEM_MARK + _english()(folded))))
    return (folded,)


def fold(word: str) -> str:
    """Return the word in lower case, without accents and joiners, with е for ё; й stays й."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    kept = [
        letter
        for place, letter in enumerate(apart)
        if letter.isalnum() or (letter == _BREVE and apart[place - 1 : place + 1] == _SHORT_I)
    ]
    return unicodedata.normalize("NFC", "".join(kept))


def _russian(word: str) -> Iterator[str]:
    parses = _morphology().parse(word)
    yield from list(dict.fromkeys(fold(parse.normal_form) for parse in parses))[:DICTIONARY_FORMS]
    known = any(parse.is_known for parse in parses)
    if not known or any(not _NAME_MARKS.isdisjoint(parse.tag.grammemes) for parse in parses):
        yield ROOT_MARK + _ENDING.sub("", word, count=1)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _phone_forms(digits: str) -> tuple[str, ...]:
    if len(digits) not in PHONE_DIGITS:
        return ()
    return (digits, digits[-NATIONAL_DIGITS:]) if len(digits) > NATIONAL_DIGITS else (digits,)


def _asked(query: str) -> Iterator[Sought]:
    position = 0
    for match in _PHONE.finditer(query):
        yield from _plain_words(query[position : match.start()])
        yield Sought(_phone_forms(_digits(match[0])), parts=tuple(_WORD.findall(match[0])))
        position = match.end()
    yield from _plain_words(query[position:])


def _plain_words(text: str) -> Iterator[Sought]:
    return (Sought(forms_of(word)) for word in _WORD.findall(text))


def _parts(asked: Sought) -> Iterator[str]:
    yield from (f'"{form}"' for form in asked.forms)
    if asked.beginning is not None:
        yield f'"{asked.beginning}" *'
    if asked.parts:
        yield "(" + " AND ".join(f'"{part}"' for part in asked.parts) + ")"


@cache
def _morphology() -> "MorphAnalyzer":
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415 - heavy; a command that shows no text does not need it

    return MorphAnalyzer(lang="ru")


@cache
def _english() -> Callable[[str], str]:
    from snowballstemmer import stemmer  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    stem: Callable[[str], str] = stemmer("english").stemWord
    return stem
