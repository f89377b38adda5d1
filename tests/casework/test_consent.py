"""Consent: the person's own, in their words, and the narrower where two were written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.base.instants import DAY, Instant
from kunak.casework import consent
from kunak.casework.consent import SCOPE_NAMES, Consent, ConsentGiven, Scope
from kunak.casework.facts import Event
from kunak.testing.events import folded, told

NOW = Instant(1_000 * DAY)
CONSENT = ConsentGiven(scopes=(Scope.PUBLISH_SAFE,), how="spoken", words="you may")


def _consent(*said: Event) -> Consent:
    return folded(consent.evolve, Consent(), told(*said))


@given(st.lists(st.frozensets(st.sampled_from(Scope)), max_size=3), st.sampled_from(Scope))
def test_what_is_allowed_is_what_every_statement_that_stands_allows(said: list[frozenset[Scope]], scope: Scope) -> None:
    known = _consent(*(ConsentGiven(scopes=tuple(scopes), how="spoken", words="so") for scopes in said))
    assert known.allows(scope, NOW) is (bool(said) and all(scope in scopes for scopes in said))


def test_a_consent_ends_at_its_end() -> None:
    ending = _consent(ConsentGiven(scopes=(Scope.STATISTICS,), how="spoken", words="for now", until=NOW))
    assert ending.allows(Scope.STATISTICS, Instant(NOW - 1))
    assert not ending.allows(Scope.STATISTICS, NOW)


def test_a_later_consent_replaces_what_its_author_had_read() -> None:
    before = _consent(CONSENT)
    wider = consent.give(before, scopes=frozenset(Scope), how="signed", words="all", until=None, now=NOW)
    after = folded(consent.evolve, before, told(*wider, first=9))
    assert all(after.allows(scope, NOW) for scope in Scope)
    none = folded(consent.evolve, after, told(*consent.withdraw(after, how="spoken", words="no"), first=10))
    assert not any(none.allows(scope, NOW) for scope in Scope)


@pytest.mark.parametrize(
    ("scopes", "how", "words", "until"),
    [
        (frozenset(), "spoken", "yes", None),
        (frozenset({Scope.STATISTICS}), " ", "yes", None),
        (frozenset({Scope.STATISTICS}), "spoken", "", None),
        (frozenset({Scope.STATISTICS}), "spoken", "yes", NOW),
    ],
)
def test_a_consent_has_a_scope_a_manner_words_and_no_end_in_the_past(
    scopes: frozenset[Scope], how: str, words: str, until: Instant | None
) -> None:
    with pytest.raises(Refused):
        consent.give(Consent(), scopes=scopes, how=how, words=words, until=until, now=NOW)
    with pytest.raises(Refused, match="nothing to withdraw"):
        consent.withdraw(Consent(), how="spoken", words="no")


def test_every_scope_has_a_name_to_show() -> None:
    assert set(SCOPE_NAMES) == set(Scope)
