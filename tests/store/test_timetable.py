"""A timetable file is whole or not there."""

from pathlib import Path

import pytest

from kunak.base.errors import BadInput, Fault
from kunak.store.timetable import map_timetable, write_timetable


def test_what_was_written_is_mapped_and_cannot_be_changed(tmp_path: Path) -> None:
    assert write_timetable(tmp_path / "t.tt", [b"one", b"two"]) == 6
    view = map_timetable(tmp_path / "t.tt")
    assert bytes(view) == b"onetwo"
    assert view.readonly


def test_a_build_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    write_timetable(tmp_path / "t.tt", [b"old"])

    def pieces() -> list[bytes]:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_timetable(tmp_path / "t.tt", pieces())
    assert bytes(map_timetable(tmp_path / "t.tt")) == b"old"


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"t\.tt could not be written"):
        write_timetable(tmp_path / "nowhere" / "t.tt", [b"x"])


@pytest.mark.parametrize("data", [None, b""])
def test_nothing_is_no_timetable(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "t.tt").write_bytes(data)
    with pytest.raises(BadInput, match="There is no timetable"):
        map_timetable(tmp_path / "t.tt")
