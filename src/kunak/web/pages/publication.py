"""To publish or not: what the person allows, until when to be silent, a draft and what it gives away, who approves."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post

from kunak.app import approvals, enclosing, publishing
from kunak.base.errors import KunakError
from kunak.base.ids import short
from kunak.base.instants import DAY, Instant, after
from kunak.base.words import phrase
from kunak.casework import consent, publication, situation
from kunak.casework.compartments import KIND_NAMES, Kind
from kunak.casework.consent import SCOPE_NAMES, ConsentGiven, Scope
from kunak.casework.publication import VERDICT_NAMES, Draft, Verdict
from kunak.disclosure.check import Report
from kunak.disclosure.enclosed import Span
from kunak.web.act import Act, Ask, again, chosen, options
from kunak.web.forms import Form
from kunak.web.pages import enclosed_files, second_word
from kunak.web.pages.case_frame import HERE, CaseFrame
from kunak.web.pages.deeds import AtCase, Deed, handlers
from kunak.web.pages.enclosed_files import PART, FileLine
from kunak.web.pages.found_words import Found, Piece, pieces
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent
from kunak.web.section import Section

KIND: Final = Kind.PUBLICATION


class Given(msgspec.Struct, frozen=True):
    """What the person said about consent, and whether it holds now."""

    scopes: tuple[str, ...]
    how: str
    words: str
    until: Instant | None
    ended: bool
    by: str
    at: Instant


class Went(msgspec.Struct, frozen=True):
    """A text that went out, and what it gave away."""

    pieces: tuple[Piece, ...]
    where: str
    at: Instant


class Noticed(msgspec.Struct, frozen=True):
    """A text of somebody else, and what it gave away."""

    pieces: tuple[Piece, ...]
    where: str


class Gate(msgspec.Struct, frozen=True):
    """One rule before anything goes out: a phrase, whether it holds, until when it stands in the way."""

    says: str
    holds: bool
    until: Instant | None = None


class PublicationPage(Context, frozen=True, kw_only=True):
    """All about what goes out of one case.

    Attributes:
        digest: Hash of the draft in hexadecimal, and `mark`, its beginning.
        silent_days: Shortest silence after the last movement.
        rivals: Whether drafts stand side by side.
        files: What lies beside the draft.
        room: Whether another file has room beside it.
        void: Approvals of texts that stand no longer: who gave them, and the beginning of the hash.
        closed_part: Name of a part that this member cannot read, so that the check is for others; or empty.
    """

    template: ClassVar[str] = "publication.html"
    frame: CaseFrame
    form: Form
    gates: tuple[Gate, ...]
    given: tuple[Given, ...]
    embargo_until: Instant | None
    embargo_ends: Instant | None
    moved: Instant | None
    silent_days: int
    draft: Draft | None
    scope: str
    digest: str
    mark: str
    pieces: tuple[Piece, ...]
    files: tuple[FileLine, ...]
    room: bool
    findings: int
    verdict: str
    verdict_says: str
    not_checked: tuple[str, ...]
    checked: str
    reviewed: str
    approved_by: tuple[str, ...]
    void: tuple[tuple[str, str], ...]
    closed_part: str
    approvers: tuple[tuple[str, str], ...]
    rivals: bool
    published: tuple[Went, ...]
    noticed: tuple[Noticed, ...]
    silence: str


@get("/case/{case:str}/publication", sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show what is to be published, and each rule in its way."""
    return page(request, _shown(AtCase(request, KIND), Form()), here=HERE)


@post("/case/{case:str}/publication/check", sync_to_thread=True, status_code=200)
def check(request: Asked) -> Response[str] | Response[None]:
    """Check the draft as it stands, and write the verdict down."""
    at, form = AtCase(request, KIND), sent(request)
    try:
        publishing.check_draft(at.space, at.subject, shelf=at.vault.shelf, reviewed=form.text("reviewed").strip())
    except KunakError as error:
        return again(request, lambda form: _shown(at, form), form, (error,), fields=("reviewed",), here=HERE)
    return go(f"{at.path}/publication")


@post("/case/{case:str}/publication/approve", sync_to_thread=True, status_code=200)
def approve(request: Asked) -> Response[str] | Response[None]:
    """Take the word of a second member, who types their own passphrase."""
    at, form = AtCase(request, KIND), sent(request)
    try:
        second_word.take(at, form, partial(publishing.approve, shelf=at.vault.shelf))
    except KunakError as error:
        return again(request, lambda form: _shown(at, form), form, (error,), fields=second_word.FIELDS, here=HERE)
    return go(f"{at.path}/publication")


