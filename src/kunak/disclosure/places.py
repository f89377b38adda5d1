"""Which words, in which forms, say where a person is, was, or goes."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from kunak.disclosure.aviation import Airport, airports_called, airports_named
from kunak.disclosure.cities import citizens_of, of_city
from kunak.disclosure.declension import (
    adjective_forms,
    given_forms,
    is_common,
    is_known,
    is_person,
    is_russian,
    word_forms,
)
from kunak.disclosure.derivation import adjective_stems, compound_stems, stems_of
from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import city_stems, district_seat, epithets, other_names
from kunak.disclosure.lexicon import is_english
from kunak.disclosure.neighbours import of_neighbours
from kunak.disclosure.phrases import STEM, Phrase, _any, parts, slot
from kunak.disclosure.romanise import coarse
from kunak.disclosure.secrets import Place, Secrets
from kunak.disclosure.streets import of_address
from kunak.disclosure.territories import (
    Country,
    counted_money,
    country_named,
    country_of_city,
    currency,
    foreign_names,
    language_words,
    money_words,
    native_names,
    official_languages,
    shared_money,
    zone_cities,
    zone_letters,
    zones,
)

_SMALL: Final = 3
_KIND_WORDS: Final = frozenset(
    [
        "кпп",
        "мапп",
        "checkpoint",
        "crossing",
        "село",
        "поселок",
        "деревня",
        "город",
        "станица",
        "аул",
        "хутор",
        "станция",
        "вокзал",
        "аэропорт",
        "район",
        "city",
        "town",
        "village",
        "station",
        "airport",
        "district",
        "the",
        "of",
        "international",
        "международный",
    ]
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


_OFTEN_WORDS: Final = frozenset(
    [
        "MAN",
        "IST",
        "LED",
        "BUS",
        "SIN",
        "GOT",
        "HAM",
        "ICE",
        "ADD",
        "ALA",
        "ARM",
        "BAR",
        "BEG",
        "BIO",
        "BOS",
        "CAN",
        "DAY",
        "DEN",
        "EGO",
        "EVE",
        "FAT",
        "HER",
        "HIS",
        "LAX",
        "LIT",
        "MED",
        "OMS",
        "RAP",
        "SAW",
        "SEE",
        "SKY",
        "SOF",
        "TIA",
        "UFA",
        "VIE",
        "WAS",
        "WHO",
    ]
)


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
            yield from _country(path, country)
        if place.kind == "address":
            yield from of_address(path, place)
        else:
            yield from _names(path, place)
        if place.kind != "address" and not country:
            yield from _epithets(path, place.name.strip())
        yield from _country_around(path, place)
        yield from of_city(path, place)
        yield from of_neighbours(path, place)
        for within in place.within:
            for called in (within, *other_names(within.strip())):
                passed = place.role == "route" and is_broad(called) and not country_named(called)
                for phrase in _within(path, place, called, region):
                    yield msgspec.structs.replace(phrase, block=phrase.block and not passed)
        if place.kind in ("airport", "city", "settlement"):
            yield from _airport(path, place)
        if place.kind in ("airport", "station"):
            yield from _namesake(path, place)


def _names(path: str, place: Place) -> Iterator[Phrase]:
    """Yield what a place is called, here and by others; the code of an airport only in capitals."""
    others = [other for name in (place.name, *place.also) for other in other_names(name.strip())]
    for name in filter(None, dict.fromkeys((place.name, *place.also, *others))):
        if place.kind == "airport" and name.isupper() and airports_named(name):
            yield Phrase(path, "place", "airport code", (slot({name.casefold()}),), near="capitals", typed=False)
            continue
        town = place.kind == "airport" and name != place.name and _AIRPORT.search(fold(name).text) is not None
        for phrase in _named(path, name, place.kind):
            if town and not phrase.near:
                # “аэропорт Каменска” is not all of Каменск.
                yield msgspec.structs.replace(phrase, near="vehicle")
            yield msgspec.structs.replace(phrase, block=phrase.block and not town)


_AIRPORT: Final = re.compile(r"(?<![^\W_])(?:аэропорт|airport)(?![^\W_])")
_AWAY: Final = frozenset({"route", "destination", "shelter"})
_CITIES: Final = frozenset({"city", "airport", "settlement", "station"})
_ORIGIN: Final = "RU"
"""Where homes are: that says nothing new."""


def _country_around(path: str, place: Place) -> Iterator[Phrase]:
    """Yield the country of a city on the way: its name blocks, what only goes with it asks for a look."""
    if place.role not in _AWAY or place.kind not in _CITIES:
        return
    country = country_of_city(place.name)
    if country is None and place.kind == "airport":
        known = list(_airports_meant(place, (place.name, *place.also)))
        country = country_of_city(known[0]) if len(known) == 1 else None
    if country is None or country.code == _ORIGIN:
        return
    for phrase in _country(path, country):
        if phrase.form == "country":
            yield msgspec.structs.replace(phrase, form="country of it")
        elif phrase.form in {"people", "adjective"}:
            yield msgspec.structs.replace(phrase, block=False)
    if place.name.strip() in country.capitals:
        yield from _as_capital(path, country)


def _as_capital(path: str, country: Country) -> Iterator[Phrase]:
    """Yield ``армянская столица``, ``the Armenian capital``."""
    for adjective in country.adjectives:
        said = slot(adjective_forms(fold(adjective).text)), slot(word_forms("столица"))
        yield Phrase(path, "place", "paraphrase", said, proper=False, typed=False)
    for english in country.english:
        named = (*(slot({word}) for word in parts(english)), slot({"capital"}))
        yield Phrase(path, "place", "paraphrase", named, proper=False, typed=False)


def _named(path: str, name: str, kind: str | None) -> Iterator[Phrase]:
    words = parts(name)
    told = [word for word in words if word not in _KIND_WORDS] or words
    if not told or len("".join(told)) < 2:  # noqa: PLR2004 - one letter is in every text
        return
    if kind == "district" and _is_adjective(told):
        yield from _district(path, told)
        yield Phrase(path, "place", "inflected", tuple(slot(_any(word, word_forms)) for word in told), tuple(told))
        return
    yield Phrase(path, "place", "inflected", tuple(slot(_any(word, word_forms)) for word in told), tuple(told))
    if kind == "district":
        yield Phrase(path, "place", "district", (*(slot(_any(word, word_forms)) for word in told), _DISTRICT))
    yield from _in_english(path, told)
    yield from _shortened(path, told)
    yield from _derived(path, told)
    if kind == "station":
        yield from _station(path, told)
        if len(told) == 1 and is_common(told[0]):  # «прохладненский вокзал»
            made = slot(STEM + stem for stem in adjective_stems(told[0]))
            yield Phrase(path, "place", "derived", (made,), near="vehicle", typed=False, proper=False)
    if stems := city_stems(name.strip()):
        made = slot(STEM + stem for stem in stems)
        yield Phrase(path, "place", "derived", (made,), typed=False, proper=False)


_STATION_PARTS: Final = re.compile(
    r"главн\w+|центральн\w+|пассажирск\w+|товарн\w+|сортировочн\w+|узлов\w+|южн\w+|северн\w+|западн\w+|восточн\w+|лесн\w+|"
    r"новый|старый|пригородн\w+|i{1,3}|\d|main|central|north|south|east|west|passenger|hauptbahnhof|hbf"
)


def _station(path: str, words: list[str]) -> Iterator[Phrase]:
    """Yield the place that a station is called by: ``Заозёрск`` for ``Заозёрск-Главный``."""
    base = [word for word in words if not _STATION_PARTS.fullmatch(word)]
    if len(base) != 1 or base == words or len(base[0]) <= _SMALL:
        return
    known = is_known(base[0])
    slots = (slot(_any(base[0], word_forms)),)
    yield Phrase(path, "place", "shortened", slots, tuple(base), block=not known)
    if known:
        yield Phrase(path, "place", "shortened", slots, tuple(base), near="vehicle")
        stems = (slot(STEM + stem for stem in adjective_stems(base[0])),)
        yield Phrase(path, "place", "derived", stems, near="vehicle", typed=False, proper=False)
    else:
        yield from _derived(path, base)


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
    if len(words) > 2 and len(words[1]) <= _SMALL:  # noqa: PLR2004 - Ростов-на-Дону
        yield Phrase(path, "place", "shortened", (slot(word_forms(words[0])),), (words[0],))
        yield from _derived(path, words[:1])
        return
    last = words[-1]
    yield Phrase(path, "place", "shortened", (slot({words[0][0]}), slot(word_forms(last))), typed=False)
    if is_russian(last) and not is_known(last) and len(last) > _SMALL:
        yield Phrase(path, "place", "shortened", (slot(word_forms(last)),), block=True, typed=False)


def _derived(path: str, words: list[str]) -> Iterator[Phrase]:
    length = len("".join(words))
    if not all(is_russian(word) for word in words) or length < _SMALL:
        return
    if length == _SMALL:
        stems = {words[0] + "ск"} if len(words) == 1 else set()
    elif len(words) == 1:
        stems = adjective_stems(words[0])
    elif len(words) == 2:  # noqa: PLR2004
        stems = compound_stems(words[0], words[1])
    else:
        return
    common = {stem for stem in stems if is_known(stem + "ий")} if len(words) == 1 and is_common(words[0]) else set()
    for made, block in ((stems - common, True), (common, False)):
        if made:
            yield Phrase(
                path, "place", "derived", (slot(STEM + stem for stem in made),), block=block, typed=False, proper=False
            )


def _within(path: str, place: Place, name: str, region: str) -> Iterator[Phrase]:
    plain = fold(name).text.strip()
    country = country_named(name)
    broad = place.role in ("home", None) and (plain == region or bool(_BROAD.search(plain)))
    if broad or (place.role in ("home", None) and country):
        return
    if country:
        yield from _country(path, country)
    words = parts(name)
    told = [word for word in words if word not in _KIND_WORDS]
    if not told:
        return
    if len(told) < len(words) and _is_adjective(told):
        yield from _district(path, told)
        return
    yield Phrase(path, "place", "district", tuple(slot(_any(word, word_forms)) for word in told), tuple(told))
    yield from _derived(path, told)


def _is_adjective(words: list[str]) -> bool:
    return words[-1].endswith(("ий", "ый", "ой")) and all(map(is_russian, words))


def _district(path: str, words: list[str]) -> Iterator[Phrase]:
    """Yield a district by its adjective (a common word in “Нагорный район”) and by the place it is called after."""
    slots = tuple(slot(_any(word, word_forms)) for word in words)
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
    if base == adjective or len(base) <= _SMALL:
        return
    yield base
    for end in ("ин", "ен", "ов", "ев", "н"):
        stem = base.removesuffix(end)
        if stem != base and len(stem) > _SMALL:
            yield stem
            if stem[-1] not in "аеиоуыэюя":
                yield from (stem + "ь", stem + "и")


_AIRPORT_KIND: Final = re.compile(
    r"(?<!\w)(?:международный|аэропорт|аэровокзал|имени|им\.|international|intl\.?|airport)(?!\w)", re.IGNORECASE
)


def _without_kind(name: str) -> tuple[str, ...]:
    """Return an airport's name as it stands, without what every airport is called, and what it says in brackets."""
    before, _, within = name.partition("(")
    found = (name, before, within.partition(")")[0])
    bare = (_AIRPORT_KIND.sub(" ", each) for each in found)
    return tuple(dict.fromkeys(filter(None, (" ".join(each.split()).strip(' ,–—-«»"') for each in (*found, *bare)))))


