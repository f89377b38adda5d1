"""HPKE in plain Python, beside the library's: each opens what the other sealed, and both know the published vectors."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.crypto import hybrid
from kunak.crypto.aead import DoesNotOpen
from kunak.crypto.secret import Secret

READER = Path(__file__).parents[2] / "spec" / "vectors" / "verify"


@pytest.fixture(scope="module")
def hpke() -> Iterator[ModuleType]:
    sys.path.insert(0, str(READER))
    try:
        yield import_module("hpke")
    finally:
        sys.path.remove(str(READER))


def test_the_plain_one_opens_the_published_seal(hpke: ModuleType, vectors: Callable[[str], Any]) -> None:
    (case,) = [case for case in vectors("hpke_xwing") if (case["kdf_id"], case["aead_id"]) == (1, 3)]
    private, first = bytes.fromhex(case["skRm"]), case["encryptions"][0]
    sealed, info = bytes.fromhex(case["enc"] + first["ct"]), bytes.fromhex(case["info"])
    assert hpke.public_half(private).hex() == case["pkRm"]
    assert hpke.opened(private, sealed, info, bytes.fromhex(first["aad"])).hex() == first["pt"]


@settings(max_examples=5, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40), st.binary(max_size=40))
def test_each_opens_what_the_other_sealed(hpke: ModuleType, private: bytes, text: bytes, info: bytes) -> None:
    public = hybrid.public_half(Secret(private))
    assert hpke.public_half(private) == public
    assert hpke.opened(private, hybrid.seal_to(public, text, info=info), info) == text
    ours = hpke.seal(public, text, info, private + private[::-1])
    assert hybrid.open_from(Secret(private), ours, info=info) == text
    with pytest.raises(hpke.DoesNotOpen):
        hpke.opened(private, ours, info + b"x")


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_119), st.integers(0, 7))
def test_neither_opens_what_was_altered(hpke: ModuleType, place: int, bit: int) -> None:
    private = bytes(range(32))
    sealed = bytearray(hybrid.seal_to(hybrid.public_half(Secret(private)), b"x", info=b""))
    sealed[place] ^= 1 << bit
    with pytest.raises(hpke.DoesNotOpen):
        hpke.opened(private, bytes(sealed), b"")
    with pytest.raises(DoesNotOpen):
        hybrid.open_from(Secret(private), bytes(sealed), info=b"")


def test_the_bit_that_x25519_ignores_is_bound_all_the_same(hpke: ModuleType) -> None:
    private = bytes(range(32))
    sealed = bytearray(hybrid.seal_to(hybrid.public_half(Secret(private)), b"x", info=b""))
    sealed[1_119] ^= 128
    with pytest.raises(hpke.DoesNotOpen):
        hpke.opened(private, bytes(sealed), b"")
    with pytest.raises(DoesNotOpen):
        hybrid.open_from(Secret(private), bytes(sealed), info=b"")
