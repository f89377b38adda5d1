"""What ``spec/keys.md`` decides: prekeys, seals of circles and of epochs, and what follows from a circle's secret.

Kunak seals with fresh randomness, and a vector must be the same tomorrow. So these
seals are made by the second reader (``verify/hpke.py``), with seeded randomness, and
what stands here as opened is what Kunak opened.
"""
# ruff: noqa: ANN401, S311 - seeded on purpose

import random
import sys
from pathlib import Path
from typing import Any

from kunak.base import canonical
from kunak.base.ids import CompartmentId, DeviceId, EventId, OrganisationId
from kunak.base.instants import DAY, Instant
from kunak.casework import circles as circles_of
from kunak.casework.circles import CircleSealed, EpochsSealed, Grant, KeysWanted, Seal
from kunak.casework.facts import Event, Fact
from kunak.crypto import hybrid, sealing
from kunak.crypto.aead import DoesNotOpen
from kunak.crypto.secret import Secret
from kunak.log import outer

sys.path.append(str(Path(__file__).parent / "verify"))
import hpke

Vector = dict[str, Any]

ORGANISATION = OrganisationId(b"an invented grou")
OTHER_GROUP = OrganisationId(b"another group...")
CIRCLE = b"circle of three."
DEVICES = [DeviceId(letter * 16) for letter in (b"a", b"b", b"c")]
COMPARTMENT = CompartmentId(b"case 7, identity")
FIELD_PRIME = 2**255 - 19


def keys_vectors() -> dict[str, Any]:
    """Return the content of ``keys.json``."""
    dice = random.Random(12)
    return {
        "prekeys": prekeys(dice),
        "circles": circles(dice),
        "epochs": epochs(dice),
        "derived": derived(dice),
        "blobs": blobs(dice),
        "announcements": announcements(),
    }


def prekeys(dice: random.Random) -> list[Vector]:
    """Private halves with their public ones, and public ones that nobody can seal to."""
    private = Secret(dice.randbytes(32))
    public = hybrid.public_half(private)
    kem, point = public[:1184], public[1184:]
    # The first coefficient of ML-KEM's key becomes its modulus: the same key in a second form.
    unreduced = ((int.from_bytes(kem[:3], "little") >> 12 << 12) | 3329).to_bytes(3, "little") + kem[3:]

    def case(name: str, data: bytes, **more: Any) -> Vector:
        try:
            hybrid.seal_to(data, b"", info=b"")
            valid = True
        except hybrid.PrekeyRefused:
            valid = False
        return {"name": name, "public": data.hex(), "id": sealing.prekey_id(data).hex(), "valid": valid, **more}

    made = [
        case(f"a prekey, {number}", hybrid.public_half(key), private=key.reveal().hex())
        for number, key in enumerate([private, Secret(bytes(32)), Secret(dice.randbytes(32))])
    ]
    return [
        *made,
        case(
            "an X25519 half written in a second way, which RFC 7748 reduces",
            kem + (FIELD_PRIME + 9).to_bytes(32, "little"),
        ),
        case("an ML-KEM half that is not reduced", unreduced + point),
        case("an X25519 half of order 1", kem + bytes(32)),
        case("an X25519 half of order 2", kem + (FIELD_PRIME - 1).to_bytes(32, "little")),
        case("an X25519 half of order 4, written in a second way", kem + (FIELD_PRIME + 1).to_bytes(32, "little")),
        case("one byte short", public[:-1]),
        case("one byte long", public + b"\0"),
        case("the ML-KEM half alone", kem),
        case("nothing", b""),
    ]


