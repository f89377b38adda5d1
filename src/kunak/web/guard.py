"""Who may speak to the desk at all? The one browser that was let in at the start, from a page of the desk itself.

Stands before everything else, so that no page, error or static file can be reached
around it, and puts the headers on every answer. It refuses with plain sentences
and knows nothing of cases: what may be seen while locked is decided in `session`.

Another page in the same browser reaches loopback addresses too: a name that is made
to resolve to 127.0.0.1 fails at the Host header, a foreign page at Origin and
Sec-Fetch-Site. Another user of the machine fails at the door cookie.
"""

import hmac
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs

import msgspec
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from kunak.base.words import phrase
from kunak.web.headers import with_headers
from kunak.web.translations import translations
from kunak.web.view import Language, language_of

DOOR: Final = "door"
"""Cookie of the browser that the desk was opened in. It outlives a lock: alone it shows the lock page, no more."""
SAFE: Final = frozenset({"GET", "HEAD"})
METHODS: Final = SAFE | {"POST"}
ENTRANCE: Final = "/enter"

Refusal = tuple[int, str]

WRONG_HOST: Final = (421, phrase("The desk answers at its own address only."))
WRONG_METHOD: Final = (405, phrase("The desk does not do this."))
FOREIGN: Final = (403, phrase("This did not come from a page of the desk, so nothing was done."))
NOT_LET_IN: Final = (403, phrase("Open the desk with the link that it showed when it started. A link works once."))


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """Where a desk sits, and what outlives its lock.

    Attributes:
        port: The port on 127.0.0.1.
        key: 32 random bytes of this start: door cookie and form tokens come from it.
        token: The launch token, or None once it was used.
    """

    port: int
    key: bytes
    token: str | None

    def __repr__(self) -> str:
        return f"Seat(port={self.port})"

    @property
    def door(self) -> str:
        """What the door cookie must hold."""
        return hmac.digest(self.key, b"kunak/desk/door", "sha256").hex()

    def form_token(self, session: str) -> str:
        """Return the token that every form carries; another one after each unlock."""
        return hmac.digest(self.key, b"kunak/desk/form\0" + session.encode(), "sha256").hex()


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What decides whether a request is heard: its method, path, and the headers that only a browser sets."""

    method: str
    path: str
    host: str = ""
    origin: str | None = None
    referer: str | None = None
    fetch_site: str | None = None
    door: str = ""


def judge(ask: Ask, seat: Seat) -> Refusal | None:
    """Return why a request is not heard, or None. The entrance needs no door cookie; everything else does."""
    if ask.host not in hosts(seat.port):
        return WRONG_HOST
    if ask.method not in METHODS:
        return WRONG_METHOD
    entering = ask.path == ENTRANCE and ask.method == "GET"
    if not entering and not hmac.compare_digest(ask.door.encode(), seat.door.encode()):
        return NOT_LET_IN
    if not entering and not _from_here(ask):
        return FOREIGN
    return None


def hosts(port: int) -> tuple[str, str]:
    """Return the only values of the Host header that are answered."""
    return f"127.0.0.1:{port}", f"localhost:{port}"


def _from_here(ask: Ask) -> bool:
    """Say whether a page of ours, or the person at the address bar, asked for this.

    Our pages send no referrer, so the browser writes ``Origin: null`` on their forms;
    then only its own Sec-Fetch-Site can vouch for it.
    """
    ours = f"http://{ask.host}"
    if ask.method in SAFE:
        return ask.fetch_site in {None, "none", "same-origin"} and ask.origin in {None, ours}
    if ask.fetch_site not in {None, "same-origin"}:
        return False
    if ask.referer is not None and not ask.referer.startswith(f"{ours}/"):
        return False
    return ask.origin == ours or (ask.origin in {None, "null"} and ask.fetch_site == "same-origin")


class Guard:
    """The ASGI shell around `judge`.

    Args:
        app: The desk itself.
        seat: Its port and secrets.
        entered: Called once, when the launch token is used up.
        report: Takes one line about a fault, without any data of the request.
    """

    def __init__(self, app: ASGIApp, *, seat: Seat, entered: Callable[[], None], report: Callable[[str], None]) -> None:
        self.app = app
        self.seat = seat
        self._token = seat.token
        self._entered = entered
        self._report = report

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102  # ASGI
        match str(scope["type"]):
            case "lifespan":
                await self.app(scope, receive, send)
            case "http":
                await self._http(scope, receive, _Dressed(send))
            case _:
                await send({"type": "websocket.close", "code": 1008, "reason": ""})

    async def _http(self, scope: Scope, receive: Receive, send: "_Dressed") -> None:
        ask = _ask(scope)
        refusal = judge(ask, self.seat)
        if refusal:
            await _say(send, *refusal, _language(scope))
        elif ask.path == ENTRANCE:
            await self._enter(scope, send)
        else:
            await self._pass_on(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: "_Dressed") -> None:
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # noqa: BLE001  # nothing may reach a handler that prints the request
            self._report(f"the desk failed outside any page: {type(error).__name__}")
            if not send.started:
                await _say(send, 500, phrase("The desk failed. What was saved before is safe."), _language(scope))

    async def _enter(self, scope: Scope, send: Send) -> None:
        given = parse_qs(scope["query_string"].decode("ascii", "replace")).get("token", [""])[0]
        if self._token is None or not hmac.compare_digest(given.encode(), self._token.encode()):
            await _say(send, *NOT_LET_IN, _language(scope))
            return
        self._token = None
        self._entered()
        cookie = f"{DOOR}={self.seat.door}; Path=/; HttpOnly; SameSite=Strict"
        await _answer(send, 303, b"", [(b"location", b"/"), (b"set-cookie", cookie.encode())])


class _Dressed:
    """A send that puts our headers on every answer, whoever gives it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message["headers"] = with_headers([(bytes(name), bytes(value)) for name, value in message["headers"]])
        await self._send(message)


def _ask(scope: Scope) -> Ask:
    headers: dict[str, str] = {}
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").lower()
        # Two of one of these headers mean that somebody hopes we read the other one.
        headers[name] = (
            "\n".join((headers[name], value.decode("latin-1"))) if name in headers else value.decode("latin-1")
        )
    return Ask(
        method=scope["method"],  # type: ignore[typeddict-item]
        path=scope["path"],
        host=headers.get("host", ""),
        origin=headers.get("origin"),
        referer=headers.get("referer"),
        fetch_site=headers.get("sec-fetch-site"),
        door=cookie_of(headers.get("cookie", ""), DOOR),
    )


def cookie_of(header: str, name: str) -> str:
    """Return one cookie of a Cookie header, or nothing."""
    try:
        morsel = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _language(scope: Scope) -> Language:
    accepted = [value for name, value in scope["headers"] if name.lower() == b"accept-language"]
    return language_of(None, b",".join(accepted).decode("latin-1"))


async def _say(send: Send, status: int, sentence: str, language: Language) -> None:
    text = translations(language).gettext(sentence).encode() + b"\n"
    await _answer(send, status, text, [(b"content-type", b"text/plain; charset=utf-8")])


async def _answer(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
