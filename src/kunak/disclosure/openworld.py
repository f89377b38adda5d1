"""What no text should show, whatever the case: people, organisations, places, numbers and addresses.

Each hit asks a person to look; none blocks. Names are found by slovnet with the
weights of natasha where the extra is installed, and by patterns for English;
phones by phonenumbers where it is installed.
"""

import importlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import accumulate
from typing import Any, Final

from kunak.base.words import phrase
from kunak.disclosure.findings import Finding
from kunak.disclosure.places import is_broad

NO_NAMES: Final = phrase(
    "Names of people, organisations and places that the case does not hold: install kunak[disclosure]."
)
NO_PHONES: Final = phrase("Whether other numbers are phones: install kunak[disclosure].")

NAMES_UP_TO: Final = 60_000
"""Characters of a text in which names are looked for; about a second of reading."""

TOO_LONG: Final = phrase("Names that the case does not hold, beyond the first 60,000 characters.")

_KINDS: Final = {"PER": "name", "ORG": "organisation", "LOC": "place"}
_PATTERNS: Final = (
    ("email", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    ("link", re.compile(r"(?:https?://|www\.|t\.me/|wa\.me/|vk\.com/)[^\s<>«»\"]{2,}")),
    ("handle", re.compile(r"(?<![\w@.])@[A-Za-z]\w{3,31}")),
    ("phone", re.compile(r"(?<![\d.,])(?:\+\d|8)[\d\s().‐‑–-]{8,16}\d(?!\d)")),
    (
        "plate",
        re.compile(r"(?<!\w)[АВЕКМНОРСТУХABEKMHOPCTYX]\s?\d{3}\s?[АВЕКМНОРСТУХABEKMHOPCTYX]{2}(?:\s?\d{2,3})?(?!\w)"),
    ),
    ("coordinates", re.compile(r"(?<![\d.])-?\d{1,2}\.\d{4,8}\s?,\s?-?\d{1,3}\.\d{4,8}(?!\d)")),
    ("document", re.compile(r"(?i:паспорт|passport|загранпаспорт)[^\d\n]{0,20}\d[\d\s№]{5,12}\d")),
    ("name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Imam|Sheikh)\.? [A-Z][a-z]+(?: [A-Z][a-z]+)?")),
    (
        "place",
        re.compile(
            r"\b(?:village|town|city|district|street) of [A-Z][a-z]+|\b[A-Z][a-z]+ (?:Street|Avenue|Road|District)\b"
        ),
    ),
)
_SNILS: Final = re.compile(r"(?<!\d)(\d{3})[- ]?(\d{3})[- ]?(\d{3})[- ]?(\d{2})(?!\d)")
_INN: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")
_INN_WEIGHTS: Final = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def open_world(draft: str, closed: Sequence[Finding]) -> tuple[list[Finding], tuple[str, ...]]:
    """Return what to look at in a draft beside the case's own secrets, and what could not be looked for."""
    known = sorted((finding.start, finding.end) for finding in closed)
    starts, ends = [start for start, _ in known], list(accumulate((end for _, end in known), max))
    found: list[Finding] = []
    last = 0
    for start, end, kind, form in sorted({*_patterns(draft), *_papers(draft), *_phones(draft), *_names(draft)}):
        if kind == "place" and is_broad(draft[start:end]):
            continue
        before = bisect_left(starts, end)
        if start >= last and not (before and start < ends[before - 1]):
            last = end
            found.append(Finding(start, end, draft[start:end], kind, "", form, "review"))
    missing: tuple[str, ...] = () if _has_names() else (NO_NAMES,)
    missing += () if find_spec("phonenumbers") else (NO_PHONES,)
    return found, missing + ((TOO_LONG,) if _has_names() and len(draft) > NAMES_UP_TO else ())


Hit = tuple[int, int, str, str]


def _patterns(draft: str) -> Iterator[Hit]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(draft):
            yield match.start(), match.end(), kind, "pattern"


