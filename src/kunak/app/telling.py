"""Every kind of event in one short sentence, for timelines, the audit and exports.

A sentence is an English template and what fills it; pages translate both.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from kunak.base.words import phrase
from kunak.casework import (
    assessment,
    case,
    checkins,
    circles,
    compartments,
    consent,
    custody,
    details,
    legal,
    money,
    plan,
    preferences,
    publication,
    request,
    retention,
    roster,
    shelter,
    ways,
)
from kunak.casework.factors import BY_ID
from kunak.casework.facts import Event, Unknown
from kunak.casework.incidents import ending, extracts, links, sources
from kunak.casework.incidents import events as incidents
from kunak.casework.incidents import fields as incident_fields
from kunak.casework.incidents.vocabulary import word
from kunak.casework.members import events as members


class Told(NamedTuple):
    """A sentence and what fills it. Values may be phrases themselves."""

    sentence: str
    details: dict[str, object]

    def __str__(self) -> str:
        return self.sentence % self.details if self.details else self.sentence


_Fill = Callable[[Any], dict[str, object]]


def _nothing(_event: object) -> dict[str, object]:
    return {}


def _field_name(name: str) -> str:
    return incident_fields.FIELDS[name].label if name in incident_fields.FIELDS else name


MATCHED: Final = {True: phrase("the code was right"), False: phrase("the code was wrong")}

_SENTENCES: Final[dict[type[Event], tuple[str, _Fill]]] = {
    Unknown: (phrase("Something that a newer version of Kunak wrote: %(kind)s"), lambda e: {"kind": e.kind}),
    assessment.FactorMarked: (
        phrase("Factor “%(factor)s”: %(presence)s"),
        lambda e: {
            "factor": BY_ID[e.factor].en if e.factor in BY_ID else e.factor,
            "presence": assessment.PRESENCE_NAMES[e.presence],
        },
    ),
    assessment.PerpetratorRecorded: (phrase("Perpetrator recorded: %(label)s"), lambda e: {"label": e.label}),
    assessment.PerpetratorWithdrawn: (
        phrase("A perpetrator was withdrawn: %(reason)s"),
        lambda e: {"reason": e.reason},
    ),
    assessment.LevelDecided: (
        phrase("Level of danger: %(level)s. %(reasons)s"),
        lambda e: {"level": assessment.LEVEL_NAMES[e.level], "reasons": e.reasons},
    ),
    case.CaseOpened: (phrase("The case was opened."), _nothing),
    case.StageMoved: (
        phrase("Stage: %(to)s. %(reason)s"),
        lambda e: {"to": case.STAGE_NAMES[e.to], "reason": e.reason},
    ),
    case.ManagerNamed: (phrase("A case manager was named."), _nothing),
    case.TaskAdded: (phrase("Task: %(text)s"), lambda e: {"text": e.text}),
    case.TaskDone: (phrase("A task is done. %(outcome)s"), lambda e: {"outcome": e.outcome}),
    case.PersonDecided: (
        phrase("The person decided %(decision)s: “%(words)s”"),
        lambda e: {"decision": case.OWN_DECISION_NAMES[e.decision], "words": e.words},
    ),
    checkins.CheckInExpected: (phrase("A check-in is expected from %(who)s."), lambda e: {"who": e.who}),
    checkins.PhrasesAgreed: (phrase("The phrases were agreed."), _nothing),
    checkins.CheckedIn: (
        phrase("Heard: %(heard)s. %(note)s"),
        lambda e: {"heard": checkins.HEARD_NAMES[e.heard], "note": e.note},
    ),
    checkins.CheckInCancelled: (phrase("A check-in was called off: %(reason)s"), lambda e: {"reason": e.reason}),
    checkins.AlarmAnswered: (phrase("An alarm was answered: %(action)s"), lambda e: {"action": e.action}),
    compartments.CompartmentOpened: (
        phrase("The part “%(part)s” was opened."),
        lambda e: {"part": compartments.KIND_NAMES[e.part]},
    ),
    circles.CircleSealed: (
        phrase("The secret of a circle was given to %(count)d laptops."),
        lambda e: {"count": len(e.seals)},
    ),
    circles.EpochsSealed: (
        phrase("Keys of %(count)d parts were given to a circle of laptops."),
        lambda e: {"count": len(e.grants)},
    ),
    circles.KeysWanted: (
        phrase("A laptop that was away asks for the keys of %(count)d circles."),
        lambda e: {"count": len(e.circles)},
    ),
    members.LaptopAdded: (phrase("A member is to work on another laptop, too."), _nothing),
    members.RolesGiven: (
        phrase("A member is to do this, too: %(roles)s"),
        lambda e: {"roles": ", ".join(compartments.ROLE_NAMES[role] for role in e.roles)},
    ),
    members.RankGiven: (phrase("A member is to be: %(rank)s"), lambda e: {"rank": roster.RANK_NAMES[e.rank]}),
    members.Removed: (
        phrase("Laptops to be put out: %(count)d. %(reason)s"),
        lambda e: {"count": len(e.cuts), "reason": e.reason},
    ),
    members.Permitted: (
        phrase("Leave is asked: %(purpose)s"),
        lambda e: {"purpose": members.PURPOSE_NAMES[e.purpose]},
    ),
    compartments.ExportAsked: (
        phrase("Leave was asked to take parts out: %(parts)s"),
        lambda e: {"parts": ", ".join(compartments.KIND_NAMES[kind] for kind in e.kinds)},
    ),
    members.RecoveryArranged: (
        phrase("Trustees for %(class)s: %(threshold)d of %(parts)d"),
        lambda e: {
            "class": compartments.SENSITIVITY_NAMES[e.sensitivity],
            "threshold": e.threshold,
            "parts": e.parts,
        },
    ),
    members.Recovered: (
        phrase("The trustees let a new laptop in, and put out others: %(count)d"),
        lambda e: {"count": len(e.cuts)},
    ),
    members.ShredOrdered: (
        phrase("The keys of some parts are to be destroyed on every laptop: %(count)d"),
        lambda e: {"count": len(e.compartments)},
    ),
    members.WeekSigned: (
        phrase("This laptop signed what was written until then: %(count)d entries"),
        lambda e: {"count": e.size},
    ),
    members.ShredDone: (phrase("This laptop destroyed what it was told to."), _nothing),
    members.Adopted: (
        phrase("%(count)d entries that were set aside are to count."),
        lambda e: {"count": len(e.events)},
    ),
    members.Seconded: (phrase("A decision about members was signed by another admin."), _nothing),
    members.Suspended: (phrase("A laptop was suspended. %(reason)s"), lambda e: {"reason": e.reason}),
    members.SuspensionLifted: (phrase("A suspension was ended."), _nothing),
    members.PrekeyGiven: (phrase("A laptop renewed the key to which others seal."), _nothing),
    preferences.MeetingChosen: (phrase("The laptops meet at another relay from now on."), _nothing),
    compartments.MemberLetIn: (phrase("A member was let in. %(reason)s"), lambda e: {"reason": e.reason}),
    compartments.MemberShutOut: (phrase("A member was shut out. %(reason)s"), lambda e: {"reason": e.reason}),
    compartments.PartsExported: (
        phrase("Parts of the case left the vault: %(parts)s"),
        lambda e: {"parts": ", ".join(compartments.KIND_NAMES[kind] for kind in e.kinds)},
    ),
    consent.ConsentGiven: (phrase("About consent the person said: “%(words)s”"), lambda e: {"words": e.words}),
    custody.DeviceIdentified: (phrase("Device registered: %(label)s"), lambda e: {"label": e.record.label}),
    custody.DeviceStocked: (phrase("Device in stock: %(label)s"), lambda e: {"label": e.record.label}),
    custody.DeviceHandedOver: (
        phrase("Device: %(step)s, from %(giver)s to %(receiver)s, witness %(witness)s"),
        lambda e: {
            "step": custody.STEP_NAMES[e.step],
            "giver": e.giver or "–",
            "receiver": e.receiver or "–",
            "witness": e.witness or "–",
        },
    ),
    custody.DeviceDestroyed: (
        phrase("Device destroyed: %(technique)s, witnesses %(witnesses)s"),
        lambda e: {"technique": e.technique, "witnesses": ", ".join(e.witnesses)},
    ),
    custody.DeviceExcused: (phrase("A device need not be accounted for: %(reason)s"), lambda e: {"reason": e.reason}),
    custody.NoDevicesStated: (phrase("The person carries no device: %(reason)s"), lambda e: {"reason": e.reason}),
    details.DetailWritten: (
        phrase("%(field)s: %(value)s"),
        lambda e: {
            "field": details.FIELDS[e.field].label if e.field in details.FIELDS else e.field,
            "value": details.FIELD_VALUES.get(e.value, e.value),
        },
    ),
    details.NoteAdded: (phrase("Note: %(text)s"), lambda e: {"text": e.text}),
    incidents.Entered: (
        phrase("Entered into the register: %(sort)s"),
        lambda e: {"sort": incident_fields.SORT_NAMES[e.sort]},
    ),
    incidents.Joined: (
        phrase("An act or a verdict joins more people: %(count)d"),
        lambda e: {"count": len(e.joins)},
    ),
    incidents.Stated: (
        phrase("A source says of “%(field)s”: %(value)s"),
        lambda e: {
            "field": _field_name(e.field),
            "value": incident_fields.shown(e.field, e.value),
        },
    ),
    incidents.Coded: (phrase("Coded: %(field)s"), lambda e: {"field": _field_name(e.field)}),
    incidents.Ruled: (
        phrase("Decided of “%(field)s”: %(value)s. %(reason)s"),
        lambda e: {
            "field": _field_name(e.field),
            "value": incident_fields.shown(e.field, e.value),
            "reason": e.reason,
        },
    ),
    ending.Ended: (phrase("An incident of the register is to be destroyed"), _nothing),
    extracts.Extracted: (
        phrase("Taken out, without names: %(what)s, %(unit)s. SHA-256 of the file: %(hash)s"),
        lambda e: {
            "what": extracts.WHAT_NAMES[e.what],
            "unit": incident_fields.SORT_NAMES[e.unit],
            "hash": e.sha256.hex(),
        },
    ),
    incidents.Withdrawn: (phrase("Withdrawn from the register: %(reason)s"), lambda e: {"reason": e.reason}),
    links.LinkDecided: (
        phrase("Two entries were compared: %(verdict)s"),
        lambda e: {"verdict": links.VERDICT_NAMES[e.sort][e.verdict]},
    ),
    links.LinkReasoned: (phrase("Why they were held to be one, or two: %(reason)s"), lambda e: {"reason": e.reason}),
    sources.SourceDescribed: (
        phrase("A source was described: %(label)s (%(sort)s)"),
        lambda e: {"label": e.record.label, "sort": word("sources", e.record.sort)},
    ),
    sources.SourceFound: (phrase("Where a source is found: %(title)s"), lambda e: {"title": e.found.title}),
    sources.SourceGraded: (
        phrase("A source was graded “%(grade)s”: %(reason)s"),
        lambda e: {"grade": sources.RELIABILITY_NAMES[e.grade.reliability], "reason": e.grade.reason},
    ),
    sources.SnapshotTaken: (phrase("A snapshot of a source is kept: %(name)s"), lambda e: {"name": e.file.name}),
    legal.LegalStepSet: (phrase("Legal step: %(title)s"), lambda e: {"title": e.title}),
    legal.LegalDeadlineMoved: (phrase("A legal deadline was moved: %(reason)s"), lambda e: {"reason": e.reason}),
    legal.LegalStepAssigned: (
        phrase("A legal step was given to %(responsible)s."),
        lambda e: {"responsible": e.responsible},
    ),
    legal.LegalStepEnded: (phrase("A legal step has ended."), _nothing),
    money.MoneyEntered: (
        phrase("Money: %(amount)s"),
        lambda e: {"amount": money.written_out(e.money)},
    ),
    money.MoneyStruck: (phrase("An entry about money was struck: %(reason)s"), lambda e: {"reason": e.reason}),
    plan.PlanDrafted: (phrase("A plan of %(count)d legs was drafted."), lambda e: {"count": len(e.legs)}),
    plan.PlanApproved: (phrase("A second member approved the plan."), _nothing),
    plan.LegReported: (
        phrase("A leg %(step)s. %(note)s"),
        lambda e: {"step": plan.LEG_STEP_NAMES[e.step], "note": e.note},
    ),
    plan.MeetingConfirmed: (
        phrase("A meeting: %(matched)s. %(note)s"),
        lambda e: {"matched": MATCHED[e.code_matched and e.countersign_matched], "note": e.note},
    ),
    plan.StrangerAnswered: (
        phrase("The alarm of a meeting was answered: %(action)s"),
        lambda e: {"action": e.action},
    ),
    ways.WaysKept: (phrase("One of %(count)d ways that were found was chosen."), lambda e: {"count": len(e.ways)}),
    publication.DraftWritten: (phrase("A draft was written."), _nothing),
    publication.DraftChecked: (
        phrase("The draft was checked: %(verdict)s"),
        lambda e: {"verdict": publication.VERDICT_NAMES[e.verdict]},
    ),
    publication.DraftApproved: (phrase("A second member approved the draft."), _nothing),
    publication.EmbargoSet: (phrase("An embargo was set: %(reason)s"), lambda e: {"reason": e.reason}),
    publication.TextPublished: (phrase("The text went out: %(where)s"), lambda e: {"where": e.where}),
    publication.TextNoticed: (phrase("Somebody else wrote about the case: %(where)s"), lambda e: {"where": e.where}),
    publication.SilenceChosen: (phrase("The group keeps silent: %(reason)s"), lambda e: {"reason": e.reason}),
    request.RequestReceived: (phrase("A message arrived: %(subject)s"), lambda e: {"subject": e.subject or "–"}),
    request.RequestTriaged: (
        phrase("Urgency: %(urgency)s. %(reason)s"),
        lambda e: {"urgency": request.URGENCY_NAMES[e.urgency], "reason": e.reason},
    ),
    request.CallerVetted: (
        phrase("Caller checked: %(outcome)s. %(check)s"),
        lambda e: {"outcome": request.VETTING_NAMES[e.outcome], "check": e.check},
    ),
    request.RequestAnswered: (
        phrase("Request: %(move)s. %(reason)s"),
        lambda e: {"move": request.MOVE_NAMES[e.move], "reason": e.reason},
    ),
    retention.ClosingReviewed: (phrase("Closing review: %(lessons)s"), lambda e: {"lessons": e.lessons or e.went_well}),
    retention.RetentionSet: (phrase("How long the case is kept: %(reason)s"), lambda e: {"reason": e.reason}),
    retention.HoldPlaced: (phrase("A hold was placed: %(reason)s"), lambda e: {"reason": e.reason}),
    retention.HoldLifted: (phrase("A hold was lifted: %(reason)s"), lambda e: {"reason": e.reason}),
    preferences.DeskSet: (phrase("How the desk behaves was chosen."), _nothing),
    roster.GroupFounded: (phrase("The group was founded."), _nothing),
    roster.MemberJoined: (phrase("%(name)s joined."), lambda e: {"name": e.name}),
    roster.MemberLeft: (phrase("A member left: %(reason)s"), lambda e: {"reason": e.reason}),
    shelter.PlaceDescribed: (phrase("Safe place: %(label)s"), lambda e: {"label": e.record.label}),
    shelter.PlaceJudged: (
        phrase("A place is %(status)s: %(reason)s"),
        lambda e: {"status": shelter.STATUS_NAMES[e.standing.status], "reason": e.standing.reason},
    ),
    shelter.PeoplePlaced: (phrase("A stay in a safe place begins. %(note)s"), lambda e: {"note": e.note}),
    shelter.StayPlanned: (phrase("The end of a stay was moved: %(reason)s"), lambda e: {"reason": e.reason}),
    shelter.StayEnded: (phrase("A stay has ended: %(reason)s"), lambda e: {"reason": e.reason}),
}


def tell(event: Event) -> Told:
    """Return the sentence for an event."""
    sentence, fill = _SENTENCES[type(event)]
    return Told(sentence, fill(event))


def is_told(event_type: type[Event]) -> bool:
    """Whether there is a sentence for this kind."""
    return event_type in _SENTENCES