def _shown(at: AtCase, form: Form) -> PublicationPage:
    file, known = at.file, at.file.publication
    draft = known.draft
    closed = publishing.unread(at.space, at.subject)
    beside = draft.files if draft else ()
    read = enclosing.described(beside) if closed else enclosing.glance(at.vault.shelf, beside)
    looked = None if closed else publishing.look(at.space, at.subject, draft.text if draft else "", read)
    report = looked.report if draft and looked else None
    marks: tuple[Found, ...] = report.findings if report else known.check.marks if known.check else ()
    gave = {text: one.findings for text, one in zip(looked.published, looked.earlier, strict=True)} if looked else {}
    verdict = Verdict(report.verdict) if report else known.check.verdict if known.check else None
    named = at.space.group().roster.named
    approvals_given = known.approvals.get(draft.digest, ()) if draft else ()
    moved = situation.last_movement(file)
    return PublicationPage(
        frame=at.frame(),
        form=form,
        gates=tuple(_gates(at)),
        given=tuple(
            _given(write.value, at.space.author(write.device), write.at, at.now) for write in file.consent.given.writes
        ),
        embargo_until=known.embargo_until,
        embargo_ends=publication.embargo_ends(known, last_movement=moved),
        moved=moved,
        silent_days=publication.EMBARGO_AFTER_MOVE // DAY,
        draft=draft,
        scope=SCOPE_NAMES[draft.scope] if draft else "",
        digest=draft.digest.hex() if draft else "",
        mark=short(draft.digest) if draft else "",
        pieces=pieces(draft.text, enclosed_files.within(marks, Span(0, len(draft.text)))) if draft else (),
        files=enclosed_files.lines(at, draft.text, beside, read, marks) if draft else (),
        room=len(beside) < publication.FILES_LIMIT,
        findings=len(marks),
        verdict=verdict.value if verdict else "",
        verdict_says=VERDICT_NAMES[verdict] if verdict else phrase("not checked yet"),
        not_checked=report.not_checked if report else (),
        checked=_checked(file.publication.check, report),
        reviewed=known.check.reviewed if known.check else "",
        void=tuple(
            (named(approval.member), short(of))
            for of, given in known.approvals.items()
            if draft is None or of != draft.digest
            for approval in given
        ),
        closed_part=KIND_NAMES[closed[0]] if closed else "",
        approved_by=tuple(named(approval.member) for approval in approvals_given),
        approvers=tuple((member.id.hex(), member.name) for member in approvals.who_may_approve(at.space)),
        rivals=known.drafts.disputed,
        published=tuple(
            Went(pieces(text, gave.get(text, ())), each.where, each.happened_at)
            for each in known.published
            if (text := publishing.published_text(known, each.of))
        ),
        noticed=tuple(Noticed(pieces(one.text, gave.get(one.text, ())), one.where) for one in known.noticed),
        silence=known.silence,
    )


def _checked(check: publication.DraftChecked | None, report: Report | None) -> str:
    """Say whether the verdict that was written down is that of the engine now: ``no``, ``yes`` or ``old``.

    Whoever cannot read the case has no verdict of their own to lay beside it.
    """
    if check is None:
        return "no"
    if report is None:
        return "yes"
    return "yes" if check.verdict.value == report.verdict and check.findings == len(report.findings) else "old"


def _gates(at: AtCase) -> Iterator[Gate]:
    """Say each rule before the button is pressed; the rules themselves are in ``casework.publication``."""
    known, draft = at.file.publication, at.file.publication.draft
    scope = draft.scope if draft else Scope.PUBLISH_SAFE
    ends = publication.embargo_ends(known, last_movement=situation.last_movement(at.file))
    passed = known.check is not None and known.check.verdict is not Verdict.BLOCK
    yield _gate(
        draft is not None and not known.drafts.disputed, phrase("There is a draft."), phrase("There is no draft yet.")
    )
    yield _gate(
        at.file.consent.allows(scope, at.now),
        phrase("The person has consented to this."),
        phrase("The person has not consented to this."),
    )
    yield _gate(
        ends is None or at.now >= ends,
        phrase("No embargo is in the way."),
        phrase("The embargo has not ended."),
        until=ends,
    )
    yield _gate(
        passed,
        phrase("The draft was checked as it stands and gives nothing away."),
        phrase("The draft has not passed the check as it stands."),
    )
    yield _gate(
        draft is not None and bool(known.approvals.get(draft.digest)),
        phrase("A second member has approved exactly this text and its files.")
        if draft and draft.files
        else phrase("A second member has approved exactly this text."),
        phrase("No second member has approved this text."),
    )


def _gate(holds: bool, good: str, bad: str, *, until: Instant | None = None) -> Gate:  # noqa: FBT001  # a table's column
    return Gate(good if holds else bad, holds, until)


def _given(given: ConsentGiven, by: str, at: Instant, now: Instant) -> Given:
    return Given(
        scopes=tuple(SCOPE_NAMES[scope] for scope in given.scopes),
        how=given.how,
        words=given.words,
        until=given.until,
        ended=given.until is not None and given.until <= now,
        by=by,
        at=at,
    )


HOW: Final = Ask("how", phrase("How did they tell you?"), help=phrase("Spoken, signed, recorded, by message."))
WORDS: Final = Ask("words", phrase("In their own words"), "prose")


