"""Bundles that only the trustees open, and the one sentence that they sign."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.ids import CompartmentId, DeviceId, EventId, OrganisationId
from kunak.base.instants import Instant
from kunak.crypto import recovery
from kunak.crypto.hybrid import public_half
from kunak.crypto.joining import Meeting
from kunak.crypto.recovery import Bundle, BundleRefused, Return
from kunak.crypto.secret import Secret
from kunak.crypto.signing import BadSignature, KeyRefused, SigningKey

SECRET = Secret(bytes(range(32)))
PUBLIC = public_half(recovery.sealing_key(SECRET))
BUNDLE = Bundle(
    organisation=OrganisationId(b"o" * 16),
    arrangement=EventId(b"a" * 32),
    made_at=Instant(1_000),
    transports=((b"c" * 16, Secret(b"t" * 32)),),
    epochs=((CompartmentId(b"p" * 16), 7, Secret(b"k" * 32)),),
    records=(b"record one", b"record two"),
    meeting=Meeting("https://relay.example", b"f" * 16, b"r" * 32),
)
SAID = Return(
    organisation=BUNDLE.organisation,
    arrangement=BUNDLE.arrangement,
    member=b"m" * 16,
    key=SigningKey.from_seed(Secret(b"n" * 32)).public,
    prekey=PUBLIC,
    prekey_end=Instant(2_000),
    approval_key=SigningKey.from_seed(Secret(b"q" * 32)).public,
    cuts=((DeviceId(b"d" * 16), 9, b"e" * 32),),
)


def test_a_bundle_opens_with_the_secret_alone() -> None:
    data = recovery.seal_bundle(BUNDLE, PUBLIC)
    opened = recovery.open_bundle(data, SECRET)
    assert opened.epochs[0][2].reveal() == b"k" * 32
    assert opened.transports[0][1].reveal() == b"t" * 32
    assert (opened.records, opened.meeting, opened.made_at) == (BUNDLE.records, BUNDLE.meeting, BUNDLE.made_at)
    assert recovery.arrangement_of(data) == BUNDLE.arrangement
    with pytest.raises(BundleRefused, match="other trustees"):
        recovery.open_bundle(data, Secret(bytes(32)))
    for told in (b"record one", b"k" * 32, b"relay.example"):
        assert told not in data


@given(st.data())
def test_a_bundle_that_was_altered_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(recovery.seal_bundle(BUNDLE, PUBLIC))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(BundleRefused):
        recovery.open_bundle(bytes(sealed), SECRET)


@given(st.binary(max_size=400))
def test_noise_is_no_bundle(noise: bytes) -> None:
    with pytest.raises(BundleRefused):
        recovery.arrangement_of(noise)
    with pytest.raises(BundleRefused):
        recovery.open_bundle(noise, SECRET)


CHANGES = [
    {"organisation": OrganisationId(b"x" * 16)},
    {"arrangement": EventId(b"x" * 32)},
    {"member": b"x" * 16},
    {"key": SigningKey.from_seed(Secret(b"x" * 32)).public},
    {"prekey": b"x" * 1_216},
    {"prekey_end": Instant(3_000)},
    {"approval_key": b"x" * 32},
    {"cuts": ()},
    {"cuts": ((DeviceId(b"d" * 16), 8, b"e" * 32),)},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_every_word_of_the_trustees_is_signed(change: dict[str, object]) -> None:
    key = recovery.signing_key(SECRET)
    signature = recovery.sign_return(SAID, key)
    recovery.check_return(SAID, signature, key.public)
    with pytest.raises(BadSignature):
        recovery.check_return(msgspec.structs.replace(SAID, **change), signature, key.public)


def test_a_laptop_with_an_unsafe_key_is_not_let_in() -> None:
    said = msgspec.structs.replace(SAID, key=bytes(32))
    key = recovery.signing_key(SECRET)
    with pytest.raises(KeyRefused):
        recovery.check_return(said, recovery.sign_return(said, key), key.public)


def test_the_two_keys_and_the_secret_are_three_things() -> None:
    seed = recovery.sealing_key(SECRET).reveal()
    assert len({seed, SECRET.reveal(), recovery.signing_key(SECRET).public}) == 3
