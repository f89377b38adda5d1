"""Files beside the log: sealed in chunks of 64 KiB, opened without holding them whole.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar, "Online
Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015):
each chunk's nonce is its number and whether it is the last, so that chunks
cannot be exchanged, repeated, dropped or cut off. Specified in
``spec/envelope.md``, "Files".
"""

from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kunak.crypto.aead import TAG_BYTES, DoesNotOpen
from kunak.crypto.secret import Secret

CHUNK_BYTES: Final = 65_536
"""64 KiB of plaintext."""
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES

_COUNTER_BYTES: Final = 11


def seal_chunks(key: Secret, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the sealed chunks of one file.

    Args:
        key: 32 random bytes for this file alone; it seals nothing else, ever.
        chunks: The file in pieces of any size.
    """
    cipher = ChaCha20Poly1305(key.reveal())
    for number, last, chunk in _numbered(chunks, CHUNK_BYTES):
        yield cipher.encrypt(_nonce(number, last=last), chunk, None)


def open_chunks(key: Secret, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plaintext of a sealed file, chunk by chunk.

    Each chunk is genuine when it is yielded, but only the end shows that nothing
    was cut off: whoever writes the chunks down throws them away on ``DoesNotOpen``.

    Args:
        key: The file's key.
        chunks: The sealed file in pieces of any size.

    Raises:
        DoesNotOpen: A chunk was altered, moved, repeated or is missing.
    """
    cipher = ChaCha20Poly1305(key.reveal())
    for number, last, chunk in _numbered(chunks, SEALED_CHUNK_BYTES):
        if number and len(chunk) <= TAG_BYTES:
            # Only an empty file ends in an empty chunk: each file has one sealed form.
            raise DoesNotOpen
        try:
            yield cipher.decrypt(_nonce(number, last=last), chunk, None)
        except InvalidTag:
            raise DoesNotOpen from None


def _numbered(pieces: Iterable[bytes], size: int) -> Iterator[tuple[int, bool, bytes]]:
    """Cut pieces anew; yield number, whether it is the last, and the chunk. There is always a last one."""
    waiting = bytearray()
    number = 0
    for piece in pieces:
        waiting += piece
        while len(waiting) > size:
            yield number, False, bytes(waiting[:size])
            del waiting[:size]
            number += 1
    yield number, True, bytes(waiting)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER_BYTES, "big") + bytes([last])
