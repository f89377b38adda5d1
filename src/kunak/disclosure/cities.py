"""Which words say a city by a part of it: who lives there, its quarters, its stations."""

from collections.abc import Iterator
from typing import Final

from kunak.disclosure.declension import is_common, is_person, is_russian, word_forms
from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import citizens, other_names, quarters, stations
from kunak.disclosure.phrases import FEW_LETTERS, Phrase, any_form, parts, slot
from kunak.disclosure.romanise import coarse
from kunak.disclosure.secrets import Place

_TOLD_BY_PARTS: Final = frozenset({"city", "settlement", None})


def of_city(path: str, place: Place) -> Iterator[Phrase]:
    """Yield who lives in a city, its quarters and stations; of a station, how else it is called."""
    called = tuple(dict.fromkeys(name.strip() for name in (place.name, *place.also)))
    if place.kind == "station":
        yield from _station(path, called, place.within)
    elif place.kind in _TOLD_BY_PARTS:
        yield from citizens_of(path, place.name.strip())
        own = {coarse(word) for name in called for word in parts(name)}
        for quarter in quarters(place.name.strip()):
            yield from _part(path, quarter, "quarter", own)
        for station in stations(place.name.strip()):
            for name in station.split("="):
                yield from _part(path, name, "station", own)


def citizens_of(path: str, city: str) -> Iterator[Phrase]:
    """Yield ``москвичи``, ``Istanbulites``."""
    for people in citizens(city):
        words = parts(people)
        russian = is_russian(words[0])
        slots = tuple(slot(any_form(word, _people_forms) if russian else {word}) for word in words)
        yield Phrase(path, "place", "people", slots, proper=not russian, near="" if russian else "capital", typed=False)


def _people_forms(word: str) -> set[str]:
    """Return every form of what somebody from a city is called, with plurals that no ending shows: ``риечане``."""
    forms = word_forms(word)
    if word.endswith(("анин", "янин")):
        forms |= {word[:-2] + end for end in ("", "е", "ам", "ами", "ах")}
    elif word.endswith("ец"):
        forms |= {form + "ев" for form in (word[:-2] + "ц", word[:-2] + "ьц", word[:-2] + "йц")}
    elif word.endswith(("анка", "янка", "енка", "инка", "чка")):
        forms |= {word[:-2] + end for end in ("ок", "ек")}
    return forms


def _station(path: str, called: tuple[str, ...], within: tuple[str, ...]) -> Iterator[Phrase]:
    """Yield the other names of one station of a city."""
    own = {fold(name).text for name in called}
    cities = {city for name in (*called, *within) for city in (name.strip(), *other_names(name.strip()))}
    for city in cities:
        for station in stations(city):
            names = station.split("=")
            if own & {fold(name).text for name in names}:
                for name in names:
                    yield from _part(path, name, "station", set())


def _part(path: str, name: str, form: str, own: set[str]) -> Iterator[Phrase]:
    """Yield a part of a city by its name; one that is a word, a person or another place, too, asks for a look."""
    words = parts(name)
    if not words or own.issuperset(map(coarse, words)):
        return
    single = len(words) == 1
    doubtful = single and (is_common(words[0]) or is_person(words[0]) or len(words[0]) <= FEW_LETTERS)
    slots = tuple(slot(any_form(word, word_forms) if is_russian(word) else {word}) for word in words)
    near = "capital" if not is_russian(words[0]) else ""
    sure = not (doubtful or name.startswith("#"))
    yield Phrase(path, "place", form, slots, tuple(words), block=sure, near=near, typed=False)
