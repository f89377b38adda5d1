"""How do frames get to a relay and back, over a network that breaks? The client of ``spec/relay.md``, "Requests".

Synchronous and usable from threads. It judges every answer as bytes (``wire``), and
believes none of them: signatures and proofs are for whoever asked. It writes nothing down, and never logs.
Every request may be sent twice without harm, so that it tries again by itself where that helps.
"""

import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any, Final, TypeVar

import httpx
import msgspec
from socksio import SOCKSError

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.crypto.secret import Secret
from kunak.transport.events import EventReader
from kunak.transport.troubles import RelayTrouble, Trouble
from kunak.wire import checkpoint, frames, limits
from kunak.wire.frames import Include, Page, Proof, Prove, Push, Pushed, Register, Registered, Rekey, Since
from kunak.wire.refusals import FrameRefused, Reason

CONNECT_S: Final = 20.0
"""Tor needs up to ten seconds for a circuit."""
READ_S: Final = 60.0
"""Between two parts of an answer: a page of 8 MiB over a slow circuit comes in parts."""
ANSWER_S: Final = 600.0
"""For a whole answer, however it drips."""
STREAM_S: Final = 50.0
"""Silence of a stream: two heartbeats (20 s) may be lost."""
TRIES: Final = 5
FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 60.0
HOST: Final = re.compile(rb"[A-Za-z0-9.:-]+")
PROXIES: Final = ("socks5", "socks5h", "http", "https")

Answer = TypeVar("Answer", Pushed, Page, Proof, Registered)
Made = TypeVar("Made")

_TROUBLES: Final = {
    HTTPStatus.UNAUTHORIZED: Trouble.TOKEN,
    HTTPStatus.FORBIDDEN: Trouble.FORBIDDEN,
    HTTPStatus.CONFLICT: Trouble.BEHIND,
    HTTPStatus.INSUFFICIENT_STORAGE: Trouble.FULL,
    HTTPStatus.BAD_REQUEST: Trouble.REFUSED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Trouble.REFUSED,
    HTTPStatus.TOO_MANY_REQUESTS: Trouble.BUSY,
    HTTPStatus.INTERNAL_SERVER_ERROR: Trouble.BUSY,
    HTTPStatus.BAD_GATEWAY: Trouble.BUSY,
    HTTPStatus.SERVICE_UNAVAILABLE: Trouble.BUSY,
    HTTPStatus.GATEWAY_TIMEOUT: Trouble.SILENT,
}
"""What a status means; every other one is no relay's."""
_PASSING: Final = frozenset({Trouble.UNREACHABLE, Trouble.PROXY, Trouble.SILENT, Trouble.BUSY})
"""What may be over in a moment."""
LIES: Final = frozenset({Reason.RID, Reason.GAP})
"""Reasons to refuse a page that no accident has: whoever asked must name them."""


class Address(msgspec.Struct, frozen=True):
    """Where a relay is, and how to get there.

    Attributes:
        url: ``https://HOST``; plain ``http`` only to this machine or an onion service.
        feed: The group's feed.
        proxy: ``socks5://HOST:PORT``, or ``http://…``; names are resolved there.
        authorities: File of certificates to trust instead of the system's.
    """

    url: str
    feed: bytes
    proxy: str | None = None
    authorities: Path | None = None


class Patience(msgspec.Struct, frozen=True):
    """How a client waits: all of it comes from outside.

    Attributes:
        sleep: Waits so many seconds.
        dice: Gives a random number from 0 up to 1, so that thirty laptops do not come back in step.
        seconds: A clock that never goes back.
        tries: Of one request.
    """

    sleep: Callable[[float], object]
    dice: Callable[[], float]
    seconds: Callable[[], float]
    tries: int = TRIES


