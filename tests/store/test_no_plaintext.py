"""Nothing that was entrusted to the disk can be read on it: not in the vault, and not in temporary files."""

import subprocess
import sys
from pathlib import Path

import pytest

CANARY = "канарейка"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")

EVERYTHING = """
import os, sys
from pathlib import Path
from kunak.crypto.secret import Secret
from kunak.store.attachments import Attachments
from kunak.store.cache import *
from kunak.store.home import Home
from kunak.store.keyring import Keyring
from kunak.store.logfile import LogFile

canary, key = "канарейка", Secret(os.urandom(32))
home = Home(Path(sys.argv[1]))
home.create()
with home.hold():
    planted = b"".join(canary.encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be"))
    log = LogFile.open(home, key, os.urandom)
    log.append([planted] * 50)
    Keyring.create(home, key, os.urandom).add([(bytes(16), 0, Secret(planted[:32]))])
    Attachments(home).put(planted * 5000, os.urandom)
    cache = Cache.create(home, key)
    one = bytes(16)
    for start in range(0, 3000, 500):
        numbers = range(start, start + 500)
        cache.apply(Batch(
            applied=Applied(start, planted),
            facts=[StoredFact(n, n.to_bytes(32), one, one, 1, one, canary, planted * 20) for n in numbers],
            subjects=[SubjectRow(n.to_bytes(16), canary, f"{canary}{n % 7}", canary, 1, 1, planted) for n in numbers],
            deadlines={one: [Deadline(one, canary, 1, planted)]},
            compartments=[CompartmentRow(one, one, canary)],
            texts=[SearchText(n, one, canary, f"{canary}{n} поёт " * 30) for n in numbers],
        ))
    # Sorts and joins that would spill to a temporary file, if they were let.
    cache._database.rows("SELECT body FROM facts, subjects WHERE facts.n < 40 ORDER BY body, code DESC LIMIT 9")
    cache.digest(), cache.check(), cache.search(canary, limit=50)
    print("open", flush=True)
    sys.stdin.readline()
    cache.close()
    log.close()
"""


def readable(folder: Path) -> list[str]:
    """Return the files below a folder, and their names, in which the canary can be read."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files or folder.name == "temporary"
    forms = [CANARY.encode(encoding) for encoding in ENCODINGS]
    return [str(path) for path in files if any(form in path.read_bytes() + path.name.encode() for form in forms)]


@pytest.mark.parametrize("stop", ["properly", "kill -9"])
def test_no_file_shows_what_was_entrusted_to_the_vault(tmp_path: Path, stop: str) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {"TMPDIR": str(temporary), "SQLITE_TMPDIR": str(temporary), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(
        [sys.executable, "-c", EVERYTHING, tmp_path / "vault"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=temporary,
        env=environment,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        assert readable(tmp_path / "vault") == []
        if stop == "kill -9":
            child.kill()
        child.communicate("go on\n")
    assert child.returncode == (0 if stop == "properly" else -9)
    assert readable(tmp_path / "vault") == []
    assert list(temporary.iterdir()) == []
