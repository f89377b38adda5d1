from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.crypto import hybrid
from kunak.crypto.aead import DoesNotOpen
from kunak.crypto.hybrid import PrekeyRefused, generate_prekey, open_from, public_half, seal_to
from kunak.crypto.secret import Secret

PREKEY = generate_prekey(lambda length: bytes(range(length)))
PUBLIC = public_half(PREKEY)


def decapsulated(seed: bytes, ciphertext: bytes) -> bytes:
    return MLKEM768PrivateKey.from_seed_bytes(seed).decapsulate(ciphertext)


def test_what_is_sealed_to_a_prekey_is_opened_by_its_private_half() -> None:
    sealed = seal_to(PUBLIC, b"circle secret", info=b"circle 7")
    assert len(sealed) == len(b"circle secret") + hybrid.OVERHEAD_BYTES
    assert open_from(PREKEY, sealed, info=b"circle 7") == b"circle secret"


def test_a_seal_for_one_circle_does_not_open_as_another() -> None:
    sealed = seal_to(PUBLIC, b"circle secret", info=b"circle 7")
    with pytest.raises(DoesNotOpen):
        open_from(PREKEY, sealed, info=b"circle 8")


def test_a_seal_does_not_open_with_another_devices_prekey() -> None:
    with pytest.raises(DoesNotOpen):
        open_from(Secret(bytes(32)), seal_to(PUBLIC, b"x", info=b""), info=b"")


def test_the_private_half_makes_the_public_half_of_the_published_vectors(vectors: Callable[[str], Any]) -> None:
    for case in vectors("hpke_xwing"):
        assert public_half(Secret(bytes.fromhex(case["skRm"]))).hex() == case["pkRm"]


def test_the_published_seals_of_our_suite_open(vectors: Callable[[str], Any]) -> None:
    """The vectors carry additional data, which only the library's own test door takes."""
    (case,) = [case for case in vectors("hpke_xwing") if (case["kdf_id"], case["aead_id"]) == (1, 3)]
    private = MLKEM768X25519PrivateKey(*hybrid._private_keys(Secret(bytes.fromhex(case["skRm"]))))
    first = case["encryptions"][0]
    opened = openssl.hpke._decrypt_with_aad(
        hybrid._SUITE,
        bytes.fromhex(case["enc"] + first["ct"]),
        private,
        bytes.fromhex(case["info"]),
        bytes.fromhex(first["aad"]),
    )
    assert opened.hex() == first["pt"]


def test_wycheproof_agrees_about_x25519_or_it_is_refused(vectors: Callable[[str], Any]) -> None:
    """An all-zero shared secret is refused by the library; every other answer must be the published one."""
    judged = 0
    for group in vectors("wycheproof_x25519")["testGroups"]:
        for test in group["tests"]:
            private = X25519PrivateKey.from_private_bytes(bytes.fromhex(test["private"]))
            public = X25519PublicKey.from_public_bytes(bytes.fromhex(test["public"]))
            judged += 1
            if "ZeroSharedSecret" in test["flags"]:
                with pytest.raises(ValueError, match="shared"):
                    private.exchange(public)
            else:
                assert private.exchange(public).hex() == test["shared"]
    assert judged == 518


def test_wycheproof_agrees_about_ml_kem(vectors: Callable[[str], Any]) -> None:
    tests = vectors("wycheproof_mlkem_768_part")["tests"]
    assert {test["result"] for test in tests} == {"valid", "invalid"}
    for test in tests:
        seed, ciphertext = bytes.fromhex(test["seed"]), bytes.fromhex(test["c"])
        if test["result"] == "valid":
            private = MLKEM768PrivateKey.from_seed_bytes(seed)
            assert private.public_key().public_bytes_raw().hex() == test["ek"]
            assert private.decapsulate(ciphertext).hex() == test["K"]
        else:
            with pytest.raises(ValueError, match=r"ML-KEM"):
                decapsulated(seed, ciphertext)


@pytest.mark.parametrize("public", [b"", PUBLIC[:-1], PUBLIC + b"\0", b"\xff" * len(PUBLIC), PUBLIC[:1184] + bytes(32)])
def test_a_broken_prekey_is_refused_and_nothing_is_sealed(public: bytes) -> None:
    with pytest.raises(PrekeyRefused):
        seal_to(public, b"x", info=b"")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, (hybrid.OVERHEAD_BYTES + 5) * 8 - 1))
def test_any_flipped_bit_of_a_seal_is_noticed(place: int) -> None:
    sealed = bytearray(seal_to(PUBLIC, b"words", info=b"i"))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(DoesNotOpen):
        open_from(PREKEY, bytes(sealed), info=b"i")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=1500))
def test_noise_never_opens_and_never_crashes(noise: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        open_from(PREKEY, noise, info=b"")


def test_whether_one_can_seal_to_a_key_is_told_before_anybody_relies_on_it() -> None:
    assert hybrid.is_prekey(PUBLIC)
    for unusable in (b"", PUBLIC[:-1], PUBLIC[:1_184] + bytes(32), b"\xff\xff\xff" + PUBLIC[3:]):
        assert not hybrid.is_prekey(unusable)
        with pytest.raises(PrekeyRefused):
            hybrid.check_prekey(unusable)
