"""How fast is the disk? Appending, opening, listing, searching; and the same search without encryption.

    .venv/bin/python benches/store.py [SUBJECTS]       (10,000 by default: 30 facts each)

Every ratio is measured in one run on one machine. The vault is invented, seeded and
removed in the end.
"""
# ruff: noqa: SIM905 - word lists read better as text; the unencrypted twin needs what is inside

import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import apsw

from kunak.base.instants import Instant
from kunak.crypto.secret import Secret
from kunak.store import cache as cache_module
from kunak.store import language
from kunak.store.cache import Applied, Batch, Cache, CompartmentRow, Deadline, SearchText, StoredFact, SubjectRow
from kunak.store.engine import Database
from kunak.store.home import Home
from kunak.store.keyring import Keyring
from kunak.store.logfile import LogFile

FACTS_PER_SUBJECT = 30
BATCH = 2_000
KINDS = ("desk", "identity", "contact", "threat", "route", "custody", "shelter")

NAMES = "Зелимхан Хеда Зарема Асет Луиза Мадина Магомед Рамазан Салиха Берса Тоха Ваха Ахъяд Исмаил Шамиль".split()
ENDINGS = ("", "а", "у", "ом", "е", "ы", "ой")
COMMON = (
    "позвонил сестре вечером сказал братья ищут город паспорт остался дом тётя деньги переданы через знакомую встреча "
    "вокзал утром билет куплен конечная станция телефон уничтожен при двух свидетелях ребёнок здоров документы готовы "
    "адвокат ждёт звонка she is safe now call back tomorrow driver waits at the corner угрожали родственники дядя "
    "служит в полиции квартира ключ сосед видел машину номер врач больница справка перевод карта адрес"
    " новый знакомый письмо"
).split()
RARE_WORDS = 30_000


def note(dice: random.Random) -> str:
    """Return an invented note of about twelve words: common ones, a name, a rare one, now and then a number."""
    words = dice.choices(COMMON, k=9)
    words.insert(3, dice.choice(NAMES) + dice.choice(ENDINGS))
    words.append(f"{dice.choice(COMMON)[:4]}{dice.choice(NAMES).lower()[:3]}{dice.randrange(RARE_WORDS):x}")
    if dice.random() < 0.1:
        words.append(f"+7 9{dice.randrange(10**9):09}")
    return " ".join(words)


def batch(start: int, end: int, dice: random.Random) -> Batch:
    facts, texts, subjects, deadlines, compartments = [], [], [], {}, []
    for n in range(start, end):
        number, turn = divmod(n, FACTS_PER_SUBJECT)
        subject = number.to_bytes(16)
        text = note(dice)
        facts.append(StoredFact(n, n.to_bytes(32), subject, subject, n, bytes(16), "contact.said", text.encode()))
        texts.append(SearchText(n, subject, dice.choice(KINDS), text))
        if turn == 0:
            urgency, stage = dice.randrange(50), dice.choice(("open", "moving", "arrived", "closed"))
            subjects.append(SubjectRow(subject, "case", f"code {number}", stage, urgency, Instant(n), text.encode()))
            deadlines[subject] = [Deadline(subject, "check-in", Instant(dice.randrange(10**9)), b"call")]
            compartments += [
                CompartmentRow(number.to_bytes(15) + bytes([k]), subject, kind) for k, kind in enumerate(KINDS)
            ]
    return Batch(
        applied=Applied(end, bytes(32)),
        facts=facts,
        texts=texts,
        subjects=subjects,
        deadlines=deadlines,
        compartments=compartments,
    )


def queries(dice: random.Random) -> list[str]:
    """Return what people type: names in some case, words, two of them, beginnings, numbers, nothing that is there."""
    chosen = [dice.choice(NAMES) + dice.choice(ENDINGS) for _ in range(40)]
    chosen += [dice.choice(COMMON) for _ in range(40)]
    chosen += [f"{dice.choice(NAMES)} {dice.choice(COMMON)}" for _ in range(40)]
    chosen += [f"{dice.choice(COMMON)} {dice.choice(COMMON)} {dice.choice(COMMON)}" for _ in range(20)]
    chosen += [dice.choice(COMMON)[:3] for _ in range(30)]
    chosen += [f"+79{dice.randrange(10**3)}" for _ in range(15)]
    chosen += ["нетникакогослова", "паспорт нетникакого"] * 8
    return chosen


def plain_twin(path: Path) -> Database:
    """Return a database with the same settings, tables and tokenizer, and no encryption."""
    connection = apsw.Connection(str(path))
    for pragma, value in {"journal_mode": "wal", "synchronous": 1, "temp_store": 2, "cache_size": -32 * 1024}.items():
        connection.pragma(pragma, value)
    connection.pragma("secure_delete", 1)
    twin = Database(connection)
    twin.add_tokenizer("kunak", document=language.document)
    return twin


def fill(cache: Cache, facts: int) -> float:
    dice = random.Random(7)
    began = time.perf_counter()
    for start in range(0, facts, BATCH):
        cache.apply(batch(start, min(facts, start + BATCH), dice))
    cache._database.empty_journal()
    return time.perf_counter() - began


