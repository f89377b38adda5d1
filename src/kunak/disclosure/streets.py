"""Which words of an address say the street, and which number is the house.

An address is read by its parts: the town stands in a part of its own or is known,
and what the street is called by (``улица``, ``ul.``, ``Street``) is no name.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from kunak.disclosure.declension import family_forms, is_russian, word_forms
from kunak.disclosure.gazetteer import other_names
from kunak.disclosure.numerals import units
from kunak.disclosure.phrases import Phrase, any_form, parts, slot
from kunak.disclosure.secrets import Place

_KINDS: Final = (
    # What a street is called by, as a text may have it: Russian in every form, then the languages of the ways out.
    r"ул|улиц\w*|пер|переул\w*|просп\w*|пр|проезд\w*|шоссе|наб|набережн\w*|площад\w*|пл|бульвар\w*|тупик\w*|алле\w*|микрорайон\w*|мкр",
    r"street|st|str|road|rd|avenue|ave|lane|ln|square|sq|boulevard|blvd|drive|quay|embankment|alley|close|terrace",
    r"stra(?:ss|ß)e|gasse|weg|allee|platz|damm|ufer|ring|rue|quai|place|impasse|chemin|calle|avenida|paseo|plaza|carrer",
    r"rua|travessa|praca|via|viale|corso|piazza|vicolo|ul|ulica|ulice|aleja|aleje|al|plac|namesti|trida|nabrezi|ulitsa|ulica",
    r"prospekt|pereulok|naberezhnaya|shosse|sokak|sokagi|sok|cadde|caddesi|cad|bulvari|mahallesi|mah|kuc[ae]si|kochasi|koshesi",
    r"poghots|poghota|kucha|gamziri|bulevar|trg|utca|ut|ter|calea|strada|bulevardul|straat|laan|gracht|plein|gade|gata|gatan|vei",
    r"katu|tie|iela|gatve|tanav|odos|leoforos",
)  # fmt: skip
_KIND: Final = re.compile("|".join(_KINDS))
STREET: Final = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(_KINDS)}|\w{{3,}}(?:stra(?:ss|ß)e|str|gasse|штрассе|гассе|страат))(?![^\W_])"
)
"""A word for a street in a folded text."""

_ROOMS: Final = frozenset(
    "д дом кв квартира корп корпус стр строение к г с город село этаж подъезд б ш "  # noqa: SIM905
    "house apt flat apartment building floor no m lok byt daire kat".split()
)
"""What stands in an address beside the street, and is no name either."""


class _Street(msgspec.Struct, frozen=True):
    words: tuple[str, ...]
    house: str


def of_address(path: str, place: Place) -> Iterator[Phrase]:
    """Yield the street of an address, beside its house or a word for a street; on its own it asks for a look."""
    town = {word for name in place.within for called in (name, *other_names(name.strip())) for word in parts(called)}
    for address in (place.name, *place.also):
        street = _street(address, town)
        if street is None:
            continue
        slots = tuple(slot(any_form(word, _forms)) for word in street.words)
        yield Phrase(path, "place", "street", slots, street.words, near=f"street {street.house}".rstrip())
        yield Phrase(path, "place", "street", slots, near="on", block=False)
        if len(street.words) == 2:  # noqa: PLR2004 - “Новосадовая” for “Ново-Садовая”
            joined = slot(street.words[0] + form for form in any_form(street.words[1], _forms))
            yield Phrase(path, "place", "street", (joined,), near=f"street {street.house}".rstrip())
        if street.house and (short := _abbreviations(street.words[0])):
            near = f"abbreviated {street.house}"
            yield Phrase(path, "place", "street", (slot(short), *slots[1:]), near=near, typed=False)


_BEFORE: Final = 14
_AFTER: Final = 36
"""Characters around the name of a street in which its house stands, or a word for a street."""


_CALLED_AFTER: Final = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(_KINDS)}) (?:имени|им\.|named after|of) (?:[^\W\d_]+\.? ){{0,2}}$"
)


def is_street(text: str, start: int, end: int, house: str, *, named: bool) -> bool:
    """Return whether a word for a street stands beside a name in a folded text, or its house beside a capital."""
    before, after = text[max(start - _BEFORE, 0) : start], text[end : end + _AFTER]
    numbered = named and bool(house) and any(unit.value == int(house) for unit in units(before + "|" + after))
    called = _CALLED_AFTER.search(text[max(start - _AFTER, 0) : start]) is not None  # «улица имени Юрия Гагарина»
    return numbered or called or bool(STREET.search(before) or STREET.search(after[: _AFTER // 3]))


def is_street_in_short(text: str, start: int, end: int, house: str) -> bool:
    """Return whether a shortened name has its point, a word for a street and its house beside it."""
    around = text[max(start - _BEFORE, 0) : start] + "|" + text[end + 1 : end + _AFTER]
    short = "." in text[start : end + 1] and STREET.search(around) is not None
    return short and any(unit.value == int(house) for unit in units(around))


def _forms(word: str) -> set[str]:
    """Return the forms of a street's name: one called after somebody may be told by the name as it is."""
    return word_forms(word) | (family_forms(word) if is_russian(word) else set())


_LONGEST_SHORT: Final = 5
_VOWELS: Final = frozenset("аеиоуыэюяйьaeiouy")


def _abbreviations(word: str) -> set[str]:
    """Return how the first word of a street is shortened: ``Кр.``, ``Красн.``; up to a consonant."""
    return {word[:end] for end in range(1, min(len(word) - 2, _LONGEST_SHORT) + 1) if word[end - 1] not in _VOWELS}


def _street(address: str, town: set[str]) -> _Street | None:
    segments = [parts(segment) for segment in re.split(r"[,;\n]", address)]
    named = [[word for word in segment if _is_name(word, town)] for segment in segments]
    told = [at for at, words in enumerate(named) if words]
    if not told:
        return None
    called = [at for at in told if any(map(_KIND.fullmatch, segments[at]))]
    numbered = [at for at in told if any(map(str.isdigit, segments[at]))]
    chosen = next(iter(called or numbered or told[-1:]))
    return _Street(tuple(named[chosen]), _house(segments, chosen))


def _is_name(word: str, town: set[str]) -> bool:
    return not word.isdigit() and len(word) > 1 and word not in _ROOMS | town and not _KIND.fullmatch(word)


def _house(segments: list[list[str]], chosen: int) -> str:
    """Return the number of the house, beside the street; a street such as ``8 Марта`` has it in the next part."""
    following = segments[chosen + 1] if chosen + 1 < len(segments) else []
    if following and following[0].isdigit():
        return following[0]
    inside = [word for word in segments[chosen] if word.isdigit()]
    later = [word for segment in segments[chosen + 1 :] for word in segment if word.isdigit()]
    return next(iter(inside + later), "")