def _airport(path: str, place: Place) -> Iterator[Phrase]:
    """Yield the codes and names of the airport, or of the few airports of a city."""
    found = _airports_meant(place, (place.name, *place.also)) or _airports_meant(place, other_names(place.name.strip()))
    called = [name for name in (place.name, *place.also) if name == place.name or not _AIRPORT.search(fold(name).text)]
    own = {part[:_SMALL] for name in called for part in parts(name) if part not in _KIND_WORDS}
    for airport, name in found.values():
        sure = place.kind == "airport" and len(found) <= _SMALL and airport.iata not in _OFTEN_WORDS
        code = (slot({airport.iata.casefold()}),)
        yield Phrase(path, "place", "airport code", code, near="capitals vehicle", typed=False)
        yield Phrase(path, "place", "airport code", code, near="capitals", typed=False, block=sure)
        for other in airport.names:
            words = [word for word in parts(other) if word not in _KIND_WORDS]
            if words and words != parts(name) and len("".join(words)) > _SMALL:
                slots = tuple(slot(_any(word, word_forms)) for word in words)
                common = len(words) == 1 and (is_common(words[0]) or is_person(words[0]))
                # An airport that bears the name of a city is not all of that city.
                city = place.kind == "airport" and own.isdisjoint(word[:_SMALL] for word in words)
                yield Phrase(path, "place", "airport", slots, tuple(words), near="vehicle" if common or city else "")
                if city and not common:
                    yield Phrase(path, "place", "airport", slots, tuple(words), block=False)
        yield from _called_after(path, airport)


