"""A checkpoint is one text and no other; its signature covers all of it."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.crypto import signing
from kunak.crypto.secret import Secret
from kunak.wire import checkpoint, limits, tree
from kunak.wire.checkpoint import Checkpoint
from kunak.wire.refusals import FrameRefused, Reason

KEY = signing.SigningKey.from_seed(Secret(b"a seed of 32 bytes for the tests"))
FEED = bytes(range(16))
PLAIN = Checkpoint(FEED, 7, b"\x07" * 32)


def note(plain: Checkpoint = PLAIN) -> bytes:
    return checkpoint.write(plain, key=KEY.public, signature=KEY.sign(checkpoint.to_sign(plain)))


@given(st.integers(0, limits.NUMBER_MOST), st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))
def test_a_checkpoint_is_read_as_it_was_written_and_its_signature_is_genuine(
    size: int, root: bytes, feed: bytes
) -> None:
    plain = Checkpoint(feed, size, root)
    signed = checkpoint.read(note(plain))
    assert signed.checkpoint == plain
    assert signed.key_hash == checkpoint.key_hash(feed, KEY.public)
    signing.verify(KEY.public, checkpoint.to_sign(signed.checkpoint), signed.signature)
    assert len(note(plain)) <= limits.CHECKPOINT_BYTES


def test_a_person_can_read_it() -> None:
    lines = note(Checkpoint(FEED, 0, tree.EMPTY_ROOT)).decode().split("\n")
    assert lines[0] == "kunak/relay/1/000102030405060708090a0b0c0d0e0f"
    assert lines[1] == "0"
    assert lines[2] == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    assert lines[3] == ""
    assert lines[4].startswith(f"— {lines[0]} ")
    assert lines[5:] == [""]


def test_the_key_is_named_as_signed_notes_name_it() -> None:
    name = "kunak/relay/1/" + FEED.hex()
    wanted = hashlib.sha256(name.encode() + b"\n\x01" + KEY.public).digest()[:4]
    assert checkpoint.key_hash(FEED, KEY.public) == wanted
    line = checkpoint.verifier_line(FEED, KEY.public)
    assert line == f"{name}+{wanted.hex()}+{base64.b64encode(bytes([1]) + KEY.public).decode()}"


SPOILT = {
    "nothing": b"",
    "a carriage return": note().replace(b"\n", b"\r\n", 1),
    "a leading zero": note().replace(b"\n7\n", b"\n07\n"),
    "a size of 54 bits": note().replace(b"\n7\n", b"\n%d\n" % 2**53),
    "a size in other digits": note().replace(b"\n7\n", "\n٧\n".encode()),
    "another feed on the signature line": note().replace(b"0e0f ", b"0e00 "),
    "capital letters": note().replace(b"0a0b", b"0A0B"),
    "a line more": note().replace(b"\n\n", b"\nmore\n\n"),
    "a second signature": note() + note().split(b"\n\n")[1],
    "no newline at the end": note()[:-1],
    "leftover bits in the root": note().replace(b"Bwc=\n", b"Bwd=\n"),
    "another origin": note().replace(b"kunak/relay/1/", b"kunak/relay/2/"),
    "no text": b"\xff" + note(),
    "too long": note() + b"\n" * 1024,
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
def test_another_text_is_refused(spoilt: bytes) -> None:
    assert spoilt != note()
    with pytest.raises(FrameRefused) as refusal:
        checkpoint.read(spoilt)
    assert refusal.value.reason is Reason.CHECKPOINT


@given(st.integers(0, len(note()) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_its_signature_is_not_genuine(place: int, bits: int) -> None:
    data = bytearray(note())
    data[place] ^= bits
    try:
        signed = checkpoint.read(bytes(data))
    except FrameRefused:
        return
    if signed.key_hash == checkpoint.key_hash(signed.checkpoint.feed, KEY.public):
        with pytest.raises(signing.BadSignature):
            signing.verify(KEY.public, checkpoint.to_sign(signed.checkpoint), signed.signature)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_checkpoint_or_refused(data: bytes) -> None:
    with pytest.raises(FrameRefused):
        checkpoint.read(data)
