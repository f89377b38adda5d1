"""Which words tell a country of the case by what lies in it: another region or city, a river, a paper, a shop.

The region in which a city of the case lies tells that city. Another region or well-known city of a country to which
somebody goes tells that country; of one on the way, and where a name may mean something else, it asks for a look.
Never for Russia, where homes are.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kunak.disclosure.addresses import Sign
from kunak.disclosure.atlas import DOUBT, Region, bare_name, regions, shared_code, signs_of, waters
from kunak.disclosure.aviation import airports_named
from kunak.disclosure.declension import adjective_forms, is_common, is_person, is_russian, word_forms
from kunak.disclosure.derivation import adjective_stems
from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import other_names
from kunak.disclosure.lexicon import is_english
from kunak.disclosure.phrases import FEW_LETTERS, STEM, TWO_LETTERS, Phrase, parts, slot
from kunak.disclosure.secrets import AWAY, Place, Secrets
from kunak.disclosure.territories import ORIGIN, country_named, country_of_place

_SHORT: Final = 4
"""Letters up to which a word in capitals is taken for one only where it stands in capitals."""


def of_abroad(secrets: Secrets) -> Iterator[Phrase]:
    """Yield what lies in the countries of the case, once for each country."""
    held = frozenset(name for place in secrets.places for name in _called(place))
    countries = _countries(secrets)
    for code, (path, sure) in countries.items():
        for region in regions(code):
            yield from _region(path, region, sure=sure, held=held)
        yield from _signs(path, code, sure=sure)
        for name in waters(code):
            if bare_name(name) not in held:
                yield from _named(path, name, "water", near="shore", sure=False)
    for number, place in enumerate(secrets.places):
        if place.role in AWAY and place.kind != "country" and (around := _region_of(place, countries)):
            for name in around.names:
                told = bare_name(name) if _is_telling(name) else name
                yield from _named(f"places.{number}", told, "region of it", sure=True)


def _countries(secrets: Secrets) -> dict[str, tuple[str, bool]]:
    """Return each country abroad with the path that tells it best, and whether somebody goes there to stay.

    The country itself goes before a city in it, where somebody stays before where they only pass.
    """
    found: dict[str, tuple[int, int]] = {}
    for number, place in enumerate(secrets.places):
        country = country_of_place(place)
        if country and country.code != ORIGIN and place.role != "home":
            code, rank = country.code, 2 * (place.role == "route") + (place.kind not in (None, "country"))
            found[code] = min(found.get(code, (rank, number)), (rank, number))
    return {code: (f"places.{number}", rank < 2) for code, (rank, number) in found.items()}  # noqa: PLR2004


def _called(place: Place) -> Iterator[str]:
    """Yield every name of a place, folded."""
    for name in (place.name, *place.also, *place.within):
        yield from (fold(called).text.strip() for called in (name, *other_names(name.strip())))


def _region_of(place: Place, codes: Iterable[str]) -> Region | None:
    """Return the region in which a city, or the city of an airport or an address, lies: of its country, or of these.

    Of several cities of one name it is the one in whose region the case says that it lies.
    """
    country = country_of_place(place)
    named = set(_called(place))
    if place.kind == "airport":
        found = [airport for name in (place.name, *place.also) for airport in airports_named(name)]
        named |= {fold(name).text for airport in found for name in airport.names}
    places = [
        region
        for each in dict.fromkeys((*([country.code] if country else []), *codes))
        for region in regions(each)
        if region.names
    ]
    within = [region for region in places if not named.isdisjoint(map(bare_name, region.names))]
    for among, listed in ((within, _cities), (within, _towns), (places, _cities), (places, _towns)):
        for region in among:
            if not named.isdisjoint(listed(region)):
                return region
    return next(iter(within), None)


def _cities(region: Region) -> set[str]:
    return {bare_name(name) for city in region.cities for name in city}


def _towns(region: Region) -> set[str]:
    return set(map(bare_name, region.towns))


def _is_telling(name: str) -> bool:
    """Return whether a region's name means it beside a city of the case: no word, no person, no country."""
    words = parts(name.removeprefix(DOUBT))
    doubtful = len(words) == 1 and (
        is_common(words[0]) or is_person(words[0]) or is_english(words[0]) or len(words[0]) <= FEW_LETTERS
    )
    return bool(words) and not doubtful and country_named(name.removeprefix(DOUBT)) is None


