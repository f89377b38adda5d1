"""A desk behind a real socket, and a browser that sends exactly the headers it is told to send."""

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection, HTTPResponse
from typing import Final, Self
from urllib.parse import urlencode

import uvicorn

from kunak.app.system import now
from kunak.base.instants import Instant
from kunak.testing import desk as double
from kunak.web.afterwards import PATH, SEE_OTHER
from kunak.web.application import SECTIONS, create_app
from kunak.web.guard import Seat
from kunak.web.pages import today
from kunak.web.section import Section
from kunak.web.session import Ingredients, Opened, Settings
from kunak.web.supervisor import Supervisor, listen

KEY: Final = bytes(range(32))
TOKEN: Final = "a-launch-token"
WITH_DOUBLE: Final = (double.SECTION, *(section for section in SECTIONS if section is not today.SECTION))


class Answer:
    """What came back."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.cookies = [value for name, value in response.getheaders() if name.lower() == "set-cookie"]
        self.body = response.read()
        self.text = self.body.decode(errors="replace")


class Browser:
    """As much of a browser as a test of the guard needs: it keeps cookies, and sends exactly the headers it is told."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: str | bytes | None = None
    ) -> Answer:
        """Send one request."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        if self.cookies and "Cookie" not in sent:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, sent)
        answer = Answer(connection.getresponse())
        connection.close()
        for line in answer.cookies:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", path, headers)

    def post(
        self, path: str, fields: Mapping[str, str | Sequence[str]], headers: dict[str, str] | None = None
    ) -> Answer:
        """Send a form, as a page of the desk would."""
        sent = {
            "Origin": f"http://127.0.0.1:{self.port}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            **(headers or {}),
        }
        return self._followed(self.ask("POST", path, sent, urlencode(fields, doseq=True)))

    def _followed(self, answer: Answer) -> Answer:
        """Fetch the page that was laid aside, as a browser does; other ways on are left to the test."""
        where = answer.headers.get("location", "")
        return self.get(where) if answer.status == SEE_OTHER and where.startswith(PATH) else answer

    def send(self, path: str, fields: Mapping[str, str | Sequence[str]]) -> Answer:
        """Send a form of the desk with its token; a field may have several values."""
        return self.post(path, {"_csrf": self.form_token(), **fields})

    def upload(self, path: str, *, name: str, content: bytes, fields: Mapping[str, str] | None = None) -> Answer:
        """Send a form of the desk that holds one file, in its field ``file``, and other fields before it."""
        edge = "----an-edge-that-no-file-holds"
        head = "".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in {"_csrf": self.form_token(), **(fields or {})}.items()
        )
        head += f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        head += "Content-Type: application/octet-stream\r\n\r\n"
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        sent = {
            "Origin": f"http://127.0.0.1:{self.port}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": f"multipart/form-data; boundary={edge}",
        }
        return self._followed(self.ask("POST", path, sent, body))

    def enter(self, token: str = TOKEN) -> Answer:
        """Follow the launch link."""
        return self.get(f"/enter?token={token}")

    def form_token(self, key: bytes = KEY) -> str:
        """Return the token that this browser's forms carry."""
        return Seat(port=self.port, key=key, token=None).form_token(self.cookies.get("session", ""))

    def unlock(self, passphrase: str = double.PASSPHRASE) -> Answer:
        """Type a passphrase."""
        return self.post("/unlock", {"_csrf": self.form_token(), "passphrase": passphrase})


class Served:
    """A desk in this process, behind a real socket.

    Args:
        unlock: Opens it; by default, the double that holds nothing.
        sections: Its pages; by default, the first page of the double and all others of the desk.
        clock: The hour.
    """

    def __init__(
        self,
        unlock: Callable[[str], Opened] = double.unlock,
        *,
        sections: Sequence[Section] = WITH_DOUBLE,
        clock: Callable[[], Instant] = now,
    ) -> None:
        self.left = threading.Event()
        self.entered: list[str] = []
        self.reports: list[str] = []
        self._listening = listen(0)
        self.port: int = self._listening.getsockname()[1]
        app = create_app(
            Ingredients(unlock=unlock, settings=Settings(), clock=clock, random=lambda length: b"\x07" * length),
            seat=Seat(port=self.port, key=KEY, token=TOKEN),
            leave=self.left.set,
            entered=lambda: self.entered.append("entered"),
            report=self.reports.append,
            sections=sections,
        )
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, ws="none", loop="asyncio")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve([self._listening])))
        self._thread.start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._thread.join()
        self._listening.close()


class Supervised:
    """A desk under a real supervisor, in processes of its own."""

    def __init__(self, ingredients: Callable[[], Ingredients]) -> None:
        self.supervisor = Supervisor(ingredients, random=lambda length: KEY[:length])
        self.browser = Browser(self.supervisor.port)
        self.link = self.supervisor.link
        self._thread = threading.Thread(target=self.supervisor.run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.supervisor.stop()
        self._thread.join()
