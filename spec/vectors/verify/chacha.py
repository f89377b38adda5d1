"""ChaCha20-Poly1305 (RFC 8439) with a zero or given nonce, and HKDF-SHA256 (RFC 5869), in plain Python.

Slow, and not safe against timing: for reading vectors, where there is no secret.
"""
# ruff: noqa: ANN001, ANN201 - a reader for people, apart from the house

import hashlib
import hmac
import struct

MASK = 0xFFFFFFFF


class DoesNotOpen(Exception):
    """The tag is another one."""


def quarter(s, a, b, c, d):
    for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        s[x] = (s[x] + s[y]) & MASK
        mixed = s[z] ^ s[x]
        s[z] = (mixed << turn | mixed >> (32 - turn)) & MASK


def block(key, counter, nonce):
    start = list(struct.unpack("<16I", b"expand 32-byte k" + key + struct.pack("<I", counter) + nonce))
    s = list(start)
    for _ in range(10):
        for columns in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)):
            quarter(s, *columns)
        for diagonal in ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            quarter(s, *diagonal)
    return struct.pack("<16I", *[(x + y) & MASK for x, y in zip(s, start, strict=True)])


def stream(key, nonce, data):
    out = bytearray()
    for number in range(0, len(data), 64):
        keystream = block(key, 1 + number // 64, nonce)
        out += bytes(x ^ y for x, y in zip(data[number : number + 64], keystream, strict=False))
    return bytes(out)


def tag(key, nonce, ciphertext, context):
    once = block(key, 0, nonce)
    r = int.from_bytes(once[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    lengths = struct.pack("<QQ", len(context), len(ciphertext))
    message = context + bytes(-len(context) % 16) + ciphertext + bytes(-len(ciphertext) % 16) + lengths
    total = 0
    for at in range(0, len(message), 16):
        total = (total + int.from_bytes(message[at : at + 16] + b"\1", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(once[16:32], "little")) % 2**128).to_bytes(16, "little")


def seal(key, plaintext, context, nonce=bytes(12)):
    ciphertext = stream(key, nonce, plaintext)
    return ciphertext + tag(key, nonce, ciphertext, context)


def open_sealed(key, sealed, context, nonce=bytes(12)):
    if len(sealed) < 16 or tag(key, nonce, sealed[:-16], context) != sealed[-16:]:
        raise DoesNotOpen
    return stream(key, nonce, sealed[:-16])


def hkdf(secret, salt, info, length):
    inner = hmac.digest(salt or bytes(32), secret, hashlib.sha256)
    out, last = b"", b""
    while len(out) < length:
        last = hmac.digest(inner, last + info + bytes([len(out) // 32 + 1]), hashlib.sha256)
        out += last
    return out[:length]
