"""Which words, in which forms, say where a person is, was, or goes."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from kunak.disclosure.adjectives import derived
from kunak.disclosure.aviation import airports_named
from kunak.disclosure.cities import of_city
from kunak.disclosure.declension import (
    is_common,
    is_known,
    is_person,
    is_russian,
    word_forms,
)
from kunak.disclosure.derivation import adjective_stems
from kunak.disclosure.epithets import said_instead
from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import KIND_WORDS, city_stems, district_seat, other_names
from kunak.disclosure.nations import country_around, country_told
from kunak.disclosure.neighbours import of_neighbours
from kunak.disclosure.phrases import FEW_LETTERS, STEM, Phrase, any_form, parts, slot
from kunak.disclosure.secrets import Place, Secrets
from kunak.disclosure.streets import of_address
from kunak.disclosure.terminals import AIRPORT, airport_told, namesake_told, station_told
from kunak.disclosure.territories import (
    country_named,
)

_BROAD: Final = re.compile(
    r"республик|област|кра[йя]\b|округ|федерац|кавказ|поволж|сибир|росси|европ|аз[ии]|\brepublic|\boblast|\bregion|"
    r"\bprovince|caucas|russia|europe|\basia|"
    r"^(?:северная осетия|чечня|ингушетия|дагестан|осетия|алания|кабардино|карачаево|адыгея|"
    r"татарстан|башк|chechnya|dagestan|ingushetia|чечн|ингушети|дагестан|осети|north ossetia)"
)
"""Regions and larger: a generalised post may name one that is a home; the crowd counts it."""


def is_broad(name: str) -> bool:
    """Return whether a name means a region or more: no place to look at, but a trait that the crowd counts."""
    return bool(_BROAD.search(fold(name).text))


_DISTRICT: Final = slot(
    f"{word}{end}" for word in ("район", "округ") for end in ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах")
) | slot(
    (
        *("district", "districts", "rayon", "raion", "region", "county", "р", "ровд", "рувд", "райсуд"),
        *(
            f"рай{word}{end}"
            for word in ("отдел", "суд", "центр", "администрац")
            for end in ("", "а", "у", "ом", "е", "ия", "ии", "ию", "ией")
        ),
    )
)


def of_places(secrets: Secrets) -> Iterator[Phrase]:
    """Yield every place in every form."""
    region = fold(str(secrets.traits.get("region") or "")).text.strip()
    for number, place in enumerate(secrets.places):
        path = f"places.{number}"
        country = country_named(place.name) if place.kind in (None, "country") else None
        if country:
            yield from country_told(path, country)
        if place.kind == "address":
            yield from of_address(path, place)
        else:
            yield from _names(path, place)
        if place.kind != "address" and not country:
            yield from said_instead(path, place.name.strip())
        yield from country_around(path, place)
        yield from of_city(path, place)
        yield from of_neighbours(path, place)
        for within in place.within:
            for called in (within, *other_names(within.strip())):
                passed = place.role == "route" and is_broad(called) and not country_named(called)
                for phrase in _within(path, place, called, region):
                    yield msgspec.structs.replace(phrase, block=phrase.block and not passed)
        if place.kind in ("airport", "city", "settlement"):
            yield from airport_told(path, place)
        if place.kind in ("airport", "station"):
            yield from namesake_told(path, place)


def _names(path: str, place: Place) -> Iterator[Phrase]:
    """Yield what a place is called, here and by others; the code of an airport only in capitals."""
    others = [other for name in (place.name, *place.also) for other in other_names(name.strip())]
    for name in filter(None, dict.fromkeys((place.name, *place.also, *others))):
        if place.kind == "airport" and name.isupper() and airports_named(name):
            yield Phrase(path, "place", "airport code", (slot({name.casefold()}),), near="capitals", typed=False)
            continue
        town = place.kind == "airport" and name != place.name and AIRPORT.search(fold(name).text) is not None
        for phrase in _named(path, name, place.kind):
            if town and not phrase.near:
                # “аэропорт Каменска” is not all of Каменск.
                yield msgspec.structs.replace(phrase, near="vehicle")
            yield msgspec.structs.replace(phrase, block=phrase.block and not town)


def _named(path: str, name: str, kind: str | None) -> Iterator[Phrase]:
    words = parts(name)
    told = [word for word in words if word not in KIND_WORDS] or words
    if not told or len("".join(told)) < 2:  # noqa: PLR2004 - one letter is in every text
        return
    if kind == "district" and _is_adjective(told):
        yield from _district(path, told)
        yield Phrase(path, "place", "inflected", tuple(slot(any_form(word, word_forms)) for word in told), tuple(told))
        return
    yield Phrase(path, "place", "inflected", tuple(slot(any_form(word, word_forms)) for word in told), tuple(told))
    if kind == "district":
        yield Phrase(path, "place", "district", (*(slot(any_form(word, word_forms)) for word in told), _DISTRICT))
    yield from _in_english(path, told)
    yield from _shortened(path, told)
    yield from derived(path, told)
    if kind == "station":
        yield from station_told(path, told)
        if len(told) == 1 and is_common(told[0]):  # «прохладненский вокзал»
            made = slot(STEM + stem for stem in adjective_stems(told[0]))
            yield Phrase(path, "place", "derived", (made,), near="vehicle", typed=False, proper=False)
    if stems := city_stems(name.strip()):
        made = slot(STEM + stem for stem in stems)
        yield Phrase(path, "place", "derived", (made,), typed=False, proper=False)


_ENGLISH_PARTS: Final = (
    ("верхн", "upper"), ("нижн", "lower"), ("нов", "new"), ("стар", "old"), ("больш", "big great greater"),
    ("мал", "little small lesser"), ("северн", "north northern"), ("южн", "south southern"),
    ("восточн", "east eastern"), ("западн", "west western"), ("красн", "red"), ("бел", "white"), ("черн", "black"),
    ("средн", "middle"),
    ("дальн", "far"), ("ближн", "near"), ("центральн", "central"), ("главн", "main central"), ("зелен", "green"),
)  # fmt: skip
_PART_ENDS: Final = re.compile(r"(?:ий|ый|ой|ее|ое|яя|ая|ие|ые)")


def _in_english(path: str, words: list[str]) -> Iterator[Phrase]:
    """Yield ``Upper Tark`` for ``Верхний Тарк``; a common word behind it would be anything."""
    if len(words) != 2 or is_common(words[1]) or not all(map(is_russian, words)):  # noqa: PLR2004
        return
    for stem, english in _ENGLISH_PARTS:
        if words[0].startswith(stem) and _PART_ENDS.fullmatch(words[0].removeprefix(stem)):
            yield Phrase(
                path, "place", "translated", (slot(english.split()), slot({words[1]})), (words[1],), typed=False
            )


def _shortened(path: str, words: list[str]) -> Iterator[Phrase]:
    """Yield ``В. Тарк`` and ``Тарк`` for ``Верхний Тарк``; ``Каменогорск`` for ``Каменогорск-на-Сое``."""
    if len(words) < 2:  # noqa: PLR2004
        return
    joined = "".join(words)
    yield Phrase(
        path, "place", "in one word", (slot({"".join(words[:-1]) + form for form in word_forms(words[-1])} | {joined}),)
    )
    if len(words) > 2 and len(words[1]) <= FEW_LETTERS:  # noqa: PLR2004 - Ростов-на-Дону
        yield Phrase(path, "place", "shortened", (slot(word_forms(words[0])),), (words[0],))
        yield from derived(path, words[:1])
        return
    last = words[-1]
    yield Phrase(path, "place", "shortened", (slot({words[0][0]}), slot(word_forms(last))), typed=False)
    if is_russian(last) and not is_known(last) and len(last) > FEW_LETTERS:
        yield Phrase(path, "place", "shortened", (slot(word_forms(last)),), block=True, typed=False)


def _within(path: str, place: Place, name: str, region: str) -> Iterator[Phrase]:
    plain = fold(name).text.strip()
    country = country_named(name)
    broad = place.role in ("home", None) and (plain == region or bool(_BROAD.search(plain)))
    if broad or (place.role in ("home", None) and country):
        return
    if country:
        yield from country_told(path, country)
    words = parts(name)
    told = [word for word in words if word not in KIND_WORDS]
    if not told:
        return
    if len(told) < len(words) and _is_adjective(told):
        yield from _district(path, told)
        return
    yield Phrase(path, "place", "district", tuple(slot(any_form(word, word_forms)) for word in told), tuple(told))
    yield from derived(path, told)


def _is_adjective(words: list[str]) -> bool:
    return words[-1].endswith(("ий", "ый", "ой")) and all(map(is_russian, words))


def _district(path: str, words: list[str]) -> Iterator[Phrase]:
    """Yield a district by its adjective (a common word in “Нагорный район”) and by the place it is called after."""
    slots = tuple(slot(any_form(word, word_forms)) for word in words)
    yield Phrase(path, "place", "district", (*slots, _DISTRICT), tuple(words))
    for base in dict.fromkeys(_seats(words[-1])):
        said = tuple(slot({word}) for word in (*words[:-1], base))
        yield Phrase(path, "place", "district", (*said, _DISTRICT), (*words[:-1], base), typed=False)
    if len(words) > 1:  # «урусмартановский»
        joined = slot("".join(words[:-1]) + form for form in word_forms(words[-1]))
        yield Phrase(path, "place", "in one word", (joined,), proper=False, typed=False)
    seat = district_seat("-".join(words))
    seats = [seat] if seat else list(dict.fromkeys(_seats(words[-1]))) if len(words) == 1 else []
    sure = bool(seat) or not is_known(words[-1])
    if sure or (seats and not any(is_common(each) or is_person(each) for each in seats)):
        yield Phrase(path, "place", "district", slots, tuple(words), proper=False)
        for each in seats:
            named = parts(each)
            yield Phrase(
                path, "place", "seat of the district", tuple(slot(word_forms(word)) for word in named), tuple(named)
            )
            if len(named) > 1:
                one_word = slot("".join(named[:-1]) + form for form in word_forms(named[-1]))
                yield Phrase(path, "place", "seat of the district", (one_word,), typed=False)


def _seats(adjective: str) -> Iterator[str]:
    """Yield the places that an adjective may be made from: ``Урдюхой`` from ``урдюхойский``."""
    base = re.sub(r"(?:ский|цкий)$", "", adjective)
    if base == adjective or len(base) <= FEW_LETTERS:
        return
    yield base
    for end in ("ин", "ен", "ов", "ев", "н"):
        stem = base.removesuffix(end)
        if stem != base and len(stem) > FEW_LETTERS:
            yield stem
            if stem[-1] not in "аеиоуыэюя":
                yield from (stem + "ь", stem + "и", stem + "а")
