import enum
from datetime import UTC, datetime
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.canonical import DEPTH_LIMIT, NotCanonical, Plain, decode, encode

NUMBERS = st.integers(-(2**64), 2**64 - 1)
KEYS = st.integers(0, 2**64 - 1)
LEAVES = st.none() | st.booleans() | NUMBERS | st.binary(max_size=20) | st.text(max_size=20)
PLAIN = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(0, 2**64 - 1), inner, max_size=4)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


class Colour(enum.StrEnum):
    RED = "red"


@given(PLAIN)
def test_every_value_of_the_subset_comes_back(value: Plain) -> None:
    data = encode(value)
    again: Any = decode(data)
    assert again == value
    assert encode(again) == data


@given(PLAIN)
def test_the_bytes_are_those_of_the_standards_deterministic_encoding(value: Plain) -> None:
    assert encode(value) == cbor2.dumps(value, canonical=True)


@given(st.dictionaries(KEYS, st.none()) | st.dictionaries(st.text(), st.none()))
def test_keys_stand_in_the_order_of_their_encoded_bytes(mapping: Any) -> None:
    keys: list[Any] = list(mapping)
    in_order = b"".join(sorted(encode(key) for key in keys))
    assert encode(mapping).replace(b"\xf6", b"").endswith(in_order.replace(b"\xf6", b""))


@pytest.mark.parametrize("mapping", [{-1: 0}, {100: 0, -1: 0}, {-(2**64): 0}])
def test_no_key_is_negative(mapping: Any) -> None:
    """The harm: RFC 7049 and RFC 8949 sort such keys differently, so two readers would disagree about one map."""
    with pytest.raises(NotCanonical):
        encode(mapping)
    with pytest.raises(NotCanonical):
        decode(cbor2.dumps(mapping, canonical=True))


def test_the_order_in_which_a_map_was_made_does_not_show() -> None:
    one: Any = {2: "b", 1: "a", 300: "c"}
    other: Any = {300: "c", 1: "a", 2: "b"}
    assert encode(one) == encode(other)


@given(st.binary(max_size=60))
def test_noise_is_read_only_if_we_would_have_written_it(noise: bytes) -> None:
    try:
        value: Any = decode(noise)
    except NotCanonical:
        return
    assert encode(value) == noise


@given(PLAIN, st.data())
def test_no_flipped_bit_reads_as_the_same_value(value: Plain, data: st.DataObject) -> None:
    written = bytearray(encode(value))
    place = data.draw(st.integers(0, len(written) * 8 - 1))
    written[place // 8] ^= 1 << place % 8
    try:
        other: Any = decode(bytes(written))
    except NotCanonical:
        return
    assert encode(other) != encode(value)


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), datetime(2026, 1, 1, tzinfo=UTC), {1, 2}, object(), 2**64, -(2**64) - 1]
)
def test_what_is_outside_the_subset_is_not_written(value: Any) -> None:
    with pytest.raises(NotCanonical):
        encode(value)
    with pytest.raises(NotCanonical):
        encode([{1: value}])


@pytest.mark.parametrize(
    "mapping", [{1: 0, "a": 0}, {b"a": 0}, {None: 0}, {True: 0}, {1: 0, "b": 0, 2: 0}, {2**64: 0}, {-1: 0}]
)
def test_keys_are_all_numbers_or_all_text(mapping: Any) -> None:
    with pytest.raises(NotCanonical):
        encode(mapping)


def test_half_a_surrogate_pair_is_not_written() -> None:
    values: list[Any] = ["\ud800", ["\udfff"], {"\ud800": 1}]
    for value in values:
        with pytest.raises(NotCanonical):
            encode(value)


def test_nesting_has_an_end_in_both_directions() -> None:
    deep: Plain = 0
    for _ in range(DEPTH_LIMIT - 1):
        deep = [deep]
    assert decode(encode(deep)) == deep
    with pytest.raises(NotCanonical):
        encode([deep])
    for length in (DEPTH_LIMIT, 1_000, 100_000):
        with pytest.raises(NotCanonical):
            decode(b"\x81" * length + b"\0")


def test_a_member_of_an_enumeration_is_written_as_its_text() -> None:
    assert decode(encode(Colour.RED)) == "red"


@pytest.mark.parametrize("tag", [*range(24), 25, 28, 29, 30, 35, 36, 37, 43000, 55799, 256, 258, 260, 261])
def test_no_tag_is_read_whatever_it_holds(tag: int) -> None:
    """The harm: a tag that makes the library compile a pattern, resolve a reference or build a huge number."""
    head = cbor2.dumps(cbor2.CBORTag(tag, 0))[:-1]
    held: list[Any] = [0, "(", "2013-03-21T20:04:00Z", b"\xff" * 20, [300_000_000, 1], [2**62, 3], [1, 0], None, {}]
    for inside in held:
        with pytest.raises(NotCanonical):
            decode(head + cbor2.dumps(inside))


@pytest.mark.parametrize(
    "data", ["5b7fffffffffffffff", "9b000000ffffffffff", "bb000000ffffffffff", "9bffffffffffffffff"]
)
def test_a_length_that_nothing_follows_takes_no_memory(data: str) -> None:
    with pytest.raises(NotCanonical):
        decode(bytes.fromhex(data))
