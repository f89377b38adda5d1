"""Which request of HTTP is which question to the relay? The table of ``spec/relay.md``, "Requests", as handlers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema, SecurityRequirement
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import Parameter
from litestar.response import Stream
from sqlalchemy.exc import SQLAlchemyError

from kunak.relay.refusals import RelayRefused, bad_request, cannot_write, no_access
from kunak.relay.service import Relay
from kunak.wire import frames, limits
from kunak.wire.frames import Include, Prove, Register, Rekey, Since
from kunak.wire.refusals import FrameRefused

CBOR: Final = "application/cbor"
TOKEN: Final = "token"
"""What the scheme of access is called in the description (OpenAPI)."""
_WITH_TOKEN: Final[list[SecurityRequirement]] = [{TOKEN: []}]
BEARER: Final = re.compile(r"Bearer ([0-9a-f]{64})")

FeedParameter = Annotated[
    str, Parameter(pattern="^[0-9a-f]{32}$", description="The feed, in 32 lower-case hexadecimal digits.")
]
TheRelay = NamedDependency[Relay]
Number = Annotated[int, Parameter(ge=0, le=limits.NUMBER_MOST)]
Size = Annotated[int, Parameter(ge=1, le=limits.NUMBER_MOST)]
Limit = Annotated[int, Parameter(ge=1, le=limits.PAGE_COUNT)]


class Refusal(msgspec.Struct, frozen=True):
    """What every refusal is: one sentence."""

    detail: str


class Health(msgspec.Struct, frozen=True):
    """What ``/health`` says."""

    status: str
    relay: str
    """The public key, hexadecimal."""


def _refusals(*statuses: HTTPStatus) -> dict[int, ResponseSpec]:
    return {
        status.value: ResponseSpec(Refusal, generate_examples=False, description=f"Refused: {status.phrase}")
        for status in statuses
    }


_ALWAYS: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
_READING: Final = _refusals(*_ALWAYS, HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
_PROVING: Final = {**_READING, **_refusals(HTTPStatus.CONFLICT)}
_WRITING: Final = {**_READING, **_refusals(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.INSUFFICIENT_STORAGE)}
_OWNING: Final = _refusals(
    *_ALWAYS, HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.INSUFFICIENT_STORAGE
)


@dataclass
class FrameOperation(Operation):
    """An operation whose body is one frame."""

    def __post_init__(self) -> None:  # not a default: Litestar passes None, as the handlers read the body themselves
        """Say what the body is."""
        self.request_body = RequestBody(
            content={CBOR: OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, content_media_type=CBOR))},
            description="One frame of spec/relay.md.",
            required=True,
        )


@post("/v1/feeds", status_code=201, operation_class=FrameOperation, responses=_OWNING, media_type=CBOR)
async def register(request: Request[Any, Any, Any], relay: TheRelay) -> Response[bytes]:
    """Open a feed: a Register for a Registered."""
    return _frame(await relay.register(frames.read(await request.body(), Register)), status=201)


@put("/v1/feeds/{feed:str}/key", operation_class=FrameOperation, responses=_OWNING, media_type=CBOR)
async def rekey(request: Request[Any, Any, Any], feed: FeedParameter, relay: TheRelay) -> Response[bytes]:
    """Change who may come in: a Rekey for a Registered."""
    frame = frames.read(await request.body(), Rekey)
    if frame.feed.hex() != feed:
        raise bad_request("The frame is about another feed than the address.")
    return _frame(await relay.rekey(frame))


@post(
    "/v1/feeds/{feed:str}/blobs",
    status_code=200,
    operation_class=FrameOperation,
    responses=_WRITING,
    security=_WITH_TOKEN,
    media_type=CBOR,
)
async def push(request: Request[Any, Any, Any], feed: FeedParameter, relay: TheRelay) -> Response[bytes]:
    """Keep blobs, all or none: a Push for a Pushed. The answer comes when they are on disk."""
    name, token = bytes.fromhex(feed), _token(request)
    await relay.admit_push(name, token)
    return _frame(await relay.push(name, token, await request.body()))


@get("/v1/feeds/{feed:str}/blobs", responses=_READING, security=_WITH_TOKEN, media_type=CBOR)
async def page(
    request: Request[Any, Any, Any],
    feed: FeedParameter,
    relay: TheRelay,
    since: Number,
    limit: Limit = limits.PAGE_COUNT,
) -> Response[bytes]:
    """Give blobs from a number on: a Page. It may be shorter than asked for; the end is an empty one."""
    return _frame(await relay.page(bytes.fromhex(feed), _token(request), Since(since, limit)))


@get("/v1/feeds/{feed:str}/checkpoint", responses=_READING, security=_WITH_TOKEN, media_type="text/plain")
async def checkpoint(request: Request[Any, Any, Any], feed: FeedParameter, relay: TheRelay) -> Response[bytes]:
    """Say what the feed holds: a signed note (C2SP tlog-checkpoint)."""
    note = await relay.checkpoint(bytes.fromhex(feed), _token(request))
    return Response(note, media_type="text/plain; charset=utf-8")


@get("/v1/feeds/{feed:str}/consistency", responses=_PROVING, security=_WITH_TOKEN, media_type=CBOR)
async def consistency(
    request: Request[Any, Any, Any], feed: FeedParameter, relay: TheRelay, first: Number, second: Number
) -> Response[bytes]:
    """Prove that the tree of so many blobs is the beginning of a larger one: a Proof."""
    if first > second:
        raise bad_request("The first size is larger than the second.")
    return _frame(await relay.prove(bytes.fromhex(feed), _token(request), Prove(first, second)))


@get("/v1/feeds/{feed:str}/inclusion", responses=_PROVING, security=_WITH_TOKEN, media_type=CBOR)
async def inclusion(
    request: Request[Any, Any, Any], feed: FeedParameter, relay: TheRelay, number: Number, size: Size
) -> Response[bytes]:
    """Prove that a blob is in the tree of so many: a Proof."""
    if number >= size:
        raise bad_request("No blob of this number is in a tree of this size.")
    return _frame(await relay.prove(bytes.fromhex(feed), _token(request), Include(number, size)))


@get("/v1/feeds/{feed:str}/stream", responses=_READING, security=_WITH_TOKEN, media_type="text/event-stream")
async def stream(request: Request[Any, Any, Any], feed: FeedParameter, relay: TheRelay) -> Stream:
    """Say when the feed grows: ``event: size``, ``data: <number of blobs>``."""
    events = await relay.stream(bytes.fromhex(feed), _token(request))
    return Stream(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


@get("/health", responses=_refusals(*_ALWAYS))
async def health(relay: TheRelay) -> Health:
    """Say whether the relay can do its work, and with which key it signs."""
    if not await relay.is_well():
        raise cannot_write()
    return Health("ok", relay.public.hex())


HANDLERS: Final = (register, rekey, push, page, checkpoint, consistency, inclusion, stream, health)


def routes() -> Router:
    """Return every handler of the relay."""
    return Router(path="/", route_handlers=list(HANDLERS))


def refusing(relay: Relay) -> dict[int | type[Exception], Callable[[Request[Any, Any, Any], Any], Response[Any]]]:
    """Return what answers when a handler raises: never more than one sentence of ours."""

    def refused(_request: Request[Any, Any, Any], error: RelayRefused) -> Response[Any]:
        relay.meters.refusals.labels(str(error.status.value)).inc()
        headers = {} if error.retry_s is None else {"Retry-After": str(error.retry_s)}
        if error.status is HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        return Response({"detail": error.says}, status_code=error.status.value, headers=headers)

    def misread(request: Request[Any, Any, Any], error: FrameRefused) -> Response[Any]:
        return refused(request, bad_request(str(error)))

    def of_litestar(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
        status = HTTPStatus(error.status_code)
        answer = refused(request, RelayRefused(status, _SAYS.get(status, f"{status.phrase}.")))
        answer.headers.update(error.headers or {})
        return answer

    def of_database(request: Request[Any, Any, Any], _error: SQLAlchemyError) -> Response[Any]:
        return refused(request, cannot_write())

    def unforeseen(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        relay.report(
            f"A mistake of the relay's own: {type(error).__name__} at {_place(error)}. Please report this line."
        )
        says = "The relay made a mistake of its own. If this was a push, send it again."
        return refused(request, RelayRefused(HTTPStatus.INTERNAL_SERVER_ERROR, says))

    return {
        RelayRefused: refused,
        FrameRefused: misread,
        HTTPException: of_litestar,
        SQLAlchemyError: of_database,
        Exception: unforeseen,
    }


_SAYS: Final = {
    HTTPStatus.BAD_REQUEST: "A part of the address or of the query has a wrong form.",
    HTTPStatus.NOT_FOUND: "There is no such address on this relay.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take requests of this kind.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is longer than any frame. It was not read.",
}


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"


def _token(request: Request[Any, Any, Any]) -> bytes:
    found = BEARER.fullmatch(request.headers.get("authorization", ""))
    if found is None:
        raise no_access()
    return bytes.fromhex(found[1])


def _frame(data: bytes, *, status: int = 200) -> Response[bytes]:
    return Response(data, media_type=CBOR, status_code=status, headers={"Cache-Control": "no-store"})
