"""The relay against its own description: whatever is asked, it answers as written there, and never breaks.

Schemathesis makes the requests from the description itself: right ones, and ones wrong in every part.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema as Api

from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.relay.application import create_app
from kunak.relay.database import open_database, sqlite_address
from kunak.relay.http import CBOR
from kunak.relay.keys import Notary
from kunak.relay.limits import Rate
from kunak.relay.meters import Meters
from kunak.relay.service import Relay, Settings
from kunak.testing.relays import Owner, blob
from kunak.wire import frames
from kunak.wire.frames import Push

OWNER: Final = Owner()
STRANGER: Final = Owner("a stranger")
HELD: Final = frames.write(Push(tuple(blob(name) for name in "abcde")))
RIGHT: Final[tuple[tuple[str, str, dict[str, Any], bytes | None, bool], ...]] = (
    ("/v1/feeds", "POST", {}, frames.write(Owner("another").registration()), False),
    ("/v1/feeds/{feed}/key", "PUT", {}, frames.write(OWNER.rekeying(2)), False),
    ("/v1/feeds/{feed}/blobs", "POST", {}, frames.write(Push((blob("a"), blob("f")))), True),
    ("/v1/feeds/{feed}/blobs", "GET", {"since": 0, "limit": 3}, None, True),
    ("/v1/feeds/{feed}/checkpoint", "GET", {}, None, True),
    ("/v1/feeds/{feed}/consistency", "GET", {"first": 2, "second": 5}, None, True),
    ("/v1/feeds/{feed}/inclusion", "GET", {"number": 1, "size": 5}, None, True),
    ("/v1/feeds/{feed}/stream", "GET", {}, None, True),
    ("/health", "GET", {}, None, False),
)
"""Of each operation a request that is right, and whether it needs the token."""
EXAMPLES: Final = 25
"""Of each operation, right or wrong, with or without a token: some 700 requests in all."""
UNSAID: Final[tuple[CheckFunction, ...]] = (positive_data_acceptance,)
"""A description cannot say what a frame is, nor that one number must be smaller than another."""
FULL: Final = Rate(burst=100_000, per_second=1)


WHO: Final[dict[str, dict[str, str]]] = {"a member": OWNER.bearer, "a stranger": STRANGER.bearer, "nobody": {}}
AnyOperation = APIOperation[Any, Any, Any, Any]


@schemathesis.serializer(CBOR)
def _as_it_is(_ctx: object, value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def describe(folder: Path, said: list[str], **chosen: Any) -> Api:
    """Return the description of a relay that holds a feed of five blobs; asking it asks the relay."""
    relay = Relay(
        open_database(sqlite_address(folder)),
        Notary(SigningKey.from_seed(Secret(b"r" * 32))),
        Settings(**{"needs_ticket": False, "pushes": FULL, "reads": FULL, **chosen}),
        now=lambda: 1_800_000_000_000,
        seconds=lambda: 0.0,
        meters=Meters(),
        report=said.append,
    )
    api = schemathesis.openapi.from_asgi("/schema/openapi.json", create_app(relay))
    api.config.max_stream_events = 1
    api.config.generation.with_security_parameters = False  # who asks is said in each test
    for path, body in (("/v1/feeds", frames.write(OWNER.registration())), ("/v1/feeds/{feed}/blobs", HELD)):
        assert ask(api[path]["POST"], {}, body, OWNER.bearer) < 300
    return api


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def described(tmp_path: Path, said: list[str]) -> Iterator[Callable[..., Api]]:
    yield lambda **chosen: describe(tmp_path, said, **chosen)
    shutdown_lifespans()


@pytest.fixture
def api(described: Callable[..., Api]) -> Api:
    return described()


def bodies() -> st.SearchStrategy[bytes]:
    """Frames that are right, frames of which a byte is not, and anything."""
    pushes = st.lists(st.integers(0, 50), min_size=1, max_size=5, unique=True).map(
        lambda names: frames.write(Push(tuple(blob(str(name), 100) for name in names)))
    )
    owners = st.integers(0, 5).map(lambda n: Owner(str(n)))
    registrations = owners.map(lambda owner: frames.write(owner.registration()))
    rekeyings = st.sampled_from((OWNER, STRANGER)).map(lambda owner: frames.write(owner.rekeying(2)))
    right = st.one_of(pushes, registrations, rekeyings)
    wrong = st.builds(changed, right, st.integers(0), st.integers(1, 255))
    return st.one_of(right, wrong, st.binary(max_size=200))


def changed(body: bytes, place: int, by: int) -> bytes:
    at = place % len(body)
    return body[:at] + bytes([body[at] ^ by]) + body[at + 1 :]


def ask(operation: AnyOperation, query: dict[str, Any], body: bytes | None, headers: dict[str, str]) -> int:
    """Ask for what is right, check the answer against the description, and return its status."""
    inside = {"feed": OWNER.feed.hex()} if "{feed}" in operation.path else {}
    case = operation.Case(path_parameters=inside, query=query)
    if body is not None:
        case.body, case.media_type = body, CBOR
    return case.call_and_validate(headers=headers).status_code


def ask_anything(operation: AnyOperation, headers: dict[str, str]) -> set[int]:
    """Ask many times, rightly and wrongly, check every answer against the description, and return the statuses."""
    statuses: set[int] = set()

    @settings(max_examples=EXAMPLES, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def many(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from((GenerationMode.POSITIVE, GenerationMode.NEGATIVE)))
        case, unsaid = data.draw(operation.as_strategy(mode)), UNSAID
        if mode is GenerationMode.POSITIVE or data.draw(st.booleans()):
            unsaid = (*UNSAID, negative_data_rejection)  # what was made wrong may be right again
            if "{feed}" in operation.path:
                case.path_parameters["feed"] = OWNER.feed.hex()
            for name in sorted({"since", "first", "second", "number", "size"} & set(case.query)):
                case.query[name] = data.draw(st.integers(0, 6))
        if operation.method in ("post", "put"):
            case.body, case.media_type = data.draw(bodies()), CBOR
            unsaid = (*UNSAID, negative_data_rejection)
        statuses.add(case.call_and_validate(headers=headers, excluded_checks=list(unsaid)).status_code)

    many()
    return statuses


@pytest.mark.parametrize(("path", "method", "query", "body", "inside"), RIGHT)
@pytest.mark.parametrize("who", ["a member", "a stranger", "nobody"])
def test_every_answer_is_as_described_and_none_breaks(
    api: Api, said: list[str], path: str, method: str, query: dict[str, Any], body: bytes | None, inside: bool, who: str
) -> None:
    operation, headers = api[path][method], WHO[who]
    statuses = ask_anything(operation, headers)
    assert max(statuses) < 500
    assert said == []
    if inside and who != "a member":
        assert min(statuses) >= 400
        assert ask(operation, query, body, headers) == 401


@pytest.mark.parametrize(("path", "method", "query", "body", "inside"), RIGHT)
def test_what_is_right_is_taken_and_answered_as_described(
    api: Api, path: str, method: str, query: dict[str, Any], body: bytes | None, inside: bool
) -> None:
    assert ask(api[path][method], query, body, OWNER.bearer if inside else {}) < 300


def test_every_operation_of_the_description_is_asked(api: Api) -> None:
    described = {(path, method.upper()) for path in api for method in api[path]}
    assert described == {(path, method) for path, method, *_ in RIGHT}


@pytest.mark.parametrize(("path", "method", "query", "body", "inside"), RIGHT)
def test_too_many_requests_are_refused_as_described(
    described: Callable[..., Api], path: str, method: str, query: dict[str, Any], body: bytes | None, inside: bool
) -> None:
    api = described(pushes=Rate(2, 0.1), reads=Rate(2, 0.1))
    statuses = [ask(api[path][method], query, body, OWNER.bearer) for _ in range(4)]
    assert (statuses[-1] == 429) is inside


def test_the_description_says_which_requests_have_a_frame_and_which_need_the_token(api: Api) -> None:
    for path, method, _query, body, inside in RIGHT:
        raw = api.raw_schema["paths"][path][method.lower()]
        assert ("requestBody" in raw, "security" in raw) == (body is not None, inside), path
