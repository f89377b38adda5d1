"""What trustees hold and say, read as ``spec/recovery.md`` says; the shares as SLIP-39 does."""
# ruff: noqa: ANN001, ANN201 - a reader for people, apart from the house

import hashlib
import hmac

import cbor
import chacha
import curve
import hpke
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

WORDS, RADIX_BITS, ROUNDS = 33, 10, 4
SECRET_AT, DIGEST_AT = 255, 254
GENERATOR = (
    0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009, 0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120,
)  # fmt: skip


class NoShare(Exception):
    """A word is wrong, or it is a share of something else."""


# Shares


def check_share(case):
    """Words of the list are given by their places in it: the list itself is SLIP-39's."""
    try:
        combined = combine(case["shares"]).hex()
    except NoShare:
        combined = None
    return combined == case["secret"]


def combine(shares):
    read = [share(indices) for indices in shares]
    if len({each["kind"] for each in read}) != 1:
        raise NoShare
    points = {each["index"]: each["value"] for each in read}
    needed = read[0]["threshold"]
    if len(points) < needed:
        raise NoShare
    chosen = dict(list(points.items())[:needed])
    shared, tail = at(SECRET_AT, chosen), at(DIGEST_AT, chosen)
    if hmac.digest(tail[4:], shared, hashlib.sha256)[:4] != tail[:4]:
        raise NoShare
    return decrypted(shared, read[0]["exponent"])


def share(indices):
    """Take a share apart: 20 bits of kind, 20 of place, the value, 30 of check sum."""
    if len(indices) != WORDS or checksum([*b"shamir_extendable", *indices]) != 1:
        raise NoShare
    number = 0
    for index in indices[:-3]:
        number = number << RADIX_BITS | index
    value_bits = RADIX_BITS * (WORDS - 7)
    value, head = number & (1 << value_bits) - 1, number >> value_bits
    kind, place = head >> 20, head & (1 << 20) - 1
    group, group_threshold, groups, index, threshold = (place >> shift & 15 for shift in (16, 12, 8, 4, 0))
    if value >> 256 or not kind & 16 or (group, group_threshold, groups) != (0, 0, 0) or not threshold:
        raise NoShare
    return {
        "kind": (kind, threshold),
        "exponent": kind & 15,
        "index": index,
        "threshold": threshold + 1,
        "value": value.to_bytes(32, "big"),
    }


def checksum(values):
    total = 1
    for value in values:
        top = total >> 20
        total = (total & 0xFFFFF) << 10 ^ value
        for bit, term in enumerate(GENERATOR):
            total ^= term if top >> bit & 1 else 0
    return total


def times(a, b):
    """Multiply in GF(256) modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def over(a, b):
    return times(a, next(each for each in range(1, 256) if times(each, b) == 1))


def at(x, points):
    """Lagrange: the value at x of the polynomial through these points, byte by byte."""
    result = bytes(32)
    for mine, value in points.items():
        weight = 1
        for other in points:
            weight = times(weight, over(x ^ other, mine ^ other)) if other != mine else weight
        result = bytes(before ^ times(weight, byte) for before, byte in zip(result, value, strict=True))
    return result


def decrypted(shared, exponent):
    left, right = shared[:16], shared[16:]
    for number in reversed(range(ROUNDS)):
        key = hashlib.pbkdf2_hmac("sha256", bytes([number]), right, 2500 << exponent, 16)
        left, right = right, bytes(a ^ b for a, b in zip(left, key, strict=True))
    return right + left


# Keys, bundles, and what they say


def derived(secret, label):
    return chacha.hkdf(secret, b"", label, 32)


def check_keys(case):
    secret = bytes.fromhex(case["secret"])
    speaking = Ed25519PrivateKey.from_private_bytes(derived(secret, b"kunak/recovery-sign/1")).public_key()
    sealing = hpke.public_half(derived(secret, b"kunak/recovery-seal/1"))
    return (speaking.public_bytes_raw().hex(), sealing.hex()) == (case["speaking"], case["sealing"])


def check_bundle(case):
    try:
        read = opened(bytes.fromhex(case["bundle"]), bytes.fromhex(case["secret"]))
    except (cbor.Wrong, hpke.DoesNotOpen, TypeError, ValueError):
        read = None
    return read == case["read"]


def opened(data, secret):
    outside, sealed = cbor.read(data)
    magic, version, organisation, arrangement = cbor.read(outside)
    if (magic, version, len(organisation), len(arrangement)) != ("kunak/bundle", 1, 16, 32):
        raise ValueError
    private = derived(secret, b"kunak/recovery-seal/1")
    made_at, transports, epochs, records, meeting = cbor.read(
        hpke.opened(private, sealed, b"kunak/bundle/1\0" + outside)
    )
    if not all((len(circle), len(key)) == (16, 32) for circle, key in transports):
        raise ValueError
    if not all((len(part), len(key)) == (16, 32) and 0 <= epoch < 2**63 for part, epoch, key in epochs):
        raise ValueError
    return {
        "organisation": organisation.hex(),
        "arrangement": arrangement.hex(),
        "made_at": made_at,
        "transports": [[circle.hex(), key.hex()] for circle, key in transports],
        "epochs": [[part.hex(), epoch, key.hex()] for part, epoch, key in epochs],
        "records": [record.hex() for record in records],
        "meeting": [meeting[0], meeting[1].hex(), meeting[2].hex()],
    }


def check_return(case):
    said = bytes.fromhex(case["said"])
    fields = cbor.read(said)
    if not curve.enrollable(fields[3]):
        return not case["genuine"]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(case["speaking"]))
    try:
        key.verify(bytes.fromhex(case["signature"]), b"kunak/return/1\0" + said)
    except InvalidSignature:
        return not case["genuine"]
    return case["genuine"]
