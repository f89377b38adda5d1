"""The client against a real relay, and against everything that is none."""

import gc
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from kunak.base import canonical
from kunak.base.errors import BadInput
from kunak.crypto import signing
from kunak.crypto.secret import Secret
from kunak.testing.relays import Owner, RunningRelay, blob
from kunak.transport.relay import Address, Patience, RelayClient
from kunak.transport.troubles import RelayTrouble, Trouble
from kunak.wire import checkpoint, frames, limits, tree
from kunak.wire.frames import Include, Prove, Push, Since
from kunak.wire.refusals import FrameRefused, Reason


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRelay]:
    with RunningRelay(tmp_path_factory.mktemp("relay")) as running:
        yield running


class Waits:
    """Patience that does not wait, and remembers how long it would have."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.patience = Patience(self.seconds.append, lambda: 0.0, monotonic)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def client(relay: RunningRelay, waits: Waits, request: pytest.FixtureRequest) -> Iterator[RelayClient]:
    owner = Owner(request.node.name)
    made = owner.client(relay.url, waits.patience)
    made.register(owner.registration())
    yield made
    made.close()


def pushed(names: str) -> Push:
    return Push(tuple(blob(name) for name in names))


def test_what_is_pushed_comes_back_with_a_tree_that_proves_it(client: RelayClient, relay: RunningRelay) -> None:
    first = client.push(pushed("abc"))
    second = client.push(pushed("cde"))
    assert [each.number for each in first.receipts + second.receipts] == [0, 1, 2, 2, 3, 4]
    page = client.since(Since(1, 3))
    assert [each.blob for each in page.items] == [blob(name) for name in "bcd"]
    old, new = (checkpoint.read(each.checkpoint) for each in (first, second))
    for note in (old, new, checkpoint.read(client.checkpoint())):
        signing.verify(relay.key, checkpoint.to_sign(note.checkpoint), note.signature)
    proof = client.prove(Prove(3, 5))
    roots = {"first_root": old.checkpoint.root, "second_root": new.checkpoint.root}
    tree.check_consistency(3, 5, **roots, proof=proof.hashes)
    path = client.prove(Include(4, 5))
    tree.check_inclusion(4, 5, rid=frames.rid_of(blob("e")), root=new.checkpoint.root, proof=path.hashes)
    assert client.since(Since(5, 10)).items == ()
    assert client.relay_key() == relay.key


def test_a_stream_says_that_a_feed_grows_and_closing_ends_it(client: RelayClient) -> None:
    heard: list[int] = []
    some = threading.Semaphore(0)

    def listen() -> None:
        for size in client.listen():
            heard.append(size)
            some.release()

    listening = threading.Thread(target=listen)
    listening.start()
    assert some.acquire(timeout=10)
    client.push(pushed("ab"))
    assert some.acquire(timeout=10)
    client.close()
    listening.join(10)
    assert not listening.is_alive()
    assert heard == [0, 2]


def test_a_token_that_was_changed_opens_nothing_and_its_stream_ends(relay: RunningRelay, waits: Waits) -> None:
    owner = Owner("changed")
    client = owner.client(relay.url, waits.patience)
    client.register(owner.registration())
    sizes = client.listen()
    assert next(sizes) == 0
    client.rekey(owner.rekeying(2))
    with pytest.raises(RelayTrouble) as trouble:
        list(sizes)
    assert trouble.value.trouble is Trouble.TOKEN
    with pytest.raises(RelayTrouble):
        client.push(pushed("a"))
    client.close()
    owner.token = owner.token_of(2)
    again = owner.client(relay.url, waits.patience)
    assert again.push(pushed("a")).receipts[0].number == 0
    again.close()


def test_a_feed_has_one_owner(client: RelayClient, request: pytest.FixtureRequest) -> None:
    thief = Owner("a thief")
    thief.feed = Owner(request.node.name).feed
    with pytest.raises(RelayTrouble) as trouble:
        client.register(thief.registration())
    assert trouble.value.trouble is Trouble.FORBIDDEN


class Answers:
    """Says to every request what it is told to, on this machine."""

    def __init__(self) -> None:
        self.say: Callable[[BaseHTTPRequestHandler], None] = lambda _handler: None
        self.asked: list[str] = []
        self.headers: list[Any] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.headers.append(self.headers)
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.say(self)

            do_POST = do_PUT = do_GET  # noqa: N815 - the library's names

            def log_message(self, *_arguments: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def status(self, number: int, body: bytes = b"", **headers: str) -> None:
        def say(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(number)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.say = say

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def answers() -> Iterator[Answers]:
    made = Answers()
    yield made
    made.close()


@pytest.fixture
def asking(answers: Answers, waits: Waits) -> Iterator[RelayClient]:
    made = Owner().client(answers.url, waits.patience)
    yield made
    made.close()


STATUSES = [
    (401, Trouble.TOKEN, 1), (403, Trouble.FORBIDDEN, 1), (409, Trouble.BEHIND, 1), (507, Trouble.FULL, 1),
    (400, Trouble.REFUSED, 1), (413, Trouble.REFUSED, 1), (404, Trouble.CONFUSED, 1), (302, Trouble.CONFUSED, 1),
    (299, Trouble.CONFUSED, 1), (429, Trouble.BUSY, 5), (503, Trouble.BUSY, 5), (500, Trouble.BUSY, 5),
    (504, Trouble.SILENT, 5),
]  # fmt: skip


@pytest.mark.parametrize(("status", "trouble", "tries"), STATUSES)
def test_every_status_has_its_sentence_and_is_tried_again_only_where_that_may_help(
    answers: Answers, asking: RelayClient, status: int, trouble: Trouble, tries: int
) -> None:
    answers.status(status, b"<html>", Location="http://127.0.0.1:1/")
    with pytest.raises(RelayTrouble) as raised:
        asking.push(pushed("a"))
    assert raised.value.trouble is trouble
    assert len(answers.asked) == tries


def test_waits_grow_and_are_never_the_same_for_all(answers: Answers, asking: RelayClient, waits: Waits) -> None:
    answers.status(503)
    with pytest.raises(RelayTrouble):
        asking.checkpoint()
    assert waits.seconds == [0.5, 1.0, 2.0, 4.0]  # halves: the dice gave nothing


def test_the_relays_word_on_when_to_come_back_is_heard(answers: Answers, asking: RelayClient, waits: Waits) -> None:
    answers.status(429, Retry_After="7")
    with pytest.raises(RelayTrouble):
        asking.checkpoint()
    assert waits.seconds == [7.5, 8.0, 9.0, 11.0]
    waits.seconds.clear()
    answers.status(429, Retry_After="3600")
    with pytest.raises(RelayTrouble):
        asking.checkpoint()
    assert waits.seconds == []


def test_a_request_that_works_the_second_time_is_answered(answers: Answers, asking: RelayClient) -> None:
    note = checkpoint.write(checkpoint.Checkpoint(bytes(16), 0, tree.EMPTY_ROOT), key=bytes(32), signature=bytes(64))

    def say(handler: BaseHTTPRequestHandler) -> None:
        answers.status(200, note)
        handler.send_response(503)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    answers.say = say
    assert asking.checkpoint() == note


def item(number: int, name: str, rid: bytes | None = None) -> list[Any]:
    return [number, rid or frames.rid_of(blob(name)), 0, blob(name)]


def cbor(*parts: Any) -> bytes:
    return canonical.encode([1, *parts])


NOTE = b"a note"
NO_ANSWER = [
    b"", b"<html>log in to the wireless network</html>", cbor(18, [item(4, "a")], NOTE), cbor(19, []),
    cbor(18, [item(0, "a"), item(1, "b"), item(2, "c")], NOTE),
]  # fmt: skip


@pytest.mark.parametrize("body", NO_ANSWER)
def test_what_is_no_answer_to_the_question_is_not_used(answers: Answers, asking: RelayClient, body: bytes) -> None:
    answers.status(200, body)
    with pytest.raises(RelayTrouble) as raised:
        asking.since(Since(0, 2))
    assert raised.value.trouble is Trouble.CONFUSED


@pytest.mark.parametrize(
    ("items", "reason"),
    [([item(0, "a", bytes(32))], Reason.RID), ([item(0, "a"), item(2, "b")], Reason.GAP)],
)
def test_a_page_that_lies_is_named_and_not_called_an_accident(
    answers: Answers, asking: RelayClient, items: list[Any], reason: Reason
) -> None:
    answers.status(200, cbor(18, items, NOTE))
    with pytest.raises(FrameRefused) as raised:
        asking.since(Since(0, 2))
    assert raised.value.reason is reason


def test_receipts_for_other_blobs_are_not_believed(answers: Answers, asking: RelayClient) -> None:
    """The harm: a laptop would think that its words are kept."""
    answers.status(200, cbor(17, [[bytes(32), 0]], NOTE))
    with pytest.raises(RelayTrouble) as raised:
        asking.push(pushed("a"))
    assert raised.value.trouble is Trouble.CONFUSED


def test_an_endless_answer_is_broken_off(answers: Answers, asking: RelayClient) -> None:
    def say(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(bytes(1 << 20))
        except OSError:
            return

    answers.say = say
    with pytest.raises(RelayTrouble) as raised:
        asking.since(Since(0, 2))
    assert raised.value.trouble is Trouble.CONFUSED


def test_an_answer_that_is_cut_is_told_from_one_that_never_began(answers: Answers, asking: RelayClient) -> None:
    def say(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")

    answers.say = say
    with pytest.raises(RelayTrouble) as raised:
        asking.push(pushed("a"))
    assert raised.value.trouble is Trouble.SILENT


@pytest.mark.parametrize("proxy", [None, "socks5://127.0.0.1:1", "socks5h://127.0.0.1:1", "http://127.0.0.1:1"])
def test_a_relay_or_proxy_that_is_not_there_is_said_to_be_so(waits: Waits, proxy: str | None) -> None:
    client = Owner().client("http://127.0.0.1:1", waits.patience, proxy=proxy)
    with pytest.raises(RelayTrouble) as raised:
        client.push(pushed("a"))
    assert raised.value.trouble in (Trouble.UNREACHABLE, Trouble.PROXY)
    client.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_through_a_socks_proxy_names_are_resolved_on_the_other_side() -> None:
    """The harm: the laptop's provider would see the name of the relay."""
    seen: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def proxy() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(100)
            connection.sendall(b"\x05\x00")
            seen.append(connection.recv(300))  # and hang up

    thread = threading.Thread(target=proxy)
    thread.start()
    patience = Patience(lambda _s: None, lambda: 0.0, monotonic, tries=1)
    address = f"socks5://127.0.0.1:{listening.getsockname()[1]}"
    client = Owner().client("https://relay.invented.example", patience, proxy=address)
    with pytest.raises(RelayTrouble) as raised:
        client.checkpoint()
    thread.join(10)
    client.close()
    listening.close()
    assert raised.value.trouble is Trouble.PROXY
    assert b"relay.invented.example" in seen[0]
    del raised, client
    gc.collect()  # httpcore leaves the connection to the proxy to the collector, which complains


