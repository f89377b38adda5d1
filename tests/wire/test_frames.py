"""Every frame is read as it was written, and nothing else is a frame."""

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base import canonical
from kunak.wire import frames, limits
from kunak.wire.refusals import FrameRefused, Reason

CHECKPOINT = b"a checkpoint"
FEED, OWNER, HASH, SIGNATURE = bytes(16), b"o" * 32, b"h" * 32, b"s" * 64


def blob(text: bytes) -> bytes:
    return b"\x01\x01" + text.ljust(60, b".")


def item(number: int, text: bytes = b"") -> frames.Item:
    data = blob(text or str(number).encode())
    return frames.Item(number, frames.rid_of(data), 1_800_000_000_000 + number, data)


EVERY_KIND: list[frames.Frame] = [
    frames.Push((blob(b"1"), blob(b"2"))),
    frames.Since(0, 1_000),
    frames.Prove(3, 7),
    frames.Include(2, 7),
    frames.Register(FEED, OWNER, 1, HASH, b"t" * 16, SIGNATURE),
    frames.Register(FEED, OWNER, 1, HASH, b"", SIGNATURE),
    frames.Rekey(FEED, 2, HASH, OWNER, SIGNATURE),
    frames.Pushed((frames.Receipt(HASH, 0), frames.Receipt(OWNER, 4)), CHECKPOINT),
    frames.Page((item(4), item(5)), CHECKPOINT),
    frames.Page((), CHECKPOINT),
    frames.Proof((HASH, OWNER)),
    frames.Proof(()),
    frames.Registered(OWNER, CHECKPOINT),
]


@pytest.mark.parametrize("frame", EVERY_KIND, ids=lambda frame: type(frame).__name__)
def test_a_frame_is_read_as_it_was_written(frame: Any) -> None:
    assert frames.read(frames.write(frame), type(frame)) == frame


def test_every_kind_has_a_number_of_its_own() -> None:
    numbers = [number for number, _ in frames._KINDS.values()]
    assert len(set(numbers)) == len(numbers) == 10
    assert {type(frame) for frame in EVERY_KIND} == set(frames._KINDS)


@pytest.mark.parametrize("frame", EVERY_KIND, ids=lambda frame: type(frame).__name__)
def test_no_frame_is_read_as_one_of_another_kind(frame: Any) -> None:
    for kind in frames._KINDS:
        if kind is not type(frame):
            with pytest.raises(FrameRefused) as refusal:
                frames.read(frames.write(frame), kind)
            assert refusal.value.reason is Reason.KIND


