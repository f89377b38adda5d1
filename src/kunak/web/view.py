"""What every page knows besides its own content: language, light, zone, the hour, and where one can go.

Nothing here knows a request: `respond` makes a view from one.
"""

from typing import Final, Literal, get_args

import msgspec

from kunak.base.instants import Instant

Language = Literal["en", "ru"]
Theme = Literal["auto", "light", "dark"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
THEMES: Final[tuple[Theme, ...]] = get_args(Theme)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the navigation.

    Attributes:
        path: Where it leads.
        label: Its word, a `phrase`.
        symbol: Name of an icon of ``icons.svg``.
    """

    path: str
    label: str
    symbol: str


class View(msgspec.Struct, frozen=True, kw_only=True):
    """How and when a page is looked at.

    Attributes:
        here: Path of the place that this page belongs to.
        tab_title: What the tab shows instead of the page's title, or None.
        alarms: How many alarms wait.
        arrived: How many records came by themselves, before this page was made.
    """

    now: Instant
    language: Language = "en"
    theme: Theme = "auto"
    zone: str = "UTC"
    path: str = "/"
    here: str = "/"
    csrf: str = ""
    tab_title: str | None = None
    idle_minutes: int = 10
    unlocked: bool = True
    places: tuple[Place, ...] = ()
    member: str = ""
    alarms: int = 0
    arrived: int = 0


def language_of(code: str | None, accepted: str = "") -> Language:
    """Return the language that was chosen, else the best of an Accept-Language header, else English."""
    if code in LANGUAGES:
        return code
    offers = sorted((_offer(part) for part in accepted.split(",")), key=lambda offer: -offer[1])
    for tag, quality in offers:
        if tag in LANGUAGES and quality > 0:
            return tag
    return "en"


def theme_of(code: str | None) -> Theme:
    """Return the light that was chosen, else that of the system."""
    return code if code in THEMES else "auto"


def _offer(part: str) -> tuple[str, float]:
    tag, _, weight = part.strip().partition(";q=")
    try:
        quality = float(weight or 1)
    except ValueError:
        quality = 0.0
    return tag.split("-")[0].lower(), quality
