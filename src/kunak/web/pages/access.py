"""Need to know: who sees which part of a case and since when, on which laptops its keys lie, letting in and out."""

from collections.abc import Iterator
from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from kunak.app import cases, insight
from kunak.app.insight import Hand, Sight
from kunak.app.noticing import Remark
from kunak.app.wiring import OpenVault
from kunak.base.errors import BadInput
from kunak.base.ids import ID_BYTES, SubjectId, from_hex, short
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import compartments
from kunak.casework.compartments import (
    CLOSELY_HELD,
    EVERYTHING,
    KIND_NAMES,
    ROLE_NAMES,
    USUALLY_NEEDS,
    Kind,
    Reading,
    in_order,
)
from kunak.casework.roster import Member
from kunak.web.act import Act, Ask, Option
from kunak.web.attempt import attempt
from kunak.web.forms import Form
from kunak.web.pages.case_frame import HERE, CaseFrame, case_frame, case_id, tab_path
from kunak.web.pages.laptops import seal_alarm
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened

CLOSE: Final = phrase("closely held: say why")
CLOSE_AND_WAITS: Final = phrase("closely held: say why; opens when a second admin has signed")

ALL, LATER, NONE = "all", "later", "none"
"""What somebody sees of a part: everything, what came later, nothing."""
NOW, PAST, WRONG = "now", "past", "wrong"
"""A key on a laptop: the present one, one of before, one that its owner should never have been given."""