def test_a_certificate_that_nobody_vouches_for_is_refused(waits: Waits, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path))
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            try:
                context.wrap_socket(connection, server_side=True)
            except ssl.SSLError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    client = Owner().client(f"https://127.0.0.1:{listening.getsockname()[1]}", waits.patience)
    with pytest.raises(RelayTrouble) as raised:
        client.checkpoint()
    assert raised.value.trouble is Trouble.CERTIFICATE
    thread.join(10)
    client.close()
    listening.close()


def _certificate(folder: Path) -> Path:
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415

    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "both.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


BAD_ADDRESSES = [
    "relay.example", "http://relay.example", "ftp://relay.example", "https://", "https://a@relay.example",
    "https://relay.example/there", "https://relay.example?x", "http://10.0.0.1", "http://onion.example", "https://[",
]  # fmt: skip


@pytest.mark.parametrize("url", BAD_ADDRESSES)
def test_an_address_that_is_none_or_would_give_the_token_away_is_refused(waits: Waits, url: str) -> None:
    with pytest.raises(BadInput) as refusal:
        RelayClient(Address(url, bytes(16)), Secret(bytes(32)), waits.patience)
    assert refusal.value.field == "relay"


@pytest.mark.parametrize("proxy", ["127.0.0.1:9050", "tor", "socks4://127.0.0.1:9050", "socks5://"])
def test_a_proxy_that_is_none_is_refused(waits: Waits, proxy: str) -> None:
    """The harm: a typing mistake would send everything past Tor."""
    with pytest.raises(BadInput):
        RelayClient(Address("https://relay.example", bytes(16), proxy), Secret(bytes(32)), waits.patience)


