"""Puts the desk together: which pages there are, what stands before them, what happens when they fail.

The composition of the web alone: vault, clock and randomness come in as `Ingredients`.
"""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from litestar import Litestar
from litestar.datastructures import State
from litestar.static_files import create_static_files_router

from kunak.app.beside import Beside
from kunak.app.estimating import Made
from kunak.app.importing import Waiting
from kunak.app.proposing import Proposed
from kunak.app.ways import Searches
from kunak.web import faults
from kunak.web.admission import WHILE_LOCKED, desk_is_open, form_token_matches
from kunak.web.afterwards import Afterwards
from kunak.web.forms import BODY_LIMIT_BYTES
from kunak.web.guard import Guard, Seat
from kunak.web.pages import (
    access,
    agreement,
    appearance,
    audit,
    case,
    cases,
    decided,
    disputes,
    entry,
    incident_deeds,
    incident_pairs,
    incidents,
    intake,
    known,
    laptops,
    links,
    lock,
    members,
    overview,
    preferences,
    report,
    request,
    requests,
    search,
    sources,
    timeline,
    today,
    work,
)
from kunak.web.section import Section
from kunak.web.session import Desk, Ingredients
from kunak.web.threads import threaded
from kunak.web.view import Place

STATIC: Final = Path(__file__).parent / "static"
WATCH_EVERY_S: Final = 1.0
"""How often the desk looks whether anybody is still here."""


SECTIONS: Final = (
    today.SECTION,
    requests.SECTION,
    request.SECTION,
    cases.SECTION,
    case.SECTION,
    known.SECTION,
    timeline.SECTION,
    access.SECTION,
    disputes.SECTION,
    overview.SECTION,
    search.SECTION,
    *work.SECTIONS,
    incidents.SECTION,
    incident_deeds.SECTION,
    intake.SECTION,
    sources.SECTION,
    report.SECTION,
    agreement.SECTION,
    links.SECTION,
    incident_pairs.SECTION,
    decided.SECTION,
    members.SECTION,
    laptops.SECTION,
    entry.SECTION,
    audit.SECTION,
    preferences.SECTION,
)
"""The files of pages, in the order of the navigation. A new page is a new file and a new entry here."""

ALWAYS: Final = (lock.SECTION, appearance.SECTION)


def create_app(
    made: Ingredients,
    *,
    seat: Seat,
    leave: Callable[[], None],
    entered: Callable[[], None],
    report: Callable[[str], None],
    sections: Sequence[Section] = SECTIONS,
) -> Guard:
    """Return the desk with its guard around it: there is no way to serve it without.

    Args:
        made: How it opens, and how it behaves.
        seat: Its port and the secrets of this start.
        leave: Ends the process at once; called when the desk is locked.
        entered: Called once, when the launch token is used up.
        report: Takes one line about a fault, without data of anybody.
        sections: The pages.
    """
    desk = Desk(made, leave=leave)
    static = create_static_files_router(path="/static", directories=[STATIC], opt={WHILE_LOCKED: True})
    app = Litestar(
        route_handlers=[
            static,
            *(threaded(handler) for section in (*ALWAYS, *sections) for handler in section.handlers),
        ],
        state=State(
            {
                "desk": desk,
                "seat": seat,
                "places": _places(sections),
                "trying": asyncio.Lock(),
                "searches": Searches(made.random),
                "waiting": Waiting(made.random),
                "comparing": Beside[Proposed](),
                "estimates": Beside[Made](),
            }
        ),
        guards=[desk_is_open, form_token_matches],
        exception_handlers=faults.handlers(random=made.random, report=report),
        on_startup=[_watch],
        request_max_body_size=BODY_LIMIT_BYTES,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    return Guard(Afterwards(app, random=made.random), seat=seat, entered=entered, report=report)


def _places(sections: Sequence[Section]) -> tuple[Place, ...]:
    return tuple(section.place for section in sections if section.place)


async def _watch(app: Litestar) -> None:
    app.state["watch"] = asyncio.create_task(_leave_when_deserted(app.state["desk"]))


async def _leave_when_deserted(desk: Desk) -> None:
    while not desk.is_deserted():  # noqa: ASYNC110  # time passes by itself: nobody could set an event
        await asyncio.sleep(WATCH_EVERY_S)
    desk.leave()
