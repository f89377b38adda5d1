"""Requests that wait, and an invitation as letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.app import enrolling
from kunak.crypto.joining import PaperRefused


class Memory:
    """Notes in memory."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def note(self, name: str) -> bytes:
        return self.held.get(name, b"")

    def set_note(self, name: str, value: bytes) -> None:
        self.held[name] = value


@given(st.binary(max_size=300))
def test_letters_give_back_the_paper(paper: bytes) -> None:
    letters = enrolling.as_letters(paper)
    broken = "\n".join(letters[start : start + 60] for start in range(0, len(letters), 60))
    assert enrolling.from_letters(broken.encode()) == paper


def test_bytes_of_a_file_are_left_as_they_are() -> None:
    assert enrolling.from_letters(b"\x82\x00") == b"\x82\x00"


@pytest.mark.parametrize("letters", [b"KUNAK:A1", b"KUNAK:abc", b"KUNAK:A", "KUNAK:Ж".encode()])
def test_letters_that_are_none_are_refused(letters: bytes) -> None:
    with pytest.raises(PaperRefused):
        enrolling.from_letters(letters)


def test_only_a_request_is_kept() -> None:
    notes = Memory()
    with pytest.raises(PaperRefused):
        enrolling.keep(notes, b"noise")
    assert enrolling.kept(notes) == {}
