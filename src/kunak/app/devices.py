"""Phones: issuing new ones from the stock, and the certificate of a destruction."""

from kunak.app import cases
from kunak.app.papers.certificate import DestructionCertificate, Entry, Handover, Signatory
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.casework import custody
from kunak.casework.compartments import Subject
from kunak.casework.custody import STEP_NAMES, Custody, Device, DeviceHandedOver, DeviceRecord, Link
from kunak.casework.subjects import CaseFile


def put_in_stock(space: Workspace, record: DeviceRecord) -> bytes:
    """Register a new device in the group's stock and return its id."""
    device = space.new_id()
    with space.turn:
        events = custody.stock(space.group().stock, device=device, record=record)
        space.write(space.group_id, Subject.GROUP, events)
    return device


def in_stock(space: Workspace) -> tuple[Device, ...]:
    """Return the devices that can be issued."""
    return tuple(device for device in space.group().stock.devices.values() if device.state is Custody.STOCKED)


def issue(space: Workspace, subject: SubjectId, handover: DeviceHandedOver) -> None:
    """Give a new device to the person of a case; the stock and the case say so together."""
    with space.turn:
        space.case(subject)
        of_stock, of_case = custody.issue_from_stock(space.group().stock, handover)
        space.write_all([(space.group_id, Subject.GROUP, of_stock), (subject, Subject.CASE, of_case)])


def hand_over(space: Workspace, subject: SubjectId, handover: DeviceHandedOver) -> None:
    """Record that a device of a case changed hands."""
    cases.decide(space, subject, lambda file: custody.hand_over(file.custody, handover))


def device_of(file: CaseFile, device: bytes) -> Device:
    """Return one device of a case.

    Raises:
        BadInput: It is not of this case.
    """
    try:
        return file.custody.devices[device]
    except KeyError:
        raise BadInput("This device is not of this case.", field="device") from None


def certificate(space: Workspace, subject: SubjectId, device: bytes) -> DestructionCertificate:
    """Return what the certificate of a destroyed device says.

    Raises:
        Refused: The device is not destroyed.
        BadInput: It is not of this case.
    """
    file = space.case(subject)
    known = device_of(file, device)
    done = known.destruction
    if done is None:
        raise Refused("This device is not recorded as destroyed: there is nothing to certify.", field="device")
    return DestructionCertificate(
        group=space.group().roster.group,
        case=file.case.code,
        organisation=space.vault.organisation,
        manufacturer=known.record.manufacturer,
        model=known.record.model,
        serial=known.record.serial,
        property_number=known.record.property_number,
        media_type=known.record.media,
        backup=done.backup,
        method=done.method,
        technique=done.technique,
        tool=done.tool,
        verification=done.verification,
        place=done.place,
        destination=done.destination,
        notes="",
        performed_at=done.happened_at,
        issued_at=space.clock(),
        utc_offset_minutes=0,
        performer=Signatory(done.performer, done.performer_position),
        verifier=Signatory(done.verifier, done.verifier_position),
        witnesses=tuple(Signatory(name, "") for name in done.witnesses),
        chain=tuple(_handover(link) for link in known.chain),
        entries=tuple(Entry(STEP_NAMES[link.step], link.event) for link in known.chain),
    )


def _handover(link: Link) -> Handover:
    return Handover(at=link.happened_at, step=link.step, giver=link.giver, receiver=link.receiver, witness=link.witness)