def test_certificates_that_cannot_be_read_are_refused(waits: Waits, tmp_path: Path) -> None:
    for file in (tmp_path / "missing.pem", Path(__file__)):
        with pytest.raises(BadInput):
            RelayClient(Address("https://relay.example", bytes(16), None, file), Secret(bytes(32)), waits.patience)


def test_the_token_goes_to_the_feed_alone_and_nothing_tells_who_asks(answers: Answers, asking: RelayClient) -> None:
    answers.status(403)
    with pytest.raises(RelayTrouble):
        asking.register(Owner().registration())
    answers.status(401)
    with pytest.raises(RelayTrouble):
        asking.checkpoint()
    registering, asked = answers.headers
    assert registering["Authorization"] is None
    assert asked["Authorization"] == f"Bearer {Owner().token.hex()}"
    assert asked["User-Agent"] == "kunak"
    assert {name.lower() for name in asked} <= {
        "host", "accept", "accept-encoding", "connection", "user-agent", "authorization",
    }  # fmt: skip


def test_variables_of_the_shell_do_not_choose_the_way(
    answers: Answers, asking: RelayClient, monkeypatch: pytest.MonkeyPatch, waits: Waits
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    answers.status(401)
    client = Owner().client(answers.url, waits.patience)
    with pytest.raises(RelayTrouble) as raised:
        client.checkpoint()
    assert raised.value.trouble is Trouble.TOKEN
    client.close()
    assert asking is not client


def test_a_broken_stream_is_taken_up_again_and_a_refused_one_is_not(
    answers: Answers, asking: RelayClient, waits: Waits
) -> None:
    def say(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b": still here\n\nevent: size\ndata: %d\n\n" % len(answers.asked))
        if len(answers.asked) == 2:
            answers.status(401)

    answers.say = say
    sizes = asking.listen()
    assert [next(sizes), next(sizes)] == [1, 2]
    with pytest.raises(RelayTrouble):
        next(sizes)
    assert waits.seconds == [0.5, 0.5]


def test_a_stream_of_something_else_is_refused(answers: Answers, asking: RelayClient) -> None:
    answers.status(200, b"event: size\ndata: many\n\n")
    with pytest.raises(RelayTrouble) as raised:
        next(asking.listen())
    assert raised.value.trouble is Trouble.CONFUSED


def test_a_key_that_is_none_is_not_believed(answers: Answers, asking: RelayClient) -> None:
    for body in (b"", b"{}", b'{"relay": 7}', b'{"relay": "00"}', b"[]"):
        answers.status(200, body)
        with pytest.raises(RelayTrouble) as raised:
            asking.relay_key()
        assert raised.value.trouble is Trouble.CONFUSED


def test_a_page_asks_for_no_more_than_a_page_may_hold(answers: Answers, asking: RelayClient) -> None:
    answers.status(401)
    with pytest.raises(RelayTrouble):
        asking.since(Since(7, limits.PAGE_COUNT))
    assert answers.asked[-1].endswith("/blobs?since=7&limit=1000")
