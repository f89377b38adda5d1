"""A field that two people may have written without knowing of each other.

A write names the writes it supersedes. The value is every write that no other
supersedes: one, normally; two or more are a conflict, kept and shown until a
write supersedes them all. Clocks decide nothing. Where a wrong guess can kill,
the most cautious value is in force meanwhile. Specified in VAULT, "Conflicts".
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework.facts import Fact

Value = TypeVar("Value")


class Write(msgspec.Struct, Generic[Value], frozen=True):
    """One value, by whom and when."""

    id: EventId
    value: Value
    device: DeviceId
    at: Instant


class Field(msgspec.Struct, Generic[Value], frozen=True):
    """The writes that stand.

    Attributes:
        writes: In the order of the log; empty where nobody has written yet.
        superseded: Every write that another names, seen or not: one that is let
            out of quarantine late must not stand again.
    """

    writes: tuple[Write[Value], ...] = ()
    superseded: frozenset[EventId] = frozenset()

    @property
    def heads(self) -> tuple[EventId, ...]:
        """What a new write has to supersede to be the only one."""
        return tuple(write.id for write in self.writes)

    @property
    def disputed(self) -> bool:
        """Whether two or more values stand."""
        return len(self.writes) > 1

    @property
    def latest(self) -> Write[Value] | None:
        """The write that came last in the order of the log, or None."""
        return self.writes[-1] if self.writes else None

    def in_force(self, *, caution: Callable[[Value], Any]) -> Value | None:
        """Return the most cautious value that stands, or None where none does.

        Args:
            caution: Gives each value its rank; the greatest is the most cautious.
        """
        return max((write.value for write in self.writes), key=caution, default=None)


def written(field: Field[Value], fact: Fact, value: Value, supersedes: tuple[EventId, ...]) -> Field[Value]:
    """Return the field after ``fact`` wrote ``value`` over the writes it names.

    Which writes stand depends on the set of facts alone, whatever their order.
    No write can supersede itself: a value is never lost without another in its place.
    """
    superseded = field.superseded.union(named for named in supersedes if named != fact.id)
    others = tuple(write for write in field.writes if write.id != fact.id)
    writes = (*others, Write(fact.id, value, fact.device, fact.at))
    standing = tuple(write for write in writes if write.id not in superseded)
    # Ids are hashes, so writes cannot name each other in a circle; if they did, the last would stand.
    return Field(standing or writes[-1:], superseded)