READINGS: Final = (
    Option("everything", phrase("Everything, from the beginning")),
    Option(
        "present",
        phrase("What is being written now"),
        phrase("And what stands under the same key. What was closed off before stays closed to them."),
    ),
    Option("fresh", phrase("Only what is written from now on")),
)


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One member and one part.

    Attributes:
        sees: `ALL`, `LATER` or `NONE`.
        since: When they were let in; 0 where nobody wrote it down.
        back: From when on they may read; 0: everything.
        keys: `NOW`, `PAST` or `WRONG` for each laptop of theirs that holds a key.
    """

    sees: str
    since: Instant
    back: Instant
    keys: tuple[str, ...]


class Holding(msgspec.Struct, frozen=True):
    """A laptop, and the parts whose keys it holds: names (phrases), of today, of the past, and those it should not."""

    name: str
    here: bool
    now: tuple[str, ...]
    past: tuple[str, ...]
    wrong: tuple[str, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One member in the matrix.

    Attributes:
        roles: Phrases.
        cells: One for each part.
        present: Whether they are a member today.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    cells: tuple[Cell, ...]
    laptops: tuple[Holding, ...]
    present: bool

    @property
    def some(self) -> bool:
        """Whether they can read anything."""
        return any(cell.sees != NONE for cell in self.cells)

    @property
    def all(self) -> bool:
        """Whether they can read every part."""
        return all(cell.sees != NONE for cell in self.cells)


class AccessPage(Context, frozen=True, kw_only=True):
    """Members by parts.

    Attributes:
        kinds: Names of the parts (phrases), and whether each is closely held.
        wrong: Keys in wrong hands.
        away: How many of the parts this laptop has no key of: nobody here knows where those lie.
        waits: Who is to be let into which closely held parts (phrases) when another admin has signed.
    """

    template: ClassVar[str] = "access.html"
    frame: CaseFrame
    kinds: tuple[tuple[str, bool], ...]
    rows: tuple[Row, ...]
    wrong: tuple[Remark, ...]
    away: int
    waits: tuple[tuple[str, tuple[str, ...]], ...]


@get("/case/{subject:str}/access", sync_to_thread=True)
def show(request: Asked, subject: FromPath[str]) -> Response[str]:
    """Show who sees what."""
    vault, found = opened(request), case_id(subject)
    frame = case_frame(vault, found, Kind.DESK, view="access")
    space, seen = vault.space, insight.of_case(vault.space, found)
    shown = AccessPage(
        frame=frame,
        kinds=tuple((KIND_NAMES[kind], kind in CLOSELY_HELD) for kind in Kind),
        rows=tuple(_row(vault, member, sights) for member, sights in seen.sights.items()),
        wrong=tuple(seal_alarm(space, each.kind, each.recipient, each.giver) for each in seen.wrong),
        away=len(Kind) - len(cases.readable(space, found)),
        waits=tuple(
            (space.group().roster.named(member), tuple(KIND_NAMES[kind] for kind in in_order(kinds)))
            for member, kinds in cases.waiting(space, found).items()
        ),
    )
    return page(request, shown, here=HERE)


def _row(vault: OpenVault, member: bytes, sights: tuple[Sight, ...]) -> Row:
    who = vault.space.group().roster.members[member]
    return Row(
        id=member.hex(),
        name=who.name,
        roles=tuple(ROLE_NAMES[role] for role in who.roles),
        cells=tuple(_cell(sight) for sight in sights),
        laptops=tuple(_holdings(vault, sights)),
        present=not who.left,
    )


def _cell(sight: Sight) -> Cell:
    back = sight.reading.since if sight.reading else Instant(0)
    return Cell(
        sees=NONE if sight.reading is None else (LATER if back else ALL),
        since=sight.since,
        back=back,
        keys=tuple(_key(hand) for hand in sight.hands),
    )


def _holdings(vault: OpenVault, sights: tuple[Sight, ...]) -> Iterator[Holding]:
    for laptop in sorted({hand.laptop for sight in sights for hand in sight.hands}):
        held = [
            (KIND_NAMES[kind], _key(hand))
            for kind, sight in zip(Kind, sights, strict=True)
            for hand in sight.hands
            if hand.laptop == laptop
        ]
        now, past, wrong = (tuple(name for name, key in held if key == of) for of in (NOW, PAST, WRONG))
        yield Holding(short(laptop), laptop == vault.space.vault.device, now, past, wrong)


def _key(hand: Hand) -> str:
    if hand.strange:
        return WRONG
    return NOW if hand.current else PAST


@get("/case/{subject:str}/access/{member:str}/in", sync_to_thread=True)
def ask_in(request: Asked, subject: FromPath[str], member: FromPath[str]) -> Response[str]:
    """Show the form that lets a member in."""
    vault, found, who = _asked(request, subject, member)
    return page(request, _let_in(vault, found, who, Form()), here=HERE)


@post("/case/{subject:str}/access/{member:str}/in", sync_to_thread=True)
def let_in(request: Asked, subject: FromPath[str], member: FromPath[str]) -> Response[str] | Response[None]:
    """Let a member into parts of the case."""
    vault, found, who = _asked(request, subject, member)

    def does(form: Form) -> str:
        cases.let_in(
            vault.space,
            found,
            member=who.id,
            kinds=_chosen(form),
            reason=form.text("reason"),
            reading=_reading(form, vault.space.clock()),
        )
        return _path(subject)

    return attempt(request, does=does, shows=lambda form: _let_in(vault, found, who, form), here=HERE)


@get("/case/{subject:str}/access/{member:str}/out", sync_to_thread=True)
def ask_out(request: Asked, subject: FromPath[str], member: FromPath[str]) -> Response[str]:
    """Show the form that shuts a member out."""
    vault, found, who = _asked(request, subject, member)
    return page(request, _shut_out(vault, found, who, Form()), here=HERE)


@post("/case/{subject:str}/access/{member:str}/out", sync_to_thread=True)
def shut_out(request: Asked, subject: FromPath[str], member: FromPath[str]) -> Response[str] | Response[None]:
    """Take parts of the case from a member."""
    vault, found, who = _asked(request, subject, member)

    def does(form: Form) -> str:
        cases.shut_out(vault.space, found, member=who.id, kinds=_chosen(form), reason=form.text("reason"))
        still = Kind.DESK in cases.readable(vault.space, found)
        return _path(subject) if still else HERE

    return attempt(request, does=does, shows=lambda form: _shut_out(vault, found, who, form), here=HERE)


def _path(case: str) -> str:
    return f"{tab_path(case, Kind.DESK)}/access"


def _asked(request: Asked, subject: str, member: str) -> tuple[OpenVault, SubjectId, Member]:
    vault, found = opened(request), case_id(subject)
    cases.check_readable(vault.space, found, Kind.DESK)
    who = vault.space.group().roster.members.get(from_hex(member, length=ID_BYTES, field=""))
    if who is None:
        raise BadInput("This is no member of the group.")
    return vault, found, who


def _chosen(form: Form) -> frozenset[Kind]:
    kinds = frozenset(kind for kind in Kind if kind.value in form.chosen("kinds"))
    if not kinds:
        raise BadInput("Choose at least one part.", field="kinds")
    return kinds


def _reading(form: Form, now: Instant) -> Reading:
    match form.text("reading", "everything"):
        case "everything":
            return EVERYTHING
        case "present":
            return Reading(now)
        case "fresh":
            return Reading(now, strict=True)
    raise BadInput("Choose one of the answers.", field="reading")


def _let_in(vault: OpenVault, subject: SubjectId, member: Member, form: Form) -> Act:
    file = vault.space.case(subject)
    closed = [kind for kind in Kind if kind not in file.access.kinds_of.get(member.id, ())]
    usual = frozenset(kind for role in member.roles for kind in USUALLY_NEEDS[role])
    several = len(vault.space.laptops.membership.admins) > 1
    waits = compartments.waits_for_leave(file.access, CLOSELY_HELD) if several else frozenset()
    return Act(
        title=phrase("Let in"),
        about=member.name,
        above=(_path(subject.hex()), file.case.code),
        part=phrase("Who sees what"),
        says=(phrase("What their role usually needs is marked. You decide."),),
        asks=(
            Ask(
                "kinds",
                phrase("Which parts"),
                "many",
                options=tuple(
                    Option(kind.value, KIND_NAMES[kind], _note(kind, waits) if kind in CLOSELY_HELD else "")
                    for kind in closed
                ),
                default=tuple(kind.value for kind in closed if kind in usual and kind not in CLOSELY_HELD),
            ),
            Ask("reading", phrase("How far back they may read"), "pick", options=READINGS, default="everything"),
            Ask("reason", phrase("Why they need it"), "prose", optional=True),
        ),
        does=phrase("Let them in"),
        form=form,
    )


def _note(kind: Kind, waits: frozenset[Kind]) -> str:
    return CLOSE_AND_WAITS if kind in waits else CLOSE


def _shut_out(vault: OpenVault, subject: SubjectId, member: Member, form: Form) -> Act:
    file = vault.space.case(subject)
    sees = [kind for kind in Kind if kind in file.access.kinds_of.get(member.id, ())]
    return Act(
        title=phrase("Shut out"),
        about=member.name,
        above=(_path(subject.hex()), file.case.code),
        part=phrase("Who sees what"),
        asks=(
            Ask(
                "kinds",
                phrase("Which parts"),
                "many",
                options=tuple(Option(kind.value, KIND_NAMES[kind]) for kind in sees),
                default=tuple(kind.value for kind in sees),
            ),
            Ask("reason", phrase("Why"), "prose", optional=True),
        ),
        warns=phrase("What they have read stays read."),
        does=phrase("Shut them out"),
        grave=True,
        form=form,
    )


SECTION: Final = Section(handlers=(show, ask_in, let_in, ask_out, shut_out))
