"""What each request must show before its page runs: the form's token, and an open desk.

Litestar's guards add up from layer to layer: no page can take one of these away.
"""

import hmac
from typing import Final, cast

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers.base import BaseRouteHandler

from kunak.base.errors import KunakError, Refused
from kunak.web.guard import SAFE
from kunak.web.respond import Asked, desk_of, form_token, typed
from kunak.web.session import SESSION

WHILE_LOCKED: Final = "while_locked"
"""Handler option: this may be seen while the desk is locked."""
QUIET: Final = "quiet"
"""Handler option: a page asks for this by itself, so it does not keep the desk awake."""
HEADER: Final = "x-csrf"

Connection = ASGIConnection[BaseRouteHandler, None, None, State]


class Locked(KunakError):
    """The desk is locked to this browser. Leads to the lock page."""


async def form_token_matches(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Refuse an act that does not carry the token of one of our pages.

    Raises:
        Refused: It does not.
    """
    request = cast("Asked", connection)
    if request.method in SAFE:
        return
    given = request.headers.get(HEADER) or (await typed(request)).text("_csrf")
    if not hmac.compare_digest(given.encode(), form_token(request).encode()):
        raise Refused("This page is from before the desk was locked: open it again. Nothing was done.")


async def desk_is_open(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let through what may be seen while locked, or a browser that unlocked the desk.

    Raises:
        Locked: Neither.
    """
    if handler.opt.get(WHILE_LOCKED):
        return
    desk = desk_of(cast("Asked", connection))
    if not desk.admits(connection.cookies.get(SESSION, "")):
        raise Locked("The desk is locked: unlock it first.")
    if not handler.opt.get(QUIET):
        desk.touch()
