"""The relay as HTTP shows it: every refusal is one sentence, and none tells more than it must."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from sqlalchemy import text

from kunak.crypto import signing
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.relay.application import create_app, create_metrics_app
from kunak.relay.database import Database, open_database, sqlite_address
from kunak.relay.keys import Notary, hand_out_ticket
from kunak.relay.limits import Quota, Rate
from kunak.relay.meters import Meters
from kunak.relay.service import Relay, Settings
from kunak.testing.relays import Owner, blob
from kunak.wire import checkpoint, frames, limits
from kunak.wire.frames import Page, Proof, Push, Pushed, Registered

KEY = SigningKey.from_seed(Secret(b"r" * 32))
Client = TestClient[Any]


class Running:
    """A relay in this process, with a clock that stands still."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.seconds = 0.0
        self.said: list[str] = []
        self.database = database
        self.relay = Relay(
            database,
            Notary(KEY),
            settings,
            now=lambda: 1_800_000_000_000,
            seconds=lambda: self.seconds,
            meters=Meters(),
            report=self.said.append,
        )
        self.client: Client = TestClient(create_app(self.relay))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    begun: list[Running] = []

    def run(**settings: Any) -> Running:
        chosen = Settings(**{"needs_ticket": False, **settings})
        made = Running(open_database(sqlite_address(tmp_path)), chosen)
        made.client.__enter__()
        begun.append(made)
        return made

    yield run
    for each in begun:
        each.client.__exit__()


@pytest.fixture
def running(start: Callable[..., Running], owner: Owner) -> Running:
    made = start()
    assert register(made, owner).status_code == 201
    return made


def register(running: Running, owner: Owner, ticket: bytes = b"") -> Any:
    return running.client.post("/v1/feeds", content=frames.write(owner.registration(ticket)))


def path(owner: Owner, what: str) -> str:
    return f"/v1/feeds/{owner.feed.hex()}/{what}"


def push(running: Running, owner: Owner, *names: str, length: int = 1_090) -> Any:
    body = frames.write(Push(tuple(blob(name, length) for name in names)))
    return running.client.post(path(owner, "blobs"), content=body, headers=owner.bearer)


def test_a_registration_is_answered_with_the_relays_key_and_an_empty_checkpoint(
    start: Callable[..., Running], owner: Owner
) -> None:
    answer = register(start(), owner)
    made = frames.read(answer.content, Registered)
    note = checkpoint.read(made.checkpoint)
    assert made.relay == KEY.public
    assert (note.checkpoint.feed, note.checkpoint.size) == (owner.feed, 0)
    signing.verify(KEY.public, checkpoint.to_sign(note.checkpoint), note.signature)
    assert answer.headers["content-type"] == "application/cbor"
    assert answer.headers["cache-control"] == "no-store"


def test_a_push_is_answered_and_its_blobs_are_given_back(running: Running, owner: Owner) -> None:
    answer = push(running, owner, "a", "b")
    assert answer.status_code == 200
    assert [each.number for each in frames.read(answer.content, Pushed).receipts] == [0, 1]
    page = running.client.get(path(owner, "blobs?since=0"), headers=owner.bearer)
    items = frames.read(page.content, Page).items
    assert [(each.blob, each.time) for each in items] == [(blob(name), 1_800_000_000_000) for name in "ab"]


def test_proofs_and_checkpoint_are_given(running: Running, owner: Owner) -> None:
    push(running, owner, *"abc")
    for what in ("consistency?first=1&second=3", "inclusion?number=2&size=3"):
        answer = running.client.get(path(owner, what), headers=owner.bearer)
        assert frames.read(answer.content, Proof).hashes
    note = running.client.get(path(owner, "checkpoint"), headers=owner.bearer)
    assert checkpoint.read(note.content).checkpoint.size == 3
    assert note.headers["content-type"].startswith("text/plain")


ASKED = ["blobs?since=0", "checkpoint", "consistency?first=0&second=0", "inclusion?number=0&size=1", "stream"]


@pytest.mark.parametrize("what", ASKED)
def test_without_the_token_every_feed_is_the_same(running: Running, owner: Owner, what: str) -> None:
    """The harm: whoever guesses or finds a feed's id would learn that a group exists."""
    stranger = Owner("a stranger")
    said = set()
    for feed in (owner, stranger):
        for headers in ({}, stranger.bearer, {"Authorization": "Basic YTph"}, {"Authorization": "Bearer " + "A" * 64}):
            answer = running.client.get(path(feed, what), headers=headers)
            said.add((answer.status_code, answer.text, answer.headers["www-authenticate"]))
    assert said == {(401, '{"detail":"This token opens no such feed."}', "Bearer")}


