"""Everything a case holds that a published text must not give away."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from kunak.base.instants import HOUR, Instant, after, to_datetime
from kunak.casework.details import FIELDS, Details
from kunak.casework.subjects import CaseFile
from kunak.disclosure.secrets import DatedFact, Document, Name, Person, Place, Secrets, Service

_BETWEEN: Final = re.compile(r"[,;\n]+")
_BORN: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_SERVICE_WORD: Final = re.compile(r"\S*\d\S*")

HOURS_FROM_UTC: Final = (-1, 0, 3, 6)
"""Zones in which a day may be told: a departure at night has another date on the wall than in UTC. Hours."""

CLIENT: Final = "P1"
"""Id of the person of the case in findings."""


def secrets_of(file: CaseFile) -> Secrets:
    """Return the secrets of one case: its names, contacts, places, journeys and dates; every value that stands."""
    return Secrets(
        persons=(_client(file.details),),
        places=tuple(_places(file)),
        services=tuple(_services(file)),
        dates=tuple(_dates(file)),
        words=tuple(_words(file)),
    )


def _client(details: Details) -> Person:
    names = tuple(
        Name(given=given, patronymic=patronymic, family=family)
        for given, patronymic, family in _combined(details)
        if given or patronymic or family
    )
    nick = tuple(_all(details, "other_names"))
    return Person(
        id=CLIENT,
        role="client",
        names=(*names, Name(nick=nick)) if nick else names,
        born=next((born for born in _all(details, "born") if _BORN.fullmatch(born)), None),
        phones=tuple(_all(details, "phones")),
        emails=tuple(_all(details, "emails")),
        handles=tuple(_all(details, "handles")),
        documents=tuple(_documents(details)),
    )


def _combined(details: Details) -> Iterator[tuple[str, str, str]]:
    """Lay the values of the three name fields side by side; where one has more than the others, alone."""
    columns = [list(_all(details, name)) for name in ("given_name", "patronymic", "family_name")]
    for row in range(max(map(len, columns))):
        given, patronymic, family = (column[row] if row < len(column) else "" for column in columns)
        yield given, patronymic, family


def _documents(details: Details) -> Iterator[Document]:
    for line in _all(details, "documents"):
        number = " ".join(_SERVICE_WORD.findall(line))
        if number:
            yield Document(kind=line.split()[0], number=number)


def _places(file: CaseFile) -> Iterator[Place]:
    for name, role in (("home", "home"), ("region", "home"), ("whereabouts", "route"), ("destination", "destination")):
        for value in _all(file.details, name):
            yield Place(name=value, role=role)  # type: ignore[arg-type]
    for draft in file.plan.drafts.writes:
        for name in (end.strip() for leg in draft.value.legs for end in (leg.origin, leg.destination)):
            # An empty name would be nowhere in a text, or everywhere.
            if name:
                yield Place(name=name, role="route")


def _services(file: CaseFile) -> Iterator[Service]:
    for draft in file.plan.drafts.writes:
        for leg in draft.value.legs:
            if leg.service.strip():
                for day in sorted(_days(leg.departs)):
                    yield Service(number=leg.service.strip(), date=day)


def _dates(file: CaseFile) -> Iterator[DatedFact]:
    legs = [leg for draft in file.plan.drafts.writes for leg in draft.value.legs]
    for day in sorted({day for leg in legs for instant in (leg.departs, leg.arrives) for day in _days(instant)}):
        yield DatedFact(what="movement", date=day)


def _days(instant: Instant) -> set[date]:
    """Return every date that the calendar on a wall may show at an instant, in any zone of ``HOURS_FROM_UTC``."""
    return {to_datetime(after(instant, hours * HOUR)).date() for hours in HOURS_FROM_UTC}


def _words(file: CaseFile) -> Iterator[str]:
    if file.case.code:
        yield file.case.code
    yield from _all(file.details, "trusted")


def _all(details: Details, name: str) -> Iterator[str]:
    """Yield every value that stands in a field, one for each comma, semicolon or line."""
    if name not in FIELDS:
        raise KeyError(name)
    for write in details.field(name).writes:
        for part in _BETWEEN.split(write.value.value):
            if part.strip():
                yield part.strip()
