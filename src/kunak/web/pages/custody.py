"""Phones of a case: which there are, who holds each, and what can still lead somebody to the person."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get

from kunak.app import devices
from kunak.app.papers.certificate import certificate_pdf
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import custody
from kunak.casework.compartments import Kind
from kunak.casework.custody import (
    HANDS,
    SANITIZATION_NAMES,
    STATE_NAMES,
    STEP_NAMES,
    Custody,
    Device,
    DeviceDestroyed,
    DeviceHandedOver,
    DeviceRecord,
    Link,
    Sanitization,
    Step,
)
from kunak.web import times
from kunak.web.act import Act, Ask, Option, chosen, options
from kunak.web.forms import Form
from kunak.web.pages.case_frame import HERE, CaseFrame
from kunak.web.pages.deeds import AtCase, Deed, attachment, handlers, one_of
from kunak.web.pages.oddities import Odd, oddities
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section

KIND: Final = Kind.CUSTODY
PDF: Final = "application/pdf"

GRAVE: Final = frozenset({Step.DESTROY, Step.LOSE})

METHOD_MEANS: Final = {
    Sanitization.CLEAR: phrase("A reset or an overwriting. Enough for a phone that stays with us."),
    Sanitization.PURGE: phrase("Keys destroyed, or the memory degaussed. Enough for a phone that is given away."),
    Sanitization.DESTROY: phrase("Shredded, melted or burnt. For a phone that people are looking for."),
}
"""What each term of NIST SP 800-88 is for, in a few words."""

HAND_LABELS: Final = {
    "giver": phrase("Who gives it"),
    "receiver": phrase("Who receives it"),
    "witness": phrase("Second witness"),
}


class DeviceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One device in the list.

    Attributes:
        open: It could still lead somebody to the person.
        denied: Something was recorded that contradicts where it is.
    """

    href: str
    label: str
    state: str
    holder: str
    since: Instant | None
    open: bool
    denied: bool
    excuse: str
    ours: bool


class CustodyPage(Context, frozen=True, kw_only=True):
    """All devices of a case.

    Attributes:
        none_stated: How somebody knows that the person carries none.
        stocked: How many new phones lie in stock.
    """

    template: ClassVar[str] = "custody.html"
    frame: CaseFrame
    devices: tuple[DeviceLine, ...]
    none_stated: str
    settled: bool
    stocked: int
    odd: tuple[Odd, ...]


class Way(msgspec.Struct, frozen=True):
    """A step that is possible now."""

    href: str
    label: str
    tone: str


class Handed(msgspec.Struct, frozen=True):
    """One entry of the chain of custody."""

    at: Instant
    step: str
    link: Link
    gap: bool


class DevicePage(Context, frozen=True, kw_only=True):
    """One device, its chain, and what can happen next."""

    template: ClassVar[str] = "device.html"
    frame: CaseFrame
    line: DeviceLine
    record: DeviceRecord
    chain: tuple[Handed, ...]
    ways: tuple[Way, ...]
    destroyed: bool


