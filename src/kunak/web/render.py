"""The only door to Jinja: a typed context and a view go in, a page in the reader's language comes out.

A template sees the declared fields of its context and `view`, nothing else; a
variable that nobody declared is an error. Everything is escaped.
"""

from collections.abc import Iterable
from functools import cache
from typing import ClassVar, Protocol

import msgspec
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as Scope

from kunak.app.telling import Told
from kunak.base.errors import KunakError
from kunak.base.instants import Instant, to_rfc3339
from kunak.web import times
from kunak.web.translations import in_language, translations
from kunak.web.view import View


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows. Each page has its own; its fields are the variables of its template.

    Attributes:
        template: Path of the template under ``templates/``.
    """

    template: ClassVar[str]


def render(context: Context, view: View) -> str:
    """Return the page, as HTML."""
    fields = {name: getattr(context, name) for name in context.__struct_fields__}
    return environment(view.language).get_template(context.template).render(fields, view=view)


@cache
def environment(language: str) -> Environment:
    """Return the templates of one language: each has its own, so that no sentence crosses over."""
    jinja = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        loader=PackageLoader("kunak.web"),
        extensions=["jinja2.ext.i18n"],
    )
    words = translations(language)
    jinja.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    jinja.filters.update(_FILTERS, words=lambda text: in_language(text, language), begin=_begin)
    return jinja


@pass_context
def _sentence(scope: Scope, error: KunakError) -> str:
    return _filled(_view(scope).language, error.sentence, error.details)


@pass_context
def _told(scope: Scope, told: Told) -> str:
    return _filled(_view(scope).language, told.sentence, told.details).strip()


def _filled(language: str, sentence: str, details: dict[str, object]) -> str:
    """Translate a template and the phrases that fill it: names of stages, levels, parts."""
    filled = {name: _detail(language, each) for name, each in details.items()}
    said = in_language(sentence, language)
    return said % filled if filled else said


def _detail(language: str, detail: object) -> object:
    if isinstance(detail, Told):
        return _filled(language, detail.sentence, detail.details)
    return in_language(detail, language) if isinstance(detail, str) else detail


@pass_context
def _exact(scope: Scope, instant: Instant) -> str:
    view = _view(scope)
    return times.exact(instant, view.language, view.zone)


@pass_context
def _near(scope: Scope, instant: Instant) -> str:
    view = _view(scope)
    return times.near(instant, view.language, view.zone, view.now)


@pass_context
def _relative(scope: Scope, instant: Instant) -> str:
    view = _view(scope)
    return times.relative(instant, view.language, view.now)


@pass_context
def _urgency(scope: Scope, instant: Instant) -> times.Urgency:
    return times.urgency(instant, _view(scope).now)


@pass_context
def _day(scope: Scope, instant: Instant) -> str:
    view = _view(scope)
    return times.day(instant, view.language, view.zone, view.now)


@pass_context
def _written_day(scope: Scope, text: str) -> str:
    return times.written_day(text, _view(scope).language)


@pass_context
def _hour(scope: Scope, instant: Instant) -> str:
    view = _view(scope)
    return times.hour(instant, view.language, view.zone)


@pass_context
def _hour_in(scope: Scope, instant: Instant, zone: str) -> str:
    return times.hour(instant, _view(scope).language, zone)


@pass_context
def _day_in(scope: Scope, instant: Instant, zone: str) -> str:
    view = _view(scope)
    return times.day(instant, view.language, zone, view.now)


@pass_context
def _grouped(scope: Scope, number: int) -> str:
    return str(format_decimal(number, locale=_view(scope).language))


class Answer(Protocol):
    """One of several answers to choose from: `kunak.web.act.Option`."""

    @property
    def value(self) -> str:
        """What is sent."""

    @property
    def label(self) -> str:
        """A `phrase`, or a name as somebody typed it."""

    @property
    def means(self) -> str:
        """A `phrase`, or nothing."""

    @property
    def named(self) -> bool:
        """Whether the label is a name."""


@pass_context
def _answers(scope: Scope, options: Iterable[Answer], explained: bool = True) -> list[tuple[str, ...]]:  # noqa: FBT001, FBT002  # a filter's
    """Put answers into the words of the reader; ``explained``: with what each means."""
    language = _view(scope).language
    told: list[tuple[str, ...]] = []
    for one in options:
        word = one.label if one.named else _begin(in_language(one.label, language))
        told.append((one.value, word, in_language(one.means, language)) if explained else (one.value, word))
    return told


def _begin(text: str) -> str:
    """Make the first letter a large one: a word of a table at the beginning of a line."""
    return text[:1].upper() + text[1:]


def _view(scope: Scope) -> View:
    view = scope["view"]
    if not isinstance(view, View):
        raise TypeError("A template was used without a view: import macros with context.")
    return view


_FILTERS = {
    "answers": _answers,
    "day": _day,
    "day_in": _day_in,
    "exact": _exact,
    "grouped": _grouped,
    "hour": _hour,
    "hour_in": _hour_in,
    "near": _near,
    "relative": _relative,
    "rfc3339": to_rfc3339,
    "sentence": _sentence,
    "told": _told,
    "urgency": _urgency,
    "written_day": _written_day,
}
