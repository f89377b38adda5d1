"""What is known in one compartment of a case: its fields, what the pursuers know of each, and the notes.

Identity, contact and health are pages of their own; the other compartments have
theirs beside the page of their work.
"""

from collections.abc import Iterator
from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from kunak.app import cases
from kunak.app.cases import Change
from kunak.app.wiring import OpenVault
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput
from kunak.base.ids import EVENT_ID_BYTES, EventId, SubjectId, from_hex
from kunak.base.instants import Instant
from kunak.casework.compartments import Kind
from kunak.casework.details import FIELD_VALUES, FIELDS, KNOWN_NAMES, Detail, Details, Known
from kunak.casework.facts import Event
from kunak.casework.fields import Field
from kunak.web.attempt import attempt
from kunak.web.forms import Form
from kunak.web.pages.case_frame import HERE, CaseFrame, case_frame, case_id, known_path
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened

LONG: Final = frozenset({"story", "wishes", "health", "documents", "children", "trusted"})
"""Fields that usually take more than one line."""


class Account(msgspec.Struct, frozen=True):
    """One value of a field, by whom and when; ``word`` is a phrase where the value is one of a table."""

    value: str
    word: str
    known: str
    by: str
    at: Instant


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One field.

    Attributes:
        label: A phrase.
        accounts: The values that stand; none where nobody has written it, several where members disagree.
        choices: Value and phrase of each, where only some values can be chosen.
        long: Whether it takes several lines.
        seen: The writes that stand, as the form carries them.
    """

    name: str
    label: str
    accounts: tuple[Account, ...]
    choices: tuple[tuple[str, str], ...]
    long: bool
    seen: str

    @property
    def disputed(self) -> bool:
        """Whether members disagree."""
        return len(self.accounts) > 1

    @property
    def value(self) -> str:
        """What stands in the form at first; nothing where members disagree, so that no account wins unnoticed."""
        return self.accounts[0].value if len(self.accounts) == 1 else ""

    @property
    def known(self) -> str:
        """Whether the pursuers know it, as the form carries it."""
        return self.accounts[0].known if len(self.accounts) == 1 else Known.UNKNOWN.value


class NoteShown(msgspec.Struct, frozen=True):
    """One note."""

    text: str
    by: str
    at: Instant


class KnownFacts(Context, frozen=True, kw_only=True):
    """The fields and notes of one compartment."""

    template: ClassVar[str] = "known.html"
    frame: CaseFrame
    fields: tuple[Shown, ...]
    notes: tuple[NoteShown, ...]
    form: Form = Form()


class EditFacts(Context, frozen=True, kw_only=True):
    """The form of all fields of one compartment."""

    template: ClassVar[str] = "known_edit.html"
    frame: CaseFrame
    fields: tuple[Shown, ...]
    known_names: tuple[tuple[str, str], ...] = tuple((known.value, word) for known, word in KNOWN_NAMES.items())
    form: Form = Form()


OWN_PATHS: Final = ["/case/{subject:str}/identity", "/case/{subject:str}/contact", "/case/{subject:str}/health"]


@get(OWN_PATHS, sync_to_thread=True)
def show_own(request: Asked, subject: FromPath[str]) -> Response[str]:
    """Show identity, contact or health."""
    kind = Kind(request.url.path.rsplit("/", 1)[1])
    return page(request, _facts(opened(request), case_id(subject), kind, Form()), here=HERE)


@get("/case/{subject:str}/known/{part:str}", sync_to_thread=True)
def show(request: Asked, subject: FromPath[str], part: FromPath[str]) -> Response[str]:
    """Show the fields and notes of any other compartment."""
    return page(request, _facts(opened(request), case_id(subject), _kind(part), Form()), here=HERE)


@post("/case/{subject:str}/note/{part:str}", sync_to_thread=True)
def note(request: Asked, subject: FromPath[str], part: FromPath[str]) -> Response[str] | Response[None]:
    """Write a note."""
    vault, found, kind = opened(request), case_id(subject), _kind(part)
    cases.check_readable(vault.space, found, kind)

    def does(form: Form) -> str:
        cases.note(vault.space, found, kind=kind, text=form.text("text"))
        return known_path(subject, kind)

    return attempt(request, does=does, shows=lambda form: _facts(vault, found, kind, form), here=HERE, fields=("text",))


@get("/case/{subject:str}/edit/{part:str}", sync_to_thread=True)
def edit(request: Asked, subject: FromPath[str], part: FromPath[str]) -> Response[str]:
    """Show the form of all fields."""
    return page(request, _edit(opened(request), case_id(subject), _kind(part), Form()), here=HERE)


@post("/case/{subject:str}/edit/{part:str}", sync_to_thread=True)
def write(request: Asked, subject: FromPath[str], part: FromPath[str]) -> Response[str] | Response[None]:
    """Write the fields that were changed."""
    vault, found, kind = opened(request), case_id(subject), _kind(part)
    cases.check_readable(vault.space, found, kind)

    def does(form: Form) -> str:
        cases.write_details(vault.space, found, dict(_changes(form, kind)))
        return known_path(subject, kind)

    names = [name for name, field in FIELDS.items() if field.kind is kind]
    return attempt(request, does=does, shows=lambda form: _edit(vault, found, kind, form), here=HERE, fields=names)


def _kind(part: str) -> Kind:
    try:
        return Kind(part)
    except ValueError:
        raise BadInput("There is no such part of a case.") from None


def _facts(vault: OpenVault, subject: SubjectId, kind: Kind, form: Form) -> KnownFacts:
    space = vault.space
    frame = case_frame(vault, subject, kind, view="known")
    notes = tuple(
        NoteShown(_text_of(moment.entry.fact.event), moment.by, moment.entry.fact.at)
        for moment in cases.notes(space, subject, kind)
    )
    return KnownFacts(frame=frame, fields=_fields(space, subject, kind), notes=notes, form=form)


def _text_of(event: Event) -> str:
    return str(getattr(event, "text", ""))


def _edit(vault: OpenVault, subject: SubjectId, kind: Kind, form: Form) -> EditFacts:
    frame = case_frame(vault, subject, kind, view="known")
    return EditFacts(frame=frame, fields=_fields(vault.space, subject, kind), form=form)


def _fields(space: Workspace, subject: SubjectId, kind: Kind) -> tuple[Shown, ...]:
    details = space.case(subject).details
    return tuple(_shown(space, details, name) for name, field in FIELDS.items() if field.kind is kind)


def _shown(space: Workspace, details: Details, name: str) -> Shown:
    known, field = FIELDS[name], details.field(name)
    return Shown(
        name=name,
        label=known.label,
        accounts=_accounts(space, field),
        choices=tuple((value, FIELD_VALUES.get(value, value)) for value in known.cautious),
        long=name in LONG,
        seen=b"".join(field.heads).hex(),
    )


def _accounts(space: Workspace, field: Field[Detail]) -> tuple[Account, ...]:
    return tuple(
        Account(
            each.value.value,
            FIELD_VALUES.get(each.value.value, ""),
            each.value.known.value,
            space.author(each.device),
            each.at,
        )
        for each in field.writes
        if each.value.value or field.disputed
    )


def _changes(form: Form, kind: Kind) -> Iterator[tuple[str, Change]]:
    for name, field in FIELDS.items():
        if field.kind is kind and name in form.values:
            was = Detail(form.text(f"was-{name}"), _known(form.text(f"wasknown-{name}")))
            now = Detail(form.text(name).strip(), _known(form.text(f"known-{name}")))
            yield name, Change(was, now if now.value or was.value else was, _seen(form.text(f"seen-{name}")))


def _known(text: str) -> Known:
    return next((known for known in Known if known.value == text), Known.UNKNOWN)


def _seen(text: str) -> tuple[EventId, ...]:
    digits = 2 * EVENT_ID_BYTES
    pieces = [text[start : start + digits] for start in range(0, len(text), digits)]
    return tuple(EventId(from_hex(piece, length=EVENT_ID_BYTES, field="")) for piece in pieces)


SECTION: Final = Section(handlers=(show_own, show, note, edit, write))
