"""Nothing that was typed goes into the browser's own files: no page is ever the direct answer to a sent form.

A browser keeps, for restoring its windows, the body of every form whose answer is
a page: passphrases, searches, refused forms with all that was typed, on disk and in
plain. So whatever page a form leads to is laid aside here, in memory, and the browser
is sent to fetch it from an address of its own. It stands between the guard and the
pages, so that no page, error or refusal can go around it.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import msgspec
from litestar.types import ASGIApp, Message, Receive, Scope, Send

PATH: Final = "/after/"
"""Followed by a random name that only the browser that sent the form is told."""
KEPT: Final = 16
"""Pages laid aside at most: a few windows, and a few steps back in each."""
_NAME_BYTES: Final = 16
_MOVED: Final = frozenset({b"content-length", b"content-type"})

_ELSEWHERE: Final = range(300, 400)
"""Statuses that lead on by themselves."""

SEE_OTHER: Final = 303

Headers = list[tuple[bytes, bytes]]


class _Page(msgspec.Struct, frozen=True):
    """An answer laid aside."""

    status: int
    content_type: bytes
    body: bytes


class Afterwards:
    """The ASGI shell that lays pages aside.

    Args:
        app: The pages.
        random: Random bytes, for the addresses.
    """

    def __init__(self, app: ASGIApp, *, random: Callable[[int], bytes]) -> None:
        self.app = app
        self._random = random
        self._pages: OrderedDict[str, _Page] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102  # ASGI
        method, path = str(scope.get("method", "")), str(scope.get("path", ""))
        if method == "POST":
            await self.app(scope, receive, _Aside(send, self._lay_aside))
        elif method in {"GET", "HEAD"} and path.removeprefix(PATH) in self._pages:
            await self._show(self._pages[path.removeprefix(PATH)], send, bodiless=method == "HEAD")
        else:
            await self.app(scope, receive, send)

    def _lay_aside(self, page: _Page) -> str:
        name = self._random(_NAME_BYTES).hex()
        self._pages[name] = page
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        return PATH + name

    async def _show(self, page: _Page, send: Send, *, bodiless: bool) -> None:
        length = str(len(page.body)).encode()
        headers = [(b"content-type", page.content_type), (b"content-length", length)]
        await send({"type": "http.response.start", "status": page.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if bodiless else page.body, "more_body": False})


class _Aside:
    """A send that lets everything through but pages; of those, it tells the browser where they are."""

    def __init__(self, send: Send, lay_aside: Callable[[_Page], str]) -> None:
        self._send = send
        self._lay_aside = lay_aside
        self._status = 0
        self._headers: Headers = []
        self._body = b""
        self._is_page = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = [(bytes(name).lower(), bytes(value)) for name, value in message["headers"]]
            self._is_page = self._content_type().startswith(b"text/") and self._status not in _ELSEWHERE
            if not self._is_page:
                await self._send(message)
        elif not self._is_page or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += bytes(message["body"])
            if not message["more_body"]:
                await self._lead_on()

    async def _lead_on(self) -> None:
        where = self._lay_aside(_Page(self._status, self._content_type(), self._body))
        kept = [(name, value) for name, value in self._headers if name not in _MOVED]
        headers = [*kept, (b"location", where.encode()), (b"content-length", b"0")]
        await self._send({"type": "http.response.start", "status": SEE_OTHER, "headers": headers})
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    def _content_type(self) -> bytes:
        return next((value for name, value in self._headers if name == b"content-type"), b"")
