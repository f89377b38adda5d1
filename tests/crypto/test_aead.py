from collections.abc import Callable
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from kunak.crypto.aead import DoesNotOpen, open_once, open_sealed, seal, seal_once
from kunak.crypto.secret import Secret

KEY = bytes(range(32))
SALT = bytes(range(32, 64))
PURPOSE = b"kunak/test/1"


def test_wycheproof_agrees_about_every_ciphertext(vectors: Callable[[str], Any]) -> None:
    groups = vectors("wycheproof_chacha20_poly1305")["testGroups"]
    judged = 0
    for group in groups:
        for test in group["tests"]:
            key, iv, context, message, ciphertext, tag = (
                bytes.fromhex(test[part]) for part in ("key", "iv", "aad", "msg", "ct", "tag")
            )
            judged += 1
            if test["result"] == "valid":
                assert ChaCha20Poly1305(key).encrypt(iv, message, context) == ciphertext + tag
                assert ChaCha20Poly1305(key).decrypt(iv, ciphertext + tag, context) == message
            else:
                with pytest.raises((InvalidTag, ValueError)):
                    ChaCha20Poly1305(key).decrypt(iv, ciphertext + tag, context)
    assert judged == 325


def test_a_sealed_message_opens_under_its_own_key_and_context() -> None:
    assert open_sealed(KEY, seal(KEY, b"two words", context=b"here"), context=b"here") == b"two words"


def test_a_message_moved_to_another_place_does_not_open() -> None:
    with pytest.raises(DoesNotOpen):
        open_sealed(KEY, seal(KEY, b"two words", context=b"here"), context=b"there")


def test_a_message_says_for_which_purpose_it_was_sealed() -> None:
    data = seal_once(Secret(KEY), b"two words", salt=SALT, purpose=PURPOSE)
    assert open_once(Secret(KEY), data, purpose=PURPOSE) == b"two words"
    with pytest.raises(DoesNotOpen):
        open_once(Secret(KEY), data, purpose=b"kunak/test/2")


def test_a_message_under_a_lasting_secret_is_bound_to_its_place() -> None:
    """The harm: a record of the log put back at another position."""
    data = seal_once(Secret(KEY), b"two words", salt=SALT, purpose=PURPOSE, context=b"position 7")
    assert open_once(Secret(KEY), data, purpose=PURPOSE, context=b"position 7") == b"two words"
    for elsewhere in (b"position 8", b""):
        with pytest.raises(DoesNotOpen):
            open_once(Secret(KEY), data, purpose=PURPOSE, context=elsewhere)


def test_two_messages_under_one_secret_share_no_key() -> None:
    first = seal_once(Secret(KEY), bytes(64), salt=SALT, purpose=PURPOSE)
    second = seal_once(Secret(KEY), bytes(64), salt=SALT[::-1], purpose=PURPOSE)
    assert first[32:] != second[32:]


def test_a_salt_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="salt"):
        seal_once(Secret(KEY), b"", salt=b"short", purpose=PURPOSE)


@given(st.binary(max_size=200), st.binary(max_size=40), st.data())
def test_any_flipped_bit_is_noticed(message: bytes, context: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal_once(Secret(KEY), message, salt=SALT, purpose=PURPOSE, context=context))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(DoesNotOpen):
        open_once(Secret(KEY), bytes(sealed), purpose=PURPOSE, context=context)


@given(st.binary(max_size=200))
def test_noise_never_opens_and_never_crashes(noise: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        open_once(Secret(KEY), noise, purpose=PURPOSE)
    with pytest.raises(DoesNotOpen):
        open_sealed(KEY, noise, context=b"")
