"""One file of the log: everything is written, or the disk's refusal is raised."""

import os
from pathlib import Path

import pytest

from kunak.store.segment import Segment


def test_what_is_written_stands_behind_what_was_there(tmp_path: Path) -> None:
    first = Segment(tmp_path / "log")
    first.write(b"one")
    first.close()
    second = Segment(tmp_path / "log")
    assert second.size == 3
    second.write(b"two")
    second.sync()
    assert second.size == 6
    assert (tmp_path / "log").read_bytes() == b"onetwo"


def test_a_write_that_the_system_takes_in_pieces_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda descriptor, data, offset: real(descriptor, bytes(data)[:7], offset))
    segment = Segment(tmp_path / "log")
    segment.write(b"a record of some length")
    assert (tmp_path / "log").read_bytes() == b"a record of some length"


def test_after_a_refusal_the_size_is_still_that_of_what_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = Segment(tmp_path / "log")
    segment.write(b"whole")
    real = os.pwrite

    def full(descriptor: int, data: bytes, offset: int) -> int:
        if offset > 5:
            raise OSError(28, "No space left on device")
        return real(descriptor, bytes(data)[:4], offset)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match="No space"):
            segment.write(b"does not fit")
    assert segment.size == 5
    segment.cut(segment.size)
    assert (tmp_path / "log").read_bytes() == b"whole"


def test_the_file_is_for_the_owner_alone(tmp_path: Path) -> None:
    Segment(tmp_path / "log").close()
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600
