"""Chain of custody: who holds each phone, from hand to hand to destruction.

A phone that can be tracked leads the pursuers to the person. Every rule about
devices is here; ``TRANSITIONS`` is the rule, the functions look things up in
it. Where the phone's place is a danger, the record is the protection: every
hand-over names giver, receiver and a second witness. Terms of destruction are
those of NIST SP 800-88 Rev. 1. Nothing here knows the person's name.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact


class Custody(Enum):
    """Where a device is in its life with us."""

    UNREGISTERED = "unregistered"
    IDENTIFIED = "identified"
    TAKEN = "taken"
    ISOLATED = "isolated"
    DESTROYED = "destroyed"
    RETURNED = "returned"
    LOST = "lost"
    STOCKED = "stocked"
    ISSUED = "issued"


class Step(Enum):
    """What can happen to a device."""

    IDENTIFY = "identify"
    TAKE_OVER = "take_over"
    PASS_ON = "pass_on"
    ISOLATE = "isolate"
    DESTROY = "destroy"
    GIVE_BACK = "give_back"
    LOSE = "lose"
    FIND = "find"
    STOCK = "stock"
    ISSUE = "issue"


TRANSITIONS: Final[dict[tuple[Custody, Step], Custody]] = {
    (Custody.UNREGISTERED, Step.IDENTIFY): Custody.IDENTIFIED,
    (Custody.IDENTIFIED, Step.TAKE_OVER): Custody.TAKEN,
    (Custody.IDENTIFIED, Step.LOSE): Custody.LOST,
    (Custody.TAKEN, Step.PASS_ON): Custody.TAKEN,
    (Custody.TAKEN, Step.ISOLATE): Custody.ISOLATED,
    (Custody.TAKEN, Step.DESTROY): Custody.DESTROYED,
    (Custody.TAKEN, Step.GIVE_BACK): Custody.RETURNED,
    (Custody.TAKEN, Step.LOSE): Custody.LOST,
    # An isolated device changes hands in its shielding bag.
    (Custody.ISOLATED, Step.PASS_ON): Custody.ISOLATED,
    (Custody.ISOLATED, Step.DESTROY): Custody.DESTROYED,
    (Custody.ISOLATED, Step.GIVE_BACK): Custody.RETURNED,
    (Custody.ISOLATED, Step.LOSE): Custody.LOST,
    (Custody.LOST, Step.FIND): Custody.TAKEN,
    (Custody.RETURNED, Step.TAKE_OVER): Custody.TAKEN,
    (Custody.UNREGISTERED, Step.STOCK): Custody.STOCKED,
    (Custody.STOCKED, Step.ISSUE): Custody.ISSUED,
    (Custody.ISSUED, Step.TAKE_OVER): Custody.TAKEN,
    (Custody.ISSUED, Step.LOSE): Custody.LOST,
}

SAFE_STATES: Final = frozenset({Custody.ISOLATED, Custody.DESTROYED})
"""Where a device that could be tracked leads nobody to the person."""

SAFE_STEPS: Final = frozenset({Step.ISOLATE, Step.DESTROY})
"""What may be recorded twice without saying that the device is still about."""

HANDS: Final[dict[Step, tuple[str, ...]]] = {
    Step.TAKE_OVER: ("giver", "receiver", "witness"),
    Step.PASS_ON: ("giver", "receiver", "witness"),
    Step.ISOLATE: ("giver", "receiver", "witness"),
    Step.GIVE_BACK: ("giver", "receiver", "witness"),
    Step.ISSUE: ("giver", "receiver", "witness"),
    # Nobody receives what is lost, and it must be on record before a witness is found.
    Step.LOSE: ("giver",),
    Step.FIND: ("receiver",),
}
"""Who has to be named for each step that is not a registration or a destruction."""

STATE_NAMES: Final = {
    Custody.UNREGISTERED: phrase("not registered"),
    Custody.IDENTIFIED: phrase("known, still with the person"),
    Custody.TAKEN: phrase("taken over"),
    Custody.ISOLATED: phrase("isolated"),
    Custody.DESTROYED: phrase("destroyed"),
    Custody.RETURNED: phrase("given back"),
    Custody.LOST: phrase("lost"),
    Custody.STOCKED: phrase("in stock"),
    Custody.ISSUED: phrase("issued"),
}

STEP_NAMES: Final = {
    Step.IDENTIFY: phrase("register"),
    Step.TAKE_OVER: phrase("take over"),
    Step.PASS_ON: phrase("pass on"),
    Step.ISOLATE: phrase("isolate"),
    Step.DESTROY: phrase("destroy"),
    Step.GIVE_BACK: phrase("give back"),
    Step.LOSE: phrase("record as lost"),
    Step.FIND: phrase("record as found"),
    Step.STOCK: phrase("put in stock"),
    Step.ISSUE: phrase("issue"),
}

HANDS_MISSING: Final = {
    "giver": phrase("Say who had the device last."),
    "receiver": phrase("Say who has the device now."),
    "witness": phrase("A hand-over needs a second witness: name somebody who saw it."),
}


class Sanitization(Enum):
    """How the data went, in the terms of NIST SP 800-88 Rev. 1, section 2.5."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"


