"""The danger to one person: thirty factors, those who are feared, what the factors suggest, what a human decides."""

from hashlib import blake2b
from typing import ClassVar, Final

import msgspec
from litestar import Response

from kunak.app import assessing
from kunak.app.assessing import Chosen, Decided, Marked, Several
from kunak.base.errors import BadInput, KunakError
from kunak.base.ids import EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import assessment
from kunak.casework.assessment import (
    BASIS_NAMES,
    LEVEL_MEANINGS,
    LEVEL_NAMES,
    LIMIT_WORDS,
    PRESENCE_NAMES,
    REASSESS_WHY,
    Account,
    Basis,
    Level,
    Mark,
    Perpetrator,
    Presence,
    Reason,
)
from kunak.casework.compartments import Kind
from kunak.casework.factors import BY_ID, FACTORS, GROUP_NAMES, PLAYBOOK, Factor, Group, Play, Tool
from kunak.casework.fields import Field
from kunak.web.act import Act, Ask, Option, again, chosen
from kunak.web.forms import Form
from kunak.web.guard import SAFE
from kunak.web.pages.case_frame import HERE, CaseFrame
from kunak.web.pages.deeds import AtCase, Deed, asked_and_taken, handlers
from kunak.web.pages.oddities import Odd, oddities
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent
from kunak.web.section import Section

KIND: Final = Kind.THREAT
PART: Final = phrase("Threat")
LEVEL_FIELDS: Final = ("level", "reasons", "difference", "reassess_by")
PRINT_BYTES: Final = 8


class Voice(msgspec.Struct, frozen=True):
    """One of several accounts that stand side by side; ``words`` as somebody typed them."""

    word: str
    words: str
    by: str
    at: Instant


class FactorLine(msgspec.Struct, frozen=True, kw_only=True):
    """One factor to mark.

    Attributes:
        presence: What stands, or nothing where nobody marked it or accounts differ.
        was: Print of what the page showed, so that only what was changed is written.
        voices: The accounts, where they differ.
        silent: Critical, and nothing is said about it yet.
    """

    factor: Factor
    presence: str
    basis: str
    words: str
    was: str
    voices: tuple[Voice, ...]
    silent: bool


class FactorGroup(msgspec.Struct, frozen=True):
    """Factors that are asked together."""

    name: str
    lines: tuple[FactorLine, ...]


