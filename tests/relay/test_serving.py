"""The relay as a process among others: killed, starved of disk, one of two on a database, and looked through."""

import http.client
import re
import signal
import socket
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import pytest

from kunak.crypto import signing
from kunak.testing.relays import COMMAND, Owner, RunningRelay, blob
from kunak.transport.relay import Patience, RelayClient
from kunak.transport.troubles import RelayTrouble, Trouble
from kunak.wire import checkpoint, frames, limits, tree
from kunak.wire.frames import Prove, Push, Receipt, Since

QUICK = Patience(lambda _seconds: None, lambda: 0.0, monotonic, tries=1)
PATIENT = Patience(lambda seconds: sleep(min(seconds, 0.1)), lambda: 0.5, monotonic, tries=40)


def opened(relay: RunningRelay, owner: Owner, patience: Patience = QUICK) -> RelayClient:
    client = owner.client(relay.url, patience)
    client.register(owner.registration())
    return client


def everything(client: RelayClient) -> list[frames.Item]:
    items: list[frames.Item] = []
    while page := client.since(Since(len(items), 1_000)).items:
        items += page
    return items


def sound(client: RelayClient, relay: RunningRelay, receipts: list[Receipt]) -> list[frames.Item]:
    """Whatever was acknowledged is there under its number, once, and the tree is the one that follows from it."""
    kept = everything(client)
    by_number = {each.number: each.rid for each in kept}
    assert [each.number for each in kept] == list(range(len(kept)))
    assert len({each.rid for each in kept}) == len(kept)
    assert all(by_number.get(each.number) == each.rid for each in receipts)
    note = checkpoint.read(client.checkpoint())
    signing.verify(relay.key, checkpoint.to_sign(note.checkpoint), note.signature)
    assert note.checkpoint.size == len(kept)
    assert note.checkpoint.root == tree.root(tree.grow(tree.Range(), [each.rid for each in kept]).tree)
    return kept


class Pusher(threading.Thread):
    """Pushes until told to stop; keeps what was acknowledged, and the trouble that ended it."""

    def __init__(self, client: RelayClient, name: str, *, batch: int = 5) -> None:
        super().__init__(daemon=True)
        self.client, self.called, self.batch = client, name, batch
        self.receipts: list[Receipt] = []
        self.trouble: RelayTrouble | None = None
        self.enough = threading.Event()

    def run(self) -> None:
        turn = 0
        while not self.enough.is_set():
            names = [f"{self.called} {turn} {n}" for n in range(self.batch)]
            try:
                self.receipts += self.client.push(Push(tuple(map(blob, names)))).receipts
            except RelayTrouble as trouble:
                self.trouble = trouble
                return
            turn += 1


def until(wanted: int, pushers: list[Pusher]) -> None:
    end = monotonic() + 60
    while sum(len(each.receipts) for each in pushers) < wanted and monotonic() < end:
        sleep(0.01)
    assert sum(len(each.receipts) for each in pushers) >= wanted, [each.trouble for each in pushers]


def stopped(pushers: list[Pusher]) -> list[Receipt]:
    for each in pushers:
        each.enough.set()
    for each in pushers:
        each.join(60)
        assert not each.is_alive()
    return [receipt for each in pushers for receipt in each.receipts]


def test_what_was_acknowledged_before_a_kill_is_there_and_the_tree_goes_on(tmp_path: Path, owner: Owner) -> None:
    """Three times: kill -9 in the middle of the pushes of four laptops."""
    relay = RunningRelay(tmp_path)
    receipts: list[Receipt] = []
    last = checkpoint.Checkpoint(owner.feed, 0, tree.EMPTY_ROOT)
    for turn in range(3):
        relay.start()
        clients = [opened(relay, owner) for _ in range(4)]
        pushers = [Pusher(client, f"{turn} {n}") for n, client in enumerate(clients)]
        for each in pushers:
            each.start()
        until(100, pushers)
        relay.kill()
        receipts += stopped(pushers)
        assert {each.trouble and each.trouble.trouble for each in pushers} <= {Trouble.SILENT, Trouble.UNREACHABLE}
        for client in clients:
            client.close()
        relay.start()
        client = opened(relay, owner)
        sound(client, relay, receipts)
        now = checkpoint.read(client.checkpoint()).checkpoint
        proof = client.prove(Prove(last.size, now.size)).hashes
        tree.check_consistency(last.size, now.size, first_root=last.root, second_root=now.root, proof=proof)
        last = now
        client.close()
        relay.stop()
    assert len(receipts) >= 300