PUSH = [1, 1, [blob(b"1")]]
BAD: list[tuple[str, type, Any, Reason]] = [
    ("no list", frames.Push, 7, Reason.SHAPE),
    ("an empty list", frames.Push, [], Reason.SHAPE),
    ("a version that is true", frames.Push, [True, 1, [blob(b"1")]], Reason.SHAPE),
    ("a later version", frames.Push, [2, 1, [blob(b"1")]], Reason.VERSION),
    ("an unknown kind", frames.Push, [1, 99, []], Reason.KIND),
    ("a part too many", frames.Push, [*PUSH, 0], Reason.SHAPE),
    ("a part too few", frames.Push, [1, 1], Reason.SHAPE),
    ("no blobs", frames.Push, [1, 1, []], Reason.COUNT),
    ("101 blobs", frames.Push, [1, 1, [blob(str(n).encode()) for n in range(101)]], Reason.COUNT),
    ("more than 8 MiB", frames.Push, [1, 1, [b"\1\1" + bytes([n]) * 382_000 for n in range(22)]], Reason.COUNT),
    ("a blob that is text", frames.Push, [1, 1, ["a" * 60]], Reason.FIELD),
    ("a short blob", frames.Push, [1, 1, [b"\1\1" + bytes(48)]], Reason.BLOB),
    ("a long blob", frames.Push, [1, 1, [b"\1\1" + bytes(393_215)]], Reason.BLOB),
    ("a blob of another suite", frames.Push, [1, 1, [b"\1\2" + bytes(60)]], Reason.BLOB),
    ("one blob twice", frames.Push, [1, 1, [blob(b"1"), blob(b"1")]], Reason.TWICE),
    ("a number below 0", frames.Since, [1, 2, -1, 5], Reason.FIELD),
    ("a number of 54 bits", frames.Since, [1, 2, 2**53, 5], Reason.FIELD),
    ("a limit of 0", frames.Since, [1, 2, 0, 0], Reason.COUNT),
    ("a limit of 1,001", frames.Since, [1, 2, 0, 1_001], Reason.COUNT),
    ("a proof backwards", frames.Prove, [1, 3, 5, 4], Reason.FIELD),
    ("a blob beyond the tree", frames.Include, [1, 4, 5, 5], Reason.FIELD),
    ("a short feed", frames.Register, [1, 5, bytes(15), OWNER, 1, HASH, b"", SIGNATURE], Reason.FIELD),
    ("epoch 0", frames.Register, [1, 5, FEED, OWNER, 0, HASH, b"", SIGNATURE], Reason.FIELD),
    ("a short ticket", frames.Register, [1, 5, FEED, OWNER, 1, HASH, b"t", SIGNATURE], Reason.FIELD),
    ("a ticket that is null", frames.Register, [1, 5, FEED, OWNER, 1, HASH, None, SIGNATURE], Reason.FIELD),
    ("a short signature", frames.Rekey, [1, 6, FEED, 1, HASH, OWNER, bytes(63)], Reason.FIELD),
    ("a receipt of one part", frames.Pushed, [1, 17, [[HASH]], CHECKPOINT], Reason.FIELD),
    ("no receipts", frames.Pushed, [1, 17, [], CHECKPOINT], Reason.COUNT),
    ("two numbers alike", frames.Pushed, [1, 17, [[HASH, 1], [OWNER, 1]], CHECKPOINT], Reason.TWICE),
    ("no checkpoint", frames.Pushed, [1, 17, [[HASH, 1]], b""], Reason.FIELD),
    ("a checkpoint of 1,025 bytes", frames.Page, [1, 18, [], bytes(1025)], Reason.FIELD),
    ("an altered blob", frames.Page, [1, 18, [[0, HASH, 0, blob(b"1")]], CHECKPOINT], Reason.RID),
    ("65 hashes", frames.Proof, [1, 19, [HASH] * 65], Reason.COUNT),
    ("a short hash", frames.Proof, [1, 19, [bytes(31)]], Reason.FIELD),
    ("a short key", frames.Registered, [1, 20, bytes(31), CHECKPOINT], Reason.FIELD),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "reason"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_breaks_a_rule_is_refused_with_its_reason(kind: Any, value: Any, reason: Reason) -> None:
    with pytest.raises(FrameRefused) as refusal:
        frames.read(canonical.encode(value), kind)
    assert refusal.value.reason is reason
    assert str(refusal.value).endswith(".")


def test_a_page_that_skips_a_number_is_refused() -> None:
    rows: list[canonical.Plain] = [[each.number, each.rid, each.time, each.blob] for each in (item(1), item(3))]
    with pytest.raises(FrameRefused) as refusal:
        frames.read(canonical.encode([1, 18, rows, CHECKPOINT]), frames.Page)
    assert refusal.value.reason is Reason.GAP


def test_what_is_too_long_is_refused_unread() -> None:
    with pytest.raises(FrameRefused) as refusal:
        frames.read(bytes(limits.FRAME_BYTES + 1), frames.Push)
    assert refusal.value.reason is Reason.SIZE


def test_the_fullest_page_fits_into_a_frame() -> None:
    width = limits.BATCH_BYTES // limits.PAGE_COUNT
    items = tuple(item(n, str(n).encode().ljust(width - 2, b".")) for n in range(limits.PAGE_COUNT))
    assert len(frames.write(frames.Page(items, bytes(limits.CHECKPOINT_BYTES)))) <= limits.FRAME_BYTES


@pytest.mark.parametrize(("kind", "value"), [(frames.Push, PUSH)])
def test_another_encoding_of_a_frame_is_refused(kind: Any, value: Any) -> None:
    data = canonical.encode(value)
    for spoilt in (data + b"\0", data[:-1], b"\x9f" + data[1:] + b"\xff"):
        with pytest.raises(FrameRefused) as refusal:
            frames.read(spoilt, kind)
        assert refusal.value.reason is Reason.ENCODING


def test_a_frame_that_nobody_would_read_is_not_written() -> None:
    with pytest.raises(FrameRefused):
        frames.write(frames.Push(()))


@given(st.binary(max_size=200), st.sampled_from(list(frames._KINDS)))
def test_any_bytes_are_a_frame_or_refused(data: bytes, kind: Any) -> None:
    try:
        frame = frames.read(data, kind)
    except FrameRefused:
        return
    assert frames.write(frame) == data


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**60) | st.binary(max_size=80) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.sampled_from(list(frames._KINDS)), st.lists(PLAIN, max_size=7))
def test_any_parts_are_those_of_a_frame_or_refused(kind: Any, parts: list[Any]) -> None:
    data = canonical.encode([1, frames._KINDS[kind][0], *parts])
    try:
        frame = frames.read(data, kind)
    except FrameRefused:
        return
    assert frames.write(frame) == data


@given(st.sampled_from(EVERY_KIND), st.data())
def test_a_frame_with_a_changed_byte_is_another_frame_or_refused(frame: Any, data: st.DataObject) -> None:
    written = bytearray(frames.write(frame))
    written[data.draw(st.integers(0, len(written) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        read = frames.read(bytes(written), type(frame))
    except FrameRefused:
        return
    assert read != frame


def test_a_blob_is_known_by_its_hash() -> None:
    assert frames.rid_of(b"a blob") == hashlib.sha256(b"a blob").digest()
