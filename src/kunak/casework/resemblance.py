"""Which requests look like one caller's, and where one caller contradicts themself.

Relatives have posed as people who seek help. What is found here is shown to
whoever vets the callers, and nothing is decided: two sisters share a phone, and
people copy what helped a friend. Nothing is learnt from outside, and a name
that is spelt in another alphabet is not recognised as the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import Enum
from itertools import combinations
from math import ceil
from typing import Final

import msgspec

from kunak.base.words import phrase


class Kind(Enum):
    """In which way two requests are alike, or are not."""

    SAME_SENDER = "same sender"
    SAME_PHONE = "same phone"
    SAME_ADDRESS = "same e-mail or handle"
    SAME_WORDS = "same words"
    CONTRADICTION = "contradiction"


KIND_NAMES: Final = {
    Kind.SAME_SENDER: phrase("same sender"),
    Kind.SAME_PHONE: phrase("same phone number"),
    Kind.SAME_ADDRESS: phrase("same e-mail address or handle"),
    Kind.SAME_WORDS: phrase("nearly the same words"),
    Kind.CONTRADICTION: phrase("one caller, two stories"),
}


class Voice(msgspec.Struct, frozen=True):
    """A request as far as it tells who speaks; empty where it does not."""

    id: bytes
    sender: str
    reply_to: str
    text: str


class Resemblance(msgspec.Struct, frozen=True):
    """Two requests (the earlier first) and what they share, or what differs (``19 ≠ 34``)."""

    a: bytes
    b: bytes
    kind: Kind
    what: str


class Claim(Enum):
    """What callers say of themselves that should not change."""

    AGE = "age"
    HOME = "home"
    NAME = "name"


TEXT_LIMIT: Final = 50_000
"""Characters of a request that are read: ten times the longest one that a person typed."""

SHINGLE_WORDS: Final = 3
"""Words in a row that are compared as one."""

SHINGLES_NEEDED: Final = 5
"""Shorter texts (under seven words) say “help me” in the same words by chance."""

ALIKE: Final = 0.5
"""Jaccard share of shingles from which two texts are nearly the same: one word changed in eleven."""

PAIRS_WITHIN: Final = 20
"""Largest group in which everybody is compared with everybody; beyond it, with the first only."""

AGE_SLACK: Final = 1
"""Years by which two ages may differ: a birthday lies between two requests."""

_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_HANDLE: Final = re.compile(
    r"(?:(?<![\w@.])@|\b(?:t\.me|instagram\.com|vk\.com|facebook\.com|tiktok\.com)/@?)([A-Za-z][\w.]{3,31})", re.ASCII
)
_PHONE: Final = re.compile(r"(?<![\w+])\+?\d(?:[\s().\-–]{0,3}\d){9,14}(?!\w)")
_SEPARATORS: Final = re.compile(r"[\s().\-–]+")
_PHONE_SHAPES: Final = (
    (re.compile(r"\+([0-9]{10,15})"), ""),
    (re.compile(r"00([0-9]{10,15})"), ""),
    (re.compile(r"[78]([0-9]{10})"), "7"),
    (re.compile(r"(9[0-9]{9})"), "7"),
)
"""How a number is written, and the country code that goes before what it captures. Source: E.164."""

_FOREIGN: Final = re.compile(r"[0-9]{11,15}")
"""Without a plus sign, a foreign number is known only where it is one run of digits."""

_WORD: Final = re.compile(r"\w+")

_AGE: Final = re.compile(
    r"\b(?:мне(?:\s+(?:сейчас|всего|уже|только))?|возраст:?|i\s+am|i['’]m|aged?:?)\s+(\d{1,2})"
    r"(?=\s*(?:лет|год|years?|y\.o|и\b|and\b|[,.;!?\n]|$))",
    re.IGNORECASE,
)
_HOME: Final = re.compile(
    r"\b(?i:я\s+(?:сама?\s+)?из|i\s+am\s+from|i['’]m\s+from)\s+"
    r"(?i:(?:города|села|пос[её]лка|аула|станицы|г\.|с\.|the\s+(?:town|village|city)\s+of)\s*)?"
    r"([^\W\d_][\w-]*(?:[ ][A-ZА-ЯЁ][\w-]*)?)(?=(\s*(?:[,.;!?\n]|$))?)"
)
_NAME: Final = re.compile(
    r"\b(?i:меня\s+зовут|мо[её]\s+имя|my\s+name\s+is)\s*:?\s+([^\W\d_][\w-]*(?:[ ][A-ZА-ЯЁ][\w-]*){0,2})"
)
_NO_HOME: Final = frozenset({"дома", "семьи", "тех", "окна", "home", "family"})
"""What follows “from” in lower case and is no place."""


class _Heard(msgspec.Struct, frozen=True):
    """What one voice gives to compare."""

    keys: frozenset[tuple[Kind, str]]
    shingles: frozenset[str]
    claims: dict[Claim, str]


def resemblances(voices: Sequence[Voice], *, own: Collection[str] = ()) -> tuple[Resemblance, ...]:
    """Return every resemblance and contradiction, in the order of the requests.

    Args:
        voices: All requests, the oldest first.
        own: Phones, addresses and handles of the group, which everybody quotes.
    """
    ours = frozenset(key for text in own for key in _contacts(text))
    heard = [_hear(voice, ours) for voice in voices]
    shared = list(_shared(heard))
    linked = sorted({(a, b) for a, b, _, _ in shared})
    found = [*shared, *_alike(heard), *_contradictions(heard, linked)]
    order = {kind: rank for rank, kind in enumerate(Kind)}
    found.sort(key=lambda item: (item[0], item[1], order[item[2]], item[3]))
    return tuple(Resemblance(voices[a].id, voices[b].id, kind, what) for a, b, kind, what in found)


def plain_phone(text: str) -> str:
    """Return ``+79001234567`` for every way of writing that number, or nothing where it is none."""
    plain = _SEPARATORS.sub("", text)
    for shape, country in _PHONE_SHAPES:
        if match := shape.fullmatch(plain):
            return f"+{country}{match[1]}"
    return f"+{plain}" if _FOREIGN.fullmatch(text.strip()) else ""


_Found = tuple[int, int, Kind, str]


def _hear(voice: Voice, ours: frozenset[tuple[Kind, str]]) -> _Heard:
    text = voice.text[:TEXT_LIMIT]
    by_sender = _named(Kind.SAME_SENDER, voice.sender)
    # What names the sender is reported once, as the sender, unless another request only quotes it.
    keys = by_sender | _contacts(voice.sender) | _named(Kind.SAME_ADDRESS, voice.reply_to) | _contacts(text)
    foreign = frozenset(key for key in keys if key not in ours and (Kind.SAME_ADDRESS, key[1]) not in ours)
    return _Heard(foreign, _shingles(text), _claims(text))


def _named(kind: Kind, text: str) -> frozenset[tuple[Kind, str]]:
    """Return the one sender or the contacts that a field of a form names."""
    contacts = _contacts(text)
    if kind is not Kind.SAME_SENDER and contacts:
        return contacts
    plain = min((value for _, value in contacts), default=_folded(text))
    return frozenset({(kind, plain)}) if plain else frozenset()


def _contacts(text: str) -> frozenset[tuple[Kind, str]]:
    mails = {_folded(match) for match in _EMAIL.findall(text)}
    handles = {_folded(match).rstrip(".") for match in _HANDLE.findall(_EMAIL.sub(" ", text))}
    phones = {plain_phone(match) for match in _PHONE.findall(text)} - {""}
    addresses = {(Kind.SAME_ADDRESS, address) for address in mails | handles}
    return frozenset(addresses | {(Kind.SAME_PHONE, phone) for phone in phones})


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


def _shingles(text: str) -> frozenset[str]:
    words = _WORD.findall(_folded(text))
    rows = zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)
    shingles = frozenset(" ".join(row) for row in rows)
    return shingles if len(shingles) >= SHINGLES_NEEDED else frozenset()


def _claims(text: str) -> dict[Claim, str]:
    """Return the first thing of each kind that the caller says of themself."""
    claims: dict[Claim, str] = {}
    if age := _AGE.search(text):
        claims[Claim.AGE] = age[1]
    if name := _NAME.search(text):
        claims[Claim.NAME] = name[1]
    for home in _HOME.finditer(text):
        # “i am from dunford, help” is a place; “i am from a strict family” is not.
        if home[1][0].isupper() or (home[2] is not None and _folded(home[1]) not in _NO_HOME):
            claims.setdefault(Claim.HOME, home[1])
    return claims


def _shared(heard: Sequence[_Heard]) -> Iterator[_Found]:
    index: defaultdict[tuple[Kind, str], list[int]] = defaultdict(list)
    for number, voice in enumerate(heard):
        for key in voice.keys:
            index[key].append(number)
    for (kind, value), group in index.items():
        for a, b in _pairs(group):
            told_as_sender = (Kind.SAME_SENDER, value) in heard[a].keys & heard[b].keys
            if kind is Kind.SAME_SENDER or not told_as_sender:
                yield a, b, kind, value


def _pairs(group: Sequence[int]) -> Iterable[tuple[int, int]]:
    if len(group) <= PAIRS_WITHIN:
        return combinations(group, 2)
    return ((group[0], other) for other in group[1:])


def _alike(heard: Sequence[_Heard]) -> Iterator[_Found]:
    """Find texts with a Jaccard share of at least ``ALIKE``.

    Two texts that alike have at least one shingle in common among the rarest of
    each, so only those are indexed. A voice that is like twenty others is not
    compared further: a flood is seen by then.

    Source: Chaudhuri, Ganti, Kaushik (2006), prefix filter for set similarity.
    """
    spread = Counter(shingle for voice in heard for shingle in voice.shingles)
    index: defaultdict[str, list[int]] = defaultdict(list)
    for number, voice in enumerate(heard):
        rarest = sorted(voice.shingles, key=lambda shingle: (spread[shingle], shingle))
        prefix = rarest[: len(rarest) - ceil(ALIKE * len(rarest)) + 1]
        yield from _alike_to(number, heard, [index[shingle] for shingle in prefix if spread[shingle] > 1])
        for shingle in prefix:
            index[shingle].append(number)


def _alike_to(number: int, heard: Sequence[_Heard], candidates: Iterable[list[int]]) -> Iterator[_Found]:
    seen: set[int] = set()
    found = 0
    for other in (other for postings in candidates for other in postings):
        if found == PAIRS_WITHIN:
            return
        if other in seen:
            continue
        seen.add(other)
        share = _jaccard(heard[other].shingles, heard[number].shingles)
        if share >= ALIKE:
            found += 1
            yield other, number, Kind.SAME_WORDS, f"{share:.0%}"


def _jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    if min(len(first), len(second)) < ALIKE * max(len(first), len(second)):
        return 0.0
    common = len(first & second)
    return common / (len(first) + len(second) - common)


def _contradictions(heard: Sequence[_Heard], linked: Iterable[tuple[int, int]]) -> Iterator[_Found]:
    for a, b in linked:
        for claim, said in heard[a].claims.items():
            says = heard[b].claims.get(claim)
            if says is not None and _contradict(claim, said, says):
                yield a, b, Kind.CONTRADICTION, f"{said} ≠ {says}"


def _contradict(claim: Claim, said: str, says: str) -> bool:
    if claim is Claim.AGE:
        return abs(int(said) - int(says)) > AGE_SLACK
    if said.isascii() != says.isascii():
        return False
    first, second = set(_folded(said).split()), set(_folded(says).split())
    # A name with and without the family name is one name.
    return not (first <= second or second <= first)
