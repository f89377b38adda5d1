"""A JPEG without what it says of itself, however its parts are laid out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.store.jpegs import comments_of, without_comments

START, JFIF, SCAN = b"\xff\xd8", b"\xff\xe0\0\x04ab", b"\xff\xda\0\x02xyz\xff\xd9"
SAYING = {"a comment": b"\xff\xfe\0\x07Zarem", "EXIF": b"\xff\xe1\0\x08Exif\0\0"}


@pytest.mark.parametrize("part", SAYING)
@pytest.mark.parametrize("fill", [0, 1, 5])
def test_what_speaks_goes_though_filled_up_before_its_mark(part: str, fill: int) -> None:
    """The harm: one byte that every reader passes over, and the place where a picture was taken stays in it."""
    data = START + JFIF + b"\xff" * fill + SAYING[part] + SCAN
    assert comments_of(data)
    assert without_comments(data) == START + JFIF + SCAN


def test_where_everything_speaks_nothing_is_left() -> None:
    assert without_comments(SAYING["a comment"]) == b""


def test_what_is_no_jpeg_comes_back_as_it_is() -> None:
    assert without_comments(b"noise") == b"noise"


@given(st.lists(st.sampled_from([START, JFIF, *SAYING.values(), b"\xff"]), max_size=8), st.binary(max_size=20))
def test_nothing_speaks_afterwards(parts: list[bytes], rest: bytes) -> None:
    assert not comments_of(without_comments(b"".join(parts) + rest))
