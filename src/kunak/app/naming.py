"""By what an entry of the register is called, and which entries somebody means who writes a number or some words.

An incident is called by its number (``3f2a91bc``), anything in it by that and which of its sort it is
(``3f2a91bc.2``). Words are those that the pages show: names, day, place, what was done, in either language.
For who reads names.
"""

import re
from collections.abc import Iterator
from typing import Final

from kunak.app import matches
from kunak.app.matches import Entry, Place
from kunak.app.workspace import REQUEST_DIGITS, Workspace
from kunak.base.errors import BadInput
from kunak.casework.compartments import Subject
from kunak.casework.incidents.fields import FIELDS, Form, Sort, fields_of
from kunak.casework.incidents.vocabulary import vocabulary

MOST_FOUND: Final = 12
"""Most entries that are offered for some words."""

_OF_INCIDENT: Final = ("date", "settlement", "district", "region")
_NUMBER: Final = re.compile(r"[0-9a-f]{8,32}(?:\.[0-9]{1,3})?")


def name(entry: Entry, *, digits: int = REQUEST_DIGITS) -> str:
    """Return how an entry is called."""
    if entry.thing.sort is Sort.INCIDENT:
        return entry.subject.hex()[:digits]
    same = [each.id for each in entry.incident.things.values() if each.sort is entry.thing.sort]
    return f"{entry.subject.hex()[:digits]}.{same.index(entry.thing.id) + 1}"


def place_of(space: Workspace, text: str, *, unit: Sort = Sort.VICTIM, field: str = "other") -> Place:
    """Return the entry of a sort that a name means: ``3f2a91bc.2``, without a point the first one.

    Raises:
        BadInput: There is no such incident, or nothing such in it.
    """
    number, _, which = text.strip().casefold().partition(".")
    try:
        subject = space.by_number(Subject.INCIDENT, number)
    except BadInput as error:
        raise BadInput(error.sentence, field=field, **error.details) from None
    if unit is Sort.INCIDENT and not which:
        return Place(subject, subject)
    same = [each for each in space.incident(subject).incident.things.values() if each.sort is unit]
    place = int(which) if which.isascii() and which.isdecimal() else 0 if which else 1
    if not 1 <= place <= len(same):
        raise BadInput(
            "This incident has no such victim: write its number, and after a point which victim (3f2a91bc.2)."
            if unit is Sort.VICTIM
            else "This incident has no such entry: write its number, and after a point which of its kind (3f2a91bc.2).",
            field=field,
        )
    return Place(subject, same[place - 1].id)


def meant(space: Workspace, text: str, unit: Sort) -> list[Entry]:
    """Return the entries of a sort that a number or some words fit, at most one more than ``MOST_FOUND``.

    Every word has to be there, in whatever order; a part of a word is enough. Only what counts is looked through.
    A number means one entry, or none.

    Raises:
        Refused: The member at this desk does not read names.
    """
    matches.check_names(space)
    if _NUMBER.fullmatch(text.strip().casefold()):
        try:
            found = matches.entry_at(space, place_of(space, text, unit=unit))
        except BadInput:
            return []
        return [found] if found is not None else []
    words = _plain(text).split()
    if not words:
        return []
    fitting = (entry for entry in matches.entries(space, unit) if _fits(words, entry))
    return [entry for entry, _ in zip(fitting, range(MOST_FOUND + 1), strict=False)]


def one_meant(space: Workspace, text: str, unit: Sort, *, chosen: str = "", field: str = "other") -> Place:
    """Return the one entry that a number or some words mean, or that was chosen among those that fit.

    Raises:
        Refused: The member at this desk does not read names.
        BadInput: None fits, or several do and none of them was chosen.
    """
    found = meant(space, text, unit)
    if not found and _NUMBER.fullmatch(text.strip().casefold()):
        # Says what is wrong with the number; what was withdrawn can still be named by it.
        return place_of(space, text, unit=unit, field=field)
    fitting = [each for each in found if name(each) == chosen] or found
    if not fitting:
        raise BadInput(
            "No entry fits this: write its number, or words that stand on its page: a name, a place, a day, a deed.",
            field=field,
        )
    if len(fitting) > 1:
        raise BadInput("Several entries fit: choose one of them below, or write more words.", field=field)
    return Place(fitting[0].subject, fitting[0].thing.id)


def _fits(words: list[str], entry: Entry) -> bool:
    there = _plain(" ".join(_told(entry)))
    return all(word in there for word in words)


def _told(entry: Entry) -> Iterator[str]:
    yield name(entry)
    whole = entry.thing.sort is Sort.INCIDENT
    things = list(entry.incident.things.values()) if whole else [entry.thing]
    for thing in things:
        for field in fields_of(thing.sort):
            if not thing.withdrawn and field != "account":
                yield from _words(field, entry.incident.value(thing.id, field).text)
    if not whole:
        for field in _OF_INCIDENT:
            yield entry.value(field).text


def _words(field: str, text: str) -> Iterator[str]:
    yield text
    term = vocabulary(FIELDS[field].words).get(text) if FIELDS[field].form is Form.WORD else None
    if term is not None:
        yield from (term.en, term.ru)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w[\w.-]*", text.casefold().replace("ё", "е")))
