"""Who has been given which keys: circles of devices, and the epochs of compartments sealed to them.

A circle is a set of devices that share one secret; a compartment's epoch is
sealed to a circle. What is announced here, everybody in the group can check:
the recipients must be exactly the devices that need to know. Secrets are not
here, and neither is the decision who needs to know. Specified in ``spec/keys.md``.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final

import msgspec

from kunak.base.ids import CompartmentId, DeviceId, EventId
from kunak.base.instants import DAY, Instant
from kunak.casework.facts import Event, Fact

CIRCLE_LASTS: Final = 90 * DAY
"""A circle gets a new secret a quarter: a device that was read unnoticed goes blind in time."""

GENERATION_BITS: Final = 40
"""Lower bits of the number of an epoch, drawn by chance, so that two laptops that rekey apart make two numbers."""


class Seal(msgspec.Struct, frozen=True):
    """A circle's secret, sealed to one device.

    Attributes:
        prekey: Beginning of the hash of the public prekey to which it was sealed.
        sealed: HPKE, encapsulated key and ciphertext.
    """

    device: DeviceId
    prekey: bytes
    sealed: bytes


class CircleSealed(Event, frozen=True, tag="keys.circle"):
    """A circle's secret was given to devices. Said again of the same circle, it reaches a device that was away."""

    circle: bytes
    devices: tuple[DeviceId, ...]
    seals: tuple[Seal, ...]


class Grant(msgspec.Struct, frozen=True):
    """The secret of one epoch of one compartment.

    Attributes:
        sealed: Salt and sealed secret, 80 bytes.
    """

    compartment: CompartmentId
    epoch: int
    sealed: bytes


class EpochsSealed(Event, frozen=True, tag="keys.epochs"):
    """The secrets of some compartments' epochs were given to a circle."""

    circle: bytes
    grants: tuple[Grant, ...]


class KeysWanted(Event, frozen=True, tag="keys.wanted"):
    """A device that was away too long asks its circles to seal their secrets to its new prekey."""

    circles: tuple[bytes, ...]


EVENTS: Final = (CircleSealed, EpochsSealed, KeysWanted)

GRANTS_LIMIT: Final = 1_000
"""Grants in one event: about 130 kilobytes."""


class Circle(msgspec.Struct, frozen=True):
    """One circle as it was first announced.

    Attributes:
        event: The announcement; of several for one circle the one with the smallest id counts.
        reached: Device and prekey to which the secret was sealed; its author needs no seal.
    """

    id: bytes
    devices: frozenset[DeviceId]
    author: DeviceId
    at: Instant
    event: EventId
    reached: frozenset[tuple[DeviceId, bytes]]


class Epoch(msgspec.Struct, frozen=True):
    """One epoch of a compartment, given to one circle."""

    number: int
    circle: bytes
    author: DeviceId
    at: Instant
    event: EventId
    sealed: bytes


class Circles(msgspec.Struct, frozen=True):
    """Everything that was announced; a function of the set of announcements, whatever their order.

    Attributes:
        seals: What each circle with these devices was sealed to; of two sets under one name only one counts in the
            end, and which is not known before all was heard.
    """

    circles: dict[bytes, Circle] = {}
    epochs: dict[CompartmentId, tuple[Epoch, ...]] = {}
    wanted: frozenset[tuple[bytes, DeviceId]] = frozenset()
    seals: dict[tuple[bytes, frozenset[DeviceId]], frozenset[tuple[DeviceId, bytes]]] = {}

    def epochs_of(self, compartment: CompartmentId) -> tuple[Epoch, ...]:
        """Return what was announced for a compartment, the latest epoch first."""
        return tuple(sorted(self.epochs.get(compartment, ()), key=lambda each: (-each.number, each.event)))

    def recipients(self, epoch: Epoch) -> frozenset[DeviceId]:
        """Return the devices that can open an epoch; the empty set where its circle is not known."""
        circle = self.circles.get(epoch.circle)
        return circle.devices if circle else frozenset()


def evolve(circles: Circles, fact: Fact) -> Circles:
    """Return what was announced after ``fact``. Nobody gives keys to a circle that they are not in."""
    return folded((fact,), circles)


