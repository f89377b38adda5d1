"""The lock: how the desk opens, and how it closes.

Locking answers first and then ends the process that holds the keys; the
supervisor starts a fresh one, which knows nothing.
"""

import asyncio
from typing import ClassVar, Final

from litestar import Response, get, post
from litestar.background_tasks import BackgroundTask

from kunak.base.errors import BadInput, KunakError
from kunak.web.admission import QUIET, WHILE_LOCKED
from kunak.web.faults import LOCK_PAGE
from kunak.web.forms import Form
from kunak.web.render import Context
from kunak.web.respond import REFUSED, Asked, cookie, desk_of, go, page, typed
from kunak.web.section import Section
from kunak.web.session import SESSION, Desk


class Lock(Context, frozen=True, kw_only=True):
    """The lock page.

    Attributes:
        form: What was refused; a passphrase is never shown again.
        elsewhere: The desk is open, but not in this browser.
    """

    template: ClassVar[str] = "lock.html"
    form: Form
    elsewhere: bool = False


@get(LOCK_PAGE, opt={WHILE_LOCKED: True}, sync_to_thread=False)
def show(request: Asked) -> Response[str] | Response[None]:
    """Show the lock, or the first page where it is open already."""
    desk = desk_of(request)
    if desk.admits(request.cookies.get(SESSION, "")):
        return go("/")
    return page(request, Lock(form=Form(), elsewhere=desk.is_open))


@post("/unlock", opt={WHILE_LOCKED: True})
async def unlock(request: Asked) -> Response[str] | Response[None]:
    """Try a passphrase. One at a time, and after wrong ones slower and slower."""
    passphrase = (await typed(request)).text("passphrase")
    try:
        session = await _try(desk_of(request), request.app.state["trying"], passphrase)
    except KunakError as error:
        return page(request, Lock(form=Form().refused(_at_field(error))), here=LOCK_PAGE, status=REFUSED)
    answer = go("/")
    answer.set_cookie(cookie(SESSION, session))
    return answer


@post("/lock", opt={WHILE_LOCKED: True}, sync_to_thread=False)
def lock(request: Asked) -> Response[None]:
    """Answer, then end the process that holds the keys."""
    answer = go(LOCK_PAGE)
    answer.delete_cookie(SESSION, path="/")
    answer.headers["clear-site-data"] = '"cache"'
    answer.headers["connection"] = "close"
    if desk_of(request).is_open:
        answer.background = BackgroundTask(desk_of(request).leave)
    return answer


@post("/stir", status_code=204, sync_to_thread=False)
def stir() -> None:
    """Somebody types or reads: the admission has already taken note of it."""


@get("/arrived", opt={QUIET: True}, sync_to_thread=False)
def arrived(request: Asked) -> dict[str, int]:
    """Say how many records came by themselves: a page that shows fewer offers to be loaded again."""
    return {"arrived": desk_of(request).opened.arrived()}


async def _try(desk: Desk, one_at_a_time: asyncio.Lock, passphrase: str) -> str:
    async with one_at_a_time:
        if not passphrase:
            raise BadInput("Type the passphrase.", field="passphrase")
        await asyncio.sleep(desk.wait_s())
        return await asyncio.to_thread(desk.open, passphrase)


def _at_field(error: KunakError) -> KunakError:
    # Not of its own type: those that say one thing only take no words.
    return BadInput(error.sentence, field="passphrase", **error.details) if isinstance(error, BadInput) else error


SECTION: Final = Section(handlers=(show, unlock, lock, stir, arrived))
