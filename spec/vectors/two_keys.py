"""One ciphertext that ChaCha20-Poly1305 opens under two keys (Len, Grubbs, Ristenpart, USENIX Security 2021).

It is here to show that the commitment is needed: without it one event could say
two things to two people.
"""

from itertools import count

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

PRIME = 2**130 - 5
BLOCK = 16


def collide(first: bytes, second: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Return a sealed text that opens under both keys with a zero nonce.

    Under ``first`` it opens to ``plaintext`` but for two blocks: the one at 32 counts up until
    the one at 48 that makes both tags equal is one that can be written.
    """
    body = bytearray(_xor(plaintext, _stream(first, len(plaintext))))
    keys = [_one_time(first), _one_time(second)]
    for attempt in count():
        body[32:48] = attempt.to_bytes(BLOCK, "little")
        block = _solve(keys, bytes(body), context)
        if block is not None:
            body[48:64] = block
            tags = {_tag(key, bytes(body), context) for key in keys}
            if len(tags) == 1:
                return bytes(body) + tags.pop()
    raise AssertionError


def _solve(keys: list[tuple[int, int]], body: bytes, context: bytes) -> bytes | None:
    """Return the block at 48 for which both tags are equal, if it fits 128 bits."""
    without = body[:48] + bytes(BLOCK) + body[64:]
    power = len(_blocks(without, context)) - len(_blocks(without, context, until=48))
    (r1, s1), (r2, s2) = keys
    difference = _evaluate(r2, without, context) - _evaluate(r1, without, context) + s2 - s1
    factor = pow(r1, power, PRIME) - pow(r2, power, PRIME)
    block = difference * pow(factor, -1, PRIME) % PRIME
    return block.to_bytes(BLOCK, "little") if block < 2**128 else None


def _tag(key: tuple[int, int], body: bytes, context: bytes) -> bytes:
    return ((_evaluate(key[0], body, context) + key[1]) % 2**128).to_bytes(BLOCK, "little")


def _evaluate(r: int, body: bytes, context: bytes) -> int:
    total = 0
    for block in _blocks(body, context):
        total = (total + block) * r % PRIME
    return total


def _blocks(body: bytes, context: bytes, *, until: int | None = None) -> list[int]:
    """Return the numbers that Poly1305 sums up; ``until`` stops before an offset of the body."""
    lengths = len(context).to_bytes(8, "little") + len(body).to_bytes(8, "little")
    shown = _filled(context) + (body[:until] if until is not None else _filled(body) + lengths)
    return [int.from_bytes(shown[at : at + BLOCK] + b"\1", "little") for at in range(0, len(shown), BLOCK)]


def _filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK)


def _one_time(key: bytes) -> tuple[int, int]:
    block = _keystream(key, 0, 32)
    r = int.from_bytes(block[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    return r, int.from_bytes(block[16:], "little")


def _stream(key: bytes, length: int) -> bytes:
    return _keystream(key, 1, length)


def _keystream(key: bytes, counter: int, length: int) -> bytes:
    nonce = counter.to_bytes(4, "little") + bytes(12)
    return Cipher(ChaCha20(key, nonce), mode=None).encryptor().update(bytes(length))


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