def folded(facts: Iterable[Fact], before: Circles = Circles()) -> Circles:  # noqa: B008 - frozen
    """Return what these facts announce, in time that grows with their number alone."""
    found = dict(before.circles)
    epochs = {
        compartment: {(each.event, each.number): each for each in known} for compartment, known in before.epochs.items()
    }
    wanted, seals = set(before.wanted), dict(before.seals)
    for fact in facts:
        match fact.event:
            case KeysWanted(circles=asked):
                wanted.update((circle, fact.device) for circle in asked)
            case CircleSealed() as said if fact.device in said.devices:
                found[said.circle] = _announced(found.get(said.circle), fact, said, seals)
            case EpochsSealed(circle=circle, grants=grants):
                for grant in grants:
                    epoch = Epoch(grant.epoch, circle, fact.device, fact.at, fact.id, grant.sealed)
                    epochs.setdefault(grant.compartment, {})[fact.id, grant.epoch] = epoch
    given = {compartment: tuple(each.values()) for compartment, each in epochs.items()}
    return Circles(found, given, frozenset(wanted), seals)


def _announced(
    known: Circle | None,
    fact: Fact,
    said: CircleSealed,
    seals: dict[tuple[bytes, frozenset[DeviceId]], frozenset[tuple[DeviceId, bytes]]],
) -> Circle:
    """Return the circle after one more announcement, and keep in ``seals`` what it says."""
    devices = frozenset(said.devices)
    reached = frozenset((seal.device, seal.prekey) for seal in said.seals if seal.device in devices)
    seals[said.circle, devices] = seals.get((said.circle, devices), frozenset()) | reached
    if known is None or fact.id < known.event:
        known = Circle(said.circle, devices, fact.device, fact.at, fact.id, frozenset())
    return msgspec.structs.replace(known, reached=seals[said.circle, known.devices])


# Decisions


def circle_for(
    circles: Circles, devices: frozenset[DeviceId], *, held: Container[bytes], now: Instant
) -> Circle | None:
    """Return a circle of exactly these devices whose secret is at hand and not too old, or None: make one."""
    fitting = (
        circle
        for circle in circles.circles.values()
        if circle.devices == devices
        and circle.author in devices
        and circle.id in held
        and now - circle.at < CIRCLE_LASTS
    )
    return max(fitting, key=lambda circle: circle.event, default=None)


def epoch_to_write(
    circles: Circles, compartment: CompartmentId, devices: frozenset[DeviceId], *, held: Container[int], now: Instant
) -> Epoch | None:
    """Return the epoch under which to write for exactly these devices, or None: begin one.

    Never one whose circle has a device that should not read on, or that somebody
    announced who is none of them: a stranger would know its secret.
    """
    for epoch in circles.epochs_of(compartment):
        circle = circles.circles.get(epoch.circle)
        if (
            circle is not None
            and circle.devices == devices
            and circle.author in devices
            and epoch.author in devices
            and epoch.number in held
            and now - circle.at < CIRCLE_LASTS
        ):
            return epoch
    return None


def next_number(circles: Circles, compartment: CompartmentId, *, beyond: int, chance: int) -> int:
    """Return the number of a new epoch: one generation on, with a part drawn by chance.

    Args:
        circles: What was announced.
        compartment: Whose epoch it is.
        beyond: The largest number that this device has used for it itself.
        chance: Drawn evenly from 40 bits.
    """
    latest = max((epoch.number for epoch in circles.epochs.get(compartment, ())), default=0)
    generation = max(latest, beyond) >> GENERATION_BITS
    return ((generation + 1) << GENERATION_BITS) | chance


def to_reseal(circles: Circles, prekeys: Mapping[DeviceId, bytes]) -> Iterator[tuple[Circle, tuple[DeviceId, ...]]]:
    """Yield circles with those of their devices that still need a seal.

    Args:
        circles: What was announced.
        prekeys: Name of the present prekey of each device that may have keys today.
    """
    for circle in circles.circles.values():
        sealed_to = {device for device, _ in circle.reached} | {circle.author}
        lacking = tuple(
            device
            for device in sorted(circle.devices)
            if device in prekeys
            and (device, prekeys[device]) not in circle.reached
            and (device not in sealed_to or (circle.id, device) in circles.wanted)
        )
        if lacking:
            yield circle, lacking


class Stranger(msgspec.Struct, frozen=True):
    """A device that was given a key which it does not need to know, and who gave it."""

    compartment: CompartmentId
    epoch: int
    device: DeviceId
    author: DeviceId


def strangers(circles: Circles, compartment: CompartmentId, ever_allowed: frozenset[DeviceId]) -> tuple[Stranger, ...]:
    """Return every recipient of a compartment's keys that was never allowed to read it: each is an alarm."""
    return tuple(
        Stranger(compartment, epoch.number, device, epoch.author)
        for epoch in circles.epochs_of(compartment)
        for device in sorted(circles.recipients(epoch) - ever_allowed)
    )
