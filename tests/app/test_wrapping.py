"""Pieces of files: read as they were cut, and none that would make a laptop count for ever."""

import hashlib

import pytest

from kunak.app.wrapping import PIECE_BYTES, PIECES_LIMIT, Piece, pieces, read_piece
from kunak.base import canonical

NAME = hashlib.sha256(b"sealed").digest()


def written(number: object, count: object, data: bytes) -> bytes:
    return canonical.encode(["kunak/piece/1", NAME, number, count, data])  # type: ignore[list-item]


@pytest.mark.parametrize("size", [1, PIECE_BYTES, PIECE_BYTES + 1])
def test_a_file_is_cut_and_read_again(size: int) -> None:
    cut = list(pieces(NAME, bytes(size)))
    assert [read_piece(written(each.number, each.count, each.data)) for each in cut] == cut
    assert b"".join(each.data for each in cut) == bytes(size)


def test_a_piece_of_a_million_million_is_none() -> None:
    """The harm: one record from one member, and every laptop counts to a million million before it does anything."""
    full = bytes(PIECE_BYTES)
    assert read_piece(written(0, 10**12, full)) is None
    assert read_piece(written(0, PIECES_LIMIT, full)) == Piece(NAME, 0, PIECES_LIMIT, full)
    assert read_piece(written(0, PIECES_LIMIT + 1, full)) is None


@pytest.mark.parametrize(("number", "count"), [(False, 1), (0, True), (1, 1), (-1, 1)])
def test_numbers_that_are_none_make_no_piece(number: object, count: object) -> None:
    assert read_piece(written(number, count, b"x")) is None


def test_noise_is_no_piece() -> None:
    assert read_piece(b"noise") is None
    assert read_piece(canonical.encode(["kunak/piece/1"])) is None
