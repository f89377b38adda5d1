"""A desk without a vault behind it: for tests of the lock, the guard and the pages' frame."""

from typing import Final

from litestar import Response, get, post

from kunak.app.system import now, random
from kunak.base.errors import BadInput, Refused
from kunak.base.words import phrase
from kunak.web.faults import Trouble
from kunak.web.respond import Asked, page, typed
from kunak.web.section import Section
from kunak.web.session import Ingredients, Settings
from kunak.web.view import Place

PASSPHRASE: Final = "seven quiet kettles"


class EmptyVault:
    """Opens with one passphrase and holds nothing."""

    member_name = "Aluna"

    def arrived(self) -> int:
        """Nothing comes by itself."""
        return 0

    def alarm_count(self) -> int:
        """There is one, so that the navigation shows it."""
        return 1

    def desk(self) -> None:
        """Nobody has chosen how the desk behaves."""

    def choose_desk(self, *, idle_minutes: int, tab_title: str, zone: str) -> None:  # noqa: ARG002 - nothing to keep it in
        """Refuse: nothing can be kept here."""
        raise Refused("This vault keeps nothing.", field="zone")


def unlock(passphrase: str) -> EmptyVault:
    """Open the empty vault, or refuse without a hint."""
    if passphrase != PASSPHRASE:
        raise BadInput("This passphrase does not open the vault.")
    return EmptyVault()


@get("/", sync_to_thread=False)
def today(request: Asked) -> Response[str]:
    """Show a first page."""
    return page(request, Trouble(title=phrase("Today"), error=Refused("Nothing to do.")))


@post("/echo")
async def echo(request: Asked) -> str:
    """Say back what was typed."""
    return (await typed(request)).text("said")


@get("/broken", sync_to_thread=False)
def broken() -> None:
    """Fail as a bug would, with a name in the message that must not come out."""
    raise RuntimeError("Zarema of the upper street")


@get("/refused", sync_to_thread=False)
def refused() -> None:
    """Fail as a rule would."""
    raise Refused("Two members must approve first.")


PLACE: Final = Place(path="/", label=phrase("Today"), symbol="today")
SECTION: Final = Section(place=PLACE, handlers=(today, echo, broken, refused))


def ingredients() -> Ingredients:
    """Return a desk that stays open long enough for a test."""
    return Ingredients(unlock=unlock, settings=Settings(), clock=now, random=random)


def hasty_ingredients() -> Ingredients:
    """Return a desk that locks itself as soon as it looks at the clock."""
    return Ingredients(unlock=unlock, settings=Settings(idle_minutes=0), clock=now, random=random)


def broken_ingredients() -> Ingredients:
    """Fail before anything is served."""
    raise RuntimeError("nothing starts here")
