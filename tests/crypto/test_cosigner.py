"""A second member's key opens for them alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base.errors import KunakError
from kunak.crypto.cosigner import CosignerDamaged, WrongCosignerPassphrase, open_cosigner, seal_cosigner
from kunak.crypto.profiles import DEMO
from kunak.crypto.secret import Secret

SEED = bytes(range(32))
SEALED = seal_cosigner(Secret(SEED), "seven quiet geese", profile=DEMO, salt=b"s" * 32)


def test_the_key_opens_with_its_passphrase() -> None:
    assert open_cosigner(SEALED, "seven quiet geese").reveal() == SEED


def test_the_seed_does_not_stand_in_the_file() -> None:
    assert SEED not in SEALED


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(WrongCosignerPassphrase):
        open_cosigner(SEALED, "seven quiet gees")


@pytest.mark.parametrize("salt", [b"", b"s" * 31])
def test_a_short_salt_is_a_mistake_of_the_caller(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal_cosigner(Secret(SEED), "x", profile=DEMO, salt=salt)


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_a_flipped_bit_never_gives_another_key(bit: int) -> None:
    altered = bytearray(SEALED)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(KunakError):
        open_cosigner(bytes(altered), "seven quiet geese")


@settings(max_examples=50)
@given(st.binary(max_size=2_000))
def test_garbage_is_called_damaged(data: bytes) -> None:
    with pytest.raises(CosignerDamaged):
        open_cosigner(data, "seven quiet geese")
