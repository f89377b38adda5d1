"""Who is let into what: one by one, and never so that nobody can read a part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.casework import compartments
from kunak.casework.compartments import CLOSELY_HELD, KIND_NAMES, ROLE_NAMES, USUALLY_NEEDS, Access, Kind, Role
from kunak.casework.facts import Event
from kunak.testing.events import folded, told

KINDS = st.frozensets(st.sampled_from(Kind))
EVERYTHING = frozenset(Kind)


def _access(*said: Event) -> Access:
    return folded(compartments.evolve, Access(), told(*said))


@given(KINDS, KINDS)
def test_who_is_let_in_reads_that_and_what_they_read_before(had: frozenset[Kind], wanted: frozenset[Kind]) -> None:
    before = Access({b"m": had})
    if not wanted - had:
        with pytest.raises(Refused, match="already"):
            compartments.let_in(before, member=b"m", kinds=wanted, reason="needed")
        return
    events = compartments.let_in(before, member=b"m", kinds=wanted, reason="needed")
    assert folded(compartments.evolve, before, told(*events)).kinds_of[b"m"] == had | wanted | {Kind.DESK}


@pytest.mark.parametrize("kind", Kind)
def test_what_is_closely_held_needs_a_reason(kind: Kind) -> None:
    if kind in CLOSELY_HELD:
        with pytest.raises(Refused, match="closely held"):
            compartments.let_in(Access(), member=b"m", kinds=frozenset({kind}), reason=" ")
    else:
        assert compartments.let_in(Access(), member=b"m", kinds=frozenset({kind}), reason="")


@given(KINDS, KINDS, KINDS)
def test_no_part_is_left_without_a_reader(
    mine: frozenset[Kind], theirs: frozenset[Kind], closing: frozenset[Kind]
) -> None:
    before = Access({b"m": mine, b"o": theirs})
    if not closing & mine or closing & mine - theirs:
        with pytest.raises(Refused):
            compartments.shut_out(before, member=b"m", kinds=closing, reason="left")
        return
    after = folded(
        compartments.evolve, before, told(*compartments.shut_out(before, member=b"m", kinds=closing, reason="left"))
    )
    assert after.kinds_of[b"m"] == mine - closing
    assert all(after.readers(kind) for kind in mine | theirs)


def test_an_escort_is_not_shown_the_whole_way() -> None:
    assert Kind.ROUTE not in USUALLY_NEEDS[Role.ESCORT]
    assert USUALLY_NEEDS[Role.TRUSTEE] == USUALLY_NEEDS[Role.RESEARCHER] == frozenset()


def test_everything_has_a_name_to_show() -> None:
    assert set(KIND_NAMES) == set(Kind)
    assert set(ROLE_NAMES) == set(Role) == set(USUALLY_NEEDS)
    assert compartments.in_order(EVERYTHING) == tuple(Kind)
    assert _access() == Access()
