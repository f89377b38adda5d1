from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base import canonical
from kunak.crypto import aead
from kunak.crypto.secret import Secret
from kunak.log import envelope as envelopes
from kunak.log import header as headers
from kunak.log.envelope import BODY_LIMIT, Envelope, check, check_author, from_bytes, open_body, seal, to_bytes
from kunak.log.header import Header
from kunak.log.padding import pad
from kunak.log.refusals import EnvelopeRefused, Reason

Make = Callable[[int], Any]
SECRET = Secret(bytes(range(32)))
OTHER = Secret(bytes(32))


def refusal(act: Callable[[], object]) -> Reason:
    with pytest.raises(EnvelopeRefused) as refused:
        act()
    return refused.value.reason


def resigned(writer: Any, envelope: Envelope, **changes: Any) -> Envelope:
    """Return a forgery by somebody who holds the device's key."""
    header = msgspec.structs.replace(envelope.header, **changes)
    data = headers.write(header)
    signature = writer.key.sign(b"kunak/sig/1\0" + data)
    return envelopes._assemble(header, data, signature, envelope.ciphertext)


def check_and_open(envelope: Envelope) -> bytes:
    envelopes.check_ciphertext(envelope)
    return open_body(envelope, SECRET)


def record(header: dict[int, Any], *, signature: bytes = bytes(64), ciphertext: bytes = bytes(272)) -> bytes:
    return canonical.encode([canonical.encode(header), signature, ciphertext])


def fields(envelope: Envelope) -> dict[int, Any]:
    decoded = canonical.decode(envelope.header_bytes)
    assert isinstance(decoded, dict)
    return decoded


def test_an_event_comes_back_as_it_was_written(writer: Make) -> None:
    device = writer(1)
    sent = device.write("ночь, адрес".encode())
    received = from_bytes(to_bytes(sent))
    assert received == sent
    check(received, device.key.public)
    assert open_body(received, SECRET) == "ночь, адрес".encode()


def test_the_seal_covers_the_header_without_the_hash_of_the_seal(writer: Make) -> None:
    envelope = writer(1).write()
    covered = fields(envelope)
    del covered[14]
    assert headers.write_context(envelope.header) == canonical.encode(covered)


def test_heads_and_parents_are_written_in_one_order(writer: Make) -> None:
    device = writer(1)
    one, two = b"\1" * 32, b"\2" * 32
    envelope = device.write(parents=(two, one), heads=(two, one))
    assert envelope.header.parents == envelope.header.heads == (one, two)


def test_facts_of_ordinary_length_look_alike(writer: Make) -> None:
    device = writer(1)
    assert len({len(device.write(bytes(length)).ciphertext) for length in (0, 1, 100, 255)}) == 1


def test_a_copied_text_is_noticed(writer: Make) -> None:
    device = writer(1)
    first, second = device.write(b"one"), device.write(b"two")
    mixed = msgspec.structs.replace(first, ciphertext=second.ciphertext)
    assert refusal(lambda: check(mixed, device.key.public)) is Reason.CIPHERTEXT


def test_an_event_signed_by_another_device_is_refused(writer: Make) -> None:
    envelope = writer(1).write()
    assert refusal(lambda: check(envelope, writer(2).key.public)) is Reason.DEVICE


def test_a_flipped_signature_is_refused(writer: Make) -> None:
    device = writer(1)
    envelope = device.write()
    flipped = msgspec.structs.replace(envelope, signature=bytes([envelope.signature[0] ^ 1]) + envelope.signature[1:])
    assert refusal(lambda: check(flipped, device.key.public)) is Reason.SIGNATURE
    assert refusal(lambda: check_author(flipped, device.key.public)) is Reason.SIGNATURE


def test_a_secret_of_another_epoch_is_told_apart_before_anything_is_opened(writer: Make) -> None:
    envelope = writer(1).write()
    assert refusal(lambda: open_body(envelope, OTHER)) is Reason.COMMITMENT


@pytest.mark.parametrize(
    "change", [{"epoch": 2}, {"compartment": b"another compartm"}, {"organisation": b"another organis."}]
)
def test_an_event_moved_elsewhere_by_its_own_device_does_not_open(writer: Make, change: dict[str, Any]) -> None:
    device = writer(1)
    moved = resigned(device, device.write(), **change)
    check(moved, device.key.public)
    assert refusal(lambda: open_body(moved, SECRET)) is Reason.COMMITMENT


