"""How much of the public set the disclosure engine finds, beside others, and how fast.

``benches/disclosure.py [-v] [--peers] [--speed]``. The peers are given every advantage: a line counts as found where
they mark anything at all in it, whatever it is.
"""

import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from kunak.app.system import one_thread_for_matrices, undisturbed
from kunak.disclosure.check import Prepared, check, judge, prepare
from kunak.disclosure.secrets import Document, Name, Person, Place, Secrets, read_secrets

PRESS = Path(__file__).parent.parent / "tests" / "disclosure" / "press"
APART = "paraphrase"


def leaks() -> Iterator[tuple[str, frozenset[str], str]]:
    kind, secrets = "", frozenset[str]()
    for line in (PRESS / "leaks.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            _, kind, named = line.split(" ", 2)
            secrets = frozenset(named.split("|"))
        elif line and not line.startswith("# "):
            yield kind, secrets, line


def texts(name: str) -> list[str]:
    return [line for line in (PRESS / name).read_text("utf-8").splitlines() if line and not line.startswith("# ")]


def score(*, verbose: bool) -> None:
    case = read_secrets((PRESS / "case.json").read_bytes())
    found, asked, blocked = Counter[str](), Counter[str](), Counter[str]()
    for kind, secrets, line in leaks():
        asked[kind] += 1
        named = [finding for finding in check(line, case).findings if finding.secret in secrets]
        found[kind] += bool(named)
        blocked[kind] += any(finding.severity == "block" for finding in named)
        if verbose and not any(finding.severity == "block" for finding in named):
            others = [(f.secret, f.text, f.form) for f in check(line, case).findings]
            print("REVIEW" if named else "MISSED", kind, "|", line, others)
    for kind in asked:
        print(f"{kind:20} {found[kind]:4} of {asked[kind]:4}   blocked {blocked[kind]:4}")
    closed = [kind for kind in asked if kind != APART]
    total = sum(asked[kind] for kind in closed)
    print(f"closed world: found {sum(found[kind] for kind in closed) / total:.4f}", end=", ")
    print(f"blocked {sum(blocked[kind] for kind in closed) / total:.4f} of {total}")
    for name in ("clean.txt", "generalised.txt"):
        words = wrong = reviewed = 0
        for line in texts(name):
            words += len(line.split())
            for finding in check(line, case).findings:
                wrong += finding.severity == "block"
                reviewed += finding.severity == "review"
                if verbose:
                    print(name, finding.severity, repr(finding.text), finding.secret, finding.form, "|", line[:90])
        print(
            f"{name}: {wrong} wrong blocks in {words} words ({1000 * wrong / words:.2f} per 1,000), {reviewed} reviews"
        )


def _said(case: Secrets) -> set[str]:
    """Return every text of the case, folded."""
    told: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, str):
            told.add(value.casefold())
        elif isinstance(value, dict):
            for each in value.values():
                walk(each)
        elif isinstance(value, list | tuple):
            for each in value:
                walk(each)

    walk(msgspec.to_builtins(case))
    return {each for each in told if len(each) > 2}


def peers() -> None:
    """Compare with what people would otherwise use on the same lines."""
    import natasha  # noqa: PLC0415 - a peer
    import pymorphy3  # noqa: PLC0415 - a peer

    case = read_secrets((PRESS / "case.json").read_bytes())
    said, morph = _said(case), pymorphy3.MorphAnalyzer()
    segmenter, tagger = natasha.Segmenter(), natasha.NewsNERTagger(natasha.NewsEmbedding())

    def lemmas(text: str) -> set[str]:
        return {morph.normal_forms(word)[0] for word in re.findall(r"[^\W_]{3,}", text.casefold())}

    of_case = set().union(*map(lemmas, said))

    def by_natasha(text: str) -> int:
        doc = natasha.Doc(text)
        doc.segment(segmenter)
        doc.tag_ner(tagger)
        return len(doc.spans)

    ways: dict[str, Callable[[str], int]] = {
        "exact words of the case": lambda text: sum(each in text.casefold() for each in said),
        "lemmas (pymorphy3)": lambda text: len(lemmas(text) & of_case),
        "names (natasha)": by_natasha,
        "natasha and lemmas": lambda text: by_natasha(text) + len(lemmas(text) & of_case),
        "kunak, blocked": lambda text: sum(each.severity == "block" for each in check(text, case).findings),
    }
    lines = [line for kind, _, line in leaks() if kind != APART]
    clean = texts("clean.txt")
    words = sum(len(line.split()) for line in clean)
    for name, marks in ways.items():
        found = sum(marks(line) > 0 for line in lines) / len(lines)
        wrong = 1000 * sum(map(marks, clean)) / words
        print(f"{name:24} found {found:.2f} of {len(lines)} lines; {wrong:5.2f} marks in 1,000 words of clean news")


