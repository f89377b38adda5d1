"""A case, or parts of it, as a paper and as a file: what stands now, the notes, and everything that happened.

Only the compartments that were asked for, and only such as the member at this
laptop is let into; the rest is named as left out. Written in one language; what
people typed stays as they typed it.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from kunak.app import cases, devices, members
from kunak.app.languages import in_language
from kunak.app.papers.casefile import case_json
from kunak.app.papers.casepaper import CaseExport, Happening, Note, Part, Row, case_pdf
from kunak.app.papers.certificate import certificate_pdf
from kunak.app.papers.labels import paper_language
from kunak.app.papers.moments import written
from kunak.app.telling import tell
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Fault, Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import assessment, details, money
from kunak.casework.assessment import BASIS_NAMES, LEVEL_NAMES, PRESENCE_NAMES
from kunak.casework.case import OWN_DECISION_NAMES, STAGE_NAMES
from kunak.casework.compartments import (
    CompartmentOpened,
    ExportAsked,
    Kind,
    PartsExported,
    Subject,
    export_granted,
    export_waits,
    in_order,
)
from kunak.casework.consent import SCOPE_NAMES
from kunak.casework.custody import STATE_NAMES
from kunak.casework.details import FIELDS, NoteAdded
from kunak.casework.factors import BY_ID, PLAYBOOK
from kunak.casework.legal import OUTCOME_NAMES, USUAL
from kunak.casework.members.events import Purpose
from kunak.casework.plan import LEG_STATE_NAMES, MEANS_NAMES, TRACE_NAMES
from kunak.casework.publication import CleanFile
from kunak.casework.subjects import CaseFile
from kunak.store.home import write_durably

Translate = Callable[[str], str]


class _Words(msgspec.Struct, frozen=True):
    """What turns facts into words."""

    space: Workspace
    say: Translate
    offset: int

    def at(self, instant: Instant) -> str:
        return written(instant, self.offset)


def export(
    space: Workspace,
    subject: SubjectId,
    kinds: Iterable[Kind],
    *,
    translate: Translate,
    utc_offset_minutes: int = 0,
) -> CaseExport:
    """Return a case as it can be printed or written to a file; that these parts leave the vault is written down.

    Args:
        space: The open vault.
        subject: The case.
        kinds: The compartments that go out.
        translate: Puts a phrase into the language of the paper.
        utc_offset_minutes: Of the clock on which the paper writes its times.

    Raises:
        BadInput: No compartment was chosen.
        Refused: The member at this laptop is not let into one of them; or two admins have not allowed it yet, which
            has been asked for.
    """
    chosen = in_order(frozenset(kinds))
    if not chosen:
        raise BadInput("Choose at least one part of the case to export.", field="kinds")
    for kind in chosen:
        cases.check_readable(space, subject, kind)
    grant = _leave(space, subject, frozenset(chosen))
    cases.decide(space, subject, lambda _file: (PartsExported(kinds=chosen, grant=grant),))
    file = space.case(subject)
    words = _Words(space, translate, utc_offset_minutes)
    moments = cases.timeline(space, subject)
    return CaseExport(
        case=file.case.code,
        stage=translate(STAGE_NAMES[file.case.stage]),
        exported_at=space.clock(),
        exported_by=space.me().name,
        group=space.group().roster.group,
        organisation=space.vault.organisation,
        parts=tuple(_part(words, file, kind, moments) for kind in chosen),
        left_out=tuple(kind.value for kind in Kind if kind not in chosen),
        utc_offset_minutes=utc_offset_minutes,
    )


def _leave(space: Workspace, subject: SubjectId, kinds: frozenset[Kind]) -> bytes:
    """Return the grant under which these parts may go out; ask for it where there is none.

    Raises:
        Refused: Another admin has to sign it.
    """
    with space.turn:
        me, now = space.me().id, space.clock()
        access = space.case(subject).access
        permitted = space.laptops.membership.permitted
        grant = export_granted(access, member=me, kinds=kinds, permitted=permitted, now=now)
        if grant:
            return grant
        if not export_waits(access, member=me, kinds=kinds, permitted=permitted, now=now):
            grant = space.new_id()
            asked = ExportAsked(member=me, kinds=in_order(kinds), grant=grant)
            leave = members.permit(space, Purpose.EXPORT, member=me, grant=grant)
            space.write_all([(subject, Subject.CASE, (asked,)), (space.group_id, Subject.GROUP, leave)])
            if grant in space.laptops.membership.permitted:
                return grant
        raise Refused(
            "What leaves the vault takes two admins. Leave for this was asked: another admin signs it (page of "
            "laptops, or kunak members second), then take it out again within a week.",
            field="kinds",
        )


class File(msgspec.Struct, frozen=True):
    """A file to be kept outside the vault, in the open."""

    name: str
    content: bytes

    def __repr__(self) -> str:
        return "File(...)"


def files(
    space: Workspace, subject: SubjectId, *, kinds: Iterable[Kind], language: str, utc_offset_minutes: int = 0
) -> tuple[File, ...]:
    """Return a case as a paper and as a file for machines; as `export`."""
    data = export(
        space,
        subject,
        kinds,
        translate=lambda text: in_language(text, language),
        utc_offset_minutes=utc_offset_minutes,
    )
    return File("case.pdf", case_pdf(data, language=paper_language(language))), File("case.json", case_json(data))


def certificates(space: Workspace, subject: SubjectId, *, language: str) -> tuple[File, ...]:
    """Return a certificate for every destroyed device of a case.

    Raises:
        Refused: The member at this laptop is not let into the custody of the case.
    """
    cases.check_readable(space, subject, Kind.CUSTODY)
    destroyed = [one for one in space.case(subject).custody.devices.values() if one.destruction is not None]
    papers = (devices.certificate(space, subject, one.id) for one in destroyed)
    return tuple(
        File(f"certificate-{number}.pdf", certificate_pdf(paper, language=paper_language(language)))
        for number, paper in enumerate(papers, start=1)
    )


def write_out(folder: Path, out: Iterable[File]) -> tuple[Path, ...]:
    """Write files into a folder, readable by their owner alone; none is ever overwritten.

    Raises:
        BadInput: One of the names is taken; nothing was written.
        Fault: The disk refused.
    """
    chosen = tuple(out)
    taken = next((file.name for file in chosen if (folder / file.name).exists()), None)
    if taken:
        raise BadInput("%(name)s is in this folder already: choose another folder.", field="out", name=taken)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in chosen:
            write_durably(folder / file.name, file.content)
    except OSError as error:
        raise Fault("The files could not be written (%(why)s): choose another folder.", why=error.strerror) from error
    return tuple(folder / file.name for file in chosen)


def _part(words: _Words, file: CaseFile, kind: Kind, moments: list[cases.Moment]) -> Part:
    own = [each for each in moments if each.entry.kind is kind]
    return Part(
        kind=kind.value,
        rows=(*_known(words, file, kind), *_STANDING.get(kind, _nothing)(words, file)),
        notes=tuple(_notes(own)),
        timeline=tuple(_happenings(words, own)),
    )


def _notes(moments: Iterable[cases.Moment]) -> Iterator[Note]:
    for each in moments:
        if isinstance(each.entry.fact.event, NoteAdded):
            yield Note(each.entry.fact.at, each.by, each.entry.fact.event.text)


def _happenings(words: _Words, moments: Iterable[cases.Moment]) -> Iterator[Happening]:
    for each in moments:
        event = each.entry.fact.event
        if not isinstance(event, NoteAdded | CompartmentOpened):
            told = tell(event)
            filled = {
                name: words.say(value) if isinstance(value, str) else value for name, value in told.details.items()
            }
            says = words.say(told.sentence)
            yield Happening(each.entry.fact.at, (says % filled if filled else says).strip(), each.by)


def _known(words: _Words, file: CaseFile, kind: Kind) -> Iterator[Row]:
    for name, field in FIELDS.items():
        standing = file.details.field(name)
        if field.kind is kind and standing.writes:
            named = details.FIELD_VALUES if field.cautious else {}
            values = (file.details.value(name), *(write.value.value for write in standing.writes))
            told = [words.say(named[value]) if value in named else value for value in dict.fromkeys(values) if value]
            if told:
                yield Row(words.say(field.label), told[0], tuple(told[1:]))


def _nothing(_desk: _Words, _file: CaseFile) -> Iterator[Row]:
    yield from ()


def _desk(words: _Words, file: CaseFile) -> Iterator[Row]:
    manager = file.case.manager.latest
    if manager:
        yield Row(words.say(phrase("Case manager")), words.space.group().roster.named(manager.value))
    for task in file.case.open_tasks:
        yield Row(words.say(phrase("To do")), task.text + (f" ({words.at(task.due)})" if task.due is not None else ""))
    for decided in file.case.decisions:
        yield Row(
            words.say(phrase("The person decided")),
            f"{words.say(OWN_DECISION_NAMES[decided.decision])}: {decided.words}",
        )
    if file.retention.review:
        yield Row(words.say(phrase("What went well")), file.retention.review.went_well)
        yield Row(words.say(phrase("What went badly")), file.retention.review.went_badly)
    if file.retention.ends is not None:
        yield Row(words.say(phrase("Kept until")), words.at(file.retention.ends))


def _threat(words: _Words, file: CaseFile) -> Iterator[Row]:
    for write in file.assessment.level.writes:
        decided = write.value
        yield Row(words.say(phrase("Level of danger")), f"{words.say(LEVEL_NAMES[decided.level])}. {decided.reasons}")
    for factor in file.assessment.marks:
        mark = assessment.mark_in_force(file.assessment, factor)
        if mark is not None:
            basis = f" ({words.say(BASIS_NAMES[mark.basis])})" if mark.basis else ""
            more = f". {mark.words}" if mark.words else ""
            label = words.say(BY_ID[factor].en) if factor in BY_ID else factor
            yield Row(label, words.say(PRESENCE_NAMES[mark.presence]) + basis + more)
    for one in file.assessment.perpetrators.values():
        for account in one.standing:
            reach = ", ".join(words.say(play.en) for tool, play in PLAYBOOK.items() if tool in account.reach)
            told = "; ".join(filter(None, (account.relation, reach, account.words)))
            yield Row(f"{words.say(phrase('To be feared'))}: {account.label}", told)


def _route(words: _Words, file: CaseFile) -> Iterator[Row]:
    legs = file.plan.draft.legs if file.plan.draft else ()
    for number, leg in enumerate(legs, start=1):
        parts = (
            f"{leg.origin} → {leg.destination}",
            f"{words.at(leg.departs)} – {words.at(leg.arrives)}",
            words.say(MEANS_NAMES[leg.means]),
            leg.service,
            words.say(TRACE_NAMES[leg.trace]),
            words.say(LEG_STATE_NAMES[file.plan.state(leg.id)]),
            leg.note,
        )
        yield Row(words.say(phrase("Leg %(number)s")) % {"number": number}, "; ".join(filter(None, parts)))
    for checkin in file.checkins.open:
        yield Row(words.say(phrase("Check-in expected")), f"{checkin.expected.who}, {words.at(checkin.expected.due)}")


def _custody(words: _Words, file: CaseFile) -> Iterator[Row]:
    for device in file.custody.devices.values():
        parts = (words.say(STATE_NAMES[device.state]), device.holder, device.record.serial, device.excuse)
        yield Row(device.record.label, "; ".join(filter(None, parts)))
    if file.custody.none_stated:
        yield Row(words.say(phrase("No device")), file.custody.none_stated)


def _shelter(words: _Words, file: CaseFile) -> Iterator[Row]:
    places = words.space.group().places.places
    for stay in file.placements.placements.values():
        place = places.get(stay.place)
        ends = f"; {words.at(stay.ends[-1].ended_at)}: {stay.ends[-1].reason}" if stay.ends else ""
        label = place.record.label if place else words.say(phrase("A place that you cannot see"))
        yield Row(label, f"{words.at(stay.since)} – {words.at(stay.until)}{ends}")


def _legal(words: _Words, file: CaseFile) -> Iterator[Row]:
    for step in file.legal.steps.values():
        title = words.say(USUAL[step.usual].title) if step.usual in USUAL else step.title
        told = f"{words.say(OUTCOME_NAMES[step.outcome])}; {words.at(step.due)}; {', '.join(step.responsible)}"
        yield Row(title, told)


def _money(words: _Words, file: CaseFile) -> Iterator[Row]:
    for currency, totals in money.totals(file.money).items():
        out = {"committed": totals.committed, "cost": totals.cost, "left": totals.left}
        told = {name: money.written_out(money.Money(amount, currency)) for name, amount in out.items()}
        yield Row(currency, words.say(phrase("committed %(committed)s, cost %(cost)s, left %(left)s")) % told)


def _publication(words: _Words, file: CaseFile) -> Iterator[Row]:
    for write in file.consent.given.writes:
        scopes = "; ".join(words.say(SCOPE_NAMES[scope]) for scope in write.value.scopes)
        yield Row(words.say(phrase("The person allows")), f"{scopes or '–'}. “{write.value.words}”")
    if file.publication.draft:
        draft = file.publication.draft
        yield Row(words.say(phrase("Draft")), "\n".join((draft.text, *_enclosed(draft.files))))
    for published in file.publication.published:
        told = f"{published.where}, {words.at(published.happened_at)}\n{file.publication.texts[published.of]}"
        told = "\n".join((told, *_enclosed(file.publication.files.get(published.of, ()))))
        yield Row(words.say(phrase("Published")), told)


def _enclosed(files: Iterable[CleanFile]) -> Iterator[str]:
    """Yield a line for each file that goes out with a text: the files themselves are not in the paper."""
    for file in files:
        yield f"{file.sealed.name} (SHA-256 {file.sha256.hex()}): {file.alt}"


_STANDING: Final[dict[Kind, Callable[[_Words, CaseFile], Iterator[Row]]]] = {
    Kind.DESK: _desk,
    Kind.THREAT: _threat,
    Kind.ROUTE: _route,
    Kind.CUSTODY: _custody,
    Kind.SHELTER: _shelter,
    Kind.LEGAL: _legal,
    Kind.MONEY: _money,
    Kind.PUBLICATION: _publication,
}
"""What stands now in each compartment, besides its fields."""
