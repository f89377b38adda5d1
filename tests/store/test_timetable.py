"""A timetable file is whole or not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kunak.base.errors import BadInput, Fault
from kunak.base.instants import Instant
from kunak.crypto.secret import Secret
from kunak.store.exchange import Exchange
from kunak.store.home import Home
from kunak.store.timetable import SealedTimetable, map_timetable, write_timetable


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


def test_a_build_that_is_interrupted_leaves_the_old_file_alone(tmp_path: Path) -> None:
    write_timetable(tmp_path / "t.tt", [b"old"])

    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_timetable(tmp_path / "t.tt", pieces())
    assert [path.name for path in tmp_path.iterdir()] == ["t.tt"]
    assert bytes(map_timetable(tmp_path / "t.tt")) == b"old"


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"t\.tt could not be written"):
        write_timetable(tmp_path / "nowhere" / "t.tt", [b"x"])


def test_nothing_is_no_timetable(tmp_path: Path) -> None:
    (tmp_path / "empty.tt").touch()
    (tmp_path / "folder.tt").mkdir()
    for name, says in (
        ("none", "There is no timetable none.tt"),
        ("empty", "This file is no"),
        ("folder", "This file is no"),
    ):
        with pytest.raises(BadInput, match=says):
            map_timetable(tmp_path / f"{name}.tt")


def fixed(length: int) -> bytes:
    return bytes(range(length))


def test_a_sealed_timetable_comes_back_and_shows_nothing_on_the_disk(tmp_path: Path) -> None:
    home = Home(tmp_path)
    exchange = Exchange.open(home, Secret(bytes(32)))
    sealed = SealedTimetable(home, exchange)
    assert sealed.taken_at is None
    with pytest.raises(BadInput, match="no timetable yet"):
        sealed.get()
    sealed.put([b"a driver's ", b"village"], now=Instant(7), random=fixed)
    assert sealed.get() == b"a driver's village"
    assert sealed.taken_at == 7
    assert b"village" not in (tmp_path / "timetable.kunak").read_bytes()
    sealed.put([b"another"], now=Instant(8), random=bytes)
    assert sealed.get() == b"another"
    exchange.close()


def test_a_sealed_timetable_that_was_altered_or_cut_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    exchange = Exchange.open(home, Secret(bytes(32)))
    sealed = SealedTimetable(home, exchange)
    sealed.put([bytes(70_000)], now=Instant(7), random=fixed)
    whole = (tmp_path / "timetable.kunak").read_bytes()
    for damaged in (whole[:-1], whole[:65_552], bytes([whole[0] ^ 1]) + whole[1:], b""):
        (tmp_path / "timetable.kunak").write_bytes(damaged)
        with pytest.raises(BadInput, match="damaged"):
            sealed.get()
    exchange.close()
