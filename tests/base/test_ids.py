"""Ids are read exactly as they are written, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.base.ids import ID_BYTES, from_hex, short


@given(st.binary(min_size=ID_BYTES, max_size=ID_BYTES))
def test_an_id_comes_back_from_its_digits(identifier: bytes) -> None:
    assert from_hex(identifier.hex(), length=ID_BYTES, field="case") == identifier


@given(st.text(max_size=40).filter(lambda text: not _is_id(text)))
def test_anything_else_is_refused_and_names_the_field(text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        from_hex(text, length=ID_BYTES, field="case")
    assert refusal.value.field == "case"
    assert refusal.value.details == {"digits": 2 * ID_BYTES}


@pytest.mark.parametrize("text", ["", "AB" * 16, " " + "ab" * 16, "ab " * 16, "ab" * 15, "ab" * 17, "g" * 32])
def test_capitals_spaces_and_other_lengths_are_no_id(text: str) -> None:
    """The harm: one thing under two addresses."""
    with pytest.raises(BadInput):
        from_hex(text, length=ID_BYTES, field="case")


def test_the_short_form_is_eight_digits() -> None:
    assert short(bytes(range(16))) == "00010203"


def _is_id(text: str) -> bool:
    return len(text) == 2 * ID_BYTES and set(text) <= set("0123456789abcdef")
