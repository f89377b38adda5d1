from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.crypto.secret import Secret
from kunak.crypto.signing import BadSignature, KeyRefused, SigningKey, check_enrollable, verify

KEY = SigningKey.from_seed(Secret(bytes(range(32))))


def accepts(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        verify(public, message, signature)
    except BadSignature:
        return False
    return True


def enrolls(public: bytes) -> bool:
    try:
        check_enrollable(public)
    except KeyRefused:
        return False
    return True


def test_wycheproof_agrees_about_every_signature(vectors: Callable[[str], Any]) -> None:
    judged = [
        (test["tcId"], test["result"])
        for group in vectors("wycheproof_ed25519")["testGroups"]
        for test in group["tests"]
        if accepts(bytes.fromhex(group["publicKey"]["pk"]), bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
        != (test["result"] == "valid")
    ]
    assert judged == []


def test_the_verdict_on_edge_cases_is_libsodiums_and_stays_so(vectors: Callable[[str], Any]) -> None:
    cctv = vectors("cctv_ed25519")
    accepted = [
        case["number"]
        for case in cctv["vectors"]
        if accepts(bytes.fromhex(case["key"]), case["msg"].encode(), bytes.fromhex(case["sig"]))
    ]
    assert len(cctv["vectors"]) == 914
    assert len(accepted) == 43
    assert accepted == cctv["accepted_by_libsodium"]


def test_no_key_with_a_low_order_part_can_be_enrolled(vectors: Callable[[str], Any]) -> None:
    odd = {"low_order_A", "low_order_component_A", "non_canonical_A"}
    cases = [case for case in vectors("cctv_ed25519")["vectors"] if odd & set(case["flags"] or [])]
    assert cases
    assert not [case["number"] for case in cases if enrolls(bytes.fromhex(case["key"]))]


def test_an_honest_key_can_be_enrolled() -> None:
    assert enrolls(KEY.public)


def test_a_key_that_is_no_point_or_cut_short_cannot_be_enrolled() -> None:
    assert not enrolls(b"")
    assert not enrolls(KEY.public[:31])
    assert not enrolls(b"\x02" + bytes(31))
    assert not enrolls((2**255 - 19).to_bytes(32, "little"))


def test_signatures_are_those_of_rfc_8032() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key = SigningKey.from_seed(Secret(seed))
    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


@given(st.binary(max_size=100), st.data())
def test_a_signature_is_of_one_message_only(message: bytes, data: st.DataObject) -> None:
    signature = KEY.sign(message)
    verify(KEY.public, message, signature)
    other = data.draw(st.binary(max_size=100).filter(lambda drawn: drawn != message))
    with pytest.raises(BadSignature):
        verify(KEY.public, other, signature)


@given(st.binary(max_size=70), st.binary(max_size=70), st.binary(max_size=40))
def test_noise_is_no_signature_and_never_crashes(public: bytes, signature: bytes, message: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(public, message, signature)
    enrolls(public)
