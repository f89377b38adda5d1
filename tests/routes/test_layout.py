"""A damaged timetable file is refused, never read past its end."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles import chance
from tests.routes.building import built

from kunak.base.errors import BadInput
from kunak.routes.arrays import ARRAYS, Corrupt, Timetable, check
from kunak.routes.layout import MAGIC, PREFIX, decode, encode

TIMETABLE = built(chance.timetable(Random(3)))
FILE = b"".join(encode(TIMETABLE))


def test_what_was_written_is_read_again() -> None:
    read = decode(memoryview(FILE))
    assert read.about == TIMETABLE.about
    assert list(read.stop_ids) == list(TIMETABLE.stop_ids)
    assert all((read[name] == TIMETABLE[name]).all() for name in TIMETABLE.arrays)


def test_nobody_can_write_into_an_open_timetable() -> None:
    read = decode(memoryview(FILE))
    with pytest.raises(ValueError, match="read-only"):
        read["arrival"][0] = 1


@settings(max_examples=150)
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_one_flipped_byte_is_refused(place: int, change: int) -> None:
    broken = bytearray(FILE)
    broken[place] ^= change
    with pytest.raises(BadInput):
        decode(memoryview(bytes(broken)))


@settings(max_examples=60)
@given(st.integers(0, len(FILE) - 1))
def test_a_file_that_is_cut_short_is_refused(length: int) -> None:
    with pytest.raises(BadInput):
        decode(memoryview(FILE[:length]))


def test_a_file_with_something_behind_it_is_refused() -> None:
    with pytest.raises(Corrupt):
        decode(memoryview(FILE + bytes(64)))


def test_any_other_file_is_no_timetable() -> None:
    for data in (b"", b"PK\x03\x04" + bytes(500), MAGIC):
        with pytest.raises(BadInput, match="no timetable"):
            decode(memoryview(data))


def test_another_version_is_named() -> None:
    other = bytearray(FILE)
    other[len(MAGIC)] = 9
    with pytest.raises(BadInput, match="another version"):
        decode(memoryview(bytes(other)))
    assert len(FILE) > PREFIX


POINTING = (
    "stop_route",
    "stop_pos",
    "route_stop",
    "route_zone",
    "route_attr",
    "route_days",
    "trip_days",
    "trip_route",
    "stop_first",
    "route_first",
    "route_trip",
    "route_time",
    "stop_zone",
    "stop_parent",
    "near_first",
)


@pytest.mark.parametrize("name", POINTING)
@pytest.mark.parametrize("value", [-7, 2**20])
def test_an_index_that_points_past_an_end_is_refused_even_where_the_hash_is_right(name: str, value: int) -> None:
    values = np.array(TIMETABLE[name], copy=True)
    values[len(values) // 2] = value
    with pytest.raises(Corrupt):
        check(TIMETABLE.about, {**TIMETABLE.arrays, name: values})


@pytest.mark.parametrize("name", sorted(set(ARRAYS) - {"drive_opens", "runs", "base"}))
def test_an_array_that_is_too_short_is_refused(name: str) -> None:
    values = TIMETABLE[name]
    if not len(values):
        pytest.skip("there is none in this timetable")
    with pytest.raises(Corrupt):
        check(TIMETABLE.about, {**TIMETABLE.arrays, name: values[:-1]})


def test_the_arrays_of_a_timetable_are_all_documented() -> None:
    text = (Path(__file__).parents[2] / "spec" / "timetable.md").read_text(encoding="utf-8")
    assert [name for name in ARRAYS if f"`{name}`" not in text] == []
    assert isinstance(TIMETABLE, Timetable)
