"""Settings of this desk: what can be chosen here, and what the desk does by itself."""

from typing import ClassVar, Final

from litestar import Response, get

from kunak.base.words import phrase
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.view import Place

PLACE: Final = Place(path="/settings", label=phrase("Settings"), symbol="settings")


class Preferences(Context, frozen=True, kw_only=True):
    """The page of settings. What it shows is in the view."""

    template: ClassVar[str] = "preferences.html"


@get(PLACE.path, sync_to_thread=False)
def show(request: Asked) -> Response[str]:
    """Show the settings."""
    return page(request, Preferences())


SECTION: Final = Section(place=PLACE, handlers=(show,))
