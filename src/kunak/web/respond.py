"""How a page handler answers: a context becomes a page in the reader's language and light.

Every page goes through `page`; every form that was refused through it too, with what was typed.
"""

from typing import Final

from litestar import Request, Response
from litestar.datastructures import Cookie, State
from litestar.enums import MediaType
from litestar.response import Redirect

from kunak.web.forms import Form, read
from kunak.web.guard import Seat
from kunak.web.render import Context, render
from kunak.web.session import SESSION, Desk
from kunak.web.view import Place, View, language_of, theme_of

Asked = Request[None, None, State]

LANGUAGE: Final = "language"
THEME: Final = "theme"
REFUSED: Final = 422
"""Status of a form that is shown again."""

_FORM: Final = "kunak_form"


def desk_of(request: Asked) -> Desk:
    """Return the desk that this request sits at."""
    desk = request.app.state["desk"]
    assert isinstance(desk, Desk)  # noqa: S101  # narrows for the type checker; set in `application` alone
    return desk


def page(request: Asked, context: Context, *, here: str = "", status: int = 200) -> Response[str]:
    """Return a page.

    Args:
        request: What was asked.
        context: What the page shows.
        here: Path of the place it belongs to, for the navigation; its own by default.
        status: HTTP status; `REFUSED` for a form that is shown again.
    """
    html = render(context, view_of(request, here=here))
    return Response(html, status_code=status, media_type=MediaType.HTML)


def go(path: str) -> Redirect:
    """Lead on to another page, after something was done."""
    return Redirect(path, status_code=303)


async def typed(request: Asked) -> Form:
    """Return what was typed. The body is read once, in memory.

    Raises:
        BadInput: It is no form.
    """
    kept = request.scope["state"].get(_FORM)
    if isinstance(kept, Form):
        return kept
    form = read(await request.body(), request.headers.get("content-type", ""))
    request.scope["state"][_FORM] = form
    return form


def sent(request: Asked) -> Form:
    """Return what was typed, for a handler that runs in a thread: the admission has read the body already."""
    kept = request.scope["state"].get(_FORM)
    return kept if isinstance(kept, Form) else Form()


def view_of(request: Asked, *, here: str = "") -> View:
    """Return how this reader looks at the desk."""
    desk = desk_of(request)
    unlocked = desk.admits(request.cookies.get(SESSION, ""))
    return View(
        now=desk.clock(),
        language=language_of(request.cookies.get(LANGUAGE), request.headers.get("accept-language", "")),
        theme=theme_of(request.cookies.get(THEME)),
        zone=desk.settings.zone,
        path=request.url.path,
        here=here or request.url.path,
        csrf=form_token(request),
        tab_title=desk.settings.tab_title,
        idle_minutes=desk.settings.idle_minutes,
        unlocked=unlocked,
        places=_places(request) if unlocked else (),
        member=desk.opened.member_name if unlocked else "",
        alarms=desk.opened.alarm_count() if unlocked else 0,
        arrived=desk.opened.arrived() if unlocked else 0,
    )


def form_token(request: Asked) -> str:
    """Return the token that a form of this browser must carry."""
    seat = request.app.state["seat"]
    assert isinstance(seat, Seat)  # noqa: S101  # narrows for the type checker; set in `application` alone
    return seat.form_token(request.cookies.get(SESSION, ""))


def cookie(name: str, value: str, *, max_age: int | None = None) -> Cookie:
    """Return a cookie that no script reads and no other site sends."""
    return Cookie(key=name, value=value, path="/", httponly=True, samesite="strict", max_age=max_age)


def _places(request: Asked) -> tuple[Place, ...]:
    places: tuple[Place, ...] = request.app.state["places"]
    return places