SANITIZATION_NAMES: Final = {
    Sanitization.CLEAR: phrase("Clear: overwritten or reset; a laboratory may still find data"),
    Sanitization.PURGE: phrase("Purge: cryptographic or physical erasure that withstands a laboratory"),
    Sanitization.DESTROY: phrase("Destroy: the device can never work again"),
}


class DeviceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What tells one device from another; the fields of the certificate (SP 800-88, appendix G)."""

    label: str
    media: str = "phone"
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    property_number: str = ""
    trackable: bool = True


class DeviceIdentified(Event, frozen=True, tag="custody.identified"):
    """We know that the person has this device."""

    device: bytes
    record: DeviceRecord


class DeviceStocked(Event, frozen=True, tag="custody.stocked"):
    """A new device lies in the group's stock, bought so that it leads to nobody."""

    device: bytes
    record: DeviceRecord


class DeviceHandedOver(Event, frozen=True, tag="custody.handed_over"):
    """The device changed hands, or what is done with it changed."""

    device: bytes
    step: Step
    giver: str
    receiver: str
    witness: str
    happened_at: Instant
    place: str = ""
    note: str = ""


class DeviceDestroyed(Event, frozen=True, tag="custody.destroyed"):
    """The device is destroyed, with all that a certificate of sanitization needs."""

    device: bytes
    method: Sanitization
    technique: str
    tool: str
    verification: str
    performer: str
    verifier: str
    witnesses: tuple[str, str]
    happened_at: Instant
    place: str = ""
    destination: str = ""
    backup: str = ""
    performer_position: str = ""
    verifier_position: str = ""


class DeviceExcused(Event, frozen=True, tag="custody.excused"):
    """Somebody decided, with a reason, that this device need not be accounted for.

    Attributes:
        state: Where it was when that was decided. The excuse covers no other
            state: who excused a lost phone did not excuse it once it is found.
    """

    device: bytes
    state: Custody
    reason: str


class NoDevicesStated(Event, frozen=True, tag="custody.none_stated"):
    """Somebody asked, and the person carries nothing that could be tracked."""

    reason: str


class Link(msgspec.Struct, frozen=True):
    """One entry of the chain: what the certificate and the page list."""

    event: EventId
    step: Step
    giver: str
    receiver: str
    witness: str
    happened_at: Instant
    place: str
    note: str


class Device(msgspec.Struct, frozen=True):
    """One device and all that happened to it.

    Attributes:
        from_stock: We bought it; the person did not bring it.
        contradictions: Facts that deny the state it is in, as when one member
            records a loss and another a destruction, and that no excuse has
            answered since.
        excuse: Why it need not be accounted for in the state it is in now.
    """

    id: bytes
    record: DeviceRecord
    state: Custody
    from_stock: bool = False
    chain: tuple[Link, ...] = ()
    contradictions: tuple[EventId, ...] = ()
    destruction: DeviceDestroyed | None = None
    excuse: str = ""

    @property
    def holder(self) -> str:
        """Who had it last, in the words of the record; empty before the first hand-over."""
        return self.chain[-1].receiver if self.chain else ""


class CustodyFile(msgspec.Struct, frozen=True):
    """All devices of a case (or the stock of the group).

    Attributes:
        impossible: Facts that do not fit the table, as two people may write
            without knowing of each other. Shown, never dropped.
    """

    devices: dict[bytes, Device] = {}
    none_stated: str = ""
    impossible: tuple[Fact, ...] = ()


EVENTS: Final = (
    DeviceIdentified,
    DeviceStocked,
    DeviceHandedOver,
    DeviceDestroyed,
    DeviceExcused,
    NoDevicesStated,
)


