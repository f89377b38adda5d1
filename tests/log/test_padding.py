import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.log.padding import pad, padme, unpad
from kunak.log.refusals import EnvelopeRefused


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 0), (1, 1), (8, 8), (9, 10), (100, 104), (257, 272), (1000, 1024), (1025, 1088), (262145, 270336)],
)
def test_lengths_are_padmes(length: int, padded: int) -> None:
    assert padme(length) == padded


@given(st.integers(1, 2**40))
def test_padding_costs_less_than_an_eighth_and_is_stable(length: int) -> None:
    padded = padme(length)
    assert length <= padded <= length * 1.12 + 1
    assert padme(padded) == padded


@given(st.binary(max_size=600), st.integers(0, 300))
def test_every_text_comes_back_from_its_one_padding(text: bytes, least: int) -> None:
    padded = pad(text, least=least)
    assert unpad(padded, least=least) == text
    with pytest.raises(EnvelopeRefused):
        unpad(padded + b"\0", least=least)


@given(st.binary(max_size=300))
def test_noise_never_crashes_the_reader(noise: bytes) -> None:
    try:
        text = unpad(noise, least=16)
    except EnvelopeRefused:
        return
    assert pad(text, least=16) == noise


def test_short_texts_have_one_length() -> None:
    assert {len(pad(bytes(length), least=256)) for length in range(256)} == {256}
