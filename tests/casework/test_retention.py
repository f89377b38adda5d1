"""The end of a case: kept as long as said, never destroyed under a hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.base.instants import DAY, Instant, after
from kunak.casework import retention
from kunak.casework.facts import Event
from kunak.casework.retention import HoldLifted, HoldPlaced, Retention, RetentionSet
from kunak.testing.events import EVENT_IDS, folded, told

NOW = Instant(1_000 * DAY)
PAST = RetentionSet(until=Instant(NOW - 1), reason="one year")


def _file(*said: Event) -> Retention:
    return folded(retention.evolve, Retention(), told(*said))


def test_a_case_whose_time_has_come_may_be_destroyed() -> None:
    retention.check_may_shred(_file(PAST), now=NOW)


def test_before_its_time_or_without_one_nothing_is_destroyed() -> None:
    for said in ((), (RetentionSet(until=Instant(NOW + 1), reason="x"),)):
        with pytest.raises(Refused, match="has not ended"):
            retention.check_may_shred(_file(*said), now=NOW)


def test_of_two_ends_the_later_holds() -> None:
    two = _file(PAST, RetentionSet(until=after(NOW, DAY), reason="a lawsuit"))
    assert two.ends == after(NOW, DAY)


def test_a_hold_stops_the_clock_until_it_is_lifted() -> None:
    held = folded(retention.evolve, _file(PAST), told(*retention.hold(_file(PAST), reason="a lawsuit"), first=5))
    with pytest.raises(Refused, match="lift it first"):
        retention.check_may_shred(held, now=NOW)
    lifted = folded(retention.evolve, held, told(*retention.lift_hold(held, reason="it is over"), first=6))
    assert lifted.held == ""
    retention.check_may_shred(lifted, now=NOW)


@pytest.mark.parametrize("turned", [False, True])
def test_a_hold_outlives_a_lifting_that_did_not_know_of_it(turned: bool) -> None:
    """The harm: one member lifts an old hold while another places a new one, and the case is destroyed."""
    first = HoldPlaced(reason="a complaint")
    news: list[Event] = [
        HoldLifted(reason="settled", supersedes=(EVENT_IDS[0],)),
        HoldPlaced(reason="a lawsuit", supersedes=(EVENT_IDS[0],)),
    ]
    file = _file(first, *(news[::-1] if turned else news))
    assert file.held == "a lawsuit"


def test_a_hold_without_words_is_a_hold() -> None:
    assert _file(HoldPlaced(reason=" ")).held


@given(st.integers(-(2**62), 2**62), st.text(max_size=5))
def test_a_case_is_kept_for_a_time_within_five_years_and_with_a_reason(until: int, reason: str) -> None:
    allowed = NOW < until <= NOW + retention.LONGEST and bool(reason.strip())
    try:
        kept = retention.keep_until(_file(PAST), until=Instant(until), reason=reason, now=NOW)
    except Refused:
        kept = ()
    assert bool(kept) is allowed
    assert folded(retention.evolve, _file(PAST), told(*kept, first=9)).ends == (until if allowed else PAST.until)


@pytest.mark.parametrize("halves", [("", "x"), ("x", " "), (" ", "")])
def test_a_review_has_two_halves(halves: tuple[str, str]) -> None:
    with pytest.raises(Refused):
        retention.review(went_well=halves[0], went_badly=halves[1])


def test_a_hold_needs_a_reason_and_is_placed_once() -> None:
    with pytest.raises(Refused):
        retention.hold(_file(), reason=" ")
    with pytest.raises(Refused, match="already"):
        retention.hold(_file(HoldPlaced(reason="x")), reason="y")
    with pytest.raises(Refused, match="No hold"):
        retention.lift_hold(_file(), reason="y")
