"""Settings of this desk: how it looks, when it locks itself, what the tab shows, in which zone times are told."""

from typing import ClassVar, Final

from litestar import Response, get, post

from kunak.app.wiring import OpenVault
from kunak.base.errors import BadInput, Refused
from kunak.base.words import phrase
from kunak.casework.preferences import IDLE_LONGEST
from kunak.web.conflicts import Conflict, group_conflicts
from kunak.web.forms import Form
from kunak.web.render import Context
from kunak.web.respond import REFUSED, Asked, desk_of, go, page, typed
from kunak.web.section import Section
from kunak.web.session import Settings
from kunak.web.view import Place

PLACE: Final = Place(path="/settings", label=phrase("Settings"), symbol="settings")


class Preferences(Context, frozen=True, kw_only=True):
    """The page of settings.

    Attributes:
        settings: As they are now.
        conflicts: Where members disagree about them.
        longest: Most minutes until the desk locks itself.
    """

    template: ClassVar[str] = "preferences.html"
    settings: Settings
    conflicts: tuple[Conflict, ...] = ()
    longest: int = IDLE_LONGEST
    form: Form = Form()


@get(PLACE.path, sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show the settings."""
    desk = desk_of(request)
    vault = desk.opened
    rivals = group_conflicts(vault.space) if isinstance(vault, OpenVault) else ()
    return page(request, Preferences(settings=desk.settings, conflicts=rivals))


@post(PLACE.path)
async def choose(request: Asked) -> Response[str] | Response[None]:
    """Keep what was chosen, in the vault."""
    desk, form = desk_of(request), await typed(request)
    try:
        desk.opened.choose_desk(
            idle_minutes=_minutes(form.text("idle_minutes")),
            tab_title=form.text("tab_title"),
            zone=form.text("zone").strip(),
        )
    except (BadInput, Refused) as error:
        return page(request, Preferences(settings=desk.settings, form=form.refused(error)), status=REFUSED)
    desk.settle()
    return go(PLACE.path)


def _minutes(text: str) -> int:
    if not text.strip().isdecimal():
        raise BadInput("Write the minutes as a number.", field="idle_minutes")
    return int(text)


SECTION: Final = Section(place=PLACE, handlers=(show, choose))