def timed(action: Callable[[], object], times: int = 1) -> float:
    """Return the median milliseconds of an action."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        taken.append((time.perf_counter() - began) * 1_000)
    return statistics.median(taken)


def search_times(caches: tuple[Cache, Cache], asked: list[str]) -> tuple[list[float], list[float]]:
    """Return milliseconds of each search in both caches, taken in turn so that both see the same machine."""
    taken: tuple[list[float], list[float]] = ([], [])
    for query in asked:
        for cache, times in zip(caches, taken, strict=True):
            times.append(timed(partial(cache.search, query, limit=50), 3))
    return taken


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def row(what: str, figure: str, target: str = "") -> None:
    print(f"{what:<58} {figure:>16}   {target}")


def bare_appends(path: Path) -> float:
    count, data = 1_000, os.urandom(1_084)
    with path.open("wb", buffering=0) as file:
        began = time.perf_counter()
        for _ in range(count):
            file.write(data)
            os.fdatasync(file.fileno())
        return count / (time.perf_counter() - began)


def appending(home: Home, key: Secret) -> None:
    disk = bare_appends(home.path / "bare")
    row("bare write and fdatasync of as many bytes", f"{disk:,.0f} /s")
    log = LogFile.open(home, key, os.urandom)
    record = os.urandom(1_024)
    count = 2_000
    began = time.perf_counter()
    for _ in range(count):
        log.append([record])
    rate = count / (time.perf_counter() - began)
    row("append, one record of 1 KiB each, durable", f"{rate:,.0f} /s", f">= 500 /s; {rate / disk:.2f} of bare")
    began = time.perf_counter()
    for _ in range(100):
        log.append([record] * 100)
    row("append, batches of 100", f"{10_000 / (time.perf_counter() - began):,.0f} /s")
    log.close()
    row("open a log of 12,000 records", f"{timed(lambda: LogFile.open(home, key, os.urandom).close(), 3):.1f} ms")
    began = time.perf_counter()
    read = sum(1 for _ in log.read())
    row("read it all", f"{read / (time.perf_counter() - began):,.0f} /s")
    row("pass over 11,999 to read the last", f"{timed(lambda: list(log.read(skip=11_999))):.1f} ms")


def keys(home: Home, key: Secret) -> None:
    count = 60_000
    Keyring.create(home, key, os.urandom).add([(n.to_bytes(16), 0, Secret(n.to_bytes(32))) for n in range(count)])
    row("open a keyring of 60,000 keys", f"{timed(lambda: Keyring.open(home, key, os.urandom), 3):.0f} ms", "<= 200 ms")


def answering(home: Home, key: Secret, subjects: int) -> None:
    facts = subjects * FACTS_PER_SUBJECT
    cache = Cache.create(home, key)
    plain_home = Home(home.path / "plain")
    plain_home.create()
    twin = Cache(plain_home, plain_twin(plain_home.cache))
    for statement in cache_module._SCHEMA:
        twin._database.rows(statement)
    for _ in range(3_000):
        list(language.document(note(random.Random(_))))  # so that neither pays for learning the words
    taken = fill(cache, facts)
    row(f"make the cache of {facts:,} facts and notes", f"{taken:.1f} s", "well under 120 s")
    plain_taken = fill(twin, facts)
    row("  the same unencrypted", f"{plain_taken:.1f} s", f"ratio {taken / plain_taken:.2f}")
    row("size of the cache", f"{home.cache.stat().st_size / 1e6:.0f} MB")
    cache.close()
    began = time.perf_counter()
    cache = Cache.open(home, key)
    row("open it", f"{(time.perf_counter() - began) * 1e3:.1f} ms")
    began = time.perf_counter()
    cache.subjects("case", limit=200)
    cache.deadlines(Instant(10**8), 100)
    cache.count_by_stage("case")
    row("first Today: 200 cases, 100 deadlines, counts", f"{(time.perf_counter() - began) * 1e3:.1f} ms")
    row("list of 200 cases by urgency", f"{timed(lambda: cache.subjects('case', limit=200), 20):.2f} ms", "< 100 ms")
    row(
        "  in one stage",
        f"{timed(lambda: cache.subjects('case', stages=['moving'], limit=200), 20):.2f} ms",
        "< 100 ms",
    )
    row("  the last page", f"{timed(lambda: cache.subjects('case', limit=200, offset=subjects - 200), 20):.2f} ms")
    dice = random.Random(3)
    one = timed(lambda: cache.facts_of(dice.randrange(subjects).to_bytes(16)), 200)
    row("facts of a case", f"{one:.2f} ms", "< 5 ms")
    asked = queries(dice)
    sealed, plain = search_times((cache, twin), asked)
    row("search, median of 200 queries", f"{statistics.median(sealed):.2f} ms")
    row("search, p95", f"{p95(sealed):.2f} ms", "< 50 ms")
    row("  unencrypted, p95", f"{p95(plain):.2f} ms", f"ratio {p95(sealed) / p95(plain):.2f}, target <= 1.5")
    row("  all searches, encrypted : unencrypted", f"{sum(sealed) / sum(plain):.2f}", "target <= 1.5")
    slowest = max(zip(sealed, asked, strict=True))
    row(f"  slowest ({slowest[1]!r})", f"{slowest[0]:.1f} ms")
    added = iter(range(facts, facts + 300))

    def add_one() -> None:
        n = next(added)
        cache.apply(batch(n, n + 1, dice))

    row("apply one more fact, median of 300", f"{timed(add_one, 300):.2f} ms")
    row("digest of everything", f"{timed(cache.digest) / 1e3:.2f} s")
    row("forget one case", f"{timed(lambda: cache.forget((5).to_bytes(16))) / 1e3:.2f} s")
    row("most memory used", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", "both databases")


def main() -> None:
    subjects = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    key = Secret(os.urandom(32))
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "vault")
        home.create()
        appending(home, key)
        keys(home, key)
        answering(home, key, subjects)


if __name__ == "__main__":
    main()