def circles(dice: random.Random) -> list[Vector]:
    """Seals of a circle's secret, and the same in every wrong place."""
    private, secret = Secret(dice.randbytes(32)), dice.randbytes(32)
    public = hybrid.public_half(private)
    place: dict[str, Any] = {
        "organisation": ORGANISATION, "circle": CIRCLE, "device": DEVICES[1], "devices": DEVICES
    }  # fmt: skip

    def sealed_for(text: bytes = secret, **other: Any) -> bytes:
        meant = place | other
        context = [meant["organisation"], meant["circle"], meant["device"], meant["devices"]]
        return hpke.seal(public, text, b"kunak/circle/1" + canonical.encode(context), dice.randbytes(64))

    def case(name: str, sealed: bytes, prekey: Secret = private, **other: Any) -> Vector:
        meant = place | other
        try:
            opened = sealing.open_circle(prekey, sealed, **meant).reveal().hex()
        except DoesNotOpen:
            opened = None
        shown = {key: value.hex() for key, value in meant.items() if key != "devices"}
        return {
            "name": name, "prekey": prekey.reveal().hex(), **shown,
            "devices": [device.hex() for device in meant["devices"]], "sealed": sealed.hex(), "secret": opened,
        }  # fmt: skip

    sealed = sealed_for()
    alone = sealed_for(devices=[DEVICES[1]])
    return [
        case("one of three", sealed),
        case("the devices told in another order", sealed, devices=DEVICES[::-1]),
        case("a circle of one", alone, devices=[DEVICES[1]]),
        case("sealed with the devices descending", sealed_for(devices=DEVICES[::-1])),
        case("another group", sealed, organisation=OTHER_GROUP),
        case("another circle", sealed, circle=b"another circle.."),
        case("another device of the circle", sealed, device=DEVICES[0]),
        case("one device fewer", sealed, devices=DEVICES[:2]),
        case("one device more", sealed, devices=[*DEVICES, DeviceId(b"d" * 16)]),
        case("another prekey", sealed, Secret(bytes(32))),
        case("a flipped bit of ML-KEM's part", flipped(sealed, 7)),
        case("a flipped bit of X25519's part", flipped(sealed, 1100)),
        case("a point of order 1 for X25519's part", sealed[:1088] + bytes(32) + sealed[1120:]),
        case("a flipped bit of the text", flipped(sealed, 1125)),
        case("a flipped bit of the tag", flipped(sealed, len(sealed) - 1)),
        case("cut by one byte", sealed[:-1]),
        case("a trailing byte", sealed + b"\0"),
        case("shorter than an empty seal", sealed[:1135]),
        case("nothing", b""),
        case("a secret of 31 bytes", sealed_for(secret[:31])),
        case("a secret of 33 bytes", sealed_for(secret + b"\0")),
    ]


def epochs(dice: random.Random) -> list[Vector]:
    """Secrets of epochs sealed under a circle's secret."""
    circle, secret, salt = (dice.randbytes(32) for _ in range(3))
    place: dict[str, Any] = {"organisation": ORGANISATION, "compartment": COMPARTMENT, "epoch": (3 << 40) | 12345}

    def case(name: str, sealed: bytes, under: bytes = circle, **other: Any) -> Vector:
        meant = place | other
        try:
            opened = sealing.open_epoch(sealed, Secret(under), **meant).reveal().hex()
        except DoesNotOpen:
            opened = None
        shown = {key: value.hex() if isinstance(value, bytes) else value for key, value in meant.items()}
        return {"name": name, "circle": under.hex(), **shown, "sealed": sealed.hex(), "secret": opened}

    def sealed_for(**other: Any) -> bytes:
        return sealing.seal_epoch(Secret(secret), Secret(circle), salt=salt, **(place | other))

    sealed = sealed_for()
    short = sealing.aead.seal_once(
        Secret(circle), secret[:31], salt=salt, purpose=b"kunak/epoch/1",
        context=canonical.encode([*place.values()]),
    )  # fmt: skip
    return [
        case("a shared epoch", sealed),
        case("epoch 1, of what was never shared before", sealed_for(epoch=1), epoch=1),
        case("the members' own log", sealed_for(compartment=ORGANISATION), compartment=ORGANISATION),
        case("another group", sealed, organisation=OTHER_GROUP),
        case("another compartment", sealed, compartment=CompartmentId(b"case 8, identity")),
        case("another epoch", sealed, epoch=(3 << 40) | 12346),
        case("another circle", sealed, bytes(32)),
        case("a flipped bit of the salt", flipped(sealed, 0)),
        case("a flipped bit of the secret", flipped(sealed, 40)),
        case("a flipped bit of the tag", flipped(sealed, 79)),
        case("cut by one byte", sealed[:-1]),
        case("a salt alone", sealed[:32]),
        case("a secret of 31 bytes", short),
    ]


