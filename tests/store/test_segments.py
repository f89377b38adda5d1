"""The files of the log, read in order, from any place, with what is missing between them."""

from pathlib import Path

import pytest

from kunak.crypto.secret import Secret
from kunak.store import frames
from kunak.store.frames import Damage, Frame
from kunak.store.segments import PURPOSE, Segments, number_of

KEY = Secret(bytes(range(32)))


@pytest.fixture
def segments(tmp_path: Path) -> Segments:
    """Return three files of two records each."""
    found = Segments(tmp_path, KEY)
    for number in (1, 2, 3):
        content = b"".join(frame(f"{number}.{place}".encode()) for place in (1, 2))
        found.path(number).write_bytes(content)
    return found


def frame(payload: bytes) -> bytes:
    return frames.encode(payload, secret=KEY, salt=payload.rjust(32), purpose=PURPOSE)


def texts(segments: Segments, **where: int) -> list[str]:
    return [each.payload.decode() for each in segments.read(**where) if isinstance(each, Frame)]


def test_files_are_read_in_the_order_of_their_numbers(segments: Segments) -> None:
    assert texts(segments) == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]
    assert {each.file for each in segments.read()} == {"000001.log", "000002.log", "000003.log"}


def test_other_files_in_the_folder_are_left_alone(segments: Segments, tmp_path: Path) -> None:
    for name in ("000001-90.aside", "000004.log.new", "notes.log", "4.log"):
        (tmp_path / name).write_bytes(b"x")
    assert segments.numbers() == [1, 2, 3]
    assert len(texts(segments)) == 6


def test_reading_may_begin_in_the_middle(segments: Segments) -> None:
    assert texts(segments, segment=2) == ["2.1", "2.2", "3.1", "3.2"]
    assert texts(segments, segment=2, offset=len(frame(b"2.1"))) == ["2.2", "3.1", "3.2"]
    assert texts(segments, skip=3) == ["2.2", "3.1", "3.2"]
    assert texts(segments, segment=4) == []


@pytest.mark.parametrize("gone", [1, 2])
def test_a_file_that_is_missing_is_named_in_its_place(segments: Segments, gone: int) -> None:
    segments.path(gone).unlink()
    found = list(segments.read())
    assert found[2 * (gone - 1)] == Damage(0, 0, "missing", f"00000{gone}.log")
    assert len(found) == 5


def test_a_record_is_found_where_its_frame_is_and_nowhere_else(segments: Segments) -> None:
    end = len(frame(b"1.1"))
    assert segments.record_at(1, 0, end) == b"1.1"
    assert segments.record_at(1, end, 2 * end) == b"1.2"
    assert segments.record_at(1, 0, end - 1) is None
    assert segments.record_at(1, 0, 2 * end) is None
    assert segments.record_at(1, 5 * end, 6 * end) is None
    assert segments.record_at(9, 0, end) is None


def test_sizes_are_added_up(segments: Segments) -> None:
    assert segments.size() == 6 * len(frame(b"1.1"))


def test_a_name_tells_the_number() -> None:
    assert number_of("000042.log") == 42