class RelayClient:
    """One feed on one relay."""

    def __init__(self, address: Address, token: Secret, patience: Patience) -> None:
        """Prepare; nothing is sent.

        Raises:
            BadInput: The address would send the group's token in the clear, or is none.
        """
        self._path = f"/v1/feeds/{address.feed.hex()}"
        self._token = token
        self._patience = patience
        self._client = _client(address)
        self._ended = threading.Event()
        self._line: Any = None

    def register(self, frame: Register) -> Registered:
        """Open the feed."""
        return self._retried(lambda: self._asked("POST", "/v1/feeds", Registered, body=frames.write(frame)))

    def rekey(self, frame: Rekey) -> Registered:
        """Change token or owner of the feed."""
        return self._retried(lambda: self._asked("PUT", f"{self._path}/key", Registered, body=frames.write(frame)))

    def push(self, frame: Push) -> Pushed:
        """Have blobs kept. The receipts are of these blobs, in this order.

        Raises:
            RelayTrouble: They are not kept, or may not be; the sentence says which.
        """
        answer = self._retried(lambda: self._asked("POST", f"{self._path}/blobs", Pushed, body=frames.write(frame)))
        if [each.rid for each in answer.receipts] != [frames.rid_of(blob) for blob in frame.blobs]:
            raise RelayTrouble(Trouble.CONFUSED)
        return answer

    def since(self, frame: Since) -> Page:
        """Ask for blobs from a number on. An empty page is the end.

        Raises:
            FrameRefused: A blob was altered or left out (``LIES``).
            RelayTrouble: There is no answer, or none of a relay.
        """
        where = f"{self._path}/blobs?since={frame.number}&limit={frame.limit}"
        answer = self._retried(lambda: self._asked("GET", where, Page))
        begins = answer.items[0].number if answer.items else frame.number
        if len(answer.items) > frame.limit or begins != frame.number:
            raise RelayTrouble(Trouble.CONFUSED)
        return answer

    def prove(self, frame: Prove | Include) -> Proof:
        """Ask for a proof. It is not judged here."""
        if isinstance(frame, Prove):
            where = f"{self._path}/consistency?first={frame.first}&second={frame.second}"
        else:
            where = f"{self._path}/inclusion?number={frame.number}&size={frame.size}"
        return self._retried(lambda: self._asked("GET", where, Proof))

    def checkpoint(self) -> bytes:
        """Ask what the feed holds: a signed note, whose shape alone is judged here."""

        def ask() -> bytes:
            note = self._sent("GET", f"{self._path}/checkpoint", None)
            checkpoint.read(note)
            return note

        return self._retried(ask)

    def relay_key(self) -> bytes:
        """Ask for the key with which the relay says it signs. Compare it with one from another way."""

        def ask() -> bytes:
            try:
                said = msgspec.json.decode(self._sent("GET", "/health", None), type=dict[str, Any])
                key = bytes.fromhex(said["relay"])
            except (msgspec.MsgspecError, KeyError, ValueError, TypeError):
                raise RelayTrouble(Trouble.CONFUSED) from None
            if len(key) != limits.KEY_BYTES:
                raise RelayTrouble(Trouble.CONFUSED)
            return key

        return self._retried(ask)

    def listen(self) -> Iterator[int]:
        """Give the size of the feed, now and after every growth, until ``close``; broken lines are taken up again.

        Raises:
            RelayTrouble: Waiting would not help: the token is refused, or this is no relay.
        """
        failed = 0
        while not self._ended.is_set():
            try:
                for size in self._events():
                    failed = 0
                    yield size
            except RelayTrouble as trouble:
                if trouble.trouble not in _PASSING:
                    raise
            failed += 1
            if not self._ended.is_set():
                self._patience.sleep(self._wait(failed, None))

    def close(self) -> None:
        """Hang up, also where another thread is listening."""
        self._ended.set()
        line = self._line
        if line is not None:
            with suppress(OSError):
                line.shutdown(SHUT_RDWR)
        self._client.close()

    def _events(self) -> Iterator[int]:
        reader = EventReader()
        with self._answered("GET", f"{self._path}/stream", None, read_s=STREAM_S) as response:
            stream = response.extensions.get("network_stream")
            self._line = stream.get_extra_info("socket") if stream is not None else None
            try:
                for part in response.iter_raw():
                    try:
                        yield from reader.feed(part)
                    except FrameRefused:
                        raise RelayTrouble(Trouble.CONFUSED) from None
                    if self._ended.is_set():
                        return
            finally:
                self._line = None

    def _asked(self, method: str, where: str, kind: type[Answer], *, body: bytes | None = None) -> Answer:
        return frames.read(self._sent(method, where, body), kind)

    def _sent(self, method: str, where: str, body: bytes | None) -> bytes:
        with self._answered(method, where, body, read_s=READ_S) as response:
            return self._body(response)

    def _body(self, response: httpx.Response) -> bytes:
        """Read an answer as it comes, so that an endless one is not taken in."""
        end = self._patience.seconds() + ANSWER_S
        parts, held = [], 0
        for part in response.iter_raw():
            parts.append(part)
            held += len(part)
            if held > limits.FRAME_BYTES:
                raise RelayTrouble(Trouble.CONFUSED)
            if self._patience.seconds() > end:
                raise RelayTrouble(Trouble.SILENT)
        return b"".join(parts)

    @contextmanager
    def _answered(self, method: str, where: str, body: bytes | None, *, read_s: float) -> Iterator[httpx.Response]:
        headers = {"Authorization": f"Bearer {self._token.reveal().hex()}"} if where.startswith(self._path) else {}
        if body is not None:
            headers["Content-Type"] = "application/cbor"
        timeout = httpx.Timeout(READ_S, connect=CONNECT_S, read=read_s)
        try:
            with self._client.stream(method, where, content=body, headers=headers, timeout=timeout) as response:
                if not response.is_success:
                    raise _refusal(response)
                yield response
        except httpx.HTTPError as error:
            raise RelayTrouble(_trouble(error)) from None
        except SOCKSError:  # httpx lets it through where a proxy breaks off
            raise RelayTrouble(Trouble.PROXY) from None

    def _retried(self, ask: Callable[[], Made]) -> Made:
        failed = 0
        while True:
            try:
                return ask()
            except FrameRefused as refusal:
                if refusal.reason in LIES:
                    raise
                raise RelayTrouble(Trouble.CONFUSED) from None
            except RelayTrouble as trouble:
                failed += 1
                if trouble.trouble not in _PASSING or failed >= self._patience.tries or self._ended.is_set():
                    raise
                retry_s = getattr(trouble, "retry_s", None)
                if retry_s is not None and retry_s > LONGEST_WAIT_S:
                    raise
                self._patience.sleep(self._wait(failed, retry_s))

    def _wait(self, failed: int, retry_s: float | None) -> float:
        """Return the seconds to wait: twice as long each time, and never in step with others."""
        longest: float = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(failed, 10))
        return (retry_s or 0) + longest * (0.5 + self._patience.dice() / 2)