def many(count: int) -> Secrets:
    """Return that many secrets: names, phones, documents and places, all different."""
    syllables = ["за", "ма", "ри", "ху", "бе", "до", "ля", "на", "ту", "се", "го", "ди", "ва", "шу"]

    def word(number: int, end: str) -> str:
        letters = ""
        for _ in range(3):
            number, rest = divmod(number, len(syllables))
            letters += syllables[rest]
        return letters.title() + end

    persons = tuple(
        Person(
            id=f"P{number}",
            names=(
                Name(given=word(number * 7 + 1, "на"), patronymic=word(number, "овна"), family=word(number * 3, "ева")),
            ),
            phones=(f"+7 928 {number:03} {number * 7 % 100:02} {number * 13 % 100:02}",),
            documents=(Document(kind="passport", number=f"82{number % 100:02} {100000 + number * 997}"),),
        )
        for number in range(count // 6)
    )
    return Secrets(persons=persons, places=tuple(Place(name=word(number * 5, "юрт")) for number in range(count // 6)))


def _numbered(lines: list[str], turn: int) -> str:
    numbered = (f"{line.rstrip('.')} {turn}-{at}." for at, line in enumerate(lines[turn:] + lines[:turn]))
    return " ".join(" ".join(numbered).split()[:1000])


def _timed(what: str, prepared: Prepared, drafts: list[str]) -> None:
    took, used = [], []
    for draft in drafts:
        begun, worked = time.perf_counter(), time.process_time()
        with undisturbed():  # as on the desk
            judge(draft, prepared)
        took.append((time.perf_counter() - begun) * 1000)
        used.append((time.process_time() - worked) * 1000)
    for name, times in (("clock", sorted(took)), ("processor", sorted(used))):
        median, late = statistics.median(times), times[len(times) * 95 // 100]
        print(f"{what} against 1,000 secrets, by the {name}: median {median:.0f} ms, p95 {late:.0f} ms")


def speed() -> None:
    secrets = many(1000)
    lines = texts("clean.txt")
    body = " ".join(lines)
    words = " ".join(body.split()[:1000])
    begun = time.perf_counter()
    prepared = prepare(secrets)
    print(f"build with 1,000 secrets: {time.perf_counter() - begun:.3f} s")
    judge(body, prepared)  # the reader of names and the dictionary are opened, as when an editor is
    # Every sentence is new, as in a text that nobody has read yet; then one sentence of it, as in an editor.
    _timed("1,000 new words", prepared, [_numbered(lines, turn) for turn in range(30)])
    _timed("1,000 words, one sentence new", prepared, [f"{turn}. {words}" for turn in range(30)])
    large = (body + "\n") * (5_000_000 // len(body.encode()) + 1)
    begun = time.perf_counter()
    check(large, read_secrets((PRESS / "case.json").read_bytes()))
    print(f"5 MB: {time.perf_counter() - begun:.1f} s")
    nonsense()


NONSENSE: Final = (
    ". ", "1", "-", "а-", "1-", "*", "@ ", "a.b@", "К4", "К 4 1 8 ", "машина К ", "номер 418 ", "флаг красный ",
    "Ч*а*б*в ", "последние динары ", "the fifth ", "через неделю во вторник ", "улица имени Юрия ", "код ju ",
    "рядом с Гойское ", "1 марта ", "22 года ", "+7 ", "школа ", "билет РЖД ",
)  # fmt: skip
"""What a reader by expressions may stumble over when it is said again and again."""


def nonsense() -> None:
    """Print how much longer the worst of texts that say one thing again and again take, of two lengths."""
    prepared = prepare(read_secrets((PRESS / "case.json").read_bytes()))

    def taken(unit: str, length: int) -> float:
        begun = time.perf_counter()
        judge(unit * (length // len(unit)), prepared)
        return time.perf_counter() - begun

    taken("а ", 1000)
    ratios = {unit: taken(unit, 80_000) / taken(unit, 40_000) for unit in NONSENSE}
    worst = max(ratios, key=lambda unit: ratios[unit])
    print(f"80,000 characters of one thing beside 40,000: at worst {ratios[worst]:.1f} times as long ({worst!r})")


if __name__ == "__main__":
    one_thread_for_matrices()
    score(verbose="-v" in sys.argv)
    if "--peers" in sys.argv:
        peers()
    if "--speed" in sys.argv:
        speed()
