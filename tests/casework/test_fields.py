"""What stands in a field that several people write, and what is in force meanwhile."""

from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework.facts import Fact, Unknown
from kunak.casework.fields import Field, written

LAPTOP = DeviceId(bytes(16))


def _fact(number: int) -> Fact:
    return Fact(EventId(number.to_bytes(32, "big")), LAPTOP, Instant(number), Unknown(kind="test"))


def _written(field: Field[str], number: int, value: str, *supersedes: int) -> Field[str]:
    return written(field, _fact(number), value, tuple(_fact(named).id for named in supersedes))


def _values(field: Field[str]) -> set[str]:
    return {write.value for write in field.writes}


def _harm(value: str) -> int:
    return ["open", "suspected", "burnt"].index(value)


def test_a_field_that_nobody_wrote_has_no_value() -> None:
    field: Field[str] = Field()
    assert (field.heads, field.disputed, field.latest, field.in_force(caution=_harm)) == ((), False, None, None)


def test_a_write_replaces_the_writes_it_names() -> None:
    field = _written(_written(Field(), 1, "open"), 2, "burnt", 1)
    assert _values(field) == {"burnt"}
    assert not field.disputed
    assert field.heads == (_fact(2).id,)


def test_two_writes_that_do_not_know_of_each_other_both_stand() -> None:
    field = _written(_written(_written(Field(), 1, "open"), 2, "burnt", 1), 3, "suspected", 1)
    assert _values(field) == {"burnt", "suspected"}
    assert field.disputed
    assert field.latest is not None
    assert field.latest.value == "suspected"


def test_the_most_cautious_value_is_in_force_whatever_came_last() -> None:
    for order in permutations(["open", "suspected", "burnt"]):
        field: Field[str] = Field()
        for number, value in enumerate(order):
            field = _written(field, number, value)
        assert field.in_force(caution=_harm) == "burnt"


def test_a_conflict_ends_when_a_write_names_all_that_stand() -> None:
    field = _written(_written(Field(), 1, "open"), 2, "burnt")
    settled = _written(field, 3, "suspected", 1, 2)
    assert _values(settled) == {"suspected"}


def test_a_write_that_names_one_side_only_leaves_the_other_standing() -> None:
    field = _written(_written(Field(), 1, "open"), 2, "burnt")
    assert _values(_written(field, 3, "suspected", 1)) == {"burnt", "suspected"}


def test_a_superseded_write_that_arrives_late_does_not_stand_again() -> None:
    """An old phone number let out of quarantine must not look like the one to call."""
    assert _values(_written(_written(Field(), 2, "burnt", 1), 1, "open")) == {"burnt"}


def test_a_written_field_is_never_empty_again() -> None:
    assert _values(_written(_written(Field(), 1, "open", 2), 2, "burnt", 1)) == {"burnt"}


def test_a_write_cannot_erase_itself() -> None:
    assert _values(_written(Field(), 1, "burnt", 1)) == {"burnt"}


Writes = st.lists(st.tuples(st.integers(0, 9), st.sets(st.integers(0, 9))), max_size=10, unique_by=lambda item: item[0])


@given(Writes, st.randoms())
def test_what_stands_depends_on_the_writes_and_never_on_their_order(
    writes: list[tuple[int, set[int]]], random: Random
) -> None:
    # As with hashes, a write can only name writes made before it.
    known = [(number, {named for named in names if named < number}) for number, names in writes]
    shuffled = random.sample(known, len(known))
    folded = []
    for order in (known, shuffled):
        field: Field[str] = Field()
        for number, names in order:
            field = _written(field, number, str(number), *names)
        folded.append(field)
    expected = {str(number) for number, _ in known} - {str(named) for _, names in known for named in names}
    assert _values(folded[0]) == _values(folded[1]) == expected
    assert expected or not known


@given(Writes)
def test_a_write_read_twice_stands_once(writes: list[tuple[int, set[int]]]) -> None:
    once: Field[str] = Field()
    twice: Field[str] = Field()
    for number, names in writes:
        once = _written(once, number, str(number), *names)
        twice = _written(_written(twice, number, str(number), *names), number, str(number), *names)
    assert once == twice