_AIRPORTS_OF_A_CITY: Final = 7


def _airports_meant(place: Place, names: tuple[str, ...]) -> dict[str, tuple[Airport, str]]:
    return {
        airport.iata: (airport, called)
        for called in names
        for bare in _without_kind(called)
        for airport in _meant(bare, place)
    }


def _meant(name: str, place: Place) -> tuple[Airport, ...]:
    """Return the airports that a name of a place means; of an airport, also by whom it is called after."""
    found = airports_named(name) or (airports_called(name) if place.kind == "airport" else ())
    return found if len(found) <= _AIRPORTS_OF_A_CITY else ()


def _called_after(path: str, airport: Airport) -> Iterator[Phrase]:
    """Yield whom an airport is called after, where an airport is spoken of: ``Franjo Tuđman Airport``."""
    for name in airport.after:
        words = parts(name)
        last = words[-1:]
        alone = len(last[0]) > _SMALL and not is_common(last[0]) and not is_english(last[0]) and "the" not in words
        for told in {tuple(words), tuple(last)} if alone else {tuple(words)}:
            slots = tuple(slot(_any(word, word_forms) | _any(word, given_forms)) for word in told)
            yield Phrase(path, "place", "namesake", slots, told, near="airport", typed=False)


def _namesake(path: str, place: Place) -> Iterator[Phrase]:
    """Yield whom an airport or a station is named after, beside a word for travel: ``аэропорт Гавела``."""
    town = {part for name in place.within for called in (name, *other_names(name.strip())) for part in parts(called)}
    sounds = {coarse(word) for word in town}
    stems = {stem for word in town if is_russian(word) for stem in adjective_stems(word)}
    for name in (place.name, *place.also):
        words = parts(name)
        after = next((at + 1 for at, word in enumerate(words) if word in ("имени", "им")), 0)
        called = [
            word
            for word in words[after:]
            if word not in _KIND_WORDS and coarse(word) not in sounds and not any(s in stems for s, _ in stems_of(word))
        ]
        for told in {tuple(called), tuple(called[-1:])}:
            if told and len("".join(told)) > _SMALL and told != tuple(words):
                slots = tuple(slot(_any(word, word_forms)) for word in told)
                yield Phrase(path, "place", "namesake", slots, told, near="vehicle")


