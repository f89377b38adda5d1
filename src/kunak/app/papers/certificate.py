"""The certificate of sanitization: what became of a device and of the data on it, on paper.

The fields are those of NIST SP 800-88 Rev. 1, section 4.8 and Appendix G, with
the chain of custody and the hashes by which the paper can be held against the
log. The person whose device it was appears by the code name of the case alone.
What is missing is not hidden: the paper lists its own gaps. Which gaps are
allowed is not decided here (``casework/custody.py`` does).
"""

from collections.abc import Callable
from typing import Final

import msgspec

from kunak.app.papers.labels import Language, Say, speaker
from kunak.app.papers.moments import written, zone
from kunak.app.papers.press import View, press
from kunak.base.ids import EventId, OrganisationId, short
from kunak.base.instants import Instant
from kunak.casework.custody import Sanitization, Step


class Signatory(msgspec.Struct, frozen=True):
    """Somebody who stands for a part of the work: the name by which the group knows them, and their position."""

    name: str
    position: str = ""


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the chain of custody."""

    at: Instant
    step: Step
    giver: str = ""
    receiver: str = ""
    witness: str = ""


class Entry(msgspec.Struct, frozen=True):
    """An entry of the log that this paper rests on."""

    what: str
    event: EventId


class DestructionCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """All that the certificate says.

    Attributes:
        group: Name of the group.
        organisation: Its id in the log.
        case: Code name of the case, never a person's name.
        backup: Whether and where the data lives on; empty where nobody said.
        place: Coarse (a town), or empty.
        verifier: Who checked the result; None where nobody is recorded.
        issued_at: When the paper is made: the date in the file's properties.
        utc_offset_minutes: Of the clock on which the paper writes its times.
    """

    group: str
    organisation: OrganisationId
    case: str
    manufacturer: str
    model: str
    serial: str
    property_number: str = ""
    media_type: str
    backup: str = ""
    method: Sanitization
    technique: str
    tool: str
    verification: str
    performed_at: Instant
    performer: Signatory
    verifier: Signatory | None = None
    witnesses: tuple[Signatory, ...]
    place: str = ""
    destination: str = ""
    notes: str = ""
    chain: tuple[Handover, ...] = ()
    entries: tuple[Entry, ...] = ()
    issued_at: Instant
    utc_offset_minutes: int = 0


WITNESSES: Final = 2
"""How many a destruction needs (DESIGN, section 1, step 6)."""

GAPS: Final[dict[str, Callable[[DestructionCertificate], bool]]] = {
    "serial": lambda data: not data.serial.strip(),
    "witnesses": lambda data: len({_folded(witness.name) for witness in data.witnesses} - {""}) < WITNESSES,
    "verification": lambda data: not data.verification.strip(),
    "verifier": lambda data: data.verifier is None,
    "same_person": lambda data: (
        data.verifier is not None and _folded(data.verifier.name) == _folded(data.performer.name)
    ),
    "chain": lambda data: not data.chain,
    "entries": lambda data: not data.entries,
}
"""What a certificate may lack, and how it is seen. The paper says each aloud."""


def gaps(data: DestructionCertificate) -> tuple[str, ...]:
    """Return the names of what the certificate lacks."""
    return tuple(name for name, is_missing in GAPS.items() if is_missing(data))


def certificate_pdf(data: DestructionCertificate, *, language: Language) -> bytes:
    """Return the certificate as a PDF; the same data gives the same bytes.

    Raises:
        BadInput: The offset from UTC is no clock's.
        Fault: The typesetter failed.
    """
    say = speaker(language)
    view: dict[str, View] = {
        "language": language,
        "title": say("certificate_title"),
        "subtitle": say("certificate_subtitle"),
        "head": say("case_named") % data.case,
        "group": data.group,
        "foot": f"{written(data.issued_at, data.utc_offset_minutes)} {zone(data.utc_offset_minutes)}",
        "not_recorded": say("not_recorded"),
        "hidden_note": say("hidden_note"),
        "times": f"{say('times')} {zone(data.utc_offset_minutes)}",
        "gaps": {"title": say("gaps"), "items": [say(f"gap.{name}") for name in gaps(data)]},
        "facts": [_device(data, say), _sanitization(data, say)],
        "chain": _chain(data, say),
        "record": _record(data, say),
        "attest": say("attest"),
        "signature": say("signature"),
        "date": say("date"),
        "signatures": _signatures(data, say),
    }
    return press("certificate", view, made_at=data.issued_at)


def _device(data: DestructionCertificate, say: Say) -> View:
    fields = ("manufacturer", "model", "serial", "property_number", "media_type")
    rows = [[say(field), getattr(data, field)] for field in fields]
    rows += [[say("source"), say("source_case") % data.case], [say("backup"), data.backup]]
    return {"title": say("device"), "rows": rows}


def _sanitization(data: DestructionCertificate, say: Say) -> View:
    rows = [
        [say("method"), say(f"method.{data.method.value}")],
        *([say(field), getattr(data, field)] for field in ("technique", "tool", "verification")),
        [say("done_at"), written(data.performed_at, data.utc_offset_minutes)],
        *([say(field), getattr(data, field)] for field in ("place", "destination", "notes")),
    ]
    return {"title": say("sanitization"), "rows": rows}


def _chain(data: DestructionCertificate, say: Say) -> View:
    rows = [
        [written(row.at, data.utc_offset_minutes), say(f"step.{row.step.value}"), row.giver, row.receiver, row.witness]
        for row in data.chain
    ]
    heads = [say(key) for key in ("when", "step", "giver", "receiver", "witness")]
    return {"title": say("chain"), "heads": heads, "rows": rows}


def _record(data: DestructionCertificate, say: Say) -> View:
    entries = [[entry.what, short(entry.event), entry.event.hex()] for entry in data.entries]
    organisation = [say("organisation_id"), short(data.organisation), data.organisation.hex()]
    return {"title": say("record"), "says": say("record_says"), "rows": [*entries, organisation]}


def _signatures(data: DestructionCertificate, say: Say) -> View:
    witnesses = [*data.witnesses, *[Signatory("")] * (WITNESSES - len(data.witnesses))]
    roles = ["witness_1", "witness_2", *["witness_more"] * (len(witnesses) - WITNESSES)]
    signers = [
        ("performer", data.performer),
        ("verifier", data.verifier or Signatory("")),
        *zip(roles, witnesses, strict=True),
    ]
    return [{"role": say(role), "name": signer.name, "position": signer.position} for role, signer in signers]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
