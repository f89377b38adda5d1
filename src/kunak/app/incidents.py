"""The group's own register: incidents as they are entered, listed and read, and who may do it.

What is stated comes as pairs of a key and a text: ``date``, ``act``, ``victim.given``, ``victim.2.age``. A key names
the thing (the first of its sort where no number stands) and the field.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from kunak.app.index import COUNTS
from kunak.app.workspace import FOLDS, Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId, short
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Kind, Subject, register_readers
from kunak.casework.facts import Event
from kunak.casework.incidents import deciding
from kunak.casework.incidents.events import Cell, Credibility, Entered, Joined, Stated
from kunak.casework.incidents.fields import FIELDS, Sort
from kunak.casework.incidents.state import Incident, Line, Thing
from kunak.store.cache import SubjectRow

PARTS: Final = (Kind.DESK, Kind.IDENTITY)
"""The parts of an incident and of a source."""

THINGS: Final = 50
"""Most victims, or perpetrators, acts or verdicts of one incident."""

NOT_FOR_YOU: Final = phrase("The register is kept by researchers, and by coordinators where names are not concerned.")

_ALL: Final = 2**31
_KEY: Final = re.compile(r"(?:(?P<sort>[a-z]+)(?:\.(?P<number>[0-9]{1,3}))?\.)?(?P<field>[a-z_]+)")


class Listed(msgspec.Struct, frozen=True):
    """One incident in the list."""

    id: SubjectId
    number: str
    updated: Instant
    line: Line


class Key(msgspec.Struct, frozen=True):
    """Which field of which thing; the first of a sort is number 1."""

    sort: Sort
    number: int
    field: str


class Told(msgspec.Struct, frozen=True):
    """What somebody wrote under a key, and from which cell it comes."""

    key: Key
    value: str
    cell: Cell | None = None


class Hangs(msgspec.Struct, frozen=True):
    """On what statements hang."""

    source: SubjectId
    credibility: Credibility = Credibility.NOT_JUDGED
    where: str = ""


# Who may


def readable(space: Workspace) -> frozenset[Kind]:
    """Return the parts of the register that the member at this desk may read."""
    there = [role for member in space.group().roster.present for role in member.roles]
    mine = space.me().roles
    return frozenset(kind for kind in PARTS if register_readers(kind, there).intersection(mine))


def check_reader(space: Workspace, kinds: Iterable[Kind] = (Kind.DESK,)) -> None:
    """Refuse parts that are not for the member at this desk.

    Raises:
        Refused: They are not.
    """
    if not readable(space).issuperset(kinds):
        raise Refused(NOT_FOR_YOU)


def write(space: Workspace, changes: Iterable[tuple[SubjectId, Subject, Sequence[Event]]]) -> None:
    """Write into the register, all or none, and only what its writer may read.

    Raises:
        Refused: Something would stand in a part that is not for them.
    """
    said = [(subject, of, tuple(events)) for subject, of, events in changes]
    homes = {FOLDS[of].home(event) or Kind.DESK for _, of, events in said for event in events}
    check_reader(space, homes)
    space.write_all(said)


# What is written


def key(text: str) -> Key:
    """Read a key.

    Raises:
        BadInput: It names no field, or no thing that has it, or leaves open whose field it is.
    """
    found = _KEY.fullmatch(text.strip())
    field = FIELDS.get(found["field"]) if found else None
    if found is None or field is None:
        raise BadInput("“%(key)s” is no field. The fields are: %(known)s.", key=text[:40], known=", ".join(keys()))
    sorts = {sort.value: sort for sort in field.sorts}
    named = found["sort"] or (next(iter(sorts)) if len(sorts) == 1 else "")
    number = int(found["number"] or 1)
    if named not in sorts or not 1 <= number <= THINGS or (named == Sort.INCIDENT.value and number > 1):
        raise BadInput(
            "“%(key)s” does not say whose field it is: write one of %(known)s.",
            key=text[:40],
            known=", ".join(f"{sort}.{found['field']}" for sort in sorts),
        )
    return Key(sorts[named], number, found["field"])


def keys() -> list[str]:
    """Return every key without a number."""
    return [
        name if len(field.sorts) == 1 else f"{sort.value}.{name}"
        for name, field in FIELDS.items()
        for sort in field.sorts
    ]


def add(space: Workspace, told: Sequence[Told], hangs: Hangs) -> SubjectId:
    """Enter an incident.

    Raises:
        Refused: What the rules say. Nothing is written.
    """
    subject = SubjectId(space.new_id())
    with space.turn:
        write(space, [(subject, Subject.INCIDENT, said(space, subject, Incident(), told, hangs))])
    return subject


def state(space: Workspace, subject: SubjectId, told: Sequence[Told], hangs: Hangs) -> None:
    """Write down what a source says of an incident that is there, its further victims and acts too.

    Raises:
        Refused: What the rules say. Nothing is written.
    """
    with space.turn:
        before = space.incident(subject).incident
        write(space, [(subject, Subject.INCIDENT, said(space, subject, before, told, hangs))])


def said(
    space: Workspace,
    subject: SubjectId,
    before: Incident,
    told: Sequence[Told],
    hangs: Hangs,
    *,
    sources: Container[bytes] | None = None,
) -> tuple[Event, ...]:
    """Return the events of what was told; nothing is written.

    Args:
        space: The open vault.
        subject: The incident.
        before: What stands of it.
        told: The keys and values.
        hangs: On what they hang.
        sources: The sources that are described, where the caller knows them already.

    Raises:
        Refused: What the rules say.
    """
    things = _Things(space, subject, before)
    stated = tuple(
        Stated(
            thing=things.of(each.key),
            field=each.key.field,
            value=each.value,
            source=hangs.source,
            credibility=hangs.credibility,
            where=hangs.where,
            cell=each.cell,
        )
        for each in told
    )
    known = known_sources(space) if sources is None else sources
    return deciding.record(
        before,
        entered=things.entered(),
        joined=things.joined(),
        stated=stated,
        sources=known,
        now=space.clock(),
    )


def withdraw(space: Workspace, subject: SubjectId, *, thing: bytes, reason: str) -> None:
    """Take an incident, or a thing of it, out of what counts."""
    with space.turn:
        before = space.incident(subject).incident
        write(space, [(subject, Subject.INCIDENT, deciding.withdraw(before, thing=thing, reason=reason))])


# What is read


def known_sources(space: Workspace) -> frozenset[bytes]:
    """Return the sources that are described."""
    return frozenset(row.id for row in space.cache.subjects(Subject.SOURCE.value, limit=_ALL))


def listed(space: Workspace, *, withdrawn: bool = False) -> list[Listed]:
    """Return the incidents, the latest first; what has no date comes last, what is to be destroyed not at all."""
    check_reader(space)
    stages = None if withdrawn else [COUNTS]
    rows = space.cache.subjects(Subject.INCIDENT.value, stages=stages, order="updated", limit=_ALL)
    ended = space.laptops.membership.ended
    found = [_listed(row) for row in rows if row.id not in ended]
    return sorted(found, key=lambda each: each.line.date, reverse=True)


def line(space: Workspace, subject: SubjectId) -> Listed:
    """Return one incident as the list has it, whatever becomes of it.

    Raises:
        BadInput: There is none.
    """
    check_reader(space)
    space.incident(subject)
    row = space.cache.subject(subject)
    assert row is not None  # noqa: S101 - for the type checker: an incident that opens has a row
    return _listed(row)


def counted(space: Workspace) -> Iterator[tuple[SubjectId, Incident]]:
    """Yield every incident that counts, the first entered first; what is to be destroyed counts no longer."""
    check_reader(space)
    rows = space.cache.subjects(Subject.INCIDENT.value, stages=[COUNTS], order="code", limit=_ALL)
    ended = space.laptops.membership.ended
    for row in (each for each in rows if each.id not in ended):
        yield SubjectId(row.id), space.incident(SubjectId(row.id)).incident


def destroyed(space: Workspace) -> int:
    """Return how many incidents were ordered to be destroyed: of them nothing else is known."""
    return len(space.group().endings.incidents & space.laptops.membership.ended)


def opened(space: Workspace, subject: SubjectId) -> Incident:
    """Return an incident as far as the member at this desk may read it."""
    check_reader(space)
    incident = space.incident(subject).incident
    allowed = readable(space)
    shown = {at: field for at, field in incident.said.items() if at[1] not in FIELDS or FIELDS[at[1]].kind in allowed}
    return msgspec.structs.replace(incident, said=shown)


def named(thing: Thing, incident: Incident) -> str:
    """Return how a key calls a thing: its sort and number."""
    same = [each.id for each in incident.things.values() if each.sort is thing.sort]
    return f"{thing.sort.value}.{same.index(thing.id) + 1}" if thing.id in same else short(thing.id)


def _listed(row: SubjectRow) -> Listed:
    return Listed(SubjectId(row.id), row.code, row.updated, _line(row.summary))


def _line(body: bytes) -> Line:
    return msgspec.msgpack.decode(body, type=Line)


class _Things:
    """The things that keys name: those that are there, and new ones under the next numbers."""

    def __init__(self, space: Workspace, subject: SubjectId, before: Incident) -> None:
        self._space = space
        self._subject = subject
        self._before = before
        self._new: dict[tuple[Sort, int], bytes] = {}
        self._there = {
            (sort, number): thing.id
            for sort in Sort
            for number, thing in enumerate((one for one in before.things.values() if one.sort is sort), start=1)
        }
        if not self._there:
            self._new[Sort.INCIDENT, 1] = subject

    def of(self, wanted: Key) -> bytes:
        """Return the id of the thing that a key names."""
        place = wanted.sort, wanted.number
        if place in self._there:
            return self._there[place]
        return self._new.setdefault(place, self._space.new_id())

    def entered(self) -> tuple[Entered, ...]:
        """Return the new things: an act joins the victim and the perpetrator of its number, else all of them."""
        return tuple(
            Entered(thing=thing, sort=sort, joins=self._joins(sort, number))
            for (sort, number), thing in sorted(self._new.items(), key=lambda item: _ORDER[item[0][0]])
        )

    def joined(self) -> tuple[Joined, ...]:
        """Return which acts and verdicts join the people who are new: the only one, or that of their number."""
        found = []
        for sort, wanted in _JOINED.items():
            there = {number: thing for (known, number), thing in self._there.items() if known is sort}
            for (of, number), person in self._new.items():
                thing = next(iter(there.values())) if len(there) == 1 else there.get(number)
                found += [Joined(thing=thing, joins=(person,))] if of in wanted and thing is not None else []
        return tuple(found)

    def _joins(self, sort: Sort, number: int) -> tuple[bytes, ...]:
        return tuple(one for wanted in _JOINED.get(sort, ()) for one in self._numbered(wanted, number))

    def _numbered(self, sort: Sort, number: int) -> tuple[bytes, ...]:
        known = {place[1]: thing for place, thing in (self._there | self._new).items() if place[0] is sort}
        return (known[number],) if number in known and len(known) > 1 else tuple(known.values())


_ORDER: Final = {sort: rank for rank, sort in enumerate(Sort)}
_JOINED: Final = {Sort.ACT: (Sort.VICTIM, Sort.PERPETRATOR), Sort.VERDICT: (Sort.PERPETRATOR,)}