def _papers(draft: str) -> Iterator[Hit]:
    """Yield Russian numbers whose check digits are right. Source: rules of the pension fund and the tax service."""
    for match in _SNILS.finditer(draft):
        if is_snils("".join(match.groups())):
            yield match.start(), match.end(), "document", "check digits"
    for match in _INN.finditer(draft):
        if is_inn(match[0]):
            yield match.start(), match.end(), "document", "check digits"


def is_snils(digits: str) -> bool:
    """Return whether eleven digits are an insurance number."""
    total = sum((9 - at) * int(digit) for at, digit in enumerate(digits[:9])) % 101
    return len(set(digits)) > 1 and total % 100 == int(digits[9:])


def is_inn(digits: str) -> bool:
    """Return whether twelve digits are a person's tax number."""
    sums = [
        sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11 % 10
        for weights in _INN_WEIGHTS
    ]
    return digits[0] != "0" and [int(digit) for digit in digits[10:]] == sums


_MANY_DIGITS: Final = re.compile(r"\d(?:\D{0,6}\d){5}")
"""Six digits with little between them: no telephone has fewer, and most texts have none. Phonenumbers takes 4 signs."""


def _phones(draft: str) -> Iterator[Hit]:
    if not find_spec("phonenumbers") or not _MANY_DIGITS.search(draft):
        return
    phones = importlib.import_module("phonenumbers")
    for match in phones.PhoneNumberMatcher(draft[:NAMES_UP_TO], "RU"):
        yield match.start, match.end, "phone", "phonenumbers"


def _has_names() -> bool:
    return all(find_spec(name) for name in ("natasha", "slovnet", "navec"))


_TOGETHER: Final = 32
"""Sentences of about one length that are read at once: faster than slovnet's own 8, with the same names."""


def make_ready() -> None:
    """Open the reader of names, where it is installed: the first answer would wait for it, half a second and more."""
    if _has_names():
        _reader()


@lru_cache(maxsize=1)
def _reader() -> Any:  # noqa: ANN401 - slovnet has no types
    """Return the reader of Russian names, with the weights that the natasha package carries."""
    navec, slovnet = importlib.import_module("navec"), importlib.import_module("slovnet")
    spec = find_spec("natasha")
    places = list(spec.submodule_search_locations or ()) if spec else []
    data = places[0] + "/data/"
    reader = slovnet.NER.load(data + "model/slovnet_ner_news_v1.tar", batch_size=_TOGETHER)
    reader.navec(navec.Navec.load(data + "emb/navec_news_v1_1B_250K_300d_100q.tar"))
    return reader


_CYRILLIC_NAME: Final = re.compile("[А-ЯЁ][а-яё]")


def _names(draft: str) -> Iterator[Hit]:
    if not _has_names() or not _CYRILLIC_NAME.search(draft):
        return
    split = importlib.import_module("razdel").sentenize
    sentences = [
        (at + sentence.start, sentence.text)
        for at, paragraph in _paragraphs(draft[:NAMES_UP_TO])
        for sentence in split(paragraph)
        if _CYRILLIC_NAME.search(sentence.text)
    ]
    for (at, _), found in zip(sentences, _names_of([text for _, text in sentences]), strict=True):
        yield from ((at + start, at + end, kind, "natasha") for start, end, kind in found)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for paragraph in text.split("\n"):
        yield at, paragraph
        at += len(paragraph) + 1


Names = tuple[tuple[int, int, str], ...]

_KNOWN_SENTENCES: Final = 512
_known: dict[str, Names] = {}
"""Sentences that were read lately, and their names: an editor waits for the one that changes only."""


def _names_of(sentences: Sequence[str]) -> list[Names]:
    """Return the names of each sentence; those that are new are read together."""
    # Asked once for each: another thread may forget them all in between.
    known = {sentence: names for sentence in sentences if (names := _known.get(sentence)) is not None}
    new = sorted({sentence for sentence in sentences if sentence not in known}, key=lambda one: (len(one), one))
    for sentence, read in zip(new, _reader().map(new) if new else (), strict=True):
        known[sentence] = tuple(
            (span.start, span.stop, _KINDS.get(span.type, "name")) for span in read.spans if span.stop > span.start
        )
    _known.clear()
    _known.update(list(known.items())[-_KNOWN_SENTENCES:])
    return [known[sentence] for sentence in sentences]
