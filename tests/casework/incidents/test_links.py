"""Who is one person: decisions add up to the same groups in any order, and what contradicts is joined nowhere."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base import canonical
from kunak.base.errors import Refused
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field
from kunak.casework.incidents import links
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import (
    EVENTS,
    REASON_LIMIT,
    VERDICT_NAMES,
    Decided,
    LinkDecided,
    LinkReasoned,
    Links,
    Pair,
    Verdict,
    all_of,
    decide,
    evolve,
    joined,
    ordered,
)
from kunak.log import codec
from kunak.testing.events import DEVICES, EVENT_IDS, events, facts, folded, told

A, B, C, D, E = (bytes([number]) * 16 for number in range(5))
MARK = b"m" * 16
EVERYBODY = (A, B, C, D, E)
PAIRS = tuple(combinations(EVERYBODY, 2))


def said(one: bytes, other: bytes, verdict: Verdict, *supersedes: int, sort: Sort = Sort.VICTIM) -> LinkDecided:
    named = tuple(EVENT_IDS[each] for each in supersedes)
    return LinkDecided(first=one, second=other, sort=sort, verdict=verdict, mark=MARK, supersedes=named)


def known(*events_said: Event) -> Links:
    return folded(evolve, Links(), told(*events_said))


def people(*events_said: Event) -> links.People:
    return joined(all_of([known(*events_said)]))


def of_victims(state: Links) -> dict[Pair, Field[Decided]]:
    return all_of([state])


def after(*decisions: tuple[Pair, Verdict]) -> Links:
    """Decide one after the other, each with what stands before it."""
    state = Links()
    for number, (pair, verdict) in enumerate(decisions):
        (event,) = decide(of_victims(state), pair, verdict, reason="", mark=MARK)
        state = folded(evolve, state, told(event, first=number))
    return state


def test_who_is_joined_through_somebody_else_is_one_person() -> None:
    assert people(said(A, B, Verdict.SAME), said(B, C, Verdict.SAME)).joined == ((A, B, C),)


@pytest.mark.parametrize("verdict", [Verdict.DIFFERENT, Verdict.UNSURE, Verdict.UNDONE])
def test_nothing_but_one_person_joins(verdict: Verdict) -> None:
    assert people(said(A, B, verdict)) == links.People((), ())


def test_a_decision_taken_back_joins_nobody() -> None:
    state = after(((A, B), Verdict.SAME), ((A, B), Verdict.UNDONE))
    assert joined(of_victims(state)).joined == ()
    with pytest.raises(Refused, match="decided already"):
        decide(of_victims(state), (A, B), Verdict.UNDONE, reason="", mark=MARK)


def test_what_was_never_decided_cannot_be_taken_back() -> None:
    with pytest.raises(Refused):
        decide({}, (A, B), Verdict.UNDONE, reason="", mark=MARK)


def test_nobody_is_compared_with_themselves() -> None:
    with pytest.raises(Refused):
        decide({}, (A, A), Verdict.SAME, reason="", mark=MARK)
    alone = known(said(A, A, Verdict.SAME))
    assert (alone.decided, len(alone.impossible)) == ({}, 1)


def test_a_decision_that_others_contradict_is_refused() -> None:
    """The harm: a person is joined with somebody whom a colleague knows to be another."""
    joins = after(((A, B), Verdict.SAME), ((B, C), Verdict.SAME))
    with pytest.raises(Refused, match="through another entry"):
        decide(of_victims(joins), (A, C), Verdict.DIFFERENT, reason="", mark=MARK)
    parts = after(((A, B), Verdict.SAME), ((A, C), Verdict.DIFFERENT))
    with pytest.raises(Refused, match="to be different"):
        decide(of_victims(parts), (C, B), Verdict.SAME, reason="", mark=MARK)


def test_a_decision_about_the_same_two_can_be_changed() -> None:
    state = after(((A, B), Verdict.SAME), ((A, B), Verdict.DIFFERENT), ((A, B), Verdict.SAME))
    assert joined(of_victims(state)) == links.People(((A, B),), ())


def test_laptops_that_contradict_each_other_join_nobody_and_are_seen() -> None:
    found = people(
        said(A, B, Verdict.SAME), said(B, C, Verdict.SAME), said(A, C, Verdict.DIFFERENT), said(D, E, Verdict.SAME)
    )
    assert found.joined == ((D, E),)
    assert [(each.pair, each.through) for each in found.contradictions] == [((A, C), (A, B, C))]


def test_two_verdicts_on_one_pair_count_for_nothing_until_one_supersedes_both() -> None:
    both = (said(A, B, Verdict.SAME), said(A, B, Verdict.DIFFERENT))
    assert people(*both).contradictions == (links.Contradiction((A, B), (A, B)),)
    assert people(*both).joined == ()
    assert people(*both, said(A, B, Verdict.SAME, 0, 1)) == links.People(((A, B),), ())
    assert people(said(A, B, Verdict.SAME), said(A, B, Verdict.SAME)).joined == ((A, B),)


def test_a_reason_is_kept_apart_and_never_too_long() -> None:
    decision, why = decide({}, (B, A), Verdict.SAME, reason=" the aunt said so ", mark=MARK)
    assert decision == said(A, B, Verdict.SAME)
    assert why == LinkReasoned(mark=MARK, reason="the aunt said so")
    assert known(decision, why).reasons == {MARK: "the aunt said so"}
    with pytest.raises(Refused, match=str(REASON_LIMIT)):
        decide({}, (A, B), Verdict.SAME, reason="x" * (REASON_LIMIT + 1), mark=MARK)


def test_a_pair_that_two_incidents_hold_is_one_field() -> None:
    first = folded(evolve, Links(), told(said(A, B, Verdict.SAME)))
    second = folded(evolve, Links(), told(said(A, B, Verdict.DIFFERENT, 0), first=1))
    assert joined(all_of([first, second])).joined == ()
    assert joined(all_of([first])).joined == ((A, B),)
    assert all_of([second, first]) == all_of([first, second])


def test_people_and_incidents_are_decided_apart() -> None:
    """The harm: a woman abducted in May and killed in June was harmed once."""
    both = known(said(A, B, Verdict.SAME), said(A, B, Verdict.DIFFERENT, 0, sort=Sort.INCIDENT))
    assert joined(all_of([both], Sort.VICTIM)) == links.People(((A, B),), ())
    assert joined(all_of([both], Sort.INCIDENT)) == links.People((), ())
    (event,) = decide(all_of([both], Sort.INCIDENT), (B, A), Verdict.SAME, reason="", mark=MARK, sort=Sort.INCIDENT)
    assert event == said(A, B, Verdict.SAME, 1, sort=Sort.INCIDENT)


def test_a_decision_of_a_time_before_sorts_is_about_victims() -> None:
    body = canonical.decode(codec.to_body(said(A, B, Verdict.SAME)))
    assert isinstance(body, dict)
    del body["sort"]
    assert codec.from_body("incident.link_decided", canonical.encode(body)) == said(A, B, Verdict.SAME)


def test_every_verdict_has_a_name() -> None:
    assert {frozenset(names) for names in VERDICT_NAMES.values()} == {frozenset(Verdict)}
    assert set(VERDICT_NAMES) == set(Sort)


@given(facts(events(EVENTS)), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(history: list[Fact], chance: object) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = folded(evolve, Links(), history), folded(evolve, Links(), shuffled)
    for sort in Sort:
        assert joined(all_of([one], sort)) == joined(all_of([other], sort))


@given(facts(events(EVENTS)))
def test_nobody_is_in_two_groups_and_nobody_called_another_is_in_ones_own(history: list[Fact]) -> None:
    state = folded(evolve, Links(), history)
    found = joined(of_victims(state))
    everybody = [each for group in found.joined for each in group]
    assert len(everybody) == len(set(everybody))
    assert all(len(group) > 1 for group in found.joined)
    for (one, other), field in of_victims(state).items():
        together = any(one in group and other in group for group in found.joined)
        assert not (together and links.in_force(field) is Verdict.DIFFERENT)


@given(st.lists(st.tuples(st.sampled_from(PAIRS), st.sampled_from(Verdict)), max_size=25))
def test_on_one_laptop_no_contradiction_can_arise(wanted: list[tuple[Pair, Verdict]]) -> None:
    state, number = Links(), 0
    for pair, verdict in wanted:
        try:
            (event,) = decide(of_victims(state), pair, verdict, reason="", mark=MARK)
        except Refused:
            continue
        state = folded(evolve, state, told(event, first=number, device=DEVICES[0]))
        number += 1
        assert joined(of_victims(state)).contradictions == ()
        if verdict is Verdict.SAME:
            assert any(set(pair) <= set(group) for group in joined(of_victims(state)).joined)


def test_a_pair_is_ordered_by_its_ids() -> None:
    assert ordered(B, A) == ordered(A, B) == (A, B)