@pytest.mark.parametrize(
    "change",
    [{"seq": 2, "prev": bytes(32)}, {"kind": "other"}, {"clock": 99}, {"parents": (bytes(32),)}, {"retention": 3}],
)
def test_no_field_of_the_header_can_be_exchanged_under_a_seal(writer: Make, change: dict[str, Any]) -> None:
    device = writer(1)
    changed = resigned(device, device.write(), **change)
    assert refusal(lambda: open_body(changed, SECRET)) is Reason.SEAL


def test_a_text_that_opens_under_two_keys_opens_under_neither_but_the_committed(writer: Make) -> None:
    """The harm: one event shown as two different facts to two members (key-multi-collision)."""
    device = writer(1)
    envelope = device.write(b"told to the first")
    key, commitment = envelopes._keys(
        OTHER, envelope.header.salt, envelope.header.organisation, envelope.header.compartment, 1
    )
    other = aead.seal(key, pad(b"told to the second", least=256), context=headers.write_context(envelope.header))
    forged = resigned(
        device,
        msgspec.structs.replace(envelope, ciphertext=other),
        ciphertext_hash=envelopes._sha256(other),
    )
    check(forged, device.key.public)
    assert commitment != forged.header.commitment
    assert refusal(lambda: open_body(forged, OTHER)) is Reason.COMMITMENT
    assert refusal(lambda: open_body(forged, SECRET)) is Reason.SEAL


def test_a_body_with_another_padding_is_refused(writer: Make) -> None:
    device = writer(1)
    envelope = device.write()
    header = envelope.header
    key, _ = envelopes._keys(SECRET, header.salt, header.organisation, header.compartment, header.epoch)
    ciphertext = aead.seal(key, b"a fact\x80".ljust(300, b"\0"), context=headers.write_context(header))
    assert (
        refusal(lambda: open_body(msgspec.structs.replace(envelope, ciphertext=ciphertext), SECRET)) is Reason.PADDING
    )


def test_a_body_may_be_long_but_not_endless(writer: Make) -> None:
    device = writer(1)
    long = device.write(bytes(BODY_LIMIT))
    assert open_body(from_bytes(to_bytes(long)), SECRET) == bytes(BODY_LIMIT)
    assert refusal(lambda: device.write(bytes(BODY_LIMIT + 1))) is Reason.SIZE


def test_nobody_writes_in_the_name_of_another_device(writer: Make) -> None:
    draft = writer(2).draft()
    assert refusal(lambda: seal(draft, b"", epoch_secret=SECRET, key=writer(1).key, salt=bytes(32))) is Reason.DEVICE


WRONG_FIELDS = [
    (1, 2, Reason.VERSION),
    (1, True, Reason.VERSION),
    (2, b"short", Reason.FIELD),
    (3, bytes(17), Reason.FIELD),
    (4, 0, Reason.FIELD),
    (4, 2**63, Reason.FIELD),
    (4, True, Reason.FIELD),
    (4, 2, Reason.FIRST),
    (5, bytes(32), Reason.FIRST),
    (5, bytes(31), Reason.FIELD),
    (6, [bytes([n]) * 32 for n in range(9)], Reason.HEADS),
    (6, [bytes(32), bytes(32)], Reason.HEADS),
    (9, [b"\2" * 32, b"\1" * 32], Reason.HEADS),
    (9, [bytes(31)], Reason.HEADS),
    (9, b"", Reason.HEADS),
    (7, "identity", Reason.FIELD),
    (8, -1, Reason.FIELD),
    (10, -1, Reason.FIELD),
    (11, "", Reason.FIELD),
    (11, "k" * 65, Reason.FIELD),
    (11, "вид", Reason.FIELD),
    (11, b"note", Reason.FIELD),
    (12, bytes(31), Reason.FIELD),
    (13, bytes(33), Reason.FIELD),
    (14, b"", Reason.FIELD),
    (15, bytes(16), Reason.FIELD),
    (16, bytes(1025), Reason.FIELD),
    (17, 256, Reason.FIELD),
    (17, None, Reason.FIELD),
]


@pytest.mark.parametrize(("number", "value", "reason"), WRONG_FIELDS)
def test_every_field_has_limits(writer: Make, number: int, value: object, reason: Reason) -> None:
    header = fields(writer(1).write())
    assert refusal(lambda: from_bytes(record({**header, number: value}))) is reason


