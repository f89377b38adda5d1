"""Everything a case holds that a published text must not give away."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from kunak.app.cases import readable
from kunak.app.workspace import Workspace
from kunak.base.errors import Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, HOUR, Instant, after, to_datetime
from kunak.casework.compartments import KIND_NAMES, Kind
from kunak.casework.details import FIELDS, Details, Known
from kunak.casework.subjects import CaseFile
from kunak.disclosure.secrets import DatedFact, Document, Name, Person, Place, Secrets, Service, Trait

_BETWEEN: Final = re.compile(r"[,;\n]+")
_BORN: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_SERVICE_WORD: Final = re.compile(r"\S*\d\S*")

HELD_IN: Final = (Kind.IDENTITY, Kind.CONTACT, Kind.ROUTE)
"""Parts of a case that hold what a text must not give away. Whoever cannot read them all cannot check."""

CLIENT: Final = "P1"
"""Id of the person of the case in findings."""

HOURS_FROM_UTC: Final = (-1, 0, 3, 6)
"""Zones in which a day may be told: a departure at night has another date on the wall than in UTC. Hours."""

RECENT: Final = 2 * 365 * DAY
"""How far back the group's own cases count: two years."""

TRAITS: Final = {
    "region": "region",
    "settlement": "home",
    "sex": "sex",
    "orientation": "orientation",
    "children": "children",
}
"""Traits of the engine, and the fields that hold them."""

PLACES: Final = (("home", "home"), ("region", "home"), ("whereabouts", "route"), ("destination", "destination"))
"""Fields that hold places, in the order in which the engine is given them, and what the places are."""


def unread(space: Workspace, subject: SubjectId) -> tuple[Kind, ...]:
    """Return the parts that a check needs and that this member was not let into."""
    return tuple(kind for kind in HELD_IN if kind not in readable(space, subject))


def held_by(space: Workspace, subject: SubjectId) -> Secrets:
    """Return everything that a case holds, and the traits of the group's other cases of the last two years.

    Raises:
        Refused: This member cannot read all that a text is to be checked against: the check would say too little.
    """
    missing = unread(space, subject)
    if missing:
        raise Refused(
            "This draft has to be checked by somebody who may read the whole case: you were not let into %(part)s.",
            field="check",
            part=KIND_NAMES[missing[0]],
        )
    now = space.clock()
    others = (space.case(other) for code in space.codes() if (other := space.case_by_code(code)) != subject)
    return secrets_of(space.case(subject), today=to_datetime(now).date(), cases=other_cases(others, now))


def secrets_of(
    file: CaseFile, *, today: date | None = None, cases: tuple[dict[str, Trait], ...] | None = None
) -> Secrets:
    """Return the secrets of one case: its names, contacts, places, journeys and dates; every value that stands.

    Args:
        file: The case.
        today: The day of the publication: “two weeks ago” counts from it.
        cases: Traits of the group's other cases, as ``traits_of`` gives them.
    """
    return Secrets(
        published_on=today,
        persons=(_client(file.details),),
        places=tuple(_places(file)),
        services=tuple(_services(file)),
        dates=tuple(_dates(file)),
        words=tuple(_words(file)),
        traits=traits_of(file.details, today=today),
        known_to_pursuers=dict(_known(file.details)),
        cases=cases,
    )


def traits_of(details: Details, *, today: date | None) -> dict[str, Trait]:
    """Return what a description of the person may tell, without any name: for this case or as one of the others."""
    traits: dict[str, Trait] = {
        trait: int(value) if trait == "children" and value.isdecimal() else value
        for trait, field in TRAITS.items()
        if (value := details.value(field))
    }
    born = details.value("born")
    if today and _BORN.fullmatch(born):
        year, *rest = (int(part) for part in born.split("-"))
        traits["age"] = today.year - year - ((today.month, today.day) < tuple(rest) if rest else 0)
    return traits


def other_cases(others: Iterable[CaseFile], now: Instant) -> tuple[dict[str, Trait], ...]:
    """Return the traits of those cases that are not older than two years, in no order that says which is which."""
    today = to_datetime(now).date()
    recent = (file for file in others if now - file.case.opened_at <= RECENT)
    traits = [traits_of(file.details, today=today) for file in recent]
    return tuple(sorted(traits, key=lambda one: sorted(f"{trait} {value}" for trait, value in one.items())))


_PATHS: Final = (
    ("given_name", (f"{CLIENT}.given",)),
    ("patronymic", (f"{CLIENT}.patronymic",)),
    ("family_name", (f"{CLIENT}.family",)),
    ("other_names", (f"{CLIENT}.nick",)),
    ("born", (f"{CLIENT}.born", "traits.age")),
    ("phones", (f"{CLIENT}.phones",)),
    ("emails", (f"{CLIENT}.emails",)),
    ("handles", (f"{CLIENT}.handles",)),
    ("documents", (f"{CLIENT}.documents",)),
    ("orientation", ("traits.orientation",)),
    ("children", ("traits.children",)),
    ("sex", ("traits.sex",)),
    ("region", ("traits.region",)),
    ("home", ("traits.settlement",)),
)
"""Fields of a case, and the facts of the secrets file that they are."""


def _known(details: Details) -> Iterator[tuple[str, bool]]:
    """Yield what the pursuers know and what they do not; where values contradict each other, they do not."""
    for field, paths in (*_PATHS, *_listed(details)):
        writes = [write.value for write in details.field(field).writes if write.value.value]
        said = {write.known for write in writes}
        if Known.NO in said or Known.YES in said:
            yield from ((path, Known.NO not in said) for path in paths)


def _listed(details: Details) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield fields that stand in the list of places, and where: it is built in their order."""
    at = 0
    for name, _role in PLACES:
        count = sum(1 for _ in _all(details, name))
        yield name, tuple(f"places.{number}" for number in range(at, at + count))
        at += count


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
    for name, role in PLACES:
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
