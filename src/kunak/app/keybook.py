"""Which keys does this laptop hold, under which does it write, and to whom has it to give them?

What was announced is in ``casework.circles``; here it meets the secrets. A key is
durable on this disk before anything is sealed under it, and it is announced
before, or in the same step as, the first event that needs it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from kunak.app.laptops import Laptops
from kunak.app.ports import EpochSecrets, FactCache
from kunak.app.system import Clock, Random
from kunak.app.vault import FIRST_EPOCH
from kunak.base.errors import KunakError, Refused
from kunak.base.ids import ID_BYTES, CompartmentId, DeviceId, EventId, OrganisationId
from kunak.base.instants import Instant
from kunak.casework import circles as rules
from kunak.casework.circles import (
    GENERATION_BITS,
    GRANTS_LIMIT,
    Circle,
    Circles,
    CircleSealed,
    Epoch,
    EpochsSealed,
    Grant,
    Seal,
)
from kunak.casework.compartments import Reading
from kunak.casework.facts import Event, Fact
from kunak.crypto import sealing
from kunak.crypto.aead import SALT_BYTES
from kunak.crypto.hybrid import public_half
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.log import clock as hybrid
from kunak.log import codec, genesis

CIRCLE_EPOCH: Final = 0
"""A circle's secret lies in the keyring under the circle's id and this number."""
TRANSPORT_EPOCH: Final = 1
"""And so the transport key of a circle that this device was never in: it came later."""


Readers = Mapping[DeviceId, Reading]
"""The devices that are to read a compartment, and how far back."""


class Chosen(NamedTuple):
    """Under which epochs to write, which of them begin now, and what has to be announced before."""

    epochs: dict[CompartmentId, int]
    begun: frozenset[CompartmentId]
    announcements: list[Event]


class KeyBook:
    """The keys of this laptop."""

    def __init__(
        self,
        *,
        organisation: OrganisationId,
        device: DeviceId,
        keyring: EpochSecrets,
        prekeys: Sequence[Secret],
        cache: FactCache,
        laptops: Laptops,
        clock: Clock,
        random: Random,
    ) -> None:
        self.organisation = organisation
        self.root = genesis.root_compartment(organisation)
        self.compartment = sealing.keys_compartment(organisation)
        self._device = device
        self._keyring = keyring
        self._prekeys = {sealing.prekey_id(public_half(prekey)): prekey for prekey in prekeys}
        self._cache = cache
        self._laptops = laptops
        self._clock = clock
        self._random = random
        self._circles: Circles | None = None

    def add_prekey(self, prekey: Secret) -> None:
        """Open from now on what is sealed to this prekey, too."""
        self._prekeys[sealing.prekey_id(public_half(prekey))] = prekey

    # What was announced

    @property
    def circles(self) -> Circles:
        """Everything that was announced."""
        if self._circles is None:
            rows = self._cache.facts_of(self.compartment)
            self._circles = rules.folded(
                Fact(
                    EventId(row.id), DeviceId(row.device), hybrid.shown(row.clock), codec.from_body(row.kind, row.body)
                )
                for row in rows
            )
        return self._circles

    def forget(self) -> None:
        """Read the announcements anew at the next question: some of them count no longer."""
        self._circles = None

    def learn(self, fact: Fact) -> None:
        """Take note of an announcement, and keep the secrets in it that are meant for this device."""
        self._circles = rules.evolve(self.circles, fact)
        match fact.event:
            case CircleSealed() as said:
                self._open_circle(said)
            case EpochsSealed(circle=circle, grants=grants):
                self._open_grants(circle, grants)

    def burnt(self) -> frozenset[bytes]:
        """Return the circles whose secret would open what was ordered to be destroyed: it is never taken up again."""
        shredded = self._laptops.membership.shredded
        return frozenset(epoch.circle for each in shredded for epoch in self.circles.epochs.get(each, ()))

    def _open_circle(self, said: CircleSealed) -> None:
        if self._secret_of(said.circle) is not None or said.circle in self.burnt():
            return
        for seal in said.seals:
            prekey = self._prekeys.get(seal.prekey)
            if seal.device != self._device or prekey is None:
                continue
            try:
                secret = sealing.open_circle(
                    prekey,
                    seal.sealed,
                    organisation=self.organisation,
                    circle=said.circle,
                    device=self._device,
                    devices=said.devices,
                )
            except KunakError:
                continue  # a seal that does not open is as good as none: it is asked for again
            self._keyring.add([(said.circle, CIRCLE_EPOCH, secret)])
            self._open_grants(said.circle, self._granted(said.circle))
            return

    def _granted(self, circle: bytes) -> list[Grant]:
        return [
            Grant(compartment, epoch.number, epoch.sealed)
            for compartment, epochs in self.circles.epochs.items()
            for epoch in epochs
            if epoch.circle == circle
        ]

    def _open_grants(self, circle: bytes, grants: Iterable[Grant]) -> None:
        secret = self._secret_of(circle)
        if secret is None:
            return
        opened = []
        shredded = self._laptops.membership.shredded
        for grant in grants:
            if grant.compartment in shredded:
                continue
            if self._keyring.get(grant.compartment, grant.epoch) is None:
                try:
                    key = sealing.open_epoch(
                        grant.sealed,
                        secret,
                        organisation=self.organisation,
                        compartment=grant.compartment,
                        epoch=grant.epoch,
                    )
                except KunakError:
                    continue  # the audit of seals names it
                opened.append((grant.compartment, grant.epoch, key))
        for entry in opened:
            try:
                self._keyring.add([entry])
            except Refused:
                continue  # two keys under one number: the first stays, and what the other sealed stays closed

    def missing(self) -> tuple[bytes, ...]:
        """Return the circles of this device whose secret never reached it, or reached a prekey that is gone.

        Of those that were destroyed only such as hold a key that did not come before.
        """
        burnt = self.burnt()
        return tuple(
            circle.id
            for circle in self.circles.circles.values()
            if self._device in circle.devices
            and self._secret_of(circle.id) is None
            and (circle.id not in burnt or self._lacks_of(circle.id))
        )

    def _lacks_of(self, circle: bytes) -> bool:
        """Whether a key that was given to this circle is not here, and should be."""
        shredded = self._laptops.membership.shredded
        return any(
            grant.compartment not in shredded and self._keyring.get(grant.compartment, grant.epoch) is None
            for grant in self._granted(circle)
        )

    def known_to_all(self) -> int:
        """Return under which epoch keys are announced: the newest announced before, so that all can read it."""
        held = self._keyring.epochs(self.compartment)
        given: dict[int, set[DeviceId]] = defaultdict(set)
        for epoch in self.circles.epochs.get(self.compartment, ()):
            if epoch.number in held:
                given[epoch.number] |= self.circles.recipients(epoch)
        everybody = self._laptops.recipients(self._clock())
        had_by_all = [number for number, devices in given.items() if everybody <= devices]
        # Who was let in since has all of them from the welcome.
        known = max(had_by_all or given, default=FIRST_EPOCH)
        if known not in held:
            self._keyring.add([(self.compartment, FIRST_EPOCH, Secret(self._random(SECRET_BYTES)))])
        return known

    def asking(self, circles: Sequence[bytes]) -> list[Event]:
        """Return the request for secrets that never reached this device, where it was not made already."""
        new = tuple(each for each in circles if (each, self._device) not in self.circles.wanted)
        return [rules.KeysWanted(circles=new)] if new else []

    # Under which key to write

    def choose(self, wanted: Mapping[CompartmentId, Readers], *, announced: bool = False) -> Chosen:
        """Return under which epoch to write into each compartment; begin new ones where it has to be.

        A compartment that was never shared needs no announcement while this laptop is its only reader, unless it
        has to be ``announced`` all the same.
        """
        epochs: dict[CompartmentId, int] = {}
        beginning: dict[frozenset[DeviceId], list[CompartmentId]] = defaultdict(list)
        now = self._clock()
        for compartment, readers in wanted.items():
            devices = frozenset(readers) | {self._device}
            if devices == {self._device} and compartment not in self.circles.epochs and not announced:
                epochs[compartment] = self._own(compartment)
                continue
            held = self._keyring.epochs(compartment)
            found = rules.epoch_to_write(self.circles, compartment, devices, held=held, now=now)
            if found is not None:
                epochs[compartment] = found.number
            else:
                beginning[devices].append(compartment)
        announcements: list[Event] = []
        for devices, compartments in beginning.items():
            begun = self._begin(compartments)
            epochs |= begun
            announcements += self._grant(devices, list(begun.items()))
        return Chosen(epochs, frozenset().union(*beginning.values()), announcements)

    def _own(self, compartment: CompartmentId) -> int:
        held = self._keyring.epochs(compartment)
        return max(held) if held else FIRST_EPOCH

    def _begin(self, compartments: Sequence[CompartmentId]) -> dict[CompartmentId, int]:
        begun = {
            each: rules.next_number(
                self.circles,
                each,
                beyond=max(self._keyring.epochs(each), default=0),
                chance=int.from_bytes(self._random(GENERATION_BITS // 8), "big"),
            )
            for each in compartments
        }
        self._keyring.add([(each, epoch, Secret(self._random(SECRET_BYTES))) for each, epoch in begun.items()])
        return begun

    # To whom to give keys

    def due(self, places: Mapping[CompartmentId, Readers]) -> list[Event]:
        """Return the announcements that readers of these compartments still need: epochs, and seals that never came."""
        granting: dict[frozenset[DeviceId], list[tuple[CompartmentId, int]]] = defaultdict(list)
        shredded = self._laptops.membership.shredded
        for compartment, readers in places.items():
            if set(readers) <= {self._device} and compartment not in self.circles.epochs:
                continue
            if compartment in shredded:
                continue
            for epoch, devices in self._lacking(compartment, readers):
                granting[devices].append((compartment, epoch))
        events: list[Event] = []
        for devices, entries in granting.items():
            events += self._grant(devices, entries)
        return [*events, *self._reseals()]

    def _lacking(self, compartment: CompartmentId, readers: Readers) -> Iterable[tuple[int, frozenset[DeviceId]]]:
        """Yield each epoch held here that some reader was not given, with all who are to have it."""
        announced = self.circles.epochs_of(compartment)
        burnt, wanted = self.burnt(), self.circles.wanted
        held = sorted(self._keyring.epochs(compartment))
        begins = _beginnings(held, announced)
        for place, number in enumerate(held):
            ends = begins[held[place + 1]] if place + 1 < len(held) else None
            allowed = frozenset(
                device
                for device, reading in readers.items()
                if (ends is None or ends > reading.since) and not (reading.strict and begins[number] < reading.since)
            )
            given = frozenset(
                device
                for epoch in announced
                if epoch.number == number
                for device in self.circles.recipients(epoch)
                if epoch.circle not in burnt or (epoch.circle, device) not in wanted
            )
            if allowed - given - {self._device}:
                yield number, allowed | {self._device}

    def _grant(self, devices: frozenset[DeviceId], entries: Sequence[tuple[CompartmentId, int]]) -> list[Event]:
        """Return the announcement of these epochs to a circle of these devices, and of the circle where it is new."""
        events: list[Event] = []
        held = _Held(self._keyring, self.burnt())
        found = rules.circle_for(self.circles, devices, held=held, now=self._clock())
        if found is None:
            circle, announcement = self._new_circle(devices)
            events.append(announcement)
        else:
            circle = found.id
        secret = self._secret_of(circle)
        assert secret is not None  # noqa: S101 - it was found held, or has just been kept
        grants = [self._sealed(compartment, epoch, secret) for compartment, epoch in entries]
        events += [
            EpochsSealed(circle=circle, grants=tuple(grants[start : start + GRANTS_LIMIT]))
            for start in range(0, len(grants), GRANTS_LIMIT)
        ]
        return events

    def _sealed(self, compartment: CompartmentId, epoch: int, circle: Secret) -> Grant:
        secret = self._keyring.get(compartment, epoch)
        assert secret is not None  # noqa: S101 - only epochs that are held are granted
        sealed = sealing.seal_epoch(
            secret,
            circle,
            salt=self._random(SALT_BYTES),
            organisation=self.organisation,
            compartment=compartment,
            epoch=epoch,
        )
        return Grant(compartment, epoch, sealed)

    def _new_circle(self, devices: frozenset[DeviceId]) -> tuple[bytes, CircleSealed]:
        circle, secret = self._random(ID_BYTES), Secret(self._random(SECRET_BYTES))
        self._keyring.add([(circle, CIRCLE_EPOCH, secret)])
        members = tuple(sorted(devices))
        return circle, CircleSealed(circle=circle, devices=members, seals=self._seals(circle, secret, members, members))

    def _seals(
        self, circle: bytes, secret: Secret, devices: tuple[DeviceId, ...], to: Iterable[DeviceId]
    ) -> tuple[Seal, ...]:
        prekeys = self._laptops.prekeys(self._clock())
        return tuple(
            Seal(
                device,
                sealing.prekey_id(prekeys[device]),
                sealing.seal_circle(
                    secret,
                    prekeys[device],
                    organisation=self.organisation,
                    circle=circle,
                    device=device,
                    devices=devices,
                ),
            )
            for device in to
            if device in prekeys and device != self._device
        )

    def _reseals(self) -> list[Event]:
        prekeys = self._laptops.prekeys(self._clock())
        names = {device: sealing.prekey_id(public) for device, public in prekeys.items()}
        events: list[Event] = []
        burnt = self.burnt()
        for circle, lacking in rules.to_reseal(self.circles, names):
            if circle.id in burnt:
                continue
            secret = self._secret_of(circle.id)
            others = [device for device in lacking if device != self._device]
            if secret is not None and self._device in circle.devices and others:
                devices = tuple(sorted(circle.devices))
                seals = self._seals(circle.id, secret, devices, others)
                events.append(CircleSealed(circle=circle.id, devices=devices, seals=seals))
        return events

    # Circles

    def _secret_of(self, circle: bytes) -> Secret | None:
        return self._keyring.get(circle, CIRCLE_EPOCH)

    def epochs_of_root(self, number: int) -> list[Epoch]:
        """Return to which circles an epoch of the members' own log was given."""
        return [epoch for epoch in self.circles.epochs.get(self.root, ()) if epoch.number == number]

    def everyone(self) -> list[Circle]:
        """Return the circles of all devices there have been, the present one first: those that were given the root."""
        today = self._laptops.recipients(self._clock())
        ranked = sorted(
            (
                (epoch.number, circle)
                for epoch in self.circles.epochs.get(self.root, ())
                if (circle := self.circles.circles.get(epoch.circle)) is not None
            ),
            key=lambda each: (each[1].devices == today, each[0], len(each[1].devices), each[1].event),
            reverse=True,
        )
        return list({circle.id: circle for _, circle in ranked}.values())

    def unplaced(self) -> list[Secret]:
        """Return the transport keys of circles whose secret came and whose announcement counts for nothing here (yet).

        Whoever announced one may be suspended as far as this laptop knows; and what ends the suspension travels under
        that very circle.
        """
        given = {epoch.circle for epochs in self.circles.epochs.values() for epoch in epochs}
        placed = given & set(self.circles.circles)
        held = (self._secret_of(circle) for circle in self._keyring.at_epoch(CIRCLE_EPOCH) if circle not in placed)
        return [sealing.transport_key(secret) for secret in held if secret is not None]

    def lend(self) -> list[Event]:
        """Give transport keys of everybody's circles to laptops that were let in while such a circle was made apart.

        They have to unwrap what travels under it, and no more than that.
        """
        today = self._laptops.recipients(self._clock()) | {self._device}
        lent: list[tuple[CompartmentId, int]] = []
        for circle in self.everyone():
            part, key = CompartmentId(circle.id), self.transport(circle.id)
            given = circle.devices.union(*(self.circles.recipients(each) for each in self.circles.epochs_of(part)))
            if key is None or today <= given:
                continue
            self._keyring.add([(part, TRANSPORT_EPOCH, key)])
            lent.append((part, TRANSPORT_EPOCH))
        return self._grant(today, lent) if lent else []

    def transport(self, circle: bytes) -> Secret | None:
        """Return under what everybody wrapped while this was their circle; a newcomer is given this and no more."""
        secret = self._secret_of(circle)
        return sealing.transport_key(secret) if secret else self._keyring.get(circle, TRANSPORT_EPOCH)

    def transports(self) -> list[tuple[bytes, Secret]]:
        """Return every transport key that is held here, by its circle, the present one first."""
        held = ((circle.id, self.transport(circle.id)) for circle in self.everyone())
        return [(circle, key) for circle, key in held if key is not None]

    # What is handed over as a whole, in a welcome or a bundle

    def secrets_of(self, compartments: Iterable[CompartmentId]) -> list[tuple[CompartmentId, int, Secret]]:
        """Return every secret of these compartments that is held here, with its epoch."""
        return [
            (compartment, epoch, secret)
            for compartment in compartments
            for epoch in self._keyring.epochs(compartment)
            if (secret := self._keyring.get(compartment, epoch)) is not None
        ]

    def keep(
        self, transports: Iterable[tuple[bytes, Secret]], epochs: Iterable[tuple[CompartmentId, int, Secret]]
    ) -> None:
        """Keep what was handed over, durably."""
        self._keyring.add([*((circle, TRANSPORT_EPOCH, key) for circle, key in transports), *epochs])


def _beginnings(numbers: Sequence[int], announced: Sequence[Epoch]) -> dict[int, Instant]:
    """Return when each epoch began, by the clock of whoever announced it first; none began after a later one."""
    begins: dict[int, Instant] = {}
    later = max((epoch.at for epoch in announced), default=Instant(0))
    for number in reversed(numbers):
        said = min((epoch.at for epoch in announced if epoch.number == number), default=Instant(0))
        later = begins[number] = Instant(0) if number == FIRST_EPOCH else min(said, later)
    return begins


class _Held:
    """The circles whose secret is here and may be used, as something that can be asked."""

    def __init__(self, keyring: EpochSecrets, burnt: frozenset[bytes]) -> None:
        self._keyring = keyring
        self._burnt = burnt

    def __contains__(self, circle: object) -> bool:
        return (
            isinstance(circle, bytes)
            and circle not in self._burnt
            and self._keyring.get(circle, CIRCLE_EPOCH) is not None
        )