def test_a_push_without_the_token_is_refused_before_it_is_read(running: Running, owner: Owner) -> None:
    for feed in (owner, Owner("a stranger")):
        answer = running.client.post(path(feed, "blobs"), content=b"no frame", headers=Owner("a thief").bearer)
        assert (answer.status_code, answer.json()) == (401, {"detail": "This token opens no such feed."})


def test_a_registration_that_is_not_allowed_does_not_say_why(start: Callable[..., Running], owner: Owner) -> None:
    running = start(needs_ticket=True)
    ticket = hand_out_ticket(running.database, lambda length: b"t" * length, now=1)
    assert register(running, owner, ticket).status_code == 201
    thief = Owner("a thief")
    thief.feed = owner.feed
    answers = [
        register(running, Owner("another"), ticket),
        register(running, Owner("another")),
        register(running, thief, ticket),
        running.client.put(path(owner, "key"), content=frames.write(owner.rekeying(2, signer=thief.key))),
        running.client.put(path(Owner("nobody"), "key"), content=frames.write(Owner("nobody").rekeying(2))),
    ]
    assert {(each.status_code, each.text) for each in answers} == {
        (403, '{"detail":"This registration or change of key is not allowed."}')
    }


def test_a_new_token_takes_the_place_of_the_old_one(running: Running, owner: Owner) -> None:
    answer = running.client.put(path(owner, "key"), content=frames.write(owner.rekeying(2)))
    assert answer.status_code == 200
    assert push(running, owner, "a").status_code == 401
    owner.token = owner.token_of(2)
    assert push(running, owner, "a").status_code == 200


def test_a_key_is_changed_for_the_feed_in_the_address_alone(running: Running, owner: Owner) -> None:
    answer = running.client.put(path(Owner("another"), "key"), content=frames.write(owner.rekeying(2)))
    assert answer.status_code == 400


BAD_QUERIES = [
    "blobs", "blobs?since=-1", "blobs?since=x", "blobs?since=0&limit=0", "blobs?since=0&limit=1001",
    f"blobs?since={2**53}", "consistency?first=2&second=1", "consistency?first=1", "inclusion?number=1&size=1",
    "inclusion?number=0&size=0",
]  # fmt: skip


@pytest.mark.parametrize("what", BAD_QUERIES)
def test_a_query_that_breaks_a_rule_is_refused_in_one_sentence(running: Running, owner: Owner, what: str) -> None:
    answer = running.client.get(path(owner, what), headers=owner.bearer)
    assert answer.status_code == 400
    assert list(answer.json()) == ["detail"]


def test_a_feed_is_named_in_32_small_digits(running: Running, owner: Owner) -> None:
    for name in (owner.feed.hex().upper().replace("0", "A"), "00", "zz" * 16):
        answer = running.client.get(f"/v1/feeds/{name}/checkpoint", headers=owner.bearer)
        assert answer.status_code == 400


@pytest.mark.parametrize("body", [b"", b"\x00", b"\x83\x01\x01\x80", bytes(100)])
def test_a_body_that_is_no_push_is_refused(running: Running, owner: Owner, body: bytes) -> None:
    answer = running.client.post(path(owner, "blobs"), content=body, headers=owner.bearer)
    assert answer.status_code == 400
    assert running.client.get(path(owner, "blobs?since=0"), headers=owner.bearer).status_code == 200


def test_a_body_longer_than_a_frame_is_refused(running: Running, owner: Owner) -> None:
    body = bytes(limits.FRAME_BYTES + 1)
    assert running.client.post(path(owner, "blobs"), content=body, headers=owner.bearer).status_code == 413
    assert running.client.post("/v1/feeds", content=iter([body])).status_code == 413


