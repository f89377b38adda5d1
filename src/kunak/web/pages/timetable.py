"""The timetable of this desk: which feeds, how old, and how another is taken in."""

from pathlib import Path
from typing import ClassVar, Final

from litestar import Response

from kunak.app.timetables import About
from kunak.base.errors import BadInput, KunakError
from kunak.web import times
from kunak.web.act import again
from kunak.web.forms import Form
from kunak.web.guard import SAFE
from kunak.web.pages.deeds import AtDesk, asked_and_taken
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent
from kunak.web.section import Section

PATH: Final = "/timetable"
SETTINGS: Final = "/settings"
FIELDS: Final = frozenset({"file"})


class TimetablePage(Context, frozen=True, kw_only=True):
    """What is there.

    Attributes:
        about: None where there is no timetable, or it cannot be opened.
        zones: On whose clocks its trips run, in words.
        trouble: Why it cannot be opened.
        expired: Its first feed to end has ended.
    """

    template: ClassVar[str] = "timetable.html"
    form: Form = Form()
    about: About | None = None
    zones: tuple[str, ...] = ()
    trouble: KunakError | None = None
    expired: bool = False


@asked_and_taken(PATH)
def timetable(request: Asked) -> Response[str] | Response[None]:
    """Show what is there; take in a file that was built."""
    at = AtDesk(request)
    if request.method in SAFE:
        return page(request, _shown(at, Form()), here=SETTINGS)
    form = sent(request)
    try:
        at.vault.timetables.take(_file(form.text("file")))
        at.vault.timetables.prepare()
    except KunakError as error:
        return again(request, lambda form: _shown(at, form), form, (error,), fields=FIELDS, here=SETTINGS)
    return go(PATH)


def _file(typed: str) -> Path:
    path = Path(typed.strip()).expanduser()
    if not typed.strip() or not path.is_absolute():
        raise BadInput("Give the whole path of the file, from / on.", field="file")
    return path


def _shown(at: AtDesk, form: Form) -> TimetablePage:
    if not at.vault.timetables.is_there:
        return TimetablePage(form=form)
    try:
        about = at.vault.timetables.about()
    except KunakError as error:
        return TimetablePage(form=form, trouble=error)
    zones = tuple(times.zone_words(zone, at.now) for zone in about.zones)
    return TimetablePage(form=form, about=about, zones=zones, expired=is_over(about, at))


def is_over(about: About, at: AtDesk) -> bool:
    """Return whether a feed no longer holds today."""
    return about.last_day < at.typed(at.now)[: len(about.last_day)]


SECTION: Final = Section(handlers=(timetable,))
