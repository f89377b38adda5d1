"""What a fact is: one event, who wrote it down, and when they say it was.

The author's instant is shown and never trusted: order comes from the log, and
no rule here asks which of two facts is younger.
"""

import msgspec

from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. Each subclass has a tag, its kind in the log for ever."""


class Unknown(Event, frozen=True, tag="unknown"):
    """An event of a kind that this version does not know: kept, shown, never guessed at."""

    kind: str


class Fact(msgspec.Struct, frozen=True):
    """An event as it stands in the log.

    Attributes:
        id: Names it for ever; other events supersede it by this.
        device: The laptop that signed it.
        at: When its author's clock said so. For display only.
    """

    id: EventId
    device: DeviceId
    at: Instant
    event: Event
