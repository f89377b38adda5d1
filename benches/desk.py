"""How fast is the vault behind the desk? Unlock to Today, lists, a case, search, appending, folding, memory.

    .venv/bin/python benches/desk.py [CASES]       (10,000 by default: 30 events each)

The vault is invented and made through the real workspace, in a temporary folder that
is removed in the end. The passphrase profile is the one that protects nothing, so
that the time of Argon2id, measured apart, is not in the figures.
"""
# ruff: noqa: SIM905 - word lists read better as text

import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil

from kunak.app import cases, searching, system, today, wiring
from kunak.app.workspace import Workspace
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, HOUR, Instant, after
from kunak.casework import case, checkins, details
from kunak.casework.assessment import Level, LevelDecided
from kunak.casework.codewords import choose
from kunak.casework.compartments import Kind, MemberLetIn, Subject
from kunak.casework.facts import Event
from kunak.casework.subjects import CASE
from kunak.cli.desk import ingredients
from kunak.crypto.profiles import DEMO, STANDARD, stretch
from kunak.testing.browsing import Supervised

EVENTS_EACH = 30
OK = 200
CHUNK = 100
"""Cases written in one durable step while the vault is made."""

NAMES = ("Зелимхан", "Хеда", "Зарема", "Асет", "Луиза", "Мадина", "Салиха", "Берса", "Тоха", "Ахъяд")
WORDS = (
    "позвонила сестре вечером сказала что братья ищут в городе паспорт остался дома у тёти деньги переданы "
    "через знакомую встреча назначена на четверг the host has a room until Monday she takes her medicine"
).split()