def derived(dice: random.Random) -> list[Vector]:
    """What follows from a circle's secret, and from the group's id."""
    cases = []
    for name, organisation, feed in (
        ("one group", ORGANISATION, b"a feed of tests."),
        ("another", OTHER_GROUP, bytes(16)),
    ):
        circle = Secret(dice.randbytes(32))
        transport = sealing.transport_key(circle)
        cases.append(
            {
                "name": name,
                "organisation": organisation.hex(),
                "announcements": sealing.keys_compartment(organisation).hex(),
                "circle": circle.reveal().hex(),
                "transport": transport.reveal().hex(),
                "feed": feed.hex(),
                "token": sealing.feed_token(transport, feed).reveal().hex(),
            }
        )
    return cases


def blobs(dice: random.Random) -> list[Vector]:
    """The one blob that every laptop makes of a record."""
    transport = Secret(dice.randbytes(32))
    week = 7 * DAY
    cases = []
    for name, record, at in (
        ("the first millisecond of a week", dice.randbytes(700), Instant(2930 * week)),
        ("the last millisecond of the week before", dice.randbytes(700), Instant(2930 * week - 1)),
        ("a piece of a file, which has no clock", dice.randbytes(1500), Instant(0)),
    ):
        salt = outer.salt_for(record, transport=transport)
        blob = outer.wrap(record, transport=transport, week=outer.week_of(at), salt=salt)
        shown = {"transport": transport.reveal().hex(), "record": record.hex(), "at": at, "blob": blob.hex()}
        cases.append({"name": name, **shown})
    return cases


