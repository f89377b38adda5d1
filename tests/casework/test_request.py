"""A call for help: every step is in the table or refused, and nothing is answered without a reason."""

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.casework import request
from kunak.casework.facts import Event
from kunak.casework.request import (
    TRANSITIONS,
    CallerVetted,
    Move,
    Request,
    RequestAnswered,
    RequestReceived,
    RequestTriaged,
    Standing,
    Urgency,
    Vetting,
)
from kunak.testing.events import folded, told

MESSAGE = RequestReceived(channel="text", sender="", reply_to="", subject="", text="help")
TRIAGED = RequestTriaged(urgency=Urgency.NOW, reason="threat")
VETTED = CallerVetted(check="called back", outcome=Vetting.CONFIRMED)
WAY_TO: dict[Standing, tuple[Event, ...]] = {
    Standing.NEW: (),
    Standing.TRIAGED: (TRIAGED,),
    Standing.ACCEPTED: (TRIAGED, VETTED, RequestAnswered(move=Move.ACCEPT, reason="yes", case=b"c")),
    Standing.REFERRED: (TRIAGED, RequestAnswered(move=Move.REFER, reason="far", referred_to="others")),
    Standing.DECLINED: (TRIAGED, RequestAnswered(move=Move.DECLINE, reason="no")),
}
STRANGE = st.text(max_size=20) | st.sampled_from(["", " ", "\u2003", "%(x)s", "\ud800"])


def _in(standing: Standing, *more: Event) -> Request:
    return folded(request.evolve, Request(), told(MESSAGE, *WAY_TO[standing], *more))


def _decided(known: Request, move: Move, reason: str = "reason") -> tuple[Event, ...]:
    return {
        Move.TRIAGE: lambda: request.triage(known, urgency=Urgency.NOW, reason=reason),
        Move.ACCEPT: lambda: request.accept(known, case=b"c", reason=reason),
        Move.REFER: lambda: request.refer(known, to="others", reason=reason),
        Move.DECLINE: lambda: request.decline(known, reason=reason),
        Move.REOPEN: lambda: request.reopen(known, reason=reason),
    }[move]()


@pytest.mark.parametrize(("standing", "move"), list(product(Standing, Move)))
def test_every_pair_is_in_the_table_or_refused(standing: Standing, move: Move) -> None:
    known = _in(standing, VETTED)
    assert known.standing is standing
    if (standing, move) not in TRANSITIONS:
        with pytest.raises(Refused, match="triage it first" if standing is Standing.NEW else "cannot go through"):
            _decided(known, move)
        return
    after = folded(request.evolve, known, told(*_decided(known, move), first=20))
    assert after.standing is TRANSITIONS[standing, move]
    assert not after.impossible
    with pytest.raises(Refused):
        _decided(known, move, reason=" ")


def test_nobody_is_accepted_unvetted() -> None:
    with pytest.raises(Refused, match="vetted"):
        _decided(_in(Standing.TRIAGED), Move.ACCEPT)


def test_one_suspicious_check_is_not_outweighed() -> None:
    doubted = _in(Standing.TRIAGED, CallerVetted(check="name", outcome=Vetting.SUSPICIOUS), VETTED)
    assert doubted.suspicious


def test_of_two_judgements_the_more_urgent_is_in_force() -> None:
    two = _in(Standing.NEW, TRIAGED, RequestTriaged(urgency=Urgency.CAN_WAIT, reason="calm"))
    assert two.urgency.disputed
    assert two.urgency_in_force is Urgency.NOW


def test_a_message_is_never_replaced_by_another() -> None:
    """The harm: what the person wrote is gone from the page, and other words stand in its place."""
    other = RequestReceived(channel="text", sender="", reply_to="", subject="", text="all is well")
    known = _in(Standing.NEW, other)
    assert known.received == MESSAGE
    assert [fact.event for fact in known.impossible] == [other]


def test_an_answer_that_is_none_is_kept_as_impossible() -> None:
    known = _in(Standing.NEW, RequestAnswered(move=Move.TRIAGE, reason=""))
    assert known.standing is Standing.NEW
    assert len(known.impossible) == 1


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_an_empty_message_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        request.receive(RequestReceived(channel="text", sender="", reply_to="", subject=text, text=text))


@given(st.sampled_from(Standing), st.sampled_from(Urgency), STRANGE, st.sampled_from(Vetting), STRANGE)
def test_every_decision_returns_events_or_a_refusal(
    standing: Standing, urgency: Urgency, text: str, outcome: Vetting, other: str
) -> None:
    known = _in(standing)
    decisions: tuple[Callable[[], tuple[Event, ...]], ...] = (
        lambda: request.triage(known, urgency=urgency, reason=text),
        lambda: request.vet(check=text, outcome=outcome),
        lambda: request.accept(known, case=b"c", reason=text),
        lambda: request.refer(known, to=other, reason=text),
        lambda: request.decline(known, reason=text),
        lambda: request.reopen(known, reason=text),
    )
    for decide in decisions:
        events = _or_refused(decide)
        after = folded(request.evolve, known, told(*events, first=20))
        assert (after != known) is bool(events)
        assert not after.impossible


def _or_refused(decide: Callable[[], tuple[Event, ...]]) -> tuple[Event, ...]:
    try:
        return decide()
    except Refused:
        return ()


def test_everything_has_a_name_to_show() -> None:
    assert set(request.STANDING_NAMES) == set(Standing)
    assert set(request.MOVE_NAMES) == set(Move)
    assert set(request.URGENCY_NAMES) == set(Urgency)
    assert set(request.VETTING_NAMES) == set(Vetting)
