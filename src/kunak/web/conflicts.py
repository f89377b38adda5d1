"""Where members disagree, as every page shows it: both values, who, when, what counts, and one click to end it."""

from collections.abc import Container, Sequence

import msgspec

from kunak.app import settling
from kunak.app.settling import Side
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput
from kunak.base.ids import EVENT_ID_BYTES, EventId, SubjectId, from_hex
from kunak.casework.compartments import Kind, Subject
from kunak.web.forms import Form


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """One disagreement.

    Attributes:
        name: Of the field, a phrase; ``about`` is what it is about, as typed.
        rule: What counts meanwhile, a phrase.
        action: Where a choice is sent.
        seen: The writes that are shown, as the form carries them.
    """

    name: str
    about: str
    rule: str
    sides: tuple[Side, ...]
    action: str
    seen: str


def conflicts(
    space: Workspace, subject: SubjectId, subject_type: Subject, action: str, *, kinds: Container[Kind] = tuple(Kind)
) -> tuple[Conflict, ...]:
    """Return where members disagree about a subject, in some of its parts."""
    return tuple(
        Conflict(
            name=each.dispute.name,
            about=each.dispute.about,
            rule=each.dispute.rule,
            sides=each.sides,
            action=action,
            seen=" ".join(side.id.hex() for side in each.sides),
        )
        for each in settling.of(space, subject, subject_type)
        if each.dispute.kind in kinds
    )


def group_conflicts(space: Workspace) -> tuple[Conflict, ...]:
    """Return where members disagree about how desks behave and where laptops meet."""
    return conflicts(space, space.group_id, Subject.GROUP, "/group/settle", kinds=(Kind.DESK,))


def settle(space: Workspace, subject: SubjectId, subject_type: Subject, form: Form) -> Kind:
    """Let the value that a form names stand alone.

    Raises:
        BadInput: The form is none of ours.
        Refused: It was decided meanwhile, or may not be decided here.
    """
    chosen, seen = _ids(form.text("chosen")), _ids(form.text("seen"))
    if len(chosen) != 1:
        raise BadInput("This page is not whole: open it again.")
    return settling.settle(space, subject, subject_type, chosen=chosen[0], seen=seen)


def back(form: Form, *, within: Sequence[str], otherwise: str) -> str:
    """Return the page from which a choice was made, if it is one of those that can show it."""
    named = form.text("back")
    return named if any(named == path or named.startswith(f"{path}/") for path in within) else otherwise


def _ids(text: str) -> tuple[EventId, ...]:
    return tuple(EventId(from_hex(each, length=EVENT_ID_BYTES, field="")) for each in text.split())
