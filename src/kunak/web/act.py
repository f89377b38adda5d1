"""One decision, one form: what is asked, described as data, and shown by one template.

A refused form comes back with everything that was typed and the sentence at its
field. What follows from a decision is not known here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import ClassVar, Literal, TypeVar

import msgspec
from litestar import Response

from kunak.base.errors import BadInput, KunakError
from kunak.base.words import phrase
from kunak.web.forms import Form
from kunak.web.render import Context
from kunak.web.respond import REFUSED, Asked, page

Kind = Literal["text", "prose", "when", "day", "number", "tel", "password", "choose", "pick", "many", "tick", "file"]


class Option(msgspec.Struct, frozen=True):
    """One of several answers.

    Attributes:
        label: A `phrase`, or a name as somebody typed it where ``named``.
        means: What choosing it means, as a `phrase`.
    """

    value: str
    label: str
    means: str = ""
    named: bool = False


class Ask(msgspec.Struct, frozen=True):
    """One field of a form.

    Attributes:
        label: A `phrase`, like ``help``.
        default: What stands in it at first; of ``many``, what is chosen at first.
    """

    name: str
    label: str
    kind: Kind = "text"
    help: str = ""
    optional: bool = False
    options: tuple[Option, ...] = ()
    default: str | tuple[str, ...] = ""


class Act(Context, frozen=True, kw_only=True):
    """The page of one decision.

    Attributes:
        title: What is decided, as a `phrase`.
        about: What it is about, as somebody typed it; may be empty.
        above: Address and name of the page that it belongs to; ``part`` is a `phrase` after the name.
        says: What to know before deciding, as `phrase`s.
        facts: Words to have before one's eyes: a `phrase`, and what somebody typed.
        warns: What cannot be undone, as a `phrase`.
        asks: The fields.
        does: The word of the button, as a `phrase`.
        clocks: The zone of every hour on the page, where one is asked.
        form: What was typed.
        hidden: What the form was built on.
    """

    template: ClassVar[str] = "act.html"
    title: str
    about: str = ""
    above: tuple[str, str]
    part: str = ""
    says: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    warns: str = ""
    asks: tuple[Ask, ...] = ()
    does: str
    grave: bool = False
    clocks: str = ""
    form: Form = Form()
    hidden: Mapping[str, str] = msgspec.field(default_factory=dict)


def destroying(title: str, says: str, ask: Ask, *, above: tuple[str, str], part: str) -> Act:
    """Return the page of an order to destroy keys: what it is, what it does, and what is typed to be sure."""
    return Act(
        title=title,
        above=above,
        part=part,
        says=(says, phrase("Another admin signs it, where there is one. Each laptop obeys when it is next opened.")),
        asks=(ask,),
        warns=phrase("Backups, bundles and papers of before are not reached: destroy them by hand."),
        does=phrase("Destroy the keys"),
        grave=True,
    )


def again(
    request: Asked,
    shows: Callable[[Form], Context],
    form: Form,
    errors: Sequence[KunakError],
    *,
    fields: Iterable[str] | None = None,
    here: str = "",
) -> Response[str]:
    """Show a form again, each sentence at its field.

    Args:
        request: What was sent.
        shows: The page with the form.
        form: What was typed.
        errors: What was refused.
        fields: Names of the fields on the page; a sentence about any other stands above the form. None: those of an
            `Act`.
        here: The place in the navigation.
    """
    shown = shows(form)
    known = set(fields) if fields is not None else _names(shown)
    for error in errors:
        error.field = error.field if error.field in known else None
    return page(request, shows(form.refused(*errors)), here=here, status=REFUSED)


Member = TypeVar("Member", bound=Enum)


def options(names: Mapping[Member, str], means: Mapping[Member, str] | None = None) -> tuple[Option, ...]:
    """Return the members of an enumeration as answers, in the words of its table."""
    told = means or {}
    return tuple(Option(str(member.value), word, told.get(member, "")) for member, word in names.items())


def chosen(kind: type[Member], value: str, *, field: str) -> Member:
    """Read which of several answers was chosen.

    Raises:
        BadInput: None of them.
    """
    try:
        return kind(value)
    except ValueError:
        raise BadInput("Choose one of the answers.", field=field) from None


def _names(shown: Context) -> set[str]:
    return {ask.name for ask in shown.asks} if isinstance(shown, Act) else set()