def _epithets(path: str, key: str) -> Iterator[Phrase]:
    """Yield what is said instead of the name: a phrase that means no other place blocks, a hint asks for a look."""
    for sure, phrases in zip((True, False), epithets(key), strict=True):
        for said in phrases:
            rows = list(_rows_of(said))
            slots = tuple(slot(form for word in row for form in _forms_of(word)) for row in rows if row)
            single = len(slots) == 1
            typed = single and len(said) > _SMALL + 2 and not is_common(rows[0][0])
            near = "capital" if single and not is_russian(rows[0][0]) and said[0].isupper() else ""
            yield Phrase(
                path,
                "place",
                "paraphrase",
                slots,
                proper=single and said[0].isupper(),
                block=sure and (not single or _is_byname(said)),
                near=near,
                typed=typed,
            )
            if not sure:
                named = single and said[0].isupper()
                yield Phrase(path, "place", "paraphrase", slots, proper=named, near="frame", typed=typed)


def _rows_of(said: str) -> Iterator[list[str]]:
    """Yield a phrase word by word: the alternatives of each; of a word with a hyphen, one row for each of its parts."""
    for word in said.split(" "):
        ways = word.split("/")
        if len(ways) > 1:
            yield [part for way in ways for part in parts(way)]
        else:
            yield from ([part] for part in parts(word))