def evolve(file: CustodyFile, fact: Fact) -> CustodyFile:
    """Return the file after ``fact``. Total: what does not fit is kept as impossible."""
    event = fact.event
    match event:
        case DeviceIdentified():
            return _registered(file, fact, event, Step.IDENTIFY)
        case DeviceStocked():
            return _registered(file, fact, event, Step.STOCK)
        # A destruction without method and witnesses is none, whoever wrote it.
        case DeviceHandedOver() if event.step is not Step.DESTROY:
            return _moved(file, fact, event.device, _link_of_handover(fact, event))
        case DeviceDestroyed():
            return _moved(file, fact, event.device, _link_of_destruction(fact, event), destruction=event)
        case DeviceExcused():
            return _excused(file, fact, event)
        case NoDevicesStated():
            return msgspec.structs.replace(file, none_stated=event.reason.strip())
        case _:
            return _impossible(file, fact)


def identify(file: CustodyFile, *, device: bytes, record: DeviceRecord) -> tuple[Event, ...]:
    """Register a device that the person has.

    Raises:
        Refused: It has no label, or the id is taken.
    """
    _check_new(file, device, record)
    return (DeviceIdentified(device=device, record=record),)


def stock(file: CustodyFile, *, device: bytes, record: DeviceRecord) -> tuple[Event, ...]:
    """Register a new device in the group's stock.

    Raises:
        Refused: It has no label, or the id is taken.
    """
    _check_new(file, device, record)
    return (DeviceStocked(device=device, record=record),)


def hand_over(file: CustodyFile, handover: DeviceHandedOver) -> tuple[Event, ...]:
    """Record that a device changed hands.

    Raises:
        Refused: The table has no such arrow, or a name that ``HANDS`` asks for is
            missing, or the witness is one of the two.
    """
    if handover.step is Step.DESTROY:
        raise Refused("A destruction needs its method and two witnesses: use the form for destruction.", field="step")
    _state_after(_known(file, handover.device), handover.step)
    _check_hands(handover)
    return (handover,)


def destroy(file: CustodyFile, destruction: DeviceDestroyed) -> tuple[Event, ...]:
    """Record that a device was destroyed.

    Raises:
        Refused: It is not in our hands, or what the certificate needs is missing.
    """
    _state_after(_known(file, destruction.device), Step.DESTROY)
    for name in ("technique", "verification", "performer", "verifier"):
        if not getattr(destruction, name).strip():
            raise Refused("The certificate needs this line: fill it in.", field=name)
    performer = _folded(destruction.performer)
    if _folded(destruction.verifier) == performer:
        raise Refused("Somebody other than who destroyed the device must verify it.", field="verifier")
    witnesses = {_folded(witness) for witness in destruction.witnesses} - {"", performer}
    if len(witnesses) != len(destruction.witnesses):
        raise Refused("A destruction needs two witnesses, neither of whom did it: name both.", field="witnesses")
    return (destruction,)