def main() -> None:
    """Make the vault, measure, print a table."""
    if len(sys.argv) > 2:
        {"--open": open_and_look, "--pages": pages}[sys.argv[1]](Path(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="kunak-bench-") as folder:
        home = Path(folder) / "vault"
        wiring.found(home, wiring.Founding("Bench", "Ada", "bench", DEMO))
        print(f"{count:,} cases, about {count * EVENTS_EACH:,} events\n")
        make(home, count)
        argon()
        subprocess.run([sys.executable, __file__, "--pages", str(home)], check=True)
        subprocess.run([sys.executable, __file__, "--open", str(home)], check=True)


def make(home: Path, count: int) -> None:
    """Write the cases through the workspace, a hundred in one durable step."""
    dice = random.Random(1)
    taken: set[str] = set()
    begun = time.perf_counter()
    with wiring.opened(home, "bench") as vault:
        space, me = vault.space, vault.space.me().id
        for start in range(0, count, CHUNK):
            changes = []
            for _ in range(min(CHUNK, count - start)):
                code = choose(taken, dice.randbytes)
                taken.add(code)
                changes.append((SubjectId(space.new_id()), Subject.CASE, tuple(story(code, me, dice, space.clock()))))
            space.write_all(changes)
            if sys.stderr.isatty():
                sys.stderr.write(f"\rmaking {start + CHUNK:,}")
        records = space.vault.log.count
    seconds = time.perf_counter() - begun
    row("made in steps of 100 cases", f"{records / seconds:,.0f} events/s", f"{records:,} records")


def story(code: str, me: bytes, dice: random.Random, now: Instant) -> Iterator[Event]:
    """Yield the events of one case: 30 with the openings of its compartments."""
    yield case.CaseOpened(code=code, urgency=dice.randrange(5))
    yield MemberLetIn(member=me, kinds=tuple(Kind))
    if dice.random() < 0.005:
        yield case.ManagerNamed(member=me)
    yield details.DetailWritten(field="given_name", value=dice.choice(NAMES))
    yield details.DetailWritten(field="phones", value=f"+7 900 {dice.randrange(10**7):07d}")
    yield LevelDecided(
        level=dice.choice(list(Level)), reasons=text(dice, 8), reassess_by=after(now, 3 * DAY), suggested=Level.HIGH
    )
    yield case.StageMoved(to=dice.choice([case.Stage.PLANNING, case.Stage.SAFE, case.Stage.CLOSED]))
    yield checkins.PhrasesAgreed(well="the soup is warm", duress="the window is open")
    due = after(now, dice.randrange(1, 60) * 12 * HOUR)
    yield checkins.CheckInExpected(checkin=dice.randbytes(16), who=code, due=due)
    for _ in range(EVENTS_EACH - 13):
        yield case.TaskAdded(task=dice.randbytes(16), text=text(dice, 12))
    yield details.DetailWritten(field="story", value=text(dice, 60))


def text(dice: random.Random, words: int) -> str:
    """Return so many words, one of them a name."""
    return " ".join([*dice.choices(WORDS, k=words - 1), dice.choice(NAMES)])


def argon() -> None:
    """Measure what the standard profile costs, apart from everything else."""
    begun = time.perf_counter()
    stretch("six quiet words", salt=b"s" * 32, profile=STANDARD)
    row("Argon2id, standard profile", f"{time.perf_counter() - begun:.2f} s", "")


def open_and_look(home: Path) -> None:
    """Measure a process as the desk's: open, Today, lists, a case, search, append, fold, memory."""
    begun = time.perf_counter()
    vault = wiring.open_for_good(home, "bench")
    today.today(vault.space)
    row("unlock to Today, beyond Argon2id", f"{time.perf_counter() - begun:.2f} s", "wanted: under 1.5 s")
    space = vault.space
    listing = timed(lambda: cases.listed(space, limit=100), 20)
    row("list of cases (100 of them)", ms(listing), "wanted: under 100 ms")
    ids = [each.id for each in cases.listed(space, limit=10_000)]
    dice = random.Random(2)
    row("open a case, cold", ms(timed(lambda: space.case(dice.choice(ids)), 200)), "wanted: under 50 ms")
    row("timeline of a case", ms(timed(lambda: cases.timeline(space, dice.choice(ids)), 100)), "")
    queries = [dice.choice(NAMES) + "у " + dice.choice(WORDS) for _ in range(100)] + [*NAMES]
    queries += [f"900 {dice.randrange(10**7):07d}" for _ in range(20)]
    searching.search(space, "warm up")
    found = iter(queries)
    row(
        "search, 95th percentile",
        ms(timed(lambda: searching.search(space, next(found)), len(queries)), 0.95),
        "wanted: under 50 ms",
    )
    row("today, again", ms(timed(lambda: today.today(space), 10)), "")
    row("resident memory after this", f"{psutil.Process().memory_info().rss / 1e6:.0f} MB", "wanted: under 400 MB")
    appending(space, ids)
    folding(space, ids)


def pages(home: Path) -> None:
    """Measure the desk itself, in its own process and over its socket: pages and resident memory."""
    with Supervised(partial(ingredients, str(home), 60)) as desk:
        browser = desk.browser
        browser.get(desk.link.partition(str(desk.supervisor.port))[2])
        begun = time.perf_counter()
        browser.unlock("bench")
        browser.get("/")
        row("desk: passphrase sent to Today shown", f"{time.perf_counter() - begun:.2f} s", "wanted: under 1.5 s")
        row("desk: Today", ms(timed(lambda: browser.get("/"), 20)), "")
        listing = browser.get("/cases")
        row("desk: list of cases", ms(timed(lambda: browser.get("/cases"), 20)), "wanted: under 100 ms")
        paths = list(dict.fromkeys(re.findall(r"/case/[0-9a-f]{32}", listing.text)))
        each = iter(paths * 5)
        if browser.get(paths[0]).status != OK:
            sys.exit("the page of a case was refused: nothing was measured")
        row("desk: a case", ms(timed(lambda: browser.get(next(each)), len(paths))), "wanted: under 50 ms")
        row("desk: assessment of a case", ms(timed(lambda: browser.get(next(each) + "/threat"), 20)), "")
        asked = iter([f"{name}у {word}" for name in NAMES for word in WORDS])
        browser.send("/search", {"query": "the dictionaries are loaded"})
        found = timed(lambda: browser.send("/search", {"query": next(asked)}), 200)
        row("desk: search, 95th percentile", ms(found, 0.95), "wanted: under 50 ms")
        memory = psutil.Process(desk.supervisor.worker_pid).memory_info().rss / 1e6
        row("desk: resident memory after this", f"{memory:.0f} MB", "wanted: under 400 MB")


def appending(space: Workspace, ids: list[SubjectId]) -> None:
    """Append single notes, each its own durable step, to cases that are open."""
    busy = ids[:50]
    for subject in busy:
        space.case(subject)
    dice = random.Random(3)
    notes = [text(dice, 12) for _ in range(1_000)]
    begun = time.perf_counter()
    for number, note in enumerate(notes):
        cases.note(space, busy[number % len(busy)], kind=Kind.THREAT, text=note)
    rate = len(notes) / (time.perf_counter() - begun)
    bare = len(notes) / sum(timed(bare_write(), len(notes)))
    row("append: sign, encrypt, durable, indexed", f"{rate:,.0f} events/s", "wanted: at least 500/s")
    row("as many bytes to a bare file, fdatasync each", f"{bare:,.0f}/s", f"ratio {rate / bare:.2f}")


def bare_write() -> Callable[[], object]:
    """Return the floor under an append: 800 bytes, which is a short record in its frame, to a file of the same disk."""
    file = tempfile.TemporaryFile(buffering=0, dir=tempfile.gettempdir())  # noqa: SIM115 - closed with the process

    def write() -> None:
        file.write(bytes(800))
        os.fdatasync(file.fileno())

    return write


def folding(space: Workspace, ids: list[SubjectId]) -> None:
    """Fold decoded events of many cases."""
    files = [space.entries(subject) for subject in ids[:2_000]]
    begun = time.perf_counter()
    for entries in files:
        CASE.all(entries)
    rate = sum(map(len, files)) / (time.perf_counter() - begun)
    row("fold decoded events", f"{rate:,.0f} events/s", "wanted: at least 100,000/s")


def timed(action: Callable[[], object], times: int) -> list[float]:
    """Return how long each of many runs took, in seconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begun)
    return taken


def ms(seconds: list[float], quantile: float = 0.5) -> str:
    """Return a quantile in milliseconds."""
    value = sorted(seconds)[min(len(seconds) - 1, int(quantile * len(seconds)))]
    return (
        f"{1_000 * value:.1f} ms (worst {1_000 * max(seconds):.0f})"
        if quantile == 0.5
        else f"{1_000 * value:.1f} ms (median {1_000 * statistics.median(seconds):.1f})"
    )


def row(what: str, figure: str, wanted: str) -> None:
    """Print one line of the table."""
    print(f"| {what} | {figure} | {wanted} |", flush=True)


if __name__ == "__main__":
    system.now()
    main()