def test_a_push_that_was_cut_off_is_sent_again_and_kept_once(tmp_path: Path, owner: Owner) -> None:
    relay = RunningRelay(tmp_path)
    relay.start()
    client = opened(relay, owner)
    pusher = Pusher(client, "first")
    pusher.start()
    until(50, [pusher])
    relay.kill()
    receipts = stopped([pusher])
    client.close()
    relay.start()
    client = opened(relay, owner)
    before = len(everything(client))
    turns = len(receipts) // 5 + 1  # the one that got no answer, too
    for turn in range(turns):
        client.push(Push(tuple(blob(f"first {turn} {n}") for n in range(5))))
    assert len(sound(client, relay, receipts)) == turns * 5
    assert before in (turns * 5, turns * 5 - 5)
    client.close()
    relay.stop()


def test_a_relay_that_is_told_to_end_answers_what_it_began(tmp_path: Path, owner: Owner) -> None:
    relay = RunningRelay(tmp_path)
    relay.start()
    clients = [opened(relay, owner) for _ in range(4)]
    pushers = [Pusher(client, str(n)) for n, client in enumerate(clients)]
    for each in pushers:
        each.start()
    listening = iter(clients[0].listen())
    next(listening)
    until(50, pushers)
    said = relay.stop()
    assert "mistake" not in said
    assert "Traceback" not in said
    receipts = stopped(pushers)
    for old in clients:
        old.close()
    relay.start()
    client = opened(relay, owner)
    sound(client, relay, receipts)
    client.close()
    relay.stop()


def test_32_laptops_write_at_once_on_sqlite_without_an_error(tmp_path: Path, owner: Owner) -> None:
    """The harm: other stores of this kind answer the ninth writer with "database is locked"."""
    with RunningRelay(tmp_path) as relay:
        clients = [opened(relay, owner) for _ in range(32)]
        pushers = [Pusher(client, str(n), batch=10) for n, client in enumerate(clients)]
        for each in pushers:
            each.start()
        until(3_200, pushers)
        receipts = stopped(pushers)
        assert [each.trouble for each in pushers] == [None] * 32
        assert len(sound(clients[0], relay, receipts)) == len(receipts)
        for client in clients:
            client.close()


def test_two_relays_on_one_sqlite_file_do_not_hurt_each_other(tmp_path: Path, owner: Owner) -> None:
    with RunningRelay(tmp_path) as one, RunningRelay(tmp_path) as two:
        assert one.key == two.key
        clients = [opened(each, owner) for each in (one, two, one, two)]
        pushers = [Pusher(client, str(n)) for n, client in enumerate(clients)]
        for each in pushers:
            each.start()
        until(400, pushers)
        receipts = stopped(pushers)
        assert [each.trouble for each in pushers] == [None] * 4
        assert len(sound(clients[1], two, receipts)) == len(receipts)
        for client in clients:
            client.close()


def test_two_relays_on_one_postgresql_and_one_is_killed(postgresql: str, tmp_path: Path, owner: Owner) -> None:
    one, two = (RunningRelay(tmp_path, database=postgresql) for _ in range(2))
    one.start()
    two.start()
    assert one.key == two.key
    first, second = ([opened(relay, owner) for _ in range(3)] for relay in (one, two))
    doomed, others = ([Pusher(client, f"{name} {n}") for n, client in enumerate(clients)]
                      for name, clients in (("one", first), ("two", second)))  # fmt: skip
    for each in (*doomed, *others):
        each.start()
    until(150, doomed)
    one.kill()
    before = sum(len(each.receipts) for each in others)
    until(before + 150, others)
    receipts = stopped(doomed) + stopped(others)
    assert {each.trouble and each.trouble.trouble for each in doomed} <= {Trouble.SILENT, Trouble.UNREACHABLE}
    assert [each.trouble for each in others] == [None] * 3
    sound(second[0], two, receipts)
    for client in (*first, *second):
        client.close()
    two.stop()


