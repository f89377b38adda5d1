"""Any event that the log can hold, made from the annotations of its type.

Ids come from small pools, so that events meet: they name the same phones,
plans and writes. Text and numbers are as strange as the log allows.
"""

import types
import typing
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any, Final

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework.catalogue import EVENT_TYPES
from kunak.casework.compartments import Kind
from kunak.casework.details import FIELDS
from kunak.casework.factors import BY_ID
from kunak.casework.facts import Event, Fact, Unknown
from kunak.casework.incidents.fields import FIELDS as INCIDENT_FIELDS
from kunak.casework.subjects import CASE_PARTS, Entry, Fold

State = typing.TypeVar("State")

POOL: Final = 4
"""Ids of one length; few, so that two events often name one thing."""

TEXT: Final = st.text(max_size=12) | st.sampled_from(
    ["all is well", "the red kettle", "  ", "Zoë ё %(x)s %s", "\u202e\0"]
)
NUMBERS: Final = st.integers(-3, 50) | st.sampled_from([-(2**62), 2**62, 2**62 - 1, 1_000_000])
INSTANTS: Final = NUMBERS | st.integers(1_700_000_000_000, 1_700_000_000_009)
IDS: Final = st.sampled_from([bytes([number]) * 16 for number in range(POOL)]) | st.just(b"")
EVENT_IDS: Final = [EventId(bytes([number]) * 32) for number in range(64)]
DEVICES: Final = [DeviceId(bytes([number]) * 16) for number in range(POOL)]

_BY_NAME: Final[dict[str, SearchStrategy[Any]]] = {
    "supersedes": st.lists(st.sampled_from(EVENT_IDS[:12]), max_size=3).map(tuple),
    "field": st.sampled_from(sorted({*FIELDS, *INCIDENT_FIELDS})) | TEXT,
    "factor": st.sampled_from(sorted(BY_ID)) | TEXT,
}
"""Fields whose values have to meet something, whatever their type."""

_BY_TYPE: Final[dict[object, SearchStrategy[Any]]] = {
    str: TEXT,
    int: NUMBERS,
    bool: st.booleans(),
    bytes: IDS,
    Instant: INSTANTS,
    EventId: st.sampled_from(EVENT_IDS[:12]),
    DeviceId: st.sampled_from(DEVICES),
    type(None): st.none(),
}


def of_type(wanted: object) -> SearchStrategy[Any]:
    """Return any value of an annotated type.

    Raises:
        NotImplementedError: An event has a field of a type that is not known here.
    """
    if wanted in _BY_TYPE:
        return _BY_TYPE[wanted]
    if isinstance(wanted, typing.NewType):
        return of_type(wanted.__supertype__)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return st.sampled_from(wanted)
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return struct(wanted)
    return _compound(typing.get_origin(wanted), typing.get_args(wanted), wanted)


def _compound(origin: object, parts: Sequence[Any], wanted: object) -> SearchStrategy[Any]:
    if origin is tuple and parts[-1] is Ellipsis:
        return st.lists(of_type(parts[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(of_type, parts))
    if origin in {types.UnionType, typing.Union}:
        return st.one_of(*map(of_type, parts))
    raise NotImplementedError(wanted)


def struct(wanted: type[msgspec.Struct]) -> SearchStrategy[Any]:
    """Return any instance of a struct; fields with defaults are there or not."""
    hints = typing.get_type_hints(wanted)
    fields = msgspec.structs.fields(wanted)
    needed = {f.name: _of_field(f.name, hints) for f in fields if f.required}
    spare = {f.name: _of_field(f.name, hints) for f in fields if not f.required}
    return st.fixed_dictionaries(needed, optional=spare).map(lambda values: wanted(**values))


def _of_field(name: str, hints: dict[str, Any]) -> SearchStrategy[Any]:
    return _BY_NAME[name] if name in _BY_NAME else of_type(hints[name])


EVENT_OF: Final[dict[type[Event], SearchStrategy[Event]]] = {each: struct(each) for each in EVENT_TYPES}
UNKNOWN: Final = st.builds(Unknown, kind=st.sampled_from(["route.imagined", "newer.kind"]))


def events(types_wanted: Iterable[type[Event]] = EVENT_TYPES) -> SearchStrategy[Event]:
    """Return any event of these types."""
    return st.one_of(*(EVENT_OF[each] for each in types_wanted))


def facts(wanted: SearchStrategy[Event], *, most: int = 12) -> SearchStrategy[list[Fact]]:
    """Return a history: any events in any order, each with its own id."""
    return st.lists(st.tuples(wanted, st.sampled_from(DEVICES), INSTANTS), max_size=most).map(
        lambda drawn: [
            Fact(EVENT_IDS[number], device, Instant(at), event) for number, (event, device, at) in enumerate(drawn)
        ]
    )


def entries(fold: Fold[Any], wanted: SearchStrategy[Event], *, most: int = 12) -> SearchStrategy[list[Entry]]:
    """Return a history whose events mostly, but not always, stand in the compartment that is their home."""
    kinds = st.lists(st.sampled_from(Kind) | st.none(), min_size=most, max_size=most)
    return st.tuples(facts(wanted, most=most), kinds).map(
        lambda drawn: [
            Entry(kind or fold.home(fact.event) or Kind.DESK, fact) for fact, kind in zip(*drawn, strict=False)
        ]
    )


def told(*said: Event, first: int = 0, device: DeviceId = DEVICES[0], at: int = 0) -> list[Fact]:
    """Return these events as facts, in this order."""
    return [Fact(EVENT_IDS[number], device, Instant(at), event) for number, event in enumerate(said, start=first)]


def folded(evolve: Callable[[State, Fact], State], state: State, said: Iterable[Fact]) -> State:
    """Return what the facts add up to."""
    for fact in said:
        state = evolve(state, fact)
    return state


ANY_OF_A_CASE: Final = events(tuple(event for part in CASE_PARTS for event in part.events))
"""Any event that belongs to a case."""