@get("/case/{case:str}/custody", sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show the devices of a case; those that are not accounted for come first."""
    at = AtCase(request, KIND)
    lines = [_line(at, device) for device in at.file.custody.devices.values()]
    shown = CustodyPage(
        frame=at.frame(),
        devices=tuple(sorted(lines, key=lambda line: not line.open)),
        none_stated=at.file.custody.none_stated,
        settled=custody.is_settled(at.file.custody),
        stocked=len(devices.in_stock(at.space)),
        odd=oddities(at.space, at.file.custody.impossible),
    )
    return page(request, shown, here=HERE)


@get("/case/{case:str}/custody/{device:str}", sync_to_thread=True)
def show_device(request: Asked) -> Response[str]:
    """Show one device."""
    at = AtCase(request, KIND)
    device = _device(at)
    gaps = custody.gaps(device)
    shown = DevicePage(
        frame=at.frame(),
        line=_line(at, device),
        record=device.record,
        chain=tuple(Handed(link.happened_at, STEP_NAMES[link.step], link, link in gaps) for link in device.chain),
        ways=tuple(_ways(at, device)),
        destroyed=device.destruction is not None,
    )
    return page(request, shown, here=HERE)


@get("/case/{case:str}/custody/{device:str}/certificate.pdf", sync_to_thread=True)
def certificate(request: Asked) -> Response[bytes]:
    """Return the certificate of a destruction, in the language of the reader, on the clocks of the desk."""
    at = AtCase(request, KIND)
    data = devices.certificate(at.space, at.subject, at.id("device"))
    data = msgspec.structs.replace(data, utc_offset_minutes=times.offset_minutes(data.performed_at, at.zone))
    return attachment(certificate_pdf(data, language=at.language), PDF, "certificate.pdf")


def record_asks() -> tuple[Ask, ...]:
    """Return what is asked about a device; the certificate needs it later."""
    return (
        Ask("label", phrase("By what you know it"), help=phrase("For example: old phone, black, cracked corner.")),
        Ask("media", phrase("What it is"), default="phone", optional=True),
        Ask("manufacturer", phrase("Manufacturer"), optional=True),
        Ask("model", phrase("Model"), optional=True),
        Ask(
            "serial",
            phrase("Serial number or IMEI"),
            help=phrase("The certificate needs it to tell this device from its like. Dial *#06# to see the IMEI."),
            optional=True,
        ),
        Ask("property_number", phrase("Inventory number"), optional=True),
    )


def record_of(form: Form, *, trackable: bool = True) -> DeviceRecord:
    """Return what was typed about a device."""
    return DeviceRecord(
        label=form.text("label").strip(),
        media=form.text("media").strip() or "phone",
        manufacturer=form.text("manufacturer").strip(),
        model=form.text("model").strip(),
        serial=form.text("serial").strip(),
        property_number=form.text("property_number").strip(),
        trackable=trackable,
    )


def _register(at: AtCase) -> Act:
    return Act(
        title=phrase("Register a device of the person"),
        above=at.above("custody"),
        part=phrase("Custody"),
        asks=(
            *record_asks(),
            Ask(
                "trackable",
                phrase("Could it lead somebody to the person?"),
                "pick",
                options=(
                    Option("yes", phrase("Yes: it can be located, or somebody else knows its accounts")),
                    Option("no", phrase("No: it has never been online, and it holds no card")),
                ),
                default="yes",
            ),
        ),
        does=phrase("Register the device"),
    )


def _do_register(at: AtCase, form: Form) -> None:
    record = record_of(form, trackable=form.text("trackable") != "no")
    device = at.space.new_id()
    at.decide(lambda file: custody.identify(file.custody, device=device, record=record))


def _none(at: AtCase) -> Act:
    return Act(
        title=phrase("The person carries no device"),
        above=at.above("custody"),
        part=phrase("Custody"),
        says=(phrase("Ask about watches, tablets, headphones, trackers in bags and cards in pockets too."),),
        asks=(Ask("reason", phrase("How do you know?"), "prose"),),
        does=phrase("Record that there is none"),
    )


def _step(at: AtCase) -> Act:
    device, step = _device(at), chosen(Step, at.word("step"), field="step")
    hands = HANDS.get(step, ())
    return Act(
        title=STEP_NAMES[step],
        about=device.record.label,
        above=at.above("custody", at.word("device")),
        part=phrase("Custody"),
        asks=(
            *(
                Ask(name, HAND_LABELS[name], default=device.holder if name == "giver" else "")
                for name in ("giver", "receiver", "witness")
                if name in hands
            ),
            Ask("happened_at", phrase("When"), "when", default=at.typed(at.now)),
            Ask("place", phrase("Where, roughly"), help=phrase("A town is enough; no address."), optional=True),
            Ask("note", phrase("What else matters"), "prose", optional=True),
        ),
        warns=phrase("A lost phone can lead to the person at once: warn whoever is on the way.")
        if step is Step.LOSE
        else "",
        does=phrase("Record it"),
        grave=step in GRAVE,
    )


def _do_step(at: AtCase, form: Form) -> None:
    devices.hand_over(at.space, at.subject, _handover(at, form, at.id("device"), Step(at.word("step"))))


def _handover(at: AtCase, form: Form, device: bytes, step: Step) -> DeviceHandedOver:
    return DeviceHandedOver(
        device=device,
        step=step,
        giver=form.text("giver").strip(),
        receiver=form.text("receiver").strip(),
        witness=form.text("witness").strip(),
        happened_at=at.when(form, "happened_at"),
        place=form.text("place").strip(),
        note=form.text("note").strip(),
    )


def _destroy(at: AtCase) -> Act:
    device = _device(at)
    return Act(
        title=phrase("Record the destruction"),
        about=device.record.label,
        above=at.above("custody", at.word("device")),
        part=phrase("Custody"),
        says=(phrase("Take out SIM and memory cards first: each is registered and destroyed on its own."),),
        asks=(
            Ask(
                "method",
                phrase("Method"),
                "pick",
                help=phrase("The terms of NIST SP 800-88; the certificate uses them."),
                options=options(SANITIZATION_NAMES, METHOD_MEANS),
                default="destroy",
            ),
            Ask("technique", phrase("What was done"), help=phrase("For example: drilled through the memory chip.")),
            Ask("tool", phrase("Tool"), optional=True),
            Ask(
                "verification",
                phrase("How it was checked"),
                help=phrase("For example: the chip lies in three pieces; the phone does not start."),
            ),
            Ask("performer", phrase("Who did it")),
            Ask("performer_position", phrase("Their position"), optional=True),
            Ask("verifier", phrase("Who checked it"), help=phrase("Somebody other than who did it.")),
            Ask("verifier_position", phrase("Their position"), optional=True),
            Ask("witnesses", phrase("First witness")),
            Ask("witness_2", phrase("Second witness"), help=phrase("Neither of the two did it.")),
            Ask("happened_at", phrase("When"), "when", default=at.typed(at.now)),
            Ask("place", phrase("Where, roughly"), help=phrase("A town is enough; no address."), optional=True),
            Ask("destination", phrase("Where the remains went"), optional=True),
            Ask("backup", phrase("Is the data kept elsewhere, and where?"), optional=True),
        ),
        warns=phrase("This cannot be undone, and the certificate will say exactly this."),
        does=phrase("Record the destruction"),
        grave=True,
    )


def _do_destroy(at: AtCase, form: Form) -> None:
    words = ("technique", "tool", "verification", "performer", "verifier", "place", "destination", "backup")
    positions = ("performer_position", "verifier_position")
    done = DeviceDestroyed(
        device=at.id("device"),
        method=chosen(Sanitization, form.text("method"), field="method"),
        witnesses=(form.text("witnesses").strip(), form.text("witness_2").strip()),
        happened_at=at.when(form, "happened_at"),
        **{name: form.text(name).strip() for name in (*words, *positions)},
    )
    at.decide(lambda file: custody.destroy(file.custody, done))


def _excuse(at: AtCase) -> Act:
    device = _device(at)
    return Act(
        title=phrase("This device need not be accounted for"),
        about=device.record.label,
        above=at.above("custody", at.word("device")),
        part=phrase("Custody"),
        says=(phrase("This holds only for where the device is now. If anything changes, it is open again."),),
        facts=((phrase("State"), STATE_NAMES[device.state]),),
        asks=(Ask("reason", phrase("Why not?"), "prose"),),
        warns=phrase("From then on nothing here warns of this device."),
        does=phrase("Record the reason"),
    )


def _do_excuse(at: AtCase, form: Form) -> None:
    at.decide(lambda file: custody.excuse(file.custody, device=at.id("device"), reason=form.text("reason")))


def _issue(at: AtCase) -> Act:
    stocked = tuple(Option(device.id.hex(), device.record.label, named=True) for device in devices.in_stock(at.space))
    return Act(
        title=phrase("Issue a new phone"),
        above=at.above("custody"),
        part=phrase("Custody"),
        says=() if stocked else (phrase("The stock is empty: add a phone to it first."),),
        asks=(
            Ask("device", phrase("Which one"), "choose", options=stocked),
            *(Ask(name, HAND_LABELS[name]) for name in ("giver", "receiver", "witness")),
            Ask("happened_at", phrase("When"), "when", default=at.typed(at.now)),
            Ask("place", phrase("Where, roughly"), help=phrase("A town is enough; no address."), optional=True),
            Ask("note", phrase("What else matters"), "prose", optional=True),
        ),
        does=phrase("Issue the phone"),
    )


def _do_issue(at: AtCase, form: Form) -> None:
    device = one_of(form.text("device"), field="device")
    devices.issue(at.space, at.subject, _handover(at, form, device, Step.ISSUE))


def _device(at: AtCase) -> Device:
    return devices.device_of(at.file, at.id("device"))


def _line(at: AtCase, device: Device) -> DeviceLine:
    return DeviceLine(
        href=f"{at.path}/custody/{device.id.hex()}",
        label=device.record.label,
        state=STATE_NAMES[device.state],
        holder=device.holder,
        since=device.chain[-1].happened_at if device.chain else None,
        open=device in custody.unaccounted(at.file.custody),
        denied=bool(device.contradictions),
        excuse=device.excuse,
        ours=device.from_stock,
    )


def _ways(at: AtCase, device: Device) -> list[Way]:
    base = f"{at.path}/custody/{device.id.hex()}"
    steps = [step for step in custody.possible_steps(device.state) if step is not Step.ISSUE]
    best = {Custody.IDENTIFIED: Step.TAKE_OVER, Custody.TAKEN: Step.ISOLATE, Custody.ISOLATED: Step.DESTROY}
    ways = []
    for step in steps:
        tail = "destroy" if step is Step.DESTROY else f"step/{step.value}"
        ways.append(Way(f"{base}/{tail}", STEP_NAMES[step], "first" if best.get(device.state) is step else ""))
    return sorted(ways, key=lambda way: not way.tone)


DEEDS: Final = (
    Deed(path="custody/new", kind=KIND, shows=_register, does=_do_register),
    Deed(
        path="custody/none",
        kind=KIND,
        shows=_none,
        does=lambda at, form: at.decide(lambda file: custody.state_none(file.custody, reason=form.text("reason"))),
    ),
    Deed(path="custody/issue", kind=KIND, shows=_issue, does=_do_issue),
    Deed(path="custody/{device:str}/step/{step:str}", kind=KIND, shows=_step, does=_do_step),
    Deed(path="custody/{device:str}/destroy", kind=KIND, shows=_destroy, does=_do_destroy),
    Deed(path="custody/{device:str}/excuse", kind=KIND, shows=_excuse, does=_do_excuse),
)

SECTION: Final = Section(handlers=(show, show_device, certificate, *handlers(*DEEDS)))