def test_a_writer_cannot_leave_the_limits_either(writer: Make) -> None:
    device = writer(1)
    draft = msgspec.structs.replace(device.draft(), kind="")
    assert refusal(lambda: device.seal(draft)) is Reason.FIELD
    draft = device.draft(parents=tuple(bytes([n]) * 32 for n in range(9)))
    assert refusal(lambda: device.seal(draft)) is Reason.HEADS


def test_a_header_with_fewer_more_or_other_fields_is_none(writer: Make) -> None:
    header = fields(writer(1).write())
    fewer = {number: value for number, value in header.items() if number != 16}
    for odd in (fewer, {**header, 18: 0}, {**fewer, 18: b""}, {}):
        assert refusal(partial(from_bytes, record(odd))) is Reason.SHAPE


def test_a_record_has_three_parts_of_the_right_kind(writer: Make) -> None:
    header = canonical.encode(fields(writer(1).write()))
    whole: list[Any] = [header, bytes(64), bytes(272)]
    from_bytes(canonical.encode(whole))
    shapes: list[Any] = [
        [],
        {},
        None,
        whole[:2],
        [*whole, b""],
        ["h", bytes(64), bytes(272)],
        [header, bytes(63), bytes(272)],
        [header, bytes(64), bytes(271)],
    ]
    for shape in shapes:
        assert refusal(partial(from_bytes, canonical.encode(shape))) is Reason.SHAPE


def test_a_record_that_could_be_written_in_another_way_is_refused(writer: Make) -> None:
    data = to_bytes(writer(1).write())
    assert data[:1] == b"\x83"
    indefinite = b"\x9f" + data[1:] + b"\xff"
    assert refusal(lambda: from_bytes(indefinite)) is Reason.ENCODING
    assert refusal(lambda: from_bytes(data + b"\0")) is Reason.ENCODING
    assert refusal(lambda: from_bytes(data[:-1])) is Reason.ENCODING


def test_an_enormous_record_is_refused_before_it_is_read() -> None:
    assert refusal(lambda: from_bytes(bytes(envelopes.SIZE_LIMIT + 1))) is Reason.SIZE


def test_the_largest_event_fits_the_largest_record(writer: Make) -> None:
    device = writer(1)
    eight = tuple(bytes([n]) * 32 for n in range(8))
    device.seq, device.prev = 2**62, bytes(32)
    draft = msgspec.structs.replace(
        device.draft(parents=eight, heads=eight), kind="k" * 64, known=bytes(32), checkpoint=bytes(1024), epoch=2**62
    )
    assert len(to_bytes(device.seal(draft, bytes(BODY_LIMIT)))) <= envelopes.SIZE_LIMIT


def test_every_reason_has_a_sentence() -> None:
    for reason in Reason:
        assert str(EnvelopeRefused(reason)).endswith(".")


def test_the_table_has_a_row_for_every_field() -> None:
    assert [number for number, _, _ in headers.FIELDS] == list(range(1, 18))
    assert len(Header.__struct_fields__) == 17


@given(st.data())
def test_any_flipped_bit_of_a_record_is_refused(writer: Make, data: st.DataObject) -> None:
    device = writer(1)
    wire = bytearray(to_bytes(device.write()))
    place = data.draw(st.integers(0, len(wire) * 8 - 1))
    wire[place // 8] ^= 1 << place % 8
    with pytest.raises(EnvelopeRefused):
        check(from_bytes(bytes(wire)), device.key.public)


@given(st.data())
def test_any_flipped_bit_signed_by_the_device_itself_still_does_not_open(writer: Make, data: st.DataObject) -> None:
    sample = writer(1).write()
    wire = bytearray(to_bytes(sample))
    place = data.draw(st.integers(0, len(wire) * 8 - 1))
    wire[place // 8] ^= 1 << place % 8
    try:
        envelope = from_bytes(bytes(wire))
    except EnvelopeRefused:
        return
    if (envelope.header, envelope.ciphertext) != (sample.header, sample.ciphertext):
        with pytest.raises(EnvelopeRefused):
            check_and_open(envelope)


@given(st.binary(max_size=900))
def test_noise_never_crashes_the_reader(noise: bytes) -> None:
    with pytest.raises(EnvelopeRefused):
        from_bytes(noise)
