"""Argon2id (RFC 9106) with one lane, in plain Python: slow, for vectors with a few KiB."""
# ruff: noqa: ANN001, ANN201 - a reader for people, apart from the house

import hashlib
import struct

M = 2**64 - 1


def stretch(password, salt, memory_kib, passes, length=32):
    blocks = 4 * (memory_kib // 4)
    numbers = struct.pack("<6I", 1, length, memory_kib, passes, 0x13, 2)
    seed = hashlib.blake2b(
        numbers + prefixed(password) + prefixed(salt) + prefixed(b"") + prefixed(b""), digest_size=64
    ).digest()
    memory = [None] * blocks
    for place in (0, 1):
        memory[place] = words(long_hash(seed + struct.pack("<2I", place, 0), 1024))
    for turn in range(passes):
        for part in range(4):
            fill(memory, turn, part, passes)
    return long_hash(struct.pack("<128Q", *memory[-1]), length)


def fill(memory, turn, part, passes):
    size = len(memory) // 4
    addresses = address_words(memory, turn, part, passes, size) if turn == 0 and part < 2 else None
    for index in range(2 if turn == 0 and part == 0 else 0, size):
        here = part * size + index
        before = memory[here - 1]
        chance = addresses[index] if addresses else before[0]
        there = reference(chance & 0xFFFFFFFF, turn, part, index, size)
        fresh = compress(before, memory[there])
        memory[here] = fresh if turn == 0 else [x ^ y for x, y in zip(fresh, memory[here], strict=True)]


def reference(chance, turn, part, index, size):
    """Return the block that the next one is mixed with; one lane, so that it is always our own."""
    area = (part * size if turn == 0 else 3 * size) + index - 1
    position = area - 1 - (area * (chance * chance >> 32) >> 32)
    start = 0 if turn == 0 or part == 3 else (part + 1) * size
    return (start + position) % (4 * size)


def address_words(memory, turn, part, passes, size):
    zero, out = [0] * 128, []
    for counter in range(1, size // 128 + 2):
        head = [turn, 0, part, len(memory), passes, 2, counter] + [0] * 121
        out += compress(zero, compress(zero, head))
    return out


def compress(left, right):
    mixed = [x ^ y for x, y in zip(left, right, strict=True)]
    s = list(mixed)
    for row in range(8):
        permute(s, [row * 16 + place for place in range(16)])
    for column in range(8):
        permute(s, [row * 16 + column * 2 + side for row in range(8) for side in (0, 1)])
    return [x ^ y for x, y in zip(s, mixed, strict=True)]


def permute(s, at):
    for columns in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)):
        mix(s, *[at[place] for place in columns])
    for diagonal in ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
        mix(s, *[at[place] for place in diagonal])


def mix(s, a, b, c, d):
    for x, y, z, turn in ((a, b, d, 32), (c, d, b, 24), (a, b, d, 16), (c, d, b, 63)):
        s[x] = (s[x] + s[y] + 2 * (s[x] & 0xFFFFFFFF) * (s[y] & 0xFFFFFFFF)) & M
        turned = s[z] ^ s[x]
        s[z] = (turned >> turn | turned << (64 - turn)) & M


def long_hash(data, length):
    data = struct.pack("<I", length) + data
    if length <= 64:
        return hashlib.blake2b(data, digest_size=length).digest()
    out, last = b"", hashlib.blake2b(data, digest_size=64).digest()
    while length - len(out) > 64:
        out += last[:32]
        remaining = length - len(out)
        last = hashlib.blake2b(last, digest_size=min(64, remaining)).digest()
    return out + last


def prefixed(data):
    return struct.pack("<I", len(data)) + data


def words(data):
    return list(struct.unpack("<128Q", data))
