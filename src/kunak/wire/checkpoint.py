"""What did a relay say that a feed holds? A signed note: origin, size, root, and one signature line.

Text in the formats C2SP tlog-checkpoint and signed-note, so that other people's tools read it.
This file makes the bytes to sign and judges the shape; signing and verifying are ``crypto``'s.
Specified in ``spec/relay.md``, "Checkpoint".
"""

import base64
import binascii
import hashlib
import re
from typing import Final, NoReturn

import msgspec

from kunak.wire import limits
from kunak.wire.refusals import FrameRefused, Reason

ORIGIN: Final = "kunak/relay/1/"
"""Followed by the feed in hexadecimal. Also the name of the key on the signature line."""
_ED25519: Final = b"\x01"
"""Kind of signature in C2SP signed-note."""
_DASH: Final = "\N{EM DASH}"
_KEY_HASH_BYTES: Final = 4
_NOTE: Final = re.compile(
    rf"{ORIGIN}(?P<feed>[0-9a-f]{{32}})\n(?P<size>0|[1-9][0-9]{{0,15}})\n(?P<root>[A-Za-z0-9+/]{{43}}=)\n"
    rf"\n{_DASH} {ORIGIN}(?P<name>[0-9a-f]{{32}}) (?P<line>[A-Za-z0-9+/]{{91}}=)\n"
)


class Checkpoint(msgspec.Struct, frozen=True):
    """The tree of a feed, as a relay stated it."""

    feed: bytes
    size: int
    root: bytes


class Signed(msgspec.Struct, frozen=True):
    """A checkpoint whose signature has not been judged: verify ``signature`` over ``to_sign(checkpoint)``."""

    checkpoint: Checkpoint
    key_hash: bytes
    signature: bytes


def to_sign(checkpoint: Checkpoint) -> bytes:
    """Return the text that the relay signs."""
    root = base64.b64encode(checkpoint.root).decode()
    return f"{_origin(checkpoint.feed)}\n{checkpoint.size}\n{root}\n".encode()


def key_hash(feed: bytes, key: bytes) -> bytes:
    """Return the four bytes by which a signature line names its key."""
    return hashlib.sha256(_origin(feed).encode() + b"\n" + _ED25519 + key).digest()[:_KEY_HASH_BYTES]


def verifier_line(feed: bytes, key: bytes) -> str:
    """Return the key in the form that C2SP tools take (``name+hash+key``)."""
    return f"{_origin(feed)}+{key_hash(feed, key).hex()}+{base64.b64encode(_ED25519 + key).decode()}"


def write(checkpoint: Checkpoint, *, key: bytes, signature: bytes) -> bytes:
    """Return the signed note."""
    line = base64.b64encode(key_hash(checkpoint.feed, key) + signature).decode()
    return to_sign(checkpoint) + f"\n{_DASH} {_origin(checkpoint.feed)} {line}\n".encode()


def read(note: bytes) -> Signed:
    """Judge the shape of a signed note. Its signature is for the caller to verify.

    Raises:
        FrameRefused: It is not exactly what ``write`` makes.
    """
    if len(note) > limits.CHECKPOINT_BYTES:
        _refuse()
    try:
        found = _NOTE.fullmatch(note.decode())
    except UnicodeDecodeError:
        found = None
    if found is None or found["feed"] != found["name"] or int(found["size"]) > limits.NUMBER_MOST:
        _refuse()
    root, line = _base64(found["root"]), _base64(found["line"])
    checkpoint = Checkpoint(bytes.fromhex(found["feed"]), int(found["size"]), root)
    return Signed(checkpoint, line[:_KEY_HASH_BYTES], line[_KEY_HASH_BYTES:])


def _origin(feed: bytes) -> str:
    return ORIGIN + feed.hex()


def _base64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        _refuse()
    if base64.b64encode(data).decode() != text:  # leftover bits: two texts for one hash
        _refuse()
    return data


def _refuse() -> NoReturn:
    raise FrameRefused(Reason.CHECKPOINT)