def flipped(data: bytes, place: int) -> bytes:
    """Return the bytes with one bit of one byte turned."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


# What announcements add up to


A, B, C, STRANGER = (DeviceId(letter * 16) for letter in (b"a", b"b", b"c", b"z"))
NOW = 1_800_000_000_000


def said(number: int, device: DeviceId, event: Event, *, at: int = NOW - DAY) -> Fact:
    return Fact(EventId(bytes([number]) * 32), device, Instant(at), event)


def sealing_to(name: bytes, *devices: DeviceId, to: str = "") -> CircleSealed:
    """Announce a circle, with seals to the first prekeys of these devices."""
    seals = tuple(Seal(DeviceId(letter.encode() * 16), letter.encode() * 16, b"sealed") for letter in to)
    return CircleSealed(circle=name * 16, devices=tuple(sorted(devices)), seals=seals)


def granting(name: bytes, *numbers: int, compartment: CompartmentId = COMPARTMENT) -> EpochsSealed:
    return EpochsSealed(circle=name * 16, grants=tuple(Grant(compartment, number, b"sealed") for number in numbers))


def announcements() -> list[Vector]:
    """Sets of announcements, the circles and epochs that they make, and under which epoch is written."""
    two, three = sealing_to(b"x", A, B, to="b"), sealing_to(b"y", A, B, C, to="bc")
    stories: dict[str, list[Fact]] = {
        "nothing": [],
        "two devices and an epoch": [said(1, A, two), said(2, A, granting(b"x", 1))],
        "the highest epoch of exactly the readers": [
            said(1, A, two), said(2, A, granting(b"x", 1, 2)), said(3, A, three), said(4, A, granting(b"y", 3)),
        ],
        "a circle that its author is not in": [said(1, STRANGER, two), said(2, A, granting(b"x", 1))],
        "an epoch that a stranger gave": [said(1, A, two), said(2, STRANGER, granting(b"x", 1))],
        "an epoch of a circle that nobody announced": [said(1, A, granting(b"x", 1))],
        "a circle that is 90 days old": [said(1, A, two, at=NOW - 90 * DAY), said(2, A, granting(b"x", 1))],
        "a circle a moment younger": [said(1, A, two, at=NOW - 90 * DAY + 1), said(2, A, granting(b"x", 1))],
        "one name for two sets": [said(2, A, sealing_to(b"x", A, B, C, to="c")), said(1, A, two)],
        "one name for two sets, and once more the first": [
            said(1, A, two), said(2, A, sealing_to(b"x", A, C, to="c")), said(3, A, sealing_to(b"x", A, B, to="a")),
        ],
        "a seal for a device that is not in the circle": [said(1, A, sealing_to(b"x", A, B, to="bz"))],
        "a device that was away": [said(1, A, two), said(2, B, KeysWanted(circles=(b"x" * 16,)))],
        "sealed to it anew, to another prekey": [
            said(1, A, two), said(2, B, KeysWanted(circles=(b"x" * 16,))),
            said(3, A, CircleSealed(circle=b"x" * 16, devices=(A, B), seals=(Seal(B, b"2" * 16, b"sealed"),))),
        ],
        "a key for somebody who must not have it": [
            said(1, A, sealing_to(b"w", A, STRANGER, to="z")), said(2, A, granting(b"w", 4)),
        ],
    }  # fmt: skip
    return [announced(name, facts) for name, facts in stories.items()]


def announced(name: str, facts: list[Fact]) -> Vector:
    state = circles_of.folded(facts)
    prekeys = {A: b"a" * 16, B: b"2" * 16, C: b"c" * 16}
    written = {}
    for readers in ((A, B), (A, B, C)):
        found = circles_of.epoch_to_write(state, COMPARTMENT, frozenset(readers), held=range(10), now=Instant(NOW))
        written["".join(chr(reader[0]) for reader in readers)] = found.number if found else None
    return {
        "name": name,
        "now": NOW,
        "compartment": COMPARTMENT.hex(),
        "facts": [shown(each) for each in facts],
        "circles": {
            each.id.hex(): {
                "devices": sorted(device.hex() for device in each.devices),
                "author": each.author.hex(),
                "event": each.event.hex(),
                "reached": sorted([device.hex(), prekey.hex()] for device, prekey in each.reached),
            }
            for each in state.circles.values()
        },
        "epochs": [[each.number, each.circle.hex(), each.author.hex()] for each in state.epochs_of(COMPARTMENT)],
        "written_under": written,
        "prekeys": {device.hex(): prekey.hex() for device, prekey in prekeys.items()},
        "to_seal_anew": {
            circle.id.hex(): [device.hex() for device in lacking]
            for circle, lacking in circles_of.to_reseal(state, prekeys)
        },
        "strangers": [
            [each.epoch, each.device.hex(), each.author.hex()]
            for each in circles_of.strangers(state, COMPARTMENT, frozenset((A, B, C)))
        ],
    }


def shown(fact: Fact) -> Vector:
    told: Vector = {"id": fact.id.hex(), "device": fact.device.hex(), "at": fact.at}
    match fact.event:
        case CircleSealed(circle=circle, devices=devices, seals=seals):
            pairs = [[seal.device.hex(), seal.prekey.hex()] for seal in seals]
            return {**told, "kind": "keys.circle", "circle": circle.hex(), "devices": [d.hex() for d in devices],
                    "seals": pairs}  # fmt: skip
        case EpochsSealed(circle=circle, grants=grants):
            given = [[grant.compartment.hex(), grant.epoch] for grant in grants]
            return {**told, "kind": "keys.epochs", "circle": circle.hex(), "grants": given}
        case KeysWanted(circles=asked):
            return {**told, "kind": "keys.wanted", "circles": [circle.hex() for circle in asked]}
        case _:
            raise AssertionError
