"""The end of a case: what was learned, how long it is kept, and when its keys are destroyed.

Keeping has an end that a person sets and can defend; a hold with a reason
stops the clock. Destroying keys takes two admins (``members``) and cannot be undone.
How keys are destroyed is not known here.
"""

from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.instants import DAY, Instant, after
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written

LONGEST: Final = 5 * 365 * DAY
"""Longest time for which a closed case is kept before somebody has to decide again."""


class ClosingReviewed(Event, frozen=True, tag="retention.reviewed"):
    """What the group learned from the case."""

    went_well: str
    went_badly: str
    lessons: str = ""


class RetentionSet(Event, frozen=True, tag="retention.set"):
    """The case is kept until then, for this reason."""

    until: Instant
    reason: str
    supersedes: tuple[EventId, ...] = ()


class HoldPlaced(Event, frozen=True, tag="retention.held"):
    """The case must not be destroyed, whatever the clock says."""

    reason: str
    supersedes: tuple[EventId, ...] = ()


class HoldLifted(Event, frozen=True, tag="retention.hold_lifted"):
    """The case may be destroyed again when its time has come: this ends the holds it names, and no other."""

    reason: str
    supersedes: tuple[EventId, ...] = ()


EVENTS: Final = (ClosingReviewed, RetentionSet, HoldPlaced, HoldLifted)


class Retention(msgspec.Struct, frozen=True):
    """What is known about the end of a case."""

    review: ClosingReviewed | None = None
    until: Field[Instant] = Field()
    holds: Field[str] = Field()

    @property
    def held(self) -> str:
        """Why the clock stands still, empty where it runs; a hold that nobody who knew of it has lifted stands."""
        return next((write.value for write in self.holds.writes if write.value), "")

    @property
    def ends(self) -> Instant | None:
        """When keeping ends; of two that stand, the later. None while nobody has set it."""
        return self.until.in_force(caution=int)


def evolve(retention: Retention, fact: Fact) -> Retention:
    """Return the retention file after ``fact``."""
    change = msgspec.structs.replace
    match fact.event:
        case ClosingReviewed() as review:
            return change(retention, review=review)
        case RetentionSet() as event:
            return change(retention, until=written(retention.until, fact, event.until, event.supersedes))
        case HoldPlaced(reason=reason, supersedes=named):
            return change(retention, holds=written(retention.holds, fact, reason.strip() or "–", named))
        case HoldLifted(supersedes=named):
            return change(retention, holds=written(retention.holds, fact, "", named))
        case _:
            return retention


def review(*, went_well: str, went_badly: str, lessons: str = "") -> tuple[Event, ...]:
    """Write the closing review.

    Raises:
        Refused: One of its two halves is missing.
    """
    if not went_well.strip():
        raise Refused("Say what went well; one line is enough.", field="went_well")
    if not went_badly.strip():
        raise Refused("Say what went badly or could have; one line is enough.", field="went_badly")
    return (ClosingReviewed(went_well=went_well, went_badly=went_badly, lessons=lessons),)


def keep_until(retention: Retention, *, until: Instant, reason: str, now: Instant) -> tuple[Event, ...]:
    """Set how long the case is kept.

    Raises:
        Refused: The end has passed or lies too far away, or no reason is given.
    """
    if not now < until <= after(now, LONGEST):
        raise Refused("Keep the case until a day within the next five years.", field="until")
    if not reason.strip():
        raise Refused("Say why the case is kept that long.", field="reason")
    return (RetentionSet(until=until, reason=reason, supersedes=retention.until.heads),)


def hold(retention: Retention, *, reason: str) -> tuple[Event, ...]:
    """Stop the clock.

    Raises:
        Refused: It is stopped already, or no reason is given.
    """
    if retention.held:
        raise Refused("A hold is on this case already.", field="reason")
    if not reason.strip():
        raise Refused("Say why the case must not be destroyed.", field="reason")
    return (HoldPlaced(reason=reason, supersedes=retention.holds.heads),)


def lift_hold(retention: Retention, *, reason: str) -> tuple[Event, ...]:
    """Let the clock run again.

    Raises:
        Refused: There is no hold, or no reason is given.
    """
    if not retention.held:
        raise Refused("No hold is on this case.", field="reason")
    if not reason.strip():
        raise Refused("Say why the case may be destroyed again.", field="reason")
    return (HoldLifted(reason=reason, supersedes=retention.holds.heads),)


def check_may_shred(retention: Retention, *, now: Instant) -> None:
    """Refuse while a hold is on the case or its time has not come.

    Raises:
        Refused: With which of the two it is.
    """
    if retention.held:
        raise Refused("A hold is on this case: lift it first.", field="hold")
    if retention.ends is None or now < retention.ends:
        raise Refused("The time for which this case is kept has not ended.", field="until")