def test_a_stream_of_one_relay_hears_what_another_wrote(postgresql: str, tmp_path: Path, owner: Owner) -> None:
    with RunningRelay(tmp_path, database=postgresql) as one, RunningRelay(tmp_path, database=postgresql) as two:
        hearing, writing = opened(one, owner), opened(two, owner)
        sizes = hearing.listen()
        assert next(sizes) == 0
        writing.push(Push((blob("a"), blob("b"))))
        assert next(sizes) == 2
        writing.rekey(owner.rekeying(2))
        with pytest.raises(RelayTrouble) as raised:
            list(sizes)
        assert raised.value.trouble is Trouble.TOKEN
        hearing.close()
        writing.close()


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
from kunak.cli.main import main
main()
"""


def test_a_full_disk_refuses_cleanly_and_loses_nothing(tmp_path: Path, owner: Owner) -> None:
    room = 6 * 2**20
    relay = RunningRelay(tmp_path)
    python, flag, _, group = COMMAND
    relay._command = (python, flag, LIMITED, str(room), group, *relay._command[len(COMMAND) :])
    relay.start()
    client = opened(relay, owner)
    receipts: list[Receipt] = []
    trouble = None
    for turn in range(200):
        big = Push(tuple(blob(f"{turn} {n}", 100_000) for n in range(5)))
        try:
            receipts += client.push(big).receipts
        except RelayTrouble as raised:
            trouble = raised.trouble
            break
    assert trouble is Trouble.FULL
    assert receipts
    kept = sound(client, relay, receipts)
    assert len(kept) == len(receipts)
    assert client.relay_key() == relay.key
    client.close()
    assert "mistake" not in relay.stop()
    with RunningRelay(tmp_path) as roomy:
        client = opened(roomy, owner)
        sound(client, roomy, receipts)
        assert client.push(big).receipts[0].number == len(receipts)
        client.close()


FEW_FILES: Final = (
    "import os, resource, sys; _, hard = resource.getrlimit(resource.RLIMIT_NOFILE);"
    " resource.setrlimit(resource.RLIMIT_NOFILE, (128, hard)); os.execv(sys.argv[1], sys.argv[1:])"
)


def test_many_who_only_connect_do_not_shut_out_the_group(tmp_path: Path, owner: Owner) -> None:
    """The harm: a stranger opens as many connections as a process may have files, and every push fails."""
    with RunningRelay(tmp_path, wrapped=(COMMAND[0], "-c", FEW_FILES)) as relay:
        port = int(relay.url.rpartition(":")[2])
        strangers = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(300)]
        client = opened(relay, owner)
        assert len(client.push(Push((blob("a"),))).receipts) == 1
        client.close()
        for stranger in strangers:
            stranger.close()
        assert relay.stop().count("\n") == 1  # that it is open to all, and nothing else


def test_nothing_is_kept_but_blobs_ids_and_times(tmp_path: Path, owner: Owner) -> None:
    """The harm: a seized relay that knows who came from where, with what."""
    with RunningRelay(tmp_path) as relay:
        client = opened(relay, owner)
        host, port = "127.0.0.1", int(relay.url.rpartition(":")[2])
        raw = http.client.HTTPConnection(host, port)
        canary = "canary-of-this-test"
        headers = {**owner.bearer, "User-Agent": canary, "X-Forwarded-For": "203.0.113.77", "Cookie": f"a={canary}"}
        body = frames.write(Push((blob("a"), blob("b"))))
        raw.request("POST", f"/v1/feeds/{owner.feed.hex()}/blobs?{canary}=1", body, headers)
        assert raw.getresponse().read()
        raw.close()
        client.push(Push((blob("c"),)))
        client.close()
        said = relay.stop()
    written = b"".join(file.read_bytes() for file in sorted(tmp_path.rglob("*")) if file.is_file())
    for secret in (canary.encode(), b"203.0.113", b"127.0.0.1", owner.token, owner.token.hex().encode()):
        assert secret not in written
        assert secret.decode("latin-1") not in said
    with sqlite3.connect(f"file:{tmp_path / 'relay.db'}?mode=ro", uri=True) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        texts = {
            (table, column)
            for table in tables
            for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})")
            if kind not in ("INTEGER", "BLOB")
        }
    connection.close()
    assert tables == {"alembic_version", "identity", "tickets", "feeds", "blobs", "subtrees"}
    assert texts == {("alembic_version", "version_num")}
    assert (tmp_path / "relay.db").stat().st_mode & 0o077 == 0


def test_the_metrics_are_on_a_port_of_their_own(tmp_path: Path) -> None:
    with RunningRelay(tmp_path) as relay:
        for url, status in ((relay.metrics, 200), (f"{relay.url}/metrics", 404)):
            found = re.fullmatch(r"http://(127\.0\.0\.1):(\d+)(/metrics)", url)
            assert found is not None
            connection = http.client.HTTPConnection(found[1], int(found[2]))
            connection.request("GET", found[3])
            answer = connection.getresponse()
            assert answer.status == status
            answer.read()
            connection.close()


@pytest.fixture
def taken(tmp_path: Path) -> Iterator[RunningRelay]:
    with RunningRelay(tmp_path) as relay:
        yield relay


def test_a_port_that_is_taken_is_a_sentence(taken: RunningRelay, tmp_path: Path) -> None:
    port = taken.url.rpartition(":")[2]
    done = subprocess.run(
        [*COMMAND, "serve", "--data", str(tmp_path / "other"), "--port", port],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 3
    assert "cannot listen" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupt_ends_it_with_0(tmp_path: Path) -> None:
    relay = RunningRelay(tmp_path)
    relay.start()
    process = relay.process
    assert process is not None
    relay._end(signal.SIGINT)
    assert process.returncode == 0


def test_a_page_over_the_network_is_never_longer_than_a_frame(tmp_path: Path, owner: Owner) -> None:
    with RunningRelay(tmp_path) as relay:
        client = opened(relay, owner)
        for turn in range(3):
            client.push(Push(tuple(blob(f"{turn} {n}", limits.BLOB_MOST) for n in range(10))))
        assert len(client.since(Since(0, 1_000)).items) == limits.BATCH_BYTES // limits.BLOB_MOST
        assert len(everything(client)) == 30
        client.close()
