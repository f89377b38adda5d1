"""What may be said next of an incident: things that are known, values that mean something, sources that are there."""

from collections.abc import Collection, Container, Iterator, Sequence

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId
from kunak.base.instants import Instant
from kunak.casework.facts import Event
from kunak.casework.fields import Field
from kunak.casework.incidents.events import Basis, Coded, Entered, Joined, Ruled, Stated, Withdrawn
from kunak.casework.incidents.fields import FIELDS, JOINS, JUDGED, SORT_NAMES, Sort, meant
from kunak.casework.incidents.state import Incident, Thing


def record(
    state: Incident,
    *,
    entered: Sequence[Entered],
    stated: Sequence[Stated],
    sources: Container[bytes],
    now: Instant,
    joined: Sequence[Joined] = (),
) -> tuple[Event, ...]:
    """Enter things and what sources say of them, all or none; what a source said before is superseded.

    Args:
        state: What stands; empty for a new incident, whose first thing is the incident itself.
        entered: New things. Each needs a statement: what no source says is not in the register.
        stated: Statements about these or about things that are there; values as somebody wrote them.
        sources: The sources that are described.
        now: No date lies after it.
        joined: Which acts and verdicts that are there join people who are new.

    Raises:
        Refused: A thing is unknown or joins what it cannot, or a source is not described.
        BadInput: A value means nothing.
    """
    things = {**state.things, **{each.thing: Thing(each.thing, each.sort, each.joins) for each in entered}}
    _check_entered(state, entered, things)
    _check_joins([(things.get(each.thing), each.joins) for each in joined], things)
    said = tuple(_statements(state, stated, things, sources, now))
    told = {each.thing for each in stated}
    # Of the incident itself it is enough that a source tells of an act or of somebody.
    bare = next(
        (each for each in entered if each.thing not in told and (each.sort is not Sort.INCIDENT or not told)), None
    )
    if bare is not None:
        raise Refused(
            "Say something of it, and by which source: nothing is in the register that no source says (%(sort)s).",
            field="source",
            sort=SORT_NAMES[bare.sort],
        )
    return (*entered, *joined, *said)


def withdraw(state: Incident, *, thing: bytes, reason: str) -> tuple[Event, ...]:
    """Take a thing out of what counts. It stays in the log, with the reason.

    Raises:
        Refused: It is not there, withdrawn already, or no reason is given.
    """
    known = state.things.get(thing)
    if known is None or known.withdrawn:
        raise Refused("This is not in the record, or was withdrawn already.", field="thing")
    if not reason.strip():
        raise Refused("Say why it is withdrawn: a mistake, or which other entry it is the same as.", field="reason")
    return (Withdrawn(thing=thing, reason=reason.strip()),)


def code(
    state: Incident, *, thing: bytes, field: str, value: str, mine: Collection[DeviceId], now: Instant
) -> tuple[Event, ...]:
    """Say which word fits, apart from the other researchers; nothing is written where nothing changes.

    Args:
        state: What stands.
        thing: Of the incident.
        field: One that takes judgement.
        value: As somebody wrote it.
        mine: The laptops of whoever judges: what they judged before is superseded, on whichever it was.
        now: No date lies after it.

    Raises:
        Refused: The thing is none, or the field takes no judgement.
        BadInput: The word is none.
    """
    known = FIELDS.get(field)
    if known is None or not known.judged:
        raise Refused("Only what takes judgement is coded: %(known)s.", field=field, known=", ".join(JUDGED))
    _check_has(state, thing, field)
    meaning = meant(field, value, now=now)
    before = [write for write in state.coded.get((thing, field), Field()).writes if write.device in mine]
    if [write.value for write in before] == [meaning]:
        return ()
    return (Coded(thing=thing, field=field, value=meaning, supersedes=tuple(write.id for write in before)),)


def rule(
    state: Incident,
    *,
    thing: bytes,
    field: str,
    value: str,
    reason: str,
    now: Instant,
    basis: Basis = Basis.ADJUDICATED,
) -> tuple[Event, ...]:
    """Decide what counts of a field, whatever sources and coders say.

    Raises:
        Refused: The thing is none, no reason is given, or nothing would change.
        BadInput: The value is none.
    """
    _check_has(state, thing, field)
    if not reason.strip():
        raise Refused(
            "Say why this is right: what the sources show, and how the coders came to differ.", field="reason"
        )
    meaning = meant(field, value, now=now)
    before = state.ruled.get((thing, field), Field())
    if [write.value.value for write in before.writes] == [meaning]:
        raise Refused("This is decided already: nothing would change.", field=field)
    return (
        Ruled(thing=thing, field=field, value=meaning, basis=basis, reason=reason.strip(), supersedes=before.heads),
    )


def _check_has(state: Incident, thing: bytes, field: str) -> None:
    known = state.things.get(thing)
    if known is None or known.withdrawn:
        raise Refused("This is not in the record, or was withdrawn already.", field="thing")
    if field not in FIELDS or known.sort not in FIELDS[field].sorts:
        raise Refused("There is no field of this name.", field=field)


def _check_entered(state: Incident, entered: Sequence[Entered], things: dict[bytes, Thing]) -> None:
    sorts = [thing.sort for thing in things.values()]
    if sorts.count(Sort.INCIDENT) != 1 or any(each.thing in state.things for each in entered):
        raise Refused("An entry of the register is about exactly one incident.", field="thing")
    _check_joins([(things[each.thing], each.joins) for each in entered], things)


def _check_joins(joining: Sequence[tuple[Thing | None, tuple[bytes, ...]]], things: dict[bytes, Thing]) -> None:
    for thing, joins in joining:
        joined = [things.get(other) for other in joins]
        if thing is None or any(other is None or other.sort not in JOINS[thing.sort] for other in joined):
            raise Refused(
                "An act joins victims and perpetrators of the same incident, a verdict its perpetrators.", field="joins"
            )


def _statements(
    state: Incident,
    stated: Sequence[Stated],
    things: dict[bytes, Thing],
    sources: Container[bytes],
    now: Instant,
) -> Iterator[Stated]:
    for each in stated:
        _check_has(Incident(things), each.thing, each.field)
        if each.source not in sources:
            raise Refused("Describe the source first: every statement hangs on one.", field="source")
        value = meant(each.field, each.value, now=now)
        before = state.said.get((each.thing, each.field, each.source), Field())
        said = msgspec.structs.replace(each, value=value, where=each.where.strip(), supersedes=before.heads)
        if not _is_said(before.writes[-1].value if len(before.writes) == 1 else None, said):
            yield said


def _is_said(before: object, said: Stated) -> bool:
    names = ("value", "credibility", "where", "cell")
    return before is not None and all(getattr(before, name) == getattr(said, name) for name in names)