def _consent(at: AtCase) -> Act:
    latest = at.file.consent.given.latest
    return Act(
        title=phrase("What the person allows"),
        above=at.above("publication"),
        part=PART,
        says=(phrase("Ask for each thing apart. No answer is a no, and everything can be taken back at any time."),),
        asks=(
            Ask(
                "scopes",
                phrase("The person allows us to"),
                "many",
                options=options(SCOPE_NAMES),
                default=tuple(scope.value for scope in latest.value.scopes) if latest else (),
            ),
            HOW,
            WORDS,
            Ask("until", phrase("Until when"), "when", optional=True),
        ),
        does=phrase("Record the consent"),
    )


def _do_consent(at: AtCase, form: Form) -> None:
    scopes = frozenset(chosen(Scope, value, field="scopes") for value in form.chosen("scopes"))
    how, words, until = form.text("how"), form.text("words"), at.when_or_none(form, "until")
    at.decide(lambda file: consent.give(file.consent, scopes=scopes, how=how, words=words, until=until, now=at.now))


def _withdraw(at: AtCase) -> Act:
    return Act(
        title=phrase("The person takes everything back"),
        above=at.above("publication"),
        part=PART,
        asks=(HOW, WORDS),
        warns=phrase("From now on nothing goes out. What went out already is listed: ask for its removal."),
        does=phrase("Record the withdrawal"),
    )


def _do_withdraw(at: AtCase, form: Form) -> None:
    at.decide(lambda file: consent.withdraw(file.consent, how=form.text("how"), words=form.text("words")))


def _embargo(at: AtCase) -> Act:
    return Act(
        title=phrase("Nothing goes out before"),
        above=at.above("publication"),
        part=PART,
        says=(phrase("The silence after the last movement holds in any case: this can only make it longer."),),
        asks=(
            Ask("until", phrase("Until"), "when", default=at.typed(after(at.now, publication.EMBARGO_AFTER_MOVE))),
            Ask("reason", phrase("Why it has to wait"), "prose"),
        ),
        does=phrase("Set the embargo"),
    )


def _do_embargo(at: AtCase, form: Form) -> None:
    until = at.when(form, "until")
    at.decide(lambda file: publication.set_embargo(file.publication, until=until, reason=form.text("reason")))


def _publish(at: AtCase) -> Act:
    draft = at.file.publication.draft
    return Act(
        title=phrase("The text goes out"),
        above=at.above("publication"),
        part=PART,
        says=()
        if all(gate.holds for gate in _gates(at))
        else (phrase("A rule still stands in the way: go back and look at the list."),),
        facts=(
            (phrase("Text"), draft.text),
            *((phrase("File"), f"{file.sealed.name}: {file.alt}") for file in draft.files),
        )
        if draft
        else (),
        asks=(Ask("where", phrase("Where it goes out"), help=phrase("Which channel, page or paper.")),),
        warns=phrase("What is published cannot be called back. Kunak sends nothing itself: it records that you did."),
        does=phrase("Record that it goes out"),
        grave=True,
    )


def _noticed(at: AtCase) -> Act:
    return Act(
        title=phrase("What others wrote"),
        above=at.above("publication"),
        part=PART,
        says=(
            phrase(
                "A partner, the press, the family: whoever searches reads all of it. Every draft is judged with it."
            ),
        ),
        asks=(
            Ask("text", phrase("Text"), "prose", help=phrase("Pasted as it stands there.")),
            Ask("where", phrase("Where it stands"), help=phrase("Which channel, page or paper, and of what day.")),
        ),
        does=phrase("Keep the text"),
    )


def _do_noticed(at: AtCase, form: Form) -> None:
    text, where = form.text("text"), form.text("where").strip()
    at.decide(lambda file: publication.notice(file.publication, text=text, where=where))


def _silence(at: AtCase) -> Act:
    return Act(
        title=phrase("Keep silent"),
        above=at.above("publication"),
        part=PART,
        says=(phrase("To say nothing is a decision too, and often the right one."),),
        asks=(Ask("reason", phrase("Why the group says nothing"), "prose"),),
        does=phrase("Record the decision"),
    )


DEEDS: Final = (
    Deed(path="publication/consent", kind=KIND, shows=_consent, does=_do_consent),
    Deed(path="publication/withdraw", kind=KIND, shows=_withdraw, does=_do_withdraw),
    Deed(path="publication/embargo", kind=KIND, shows=_embargo, does=_do_embargo),
    Deed(
        path="publication/publish",
        kind=KIND,
        shows=_publish,
        does=lambda at, form: publishing.publish(at.space, at.subject, where=form.text("where")),
    ),
    Deed(path="publication/noticed", kind=KIND, shows=_noticed, does=_do_noticed),
    Deed(
        path="publication/silence",
        kind=KIND,
        shows=_silence,
        does=lambda at, form: at.decide(lambda _file: publication.choose_silence(reason=form.text("reason"))),
    ),
)

SECTION: Final = Section(handlers=(show, check, approve, *handlers(*DEEDS)))