def _is_byname(word: str) -> bool:
    """Return whether one word is known for one place only: long, and none of the dictionary's common ones."""
    return len(word) > _SMALL + 4 and not is_common(fold(word).text)


def _forms_of(word: str) -> set[str]:
    return word_forms(word) | {word} if is_russian(word) else {word, word + "s", word + "'s"}


_SPREAD: Final = frozenset((
    "german", "french", "spanish", "portuguese", "arabic", "dutch", "greek", "italian", "turkish", "persian", "malay",
    "serbian", "romanian", "korean", "chinese", "albanian", "swiss", "british", "american", "canadian", "australian",
    "belgian", "austrian", "irish", "english", "swedish", "brit", "croat", "serb", "turk", "pole", "kurdish", "tamil",
))  # fmt: skip
"""What says nothing alone: languages of several countries, and peoples without a language of that name."""
_SPOKEN: Final = (
    "in",
    "speak/speaks/spoke/speaking",
    "learn/learns/learned/learning/learnt",
    "studies/studying/study",
    "fluent",
)
_TAUGHT: Final = slot(
    ("lessons", "lesson", "classes", "class", "course", "courses", "textbook", "grammar", "verbs", "language")
)


def _country(path: str, country: Country) -> Iterator[Phrase]:
    def told(names: "tuple[str, ...] | list[str]", form: str, *, proper: bool = True) -> Iterator[Phrase]:
        for name in names:
            words = parts(name)
            if words and len("".join(words)) > 1:
                near = "capital" if proper and not is_russian(words[0]) else ""
                slots = tuple(slot(word_forms(word) if is_russian(word) else {word, word + "s"}) for word in words)
                yield Phrase(path, "place", form, slots, tuple(words), proper=proper, near=near, typed=proper)

    yield from told([*country.names, *native_names(country.code)], "country")
    # A slip of a foreign name is another word too often: “George” and “Géorgie”.
    for phrase in told(foreign_names(country.code), "country"):
        yield msgspec.structs.replace(phrase, typed=False)
    yield from told(country.capitals, "capital")
    yield from _derived(path, parts(country.capitals[0]))
    yield from told([name for capital in country.capitals for name in other_names(capital)], "capital")
    yield from _epithets(path, country.code)
    yield from _epithets(path, country.capitals[0])
    yield from citizens_of(path, country.capitals[0])
    yield from told(country.people, "people", proper=False)
    for people in country.people:
        yield Phrase(path, "place", "people", (slot(given_forms(fold(people).text)),), proper=False, typed=False)
    for adjective in country.adjectives:
        plain = fold(adjective).text
        by = {plain[:-1]} if plain.endswith("ий") else set()
        yield Phrase(
            path,
            "place",
            "adjective",
            (slot(adjective_forms(plain) | by | {plain[:-2] + "и"}),),
            proper=False,
            typed=False,
        )
    for english in country.english:
        slots = tuple(slot({word, word + "s"}) for word in parts(english))
        yield Phrase(path, "place", "adjective", slots, near="capital", typed=False)
    yield from told(money_words(country.code), "currency", proper=False)
    yield from _languages(path, country)
    yield from _time(path, country)
    code, names = currency(country.code)
    if code:
        yield Phrase(path, "place", "currency", (slot({code.casefold()}),), near="capitals", typed=False)
        yield from told(names, "currency", proper=False)
        yield from _money_alone(path, country.code, names)


