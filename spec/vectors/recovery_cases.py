"""The vectors of ``spec/recovery.md``: shares, keys, bundles, and what trustees say, as it should be and wrong.

The shares are made by the reference implementation with seeded randomness in the place of
its own; bundles are sealed by the second reader (``verify/hpke.py``), as in
``keys_cases.py``. What stands here as read is what Kunak read.
"""
# ruff: noqa: ANN401, S311 - seeded on purpose

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import shamir_mnemonic
from shamir_mnemonic.wordlist import WORDLIST

from kunak.base import canonical
from kunak.base.errors import KunakError
from kunak.base.ids import DeviceId, EventId, OrganisationId
from kunak.base.instants import Instant
from kunak.crypto import hybrid, recovery, shares
from kunak.crypto.recovery import Return
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey

sys.path.append(str(Path(__file__).parent / "verify"))
import hpke

Vector = dict[str, Any]

GROUP = OrganisationId(b"an invented grou")
ARRANGEMENT = EventId(b"the event that chose the trustee")
SECRET = Secret(bytes(range(100, 132)))
OTHER = Secret(bytes(range(132, 164)))


def recovery_vectors() -> dict[str, list[Vector]]:
    """Return the content of ``recovery.json``."""
    return {
        "shares": list(share_vectors()),
        "keys": [keys_of("one secret", SECRET), keys_of("another", OTHER)],
        "bundles": list(bundle_vectors()),
        "returns": list(return_vectors()),
    }


def share_vectors() -> Iterator[Vector]:
    dice = random.Random(39)
    with mock.patch("shamir_mnemonic.shamir.RANDOM_BYTES", dice.randbytes):
        five = shares.split(SECRET, threshold=3, count=5)
        two = shares.split(OTHER, threshold=2, count=2)
        (short,) = shamir_mnemonic.generate_mnemonics(1, [(2, 3)], bytes(16))
    yield share_case("the first three of five", five[:3])
    yield share_case("others of the five, in another order", (five[4], five[1], five[2]))
    yield share_case("all five", five)
    yield share_case("both of two", two)
    yield share_case("two of five", five[:2])
    yield share_case("one given three times", (five[0],) * 3)
    yield share_case("of two ceremonies", (five[0], five[1], two[0]))
    yield share_case("of a secret that is too short", short[:2])
    wrong = five[2].split()
    wrong[9] = WORDLIST[(WORDLIST.index(wrong[9]) + 1) % len(WORDLIST)]
    yield share_case("a word is wrong", (five[0], five[1], " ".join(wrong)))


def share_case(name: str, words: tuple[str, ...] | list[str]) -> Vector:
    try:
        secret = shares.combine(words).reveal().hex()
    except KunakError:
        secret = None
    return {
        "name": name,
        "shares": [[WORDLIST.index(word) for word in each.split()] for each in words],
        "secret": secret,
    }


def keys_of(name: str, secret: Secret) -> Vector:
    return {
        "name": name,
        "secret": secret.reveal().hex(),
        "sealing": hybrid.public_half(recovery.sealing_key(secret)).hex(),
        "speaking": recovery.signing_key(secret).public.hex(),
    }


def bundle_vectors() -> Iterator[Vector]:
    dice = random.Random(40)
    outside: list[Any] = ["kunak/bundle", 1, GROUP, ARRANGEMENT]
    body: list[Any] = [
        1_800_000_000_000,
        [[b"c" * 16, dice.randbytes(32)]],
        [[GROUP, 1, dice.randbytes(32)], [b"p" * 16, 5 << 40, dice.randbytes(32)]],
        [b"a record", b"another"],
        ["https://relay.example/", b"an invented feed", b"r" * 32],
    ]

    def sealed(outside: list[Any], body: list[Any], *, told: bytes = b"") -> bytes:
        shown = canonical.encode(outside)
        public = hybrid.public_half(recovery.sealing_key(SECRET))
        text = hpke.seal(public, canonical.encode(body), b"kunak/bundle/1\0" + (told or shown), dice.randbytes(64))
        return canonical.encode([shown, text])

    def changed(place: int, value: Any) -> list[Any]:
        return [*body[:place], value, *body[place + 1 :]]

    yield bundle_case("as it should be", sealed(outside, body))
    yield bundle_case("with nothing in it", sealed(outside, [0, [], [], [], ["", b"", b""]]))
    yield bundle_case("for other trustees", sealed(outside, body), secret=OTHER)
    yield bundle_case(
        "its arrangement exchanged", sealed([*outside[:3], bytes(32)], body, told=canonical.encode(outside))
    )
    yield bundle_case("of another version", sealed(["kunak/bundle", 2, GROUP, ARRANGEMENT], body))
    yield bundle_case("a key of 31 bytes", sealed(outside, changed(2, [[GROUP, 1, bytes(31)]])))
    yield bundle_case("an epoch below 0", sealed(outside, changed(2, [[GROUP, -1, bytes(32)]])))
    yield bundle_case("a circle without a key", sealed(outside, changed(1, [[b"c" * 16]])))
    yield bundle_case("a field too many", sealed(outside, [*body, 1]))
    yield bundle_case("cut", sealed(outside, body)[:-1])


def bundle_case(name: str, data: bytes, *, secret: Secret = SECRET) -> Vector:
    try:
        read = recovery.open_bundle(data, secret)
    except recovery.BundleRefused:
        shown = None
    else:
        shown = {
            "organisation": read.organisation.hex(),
            "arrangement": read.arrangement.hex(),
            "made_at": read.made_at,
            "transports": [[circle.hex(), key.reveal().hex()] for circle, key in read.transports],
            "epochs": [[part.hex(), epoch, key.reveal().hex()] for part, epoch, key in read.epochs],
            "records": [record.hex() for record in read.records],
            "meeting": [read.meeting.url, read.meeting.feed.hex(), read.meeting.relay_key.hex()],
        }
    return {"name": name, "bundle": data.hex(), "secret": secret.reveal().hex(), "read": shown}


def return_vectors() -> Iterator[Vector]:
    key = recovery.signing_key(SECRET)
    said = Return(
        organisation=GROUP,
        arrangement=ARRANGEMENT,
        member=b"m" * 16,
        key=SigningKey.from_seed(Secret(b"n" * 32)).public,
        prekey=hybrid.public_half(Secret(b"p" * 32)),
        prekey_end=Instant(1_800_000_000_000),
        approval_key=SigningKey.from_seed(Secret(b"q" * 32)).public,
        cuts=((DeviceId(b"d" * 16), 9, b"e" * 32), (DeviceId(b"f" * 16), 0, b"")),
    )
    signature = recovery.sign_return(said, key)
    yield return_case("as it should be", said, signature, key)
    yield return_case("another member", msgspec.structs.replace(said, member=b"x" * 16), signature, key)
    yield return_case("a cut left out", msgspec.structs.replace(said, cuts=said.cuts[:1]), signature, key)
    yield return_case("by other trustees", said, signature, recovery.signing_key(OTHER))
    unsafe = msgspec.structs.replace(said, key=b"\1" + bytes(31))
    yield return_case("a laptop with an unsafe key", unsafe, recovery.sign_return(unsafe, key), key)


def return_case(name: str, said: Return, signature: bytes, key: SigningKey) -> Vector:
    try:
        recovery.check_return(said, signature, key.public)
    except KunakError:
        genuine = False
    else:
        genuine = True
    return {
        "name": name,
        "said": recovery.return_bytes(said).hex(),
        "signature": signature.hex(),
        "speaking": key.public.hex(),
        "genuine": genuine,
    }
