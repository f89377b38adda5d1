"""Frames: any damage costs what it touches, is named, and never more."""

import mmap
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.crypto.secret import Secret
from kunak.store import frames
from kunak.store.frames import Damage, Frame

SECRET = Secret(bytes(range(32)))
PURPOSE = b"kunak/test/1"
RECORDS = [b"first", b"", b"third record, a little longer", b"x" * 300, b"last"]


def frame(payload: bytes, number: int = 0, *, unfinished: bool = False) -> bytes:
    salt = number.to_bytes(32)
    return frames.encode(payload, secret=SECRET, salt=salt, purpose=PURPOSE, unfinished=unfinished)


def found(data: bytes) -> list[Frame | Damage]:
    return list(frames.scan(data, secret=SECRET, purpose=PURPOSE))


def payloads(data: bytes) -> list[bytes]:
    return [each.payload for each in found(data) if isinstance(each, Frame)]


def damages(data: bytes) -> list[Damage]:
    return [each for each in found(data) if isinstance(each, Damage)]


LOG = b"".join(frame(record, number) for number, record in enumerate(RECORDS))
STARTS = [each.offset for each in found(LOG)]
ENDS = [*STARTS[1:], len(LOG)]


def test_what_was_written_is_read_in_order() -> None:
    assert payloads(LOG) == RECORDS
    assert damages(LOG) == []


def test_a_frame_shows_nothing_of_its_payload() -> None:
    assert RECORDS[2] not in LOG


def test_memory_views_and_maps_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(LOG)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert list(frames.scan(mapped, secret=SECRET, purpose=PURPOSE)) == found(LOG)
    assert list(frames.scan(memoryview(LOG), secret=SECRET, purpose=PURPOSE)) == found(LOG)


def test_a_flipped_bit_anywhere_costs_exactly_the_record_it_is_in() -> None:
    for place in range(len(LOG)):
        altered = bytearray(LOG)
        altered[place] ^= 1 << (place % 8)
        hit = next(number for number, end in enumerate(ENDS) if place < end)
        assert payloads(bytes(altered)) == RECORDS[:hit] + RECORDS[hit + 1 :]
        (damage,) = damages(bytes(altered))
        assert (damage.offset, damage.offset + damage.length) == (STARTS[hit], ENDS[hit])


def test_a_cut_anywhere_keeps_every_whole_frame_and_calls_the_rest_torn() -> None:
    for place in range(len(LOG)):
        whole = sum(end <= place for end in ENDS)
        assert payloads(LOG[:place]) == RECORDS[:whole]
        rest = place - (ENDS[whole - 1] if whole else 0)
        assert [(each.length, each.what) for each in damages(LOG[:place])] == ([(rest, "torn")] if rest else [])


def test_two_damaged_neighbours_are_named_one_by_one() -> None:
    altered = bytearray(LOG)
    altered[ENDS[1] - 1] ^= 1
    altered[ENDS[2] - 1] ^= 1
    assert [(each.offset, each.length) for each in damages(bytes(altered))] == [
        (STARTS[1], ENDS[1] - STARTS[1]),
        (STARTS[2], ENDS[2] - STARTS[2]),
    ]


def test_room_that_was_never_written_is_torn_and_not_altered() -> None:
    assert damages(LOG + bytes(500)) == [Damage(len(LOG), 500, "torn")]


def test_garbage_at_the_end_is_altered_and_not_torn() -> None:
    assert damages(LOG + b"garbage that is no frame") == [Damage(len(LOG), 24, "altered")]


def test_records_that_follow_a_torn_one_are_read() -> None:
    torn = frame(b"y" * 500)[:100]
    assert payloads(LOG + torn + LOG) == RECORDS + RECORDS
    assert damages(LOG + torn + LOG) == [Damage(len(LOG), 100, "altered")]


def test_a_frame_of_another_purpose_or_key_does_not_open() -> None:
    other = frames.encode(b"x", secret=SECRET, salt=bytes(32), purpose=b"kunak/other/1")
    foreign = frames.encode(b"x", secret=Secret(bytes(32)), salt=bytes(32), purpose=PURPOSE)
    assert payloads(other + LOG + foreign) == RECORDS


def test_a_frame_says_whether_the_next_one_belongs_to_its_step() -> None:
    step = frame(b"one", 1, unfinished=True) + frame(b"two", 2)
    assert [(each.payload, each.unfinished) for each in found(step) if isinstance(each, Frame)] == [
        (b"one", True),
        (b"two", False),
    ]
    assert frames.skip(step, count=9) == (2, len(step))


@pytest.mark.parametrize("unfinished", [True, False])
def test_nobody_ends_a_step_or_goes_on_with_it_without_the_key(unfinished: bool) -> None:
    forged = bytearray(frame(b"one", unfinished=unfinished))
    forged[4] ^= 0x80
    forged[8:12] = zlib.crc32(forged[:8]).to_bytes(4)
    assert [each.what for each in damages(bytes(forged))] == ["altered"]


def test_skipping_lands_where_the_next_frame_begins() -> None:
    assert frames.skip(LOG, count=0) == (0, 0)
    assert frames.skip(LOG, count=3) == (3, STARTS[3])
    assert frames.skip(LOG, count=99) == (len(RECORDS), len(LOG))


def test_skipping_stops_before_a_header_that_is_damaged() -> None:
    altered = bytearray(LOG)
    altered[STARTS[2]] ^= 1
    assert frames.skip(bytes(altered), count=5) == (2, STARTS[2])


def test_a_record_that_is_too_large_is_refused_before_anything_is_kept() -> None:
    with pytest.raises(BadInput, match="1 MiB"):
        frame(bytes(frames.PAYLOAD_LIMIT + 1))


edits = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "insert", "double"]),
        st.integers(0, len(LOG)),
        st.binary(min_size=1, max_size=40),
    ),
    max_size=4,
)


@settings(max_examples=150)
@given(edits)
def test_no_garbage_is_ever_a_record_and_nothing_is_left_unaccounted_for(changes: list[tuple[str, int, bytes]]) -> None:
    data = LOG
    for kind, place, extra in changes:
        if kind == "flip" and place < len(data):
            data = data[:place] + bytes([data[place] ^ extra[0]]) + data[place + 1 :]
        elif kind == "cut":
            data = data[:place] + data[place + len(extra) :]
        elif kind == "insert":
            data = data[:place] + extra + data[place:]
        else:
            data = data[:place] + data[place : place + 150] + data[place:]
    position = 0
    for each in found(data):
        assert each.offset == position
        position += each.length if isinstance(each, Damage) else len(each.payload) + frames.OVERHEAD_BYTES
        if isinstance(each, Frame):
            assert each.payload in RECORDS
    assert position == len(data)


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_pure_garbage_is_damage_from_end_to_end(data: bytes) -> None:
    assert payloads(data) == []
    assert sum(each.length for each in damages(data)) == len(data)