def _languages(path: str, country: Country) -> Iterator[Phrase]:
    """Yield that somebody speaks or learns what is spoken there; what others speak too asks for a look."""
    for called in language_words(country.code):
        words = parts(called)
        forms = adjective_forms(words[0]) if words[0].endswith("ий") else word_forms(words[0])
        slots = (slot(forms if is_russian(words[0]) else {words[0]}), *(slot({word}) for word in words[1:]))
        latin = not is_russian(words[0])
        yield Phrase(path, "place", "language", slots, proper=latin, near="capital" if latin else "", typed=False)
    for english in country.english:
        if len(words := parts(english)) == 1 and words[0] not in _SPREAD:
            for row in (*((slot(way.split("/")), slot(words)) for way in _SPOKEN), (slot(words), _TAUGHT)):
                yield Phrase(path, "place", "language", row, typed=False)
    for russian, english, alone in official_languages(country.code):
        if english in country.english:
            continue
        said = parts(russian)
        forms = adjective_forms(said[0]) | {said[0][:-1]} if said[0].endswith("ий") else word_forms(said[0])
        named = tuple(slot({word}) for word in parts(english))
        yield Phrase(path, "place", "language", (slot(forms),), proper=False, typed=False, block=alone)
        yield Phrase(path, "place", "language", named, near="capital", typed=False, block=alone)
        if not alone:
            yield Phrase(path, "place", "language", (slot(forms),), near="speaks", proper=False, typed=False)
            yield Phrase(path, "place", "language", named, near="speaks", typed=False)


def _time(path: str, country: Country) -> Iterator[Phrase]:
    """Yield the time zones by their letters and names, and their cities where a clock is spoken of."""
    for zone in zone_letters(country.code):
        yield Phrase(path, "place", "time zone", (slot({zone.casefold()}),), near="capitals", typed=False)
    for zone in zones().get(country.code, ()):
        words = parts(zone.replace("_", " "))
        yield Phrase(path, "place", "time zone", tuple(slot({word}) for word in words), typed=False)
        for city in zone_cities(zone):
            told_by = tuple(slot(_any(word, word_forms)) for word in parts(city))
            yield Phrase(path, "place", "time zone", told_by, near="clock", typed=False)


def _money_alone(path: str, code: str, names: Sequence[str]) -> Iterator[Phrase]:
    """Yield ``двести лир``, and ``динар`` alone: money of several countries, which asks for a look."""
    for word in counted_money(code):
        amounts = (slot(_any(word, word_forms)),)
        yield Phrase(path, "place", "currency", amounts, proper=False, near="number", typed=False)
    for word in shared_money(code):
        sums = (slot(_any(word, word_forms)),)
        yield Phrase(path, "place", "currency", sums, (word,), proper=False, near=f"number {code}", typed=False)
    for word in sorted({words[-1] for name in names if len(words := parts(name)) > 1}):
        if not is_common(word):
            yield Phrase(path, "place", "currency", (slot(_any(word, word_forms)),), proper=False, block=False)
