"""HPKE (RFC 9180, base mode, single shot) with X-Wing, as ``spec/keystore.md`` names the suite, in plain Python.

It can seal, too, with given randomness: the vectors are sealed here and opened by
Kunak, and what Kunak seals is opened here.
"""
# ruff: noqa: ANN001, ANN201 - a reader for people, apart from the house

import hashlib
import hmac

import chacha
import mlkem

PUBLIC = 1_216
PRIVATE = 32
ENCAPSULATED = 1_120
SUITE = b"HPKE" + bytes.fromhex("647a00010003")
LABEL = bytes.fromhex("5c2e2f2f5e5c")


class DoesNotOpen(Exception):
    """Another key, another place, or an altered byte."""


class NoKey(Exception):
    """The public key cannot be sealed to."""


def halves(private):
    seed = hashlib.shake_256(private).digest(96)
    key, secret = mlkem.keys(seed[:64])
    return key, secret, seed[64:]


def public_half(private):
    key, _, scalar = halves(private)
    return key + mlkem.x25519(scalar, mlkem.BASE)


def combined(first, second, ciphertext, public):
    return hashlib.sha3_256(first + second + ciphertext + public + LABEL).digest()


def encapsulated(public, random):
    """Return the shared secret and what goes over the wire, of 64 random bytes."""
    if len(public) != PUBLIC or not mlkem.is_key(public[:1184]):
        raise NoKey
    first, one = mlkem.encapsulated(public[:1184], random[:32])
    two, second = mlkem.x25519(random[32:], mlkem.BASE), mlkem.x25519(random[32:], public[1184:])
    if not any(second):
        raise NoKey
    return combined(first, second, two, public[1184:]), one + two


def decapsulated(private, wire):
    key, secret, scalar = halves(private)
    second = mlkem.x25519(scalar, wire[1088:])
    if not any(second):
        raise DoesNotOpen
    first = mlkem.decapsulated(key, secret, wire[:1088])
    return combined(first, second, wire[1088:], mlkem.x25519(scalar, mlkem.BASE))


def extract(salt, label, secret):
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + SUITE + label + secret, hashlib.sha256)


def expand(secret, label, info, length):
    data = length.to_bytes(2, "big") + b"HPKE-v1" + SUITE + label + info
    return hmac.digest(secret, data + b"\1", hashlib.sha256)[:length]


def schedule(shared, info):
    """Return key and nonce of the one message."""
    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    return expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)


def seal(public, text, info, random):
    shared, wire = encapsulated(public, random)
    key, nonce = schedule(shared, info)
    return wire + chacha.seal(key, text, b"", nonce)


def opened(private, sealed, info, context=b""):
    if len(private) != PRIVATE or len(sealed) < ENCAPSULATED + 16:
        raise DoesNotOpen
    key, nonce = schedule(decapsulated(private, sealed[:ENCAPSULATED]), info)
    try:
        return chacha.open_sealed(key, sealed[ENCAPSULATED:], context, nonce)
    except chacha.DoesNotOpen:
        raise DoesNotOpen from None