class PerpetratorLine(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is feared."""

    href: str
    accounts: tuple[tuple[Account, Voice], ...]
    plays: tuple[Play, ...]


class LevelWord(msgspec.Struct, frozen=True):
    """One level to choose: what it means, until when it holds at most, and why."""

    value: str
    name: str
    means: str
    limit: str
    why: str


class Because(msgspec.Struct, frozen=True):
    """Why the factors suggest a level: a rule in the language of the reader, and the factors behind it."""

    level: str
    says: str
    factors: tuple[str, ...]


class ThreatPage(Context, frozen=True, kw_only=True):
    """The assessment of a case.

    Attributes:
        seen: Every write that the page shows.
        decisions: The levels that stand: one, normally.
        due: By when somebody looks again.
    """

    template: ClassVar[str] = "threat.html"
    frame: CaseFrame
    form: Form
    seen: str
    groups: tuple[FactorGroup, ...]
    silent: tuple[Factor, ...]
    bases: tuple[Option, ...]
    perpetrators: tuple[PerpetratorLine, ...]
    contradictions: tuple[tuple[Factor, str], ...]
    foreign: int
    suggested: str
    reasons: tuple[Because, ...]
    levels: tuple[LevelWord, ...]
    decisions: tuple[Decided, ...]
    history: tuple[Decided, ...]
    names: dict[str, str]
    due: Instant | None
    overdue: bool
    outgrown: bool
    odd: tuple[Odd, ...]


@asked_and_taken("/case/{case:str}/threat")
def assess(request: Asked) -> Response[str] | Response[None]:
    """Show the assessment; take marks, and a level with them: all of it or nothing."""
    at = AtCase(request, KIND)
    if request.method in SAFE:
        return page(request, _shown(at, Form()), here=HERE)
    form = sent(request)
    try:
        _save(at, form)
    except Several as several:
        return again(request, lambda form: _shown(at, form), form, several.errors, fields=_fields(), here=HERE)
    except KunakError as error:
        return again(request, lambda form: _shown(at, form), form, (error,), fields=_fields(), here=HERE)
    return go(f"{at.path}/threat")


def _save(at: AtCase, form: Form) -> None:
    marks, errors = [], []
    for factor in FACTORS:
        try:
            mark = _mark(form, factor.id)
        except BadInput as error:
            errors.append(error)
            continue
        if mark is not None and _print(mark) != form.text(f"was.{factor.id}"):
            marks.append(Marked(factor.id, mark))
    level = None
    try:
        level = _level(at, form) if form.text("do") == "level" else None
    except BadInput as error:
        errors.append(error)
    if errors:
        raise Several(errors)
    assessing.assess(at.space, at.subject, marks=marks, level=level, seen=_seen(form))


def _mark(form: Form, factor: str) -> Mark | None:
    """Return what was marked. Where no basis is chosen at the mark, that for all marks holds."""
    if not form.text(factor):
        return None
    presence = chosen(Presence, form.text(factor), field=factor)
    basis = form.text(f"basis.{factor}") or ("" if presence is Presence.UNKNOWN else form.text("basis_all"))
    return Mark(presence, chosen(Basis, basis, field=factor) if basis else None, form.text(f"words.{factor}").strip())


def _level(at: AtCase, form: Form) -> Chosen:
    return Chosen(
        level=chosen(Level, form.text("level"), field="level"),
        reasons=form.text("reasons").strip(),
        difference=form.text("difference").strip(),
        reassess_by=at.when_or_none(form, "reassess_by"),
    )


def _seen(form: Form) -> tuple[EventId, ...]:
    try:
        return tuple(EventId(bytes.fromhex(one)) for one in form.text("seen").split())
    except ValueError:
        raise BadInput("This page is not whole: open it again.") from None


def _fields() -> frozenset[str]:
    return frozenset({*BY_ID, *LEVEL_FIELDS, "basis_all"})


def _print(mark: Mark) -> str:
    """Return what tells one mark from another."""
    basis = mark.basis.value if mark.basis else ""
    told = "\0".join((mark.presence.value, basis, mark.words))
    return blake2b(told.encode(errors="replace"), digest_size=PRINT_BYTES).hexdigest()


def _shown(at: AtCase, form: Form) -> ThreatPage:
    file = at.file.assessment
    suggestion = assessment.suggest(file)
    silent = assessment.silent(file)
    history = assessing.levels(at.space, at.subject)
    heads = [head for field in file.marks.values() for head in field.heads] + list(file.level.heads)
    return ThreatPage(
        frame=at.frame(),
        form=form,
        seen=form.text("seen") or " ".join(head.hex() for head in heads),
        groups=tuple(_group(at, group, silent) for group in Group),
        silent=silent,
        bases=tuple(Option(basis.value, word) for basis, word in BASIS_NAMES.items()),
        perpetrators=tuple(_perpetrator(at, one) for one in file.perpetrators.values() if one.standing),
        contradictions=tuple((factor, one.standing[0].label) for factor, one in assessment.contradictions(file)),
        foreign=len(assessment.foreign(file)),
        suggested=suggestion.level.value,
        reasons=tuple(_because(at, reason) for reason in suggestion.because),
        levels=tuple(
            LevelWord(one.value, LEVEL_NAMES[one], LEVEL_MEANINGS[one], LIMIT_WORDS[one], REASSESS_WHY[one])
            for one in Level
        ),
        decisions=tuple(one for one in history if one.standing),
        history=tuple(one for one in history if not one.standing),
        names={level.value: name for level, name in LEVEL_NAMES.items()},
        due=assessment.reassessment_due(file),
        overdue=assessment.overdue(file, at.now),
        outgrown=assessment.outgrown(file),
        odd=oddities(at.space, file.impossible),
    )


def _because(at: AtCase, reason: Reason) -> Because:
    says = reason.rule.ru if at.language == "ru" else reason.rule.en
    return Because(LEVEL_NAMES[reason.rule.level], says, tuple(BY_ID[factor].en for factor in reason.factors))


def _group(at: AtCase, group: Group, silent: tuple[Factor, ...]) -> FactorGroup:
    of_group = [factor for factor in FACTORS if factor.group is group]
    first = sorted(of_group, key=lambda factor: not factor.critical)
    return FactorGroup(GROUP_NAMES[group], tuple(_factor(at, factor, silent) for factor in first))


def _factor(at: AtCase, factor: Factor, silent: tuple[Factor, ...]) -> FactorLine:
    field = at.file.assessment.marks.get(factor.id, Field[Mark]())
    mark = field.writes[0].value if len(field.writes) == 1 else None
    voices = tuple(
        Voice(PRESENCE_NAMES[write.value.presence], write.value.words, at.space.author(write.device), write.at)
        for write in field.writes
    )
    return FactorLine(
        factor=factor,
        presence=mark.presence.value if mark else "",
        basis=mark.basis.value if mark and mark.basis else "",
        words=mark.words if mark else "",
        was=_print(mark) if mark else "",
        voices=voices if field.disputed else (),
        silent=factor in silent,
    )


def _perpetrator(at: AtCase, one: Perpetrator) -> PerpetratorLine:
    accounts = tuple(
        (write.value, Voice("", write.value.words, at.space.author(write.device), write.at))
        for write in one.accounts.writes
        if isinstance(write.value, Account)
    )
    plays = tuple(play for tool, play in PLAYBOOK.items() if tool in one.reach)
    return PerpetratorLine(href=f"{at.path}/threat/perpetrator/{one.id.hex()}", accounts=accounts, plays=plays)


def _asks(account: Account | None) -> tuple[Ask, ...]:
    known = account or Account("")
    return (
        Ask(
            "label",
            phrase("What we call them"),
            help=phrase("A label that names nobody, such as: elder uncle."),
            default=known.label,
        ),
        Ask("relation", phrase("What they are to the person"), optional=True, default=known.relation),
        Ask(
            "reach",
            phrase("What they can use"),
            "many",
            options=tuple(Option(tool.value, PLAYBOOK[tool].en) for tool in Tool),
            default=tuple(tool.value for tool in known.reach),
        ),
        Ask(
            "words",
            phrase("What is known about that, and from whom"),
            "prose",
            optional=True,
            default=known.words,
        ),
    )


def _account(form: Form) -> Account:
    reach = frozenset(chosen(Tool, value, field="reach") for value in form.chosen("reach"))
    return Account(form.text("label").strip(), form.text("relation").strip(), reach, form.text("words").strip())


def _record(at: AtCase) -> Act:
    return Act(
        title=phrase("Somebody the person has to fear"),
        above=at.above("threat"),
        part=PART,
        asks=_asks(None),
        does=phrase("Record them"),
    )


def _do_record(at: AtCase, form: Form) -> None:
    perpetrator, account = at.space.new_id(), _account(form)
    at.decide(lambda file: assessment.record_perpetrator(file.assessment, perpetrator=perpetrator, account=account))


def _correct(at: AtCase) -> Act:
    known = _known(at)
    return Act(
        title=phrase("Correct what is recorded"),
        about=known.standing[0].label if known.standing else "",
        above=at.above("threat"),
        part=PART,
        says=(phrase("What stood before stays readable in the timeline."),),
        asks=_asks(known.standing[0] if known.standing else None),
        hidden={"seen": " ".join(head.hex() for head in known.accounts.heads)},
        does=phrase("Save the correction"),
    )


def _do_correct(at: AtCase, form: Form) -> None:
    at.decide(
        lambda file: assessment.correct_perpetrator(
            file.assessment, perpetrator=at.id("perpetrator"), account=_account(form), seen=_seen(form)
        )
    )


def _withdraw(at: AtCase) -> Act:
    known = _known(at)
    return Act(
        title=phrase("Recorded by mistake"),
        about=known.standing[0].label if known.standing else "",
        above=at.above("threat"),
        part=PART,
        asks=(Ask("reason", phrase("Why they do not belong here"), "prose"),),
        hidden={"seen": " ".join(head.hex() for head in known.accounts.heads)},
        warns=phrase("What they can use no longer counts in what the factors suggest."),
        does=phrase("Withdraw the entry"),
    )


def _do_withdraw(at: AtCase, form: Form) -> None:
    at.decide(
        lambda file: assessment.withdraw_perpetrator(
            file.assessment, perpetrator=at.id("perpetrator"), reason=form.text("reason"), seen=_seen(form)
        )
    )


def _known(at: AtCase) -> Perpetrator:
    known = at.file.assessment.perpetrators.get(at.id("perpetrator"))
    if known is None:
        raise BadInput("Nobody is recorded here under this id: go back to the assessment.")
    return known


DEEDS: Final = (
    Deed(path="threat/perpetrator/new", kind=KIND, shows=_record, does=_do_record),
    Deed(path="threat/perpetrator/{perpetrator:str}", kind=KIND, shows=_correct, does=_do_correct),
    Deed(path="threat/perpetrator/{perpetrator:str}/withdraw", kind=KIND, shows=_withdraw, does=_do_withdraw),
)

SECTION: Final = Section(handlers=(assess, *handlers(*DEEDS)))