def issue_from_stock(stocked: CustodyFile, handover: DeviceHandedOver) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Give a new device to the person of a case.

    Returns:
        The events of the stock, and those of the case's custody file.

    Raises:
        Refused: The device is not in stock, or a name is missing.
    """
    device = _known(stocked, handover.device)
    issued = msgspec.structs.replace(handover, step=Step.ISSUE)
    _state_after(device, Step.ISSUE)
    _check_hands(issued)
    entry = DeviceStocked(device=device.id, record=device.record)
    return (issued,), (entry, issued)


def excuse(file: CustodyFile, *, device: bytes, reason: str) -> tuple[Event, ...]:
    """Decide that a device need not be accounted for.

    Raises:
        Refused: No reason is given, or the device is not registered.
    """
    state = _known(file, device).state
    if not reason.strip():
        raise Refused("Say why this device need not be accounted for.", field="reason")
    return (DeviceExcused(device=device, state=state, reason=reason),)


def state_none(file: CustodyFile, *, reason: str) -> tuple[Event, ...]:
    """Record that the person carries no device at all.

    Raises:
        Refused: Devices are registered, or no reason is given.
    """
    if _brought(file):
        raise Refused("Devices are registered in this case: account for each of them instead.", field="reason")
    if not reason.strip():
        raise Refused("Say how you know that the person carries no phone or other device.", field="reason")
    return (NoDevicesStated(reason=reason),)


def unaccounted(file: CustodyFile) -> tuple[Device, ...]:
    """Return the devices that could still lead somebody to the person."""
    return tuple(device for device in file.devices.values() if _leads_somewhere(device))


def is_settled(file: CustodyFile) -> bool:
    """Whether every device is accounted for, and somebody did ask about devices."""
    asked = bool(file.none_stated) or _brought(file)
    return asked and not unaccounted(file)


def gaps(device: Device) -> tuple[Link, ...]:
    """Return the links whose giver is not who had the device before: hands that nobody recorded.

    They are shown and never refused, since what happened has happened.
    """
    later = device.chain[1:]
    return tuple(link for had, link in zip(device.chain, later, strict=False) if had.receiver and _differ(had, link))


def possible_steps(state: Custody) -> tuple[Step, ...]:
    """Return what may happen next to a device in this state."""
    return tuple(step for origin, step in TRANSITIONS if origin is state)


def _leads_somewhere(device: Device) -> bool:
    if device.excuse or not device.record.trackable:
        return False
    return bool(device.contradictions) or device.state not in SAFE_STATES | {Custody.STOCKED, Custody.ISSUED}


def _brought(file: CustodyFile) -> bool:
    return any(not device.from_stock for device in file.devices.values())


def _differ(had: Link, link: Link) -> bool:
    return bool(link.giver) and had.receiver.strip().casefold() != link.giver.strip().casefold()


def _check_new(file: CustodyFile, device: bytes, record: DeviceRecord) -> None:
    if device in file.devices:
        raise Refused("This device is registered already.", field="label")
    if not record.label.strip():
        raise Refused("Give the device a label by which you know it, such as: old phone, black.", field="label")


def _check_hands(handover: DeviceHandedOver) -> None:
    for name in HANDS[handover.step]:
        if not getattr(handover, name).strip():
            raise Refused(HANDS_MISSING[name], field=name)
    witness = _folded(handover.witness)
    if witness and witness in {_folded(handover.giver), _folded(handover.receiver)}:
        raise Refused("The witness must be somebody other than the giver and the receiver.", field="witness")


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _known(file: CustodyFile, device: bytes) -> Device:
    try:
        return file.devices[device]
    except KeyError:
        raise Refused("This device is not registered in this case: register it first.", field="device") from None


def _state_after(device: Device, step: Step) -> Custody:
    try:
        return TRANSITIONS[device.state, step]
    except KeyError:
        raise Refused(
            "A device that is “%(state)s” cannot go through “%(step)s”.",
            field="step",
            state=STATE_NAMES[device.state],
            step=STEP_NAMES[step],
        ) from None


def _registered(file: CustodyFile, fact: Fact, event: DeviceIdentified | DeviceStocked, step: Step) -> CustodyFile:
    if event.device in file.devices:
        return _impossible(file, fact)
    state = TRANSITIONS[Custody.UNREGISTERED, step]
    device = Device(event.device, event.record, state, from_stock=step is Step.STOCK)
    return msgspec.structs.replace(file, devices={**file.devices, event.device: device})


def _moved(file: CustodyFile, fact: Fact, device_id: bytes, link: Link, **changes: object) -> CustodyFile:
    device = file.devices.get(device_id)
    if device is None:
        return _impossible(file, fact)
    state = TRANSITIONS.get((device.state, link.step))
    if state is None:
        return _contradicted(file, fact, device, link.step)
    return _changed(file, device_id, state=state, chain=(*device.chain, link), excuse="", **changes)


def _contradicted(file: CustodyFile, fact: Fact, device: Device, step: Step) -> CustodyFile:
    kept = _impossible(file, fact)
    if step in SAFE_STEPS:
        return kept
    return _changed(kept, device.id, contradictions=(*device.contradictions, fact.id), excuse="")


def _excused(file: CustodyFile, fact: Fact, event: DeviceExcused) -> CustodyFile:
    device = file.devices.get(event.device)
    reason = event.reason.strip()
    if device is None or device.state is not event.state or not reason:
        return _impossible(file, fact)
    return _changed(file, event.device, excuse=reason, contradictions=())


def _changed(file: CustodyFile, device: bytes, **changes: object) -> CustodyFile:
    changed = msgspec.structs.replace(file.devices[device], **changes)
    return msgspec.structs.replace(file, devices={**file.devices, device: changed})


def _impossible(file: CustodyFile, fact: Fact) -> CustodyFile:
    return msgspec.structs.replace(file, impossible=(*file.impossible, fact))


def _link_of_handover(fact: Fact, event: DeviceHandedOver) -> Link:
    return Link(
        fact.id, event.step, event.giver, event.receiver, event.witness, event.happened_at, event.place, event.note
    )


def _link_of_destruction(fact: Fact, event: DeviceDestroyed) -> Link:
    return Link(
        fact.id,
        Step.DESTROY,
        event.performer,
        "",
        ", ".join(event.witnesses),
        event.happened_at,
        event.place,
        event.technique,
    )