class _Asked(RelayTrouble):
    """A trouble with the relay's own word on when to ask again."""

    def __init__(self, trouble: Trouble, retry_s: float | None) -> None:
        super().__init__(trouble)
        self.retry_s = retry_s


def _refusal(response: httpx.Response) -> RelayTrouble:
    try:
        trouble = _TROUBLES[HTTPStatus(response.status_code)]
    except (KeyError, ValueError):
        return RelayTrouble(Trouble.CONFUSED)
    said = response.headers.get("Retry-After", "")
    return _Asked(trouble, float(said) if said.isascii() and said.isdigit() and len(said) < 6 else None)  # noqa: PLR2004


def _trouble(error: httpx.HTTPError) -> Trouble:
    match error:
        case httpx.ProxyError():
            return Trouble.PROXY
        case httpx.ConnectError() if isinstance(_cause(error), ssl.SSLCertVerificationError):
            return Trouble.CERTIFICATE
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout() | httpx.UnsupportedProtocol():
            return Trouble.UNREACHABLE
        case _:
            return Trouble.SILENT


def _cause(error: BaseException) -> BaseException | None:
    """Return the error of the system below the library's."""
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
    return error


def _client(address: Address) -> httpx.Client:
    try:
        url = httpx.URL(address.url)
        proxy = httpx.URL(address.proxy.replace("socks5h://", "socks5://", 1)) if address.proxy else None
    except httpx.InvalidURL:
        url, proxy = httpx.URL(), None
    if (
        url.scheme not in ("https", "http")
        or not HOST.fullmatch(url.raw_host)
        or url.path not in ("", "/")
        or url.query
        or url.userinfo
    ):
        raise BadInput(
            phrase("This is no address of a relay: write https://HOST, or https://HOST:PORT."), field="relay"
        )
    if url.scheme == "http" and not _is_near(url.host):
        raise BadInput(
            phrase("This address would send the group's token in the clear: write https:// instead of http://."),
            field="relay",
        )
    if proxy is not None and (proxy.scheme not in PROXIES or not proxy.host):
        raise BadInput(phrase("This is no address of a proxy: write socks5://HOST:PORT."), field="proxy")
    verify: ssl.SSLContext | bool = True
    if address.authorities is not None:
        try:
            verify = ssl.create_default_context(cafile=str(address.authorities))
        except (OSError, ssl.SSLError):
            raise BadInput(
                phrase("The file of certificates cannot be read: check its path and that it holds PEM."),
                field="authorities",
            ) from None
    return httpx.Client(
        base_url=url,
        proxy=proxy,
        verify=verify,
        trust_env=False,  # a proxy is chosen by the group, not by whoever set a variable of this shell
        follow_redirects=False,
        headers={"User-Agent": "kunak", "Accept-Encoding": "identity"},
    )


def _is_near(host: str) -> bool:
    if host == "localhost" or host.endswith(".onion"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