def test_the_largest_push_is_taken(running: Running, owner: Owner) -> None:
    names = [str(n) for n in range(limits.BATCH_BYTES // limits.BLOB_MOST)]
    assert push(running, owner, *names, length=limits.BLOB_MOST).status_code == 200


def test_a_proof_of_what_is_not_there_is_a_conflict(running: Running, owner: Owner) -> None:
    push(running, owner, "a")
    for what in ("consistency?first=1&second=2", "inclusion?number=0&size=2"):
        assert running.client.get(path(owner, what), headers=owner.bearer).status_code == 409


def test_a_feed_that_is_full_says_so(start: Callable[..., Running], owner: Owner) -> None:
    running = start(quota=Quota(feed_blobs=2))
    register(running, owner)
    assert push(running, owner, *"ab").status_code == 200
    answer = push(running, owner, "c")
    assert (answer.status_code, answer.json()["detail"]) == (
        507,
        "The feed's quota is used up. Nothing of this push was kept.",
    )
    assert push(running, owner, *"ab").status_code == 200


def test_a_feed_that_asks_too_fast_is_told_when_to_come_back(start: Callable[..., Running], owner: Owner) -> None:
    running = start(pushes=Rate(burst=2, per_second=0.1), reads=Rate(burst=2, per_second=0.1))
    register(running, owner)
    assert [push(running, owner, "a").status_code for _ in range(3)] == [200, 200, 429]
    assert push(running, owner, "a").headers["retry-after"] == "10"
    asked = [running.client.get(path(owner, "checkpoint"), headers=owner.bearer) for _ in range(3)]
    assert [each.status_code for each in asked] == [200, 200, 429]
    running.seconds = 10.0
    assert push(running, owner, "a").status_code == 200
    other = Owner("another")
    register(running, other)
    assert push(running, other, "a").status_code == 200


def test_an_address_that_is_none_and_a_method_that_is_none_are_one_sentence_each(running: Running) -> None:
    for method, where, status in (("GET", "/v1", 404), ("DELETE", "/health", 405), ("GET", "/metrics", 404)):
        answer = running.client.request(method, where)
        assert answer.status_code == status
        assert list(answer.json()) == ["detail"]


def test_health_says_the_key_and_nothing_of_feeds(running: Running) -> None:
    assert running.client.get("/health").json() == {"status": "ok", "relay": KEY.public.hex()}


def test_a_blob_that_changed_on_the_disk_is_not_given_out(running: Running, owner: Owner) -> None:
    push(running, owner, "a")
    with running.database.writing() as connection:
        connection.execute(text("UPDATE blobs SET blob = CAST(x'0101' || zeroblob(1000) AS BLOB)"))
    answer = running.client.get(path(owner, "blobs?since=0"), headers=owner.bearer)
    assert answer.status_code == 500
    assert running.said == ["The database is damaged: a page was not given, for the reason 'rid'."]


def test_a_mistake_of_ours_is_told_by_kind_and_place_alone(
    running: Running, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        message = "a secret of somebody"
        raise ValueError(message)

    monkeypatch.setattr("kunak.relay.feeds.page", fail)
    answer = running.client.get(path(owner, "blobs?since=0"), headers=owner.bearer)
    assert answer.status_code == 500
    assert "secret" not in answer.text + running.said[0]
    assert "ValueError at test_http.py:" in running.said[0]


def test_the_metrics_are_sums_and_name_nobody(running: Running, owner: Owner) -> None:
    push(running, owner, *"ab")
    push(running, Owner("a stranger"), "a")
    with TestClient(create_metrics_app(running.relay)) as metrics:
        text = metrics.get("/metrics").text
    assert "kunak_relay_blobs_total 2.0" in text
    assert 'kunak_relay_refusals_total{status="401"} 1.0' in text
    for secret in (
        owner.feed.hex(),
        owner.token.hex(),
        "127.0.0.1",
        "testserver",
        hashlib.sha256(blob("a")).hexdigest(),
    ):
        assert secret not in text


def test_the_schema_describes_every_address_and_brings_no_scripts(running: Running) -> None:
    schema = msgspec.json.decode(running.client.get("/schema/openapi.json").content)
    assert set(schema["paths"]) == {
        "/v1/feeds", "/v1/feeds/{feed}/key", "/v1/feeds/{feed}/blobs", "/v1/feeds/{feed}/checkpoint",
        "/v1/feeds/{feed}/consistency", "/v1/feeds/{feed}/inclusion", "/v1/feeds/{feed}/stream", "/health",
    }  # fmt: skip
    for where in ("/schema", "/schema/swagger", "/schema/redoc", "/schema/elements"):
        assert "<script" not in running.client.get(where).text
