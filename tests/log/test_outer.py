import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.instants import from_rfc3339
from kunak.crypto import aead
from kunak.crypto.secret import Secret
from kunak.log import envelope, outer
from kunak.log.outer import BlobRefused, unwrap, week_of, weekly_tag, wrap
from kunak.log.padding import pad

TRANSPORT = Secret(bytes(range(32)))
SALT = bytes(range(32, 64))
WEEK = week_of(from_rfc3339("2026-03-05T00:00:00Z"))


def test_a_record_comes_out_as_it_went_in() -> None:
    assert unwrap(wrap(b"record", transport=TRANSPORT, week=WEEK, salt=SALT), transport=TRANSPORT) == b"record"


def test_the_relay_sees_version_suite_tag_and_salt_and_one_length() -> None:
    blobs = [wrap(bytes(length), transport=TRANSPORT, week=WEEK, salt=SALT) for length in (0, 700, 1023)]
    assert {len(blob) for blob in blobs} == {1024 + 50 + 16}
    assert {blob[:50] for blob in blobs} == {b"\1\1" + weekly_tag(TRANSPORT, WEEK) + SALT}


def test_two_weeks_of_one_group_look_like_two_groups() -> None:
    assert weekly_tag(TRANSPORT, WEEK) != weekly_tag(TRANSPORT, WEEK + 1)
    assert week_of(from_rfc3339("2026-03-11T23:59:59.999Z")) == WEEK
    assert week_of(from_rfc3339("2026-03-12T00:00:00Z")) == WEEK + 1


def test_another_group_cannot_open_it() -> None:
    with pytest.raises(BlobRefused):
        unwrap(wrap(b"record", transport=TRANSPORT, week=WEEK, salt=SALT), transport=Secret(bytes(32)))


def test_another_version_or_suite_is_refused() -> None:
    blob = wrap(b"record", transport=TRANSPORT, week=WEEK, salt=SALT)
    for prefix in (b"\2\1", b"\1\2"):
        with pytest.raises(BlobRefused):
            unwrap(prefix + blob[2:], transport=TRANSPORT)


def test_a_blob_of_a_later_version_is_refused_even_if_its_seal_is_genuine() -> None:
    for version in (b"\2\1", b"\1\2"):
        prefix = version + weekly_tag(TRANSPORT, WEEK) + SALT
        sealed = aead.seal(outer._key(TRANSPORT, SALT), pad(b"record", least=1024), context=prefix)
        with pytest.raises(BlobRefused):
            unwrap(prefix + sealed, transport=TRANSPORT)


def test_nothing_larger_than_an_envelope_is_wrapped_or_unwrapped() -> None:
    largest = wrap(bytes(envelope.SIZE_LIMIT), transport=TRANSPORT, week=WEEK, salt=SALT)
    assert len(largest) <= outer.SIZE_LIMIT
    with pytest.raises(BlobRefused):
        wrap(bytes(envelope.SIZE_LIMIT + 1), transport=TRANSPORT, week=WEEK, salt=SALT)
    with pytest.raises(BlobRefused):
        unwrap(b"\1\1" + bytes(outer.SIZE_LIMIT), transport=TRANSPORT)


@given(st.data())
def test_any_flipped_bit_is_noticed(data: st.DataObject) -> None:
    blob = bytearray(wrap(b"record", transport=TRANSPORT, week=WEEK, salt=SALT))
    place = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[place // 8] ^= 1 << place % 8
    with pytest.raises(BlobRefused):
        unwrap(bytes(blob), transport=TRANSPORT)


@given(st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    for blob in (noise, b"\1\1" + noise):
        with pytest.raises(BlobRefused):
            unwrap(blob, transport=TRANSPORT)