def _region(path: str, region: Region, *, sure: bool, held: frozenset[str]) -> Iterator[Phrase]:
    for name in region.names:
        if bare_name(name) not in held:
            yield from _named(path, name, "region", sure=sure)
            yield from _adjective(path, name)
    for city in region.cities:
        if held.isdisjoint(map(bare_name, city)):
            for name in city:
                yield from _named(path, name, "city there", sure=sure)


def _adjective(path: str, name: str) -> Iterator[Phrase]:
    """Yield ``баварский``: of beer and of costumes, too, so it asks for a look."""
    words = parts(name)
    if len(words) == 1 and is_russian(words[0]) and len(words[0]) > FEW_LETTERS and not name.startswith(DOUBT):
        stems = slot(STEM + stem for stem in adjective_stems(words[0]))
        yield Phrase(path, "place", "adjective", (stems,), block=False, typed=False, proper=False)


def _named(path: str, name: str, form: str, *, sure: bool, near: str = "") -> Iterator[Phrase]:
    """Yield a name that blocks where it stands as a name, with a capital and beside no street, and is in no doubt."""
    told, doubtful = name.removeprefix(DOUBT), name.startswith(DOUBT)
    words = parts(told)
    if not words or len("".join(words)) < 2:  # noqa: PLR2004 - one letter is in every text
        return
    slots = tuple(slot(_forms(word)) for word in words)
    if _in_capitals(told):
        yield Phrase(path, "place", form, slots, near="capitals", block=sure and not doubtful, typed=False)
        return
    if sure and not near:
        needs = "part" if doubtful else "somebody" if form == "city there" else "named"
        # Of several words the first has the capital that says that they are a name.
        yield Phrase(path, "place", form, slots, proper=len(words) == 1, near=needs, typed=False)
    loose = near or ("capital" if not is_russian(words[0]) else "upper" if doubtful else "")
    yield Phrase(path, "place", form, slots, near=loose, block=False, typed=False)


def _in_capitals(told: str) -> bool:
    """Return whether a name is letters in capitals, which small letters do not mean: ``НРВ``, ``NIE``."""
    return told.isupper() and len("".join(parts(told))) <= _SHORT + 1


def _forms(word: str) -> set[str]:
    if not is_russian(word):
        return {word, word.removesuffix("'s"), word.translate(TWO_LETTERS[0])}
    return word_forms(word) | (adjective_forms(word) if word.endswith(("ий", "ый", "ая", "ой")) else set())


def _signs(path: str, code: str, *, sure: bool) -> Iterator[Phrase]:
    """Yield the everyday life of a country: what is short or bears a capital counts only so."""
    for certain, signs in zip((sure, False), signs_of(code), strict=True):
        for sign in filter(_is_of_letters, signs):
            words = parts(sign)
            slots = tuple(slot(_forms(word)) for word in words)
            named = sign[0].isupper()
            near, alone = "capitals" if _in_capitals(sign) else "named" if named else "", named and len(words) == 1
            yield Phrase(path, "place", "sign of it", slots, (), alone, certain, near, typed=False)


def _is_of_letters(sign: str) -> bool:
    return not any(map(str.isdecimal, sign))


def coded_signs(secrets: Secrets) -> Iterator[Sign]:
    """Yield what is told by digits where somebody goes: ``I-589`` and ``A101``, and ``+1 604`` for Canada."""
    for code, (path, sure) in _countries(secrets).items():
        if not sure:
            continue
        for sign in signs_of(code)[0]:
            if not _is_of_letters(sign):
                said = r"[\s.-]?".join(re.findall(r"[^\W\d_]+|\d+", fold(sign).text))
                yield Sign(path, "place", "sign of it", re.compile(rf"(?<![^\W_]){said}(?![^\W_])"))
        if shared := shared_code(code):
            calling, onward = shared
            dialled = rf"\+\s?{calling}[\s(.-]{{0,2}}(?:{onward})|{_AREA_CODE}(?:{onward})"
            yield Sign(path, "place", "dialling code", re.compile(rf"(?:{dialled})"))


_AREA_CODE: Final = r"(?:код\w* (?:город|регион|област)\w{1,3}|area code)\D{0,12}"
