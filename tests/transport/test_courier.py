"""A carried folder: whole blobs or none, and nothing that is not what its name says."""

import hashlib
import os
from pathlib import Path

import pytest

from kunak.base.errors import BadInput, Fault
from kunak.log.outer import SIZE_LIMIT
from kunak.transport.courier import MARK, Courier


def rid(blob: bytes) -> bytes:
    return hashlib.sha256(blob).digest()


@pytest.fixture
def courier(tmp_path: Path) -> Courier:
    return Courier.open(tmp_path / "stick")


def test_what_is_put_in_is_taken_out(courier: Courier) -> None:
    assert courier.write([b"one", b"two", b"one"]) == 2
    assert courier.names() == {rid(b"one"), rid(b"two")}
    assert dict(courier.read([rid(b"one")])) == {rid(b"one"): b"one"}
    courier.settle()


def test_two_laptops_write_into_one_folder(tmp_path: Path, courier: Courier) -> None:
    courier.write([b"one"])
    Courier.open(tmp_path / "stick").write([b"one", b"two"])
    assert courier.names() == {rid(b"one"), rid(b"two")}


def test_a_file_that_was_copied_halfway_is_named_and_left(tmp_path: Path, courier: Courier) -> None:
    courier.write([b"whole", b"halved"])
    path = tmp_path / "stick" / rid(b"halved").hex()[:2] / rid(b"halved").hex()
    path.write_bytes(b"hal")
    assert dict(courier.read(courier.names())) == {rid(b"whole"): b"whole", rid(b"halved"): None}


def test_what_an_interrupted_copy_left_is_no_blob(tmp_path: Path, courier: Courier) -> None:
    courier.write([b"one"])
    (tmp_path / "stick" / rid(b"one").hex()[:2] / f"{rid(b'x').hex()}.77.part").write_bytes(b"x")
    (tmp_path / "stick" / "holiday.jpg").write_bytes(b"x")
    assert courier.names() == {rid(b"one")}


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """The harm: sealed records strewn among somebody's pictures."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(BadInput, match="something else"):
        Courier.open(tmp_path / "pictures")
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["holiday.jpg"]
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput, match="is a file"):
        Courier.open(tmp_path / "file")


def test_nothing_is_begun_where_the_stick_is_not_plugged_in(tmp_path: Path) -> None:
    """The harm: everything was written on this laptop, and carried nowhere."""
    with pytest.raises(BadInput, match="plug the stick in"):
        Courier.open(tmp_path / "stick that is not there" / "kunak")
    assert list(tmp_path.iterdir()) == []


def test_what_is_named_like_a_blob_and_is_none_stops_nobody(tmp_path: Path, courier: Courier) -> None:
    """The harm: a stick that somebody prepared keeps a laptop waiting for ever, or from everything else on it."""
    courier.write([b"one"])
    shelf = tmp_path / "stick" / rid(b"two").hex()[:2]
    shelf.mkdir()
    os.mkfifo(shelf / rid(b"two").hex())
    (tmp_path / "stick" / "zz").mkdir()
    (tmp_path / "stick" / "zz" / rid(b"three").hex()).write_bytes(b"three")
    for number in range(20):
        other = rid(bytes([number])).hex()
        (tmp_path / "stick" / other[:2]).mkdir(exist_ok=True)
        (tmp_path / "stick" / other[:2] / other).symlink_to("/dev/zero")
    assert dict(courier.read(courier.names())) == {rid(b"one"): b"one"}


def test_a_file_longer_than_any_blob_is_named_though_its_hash_is_right(courier: Courier) -> None:
    long = bytes(SIZE_LIMIT + 1)
    courier.write([long])
    assert dict(courier.read(courier.names())) == {rid(long): None}


def test_a_stick_that_is_pulled_out_is_one_sentence(tmp_path: Path, courier: Courier) -> None:
    courier.write([b"one"])
    (tmp_path / "stick").rename(tmp_path / "gone")
    with pytest.raises(Fault, match="refused"):
        courier.names()
    with pytest.raises(Fault, match="refused"):
        list(courier.read([rid(b"one")]))
    assert (tmp_path / "gone" / MARK).exists()
