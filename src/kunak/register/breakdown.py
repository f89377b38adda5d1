"""The parts that a figure was published with: ``name n; name n``.

Reports write the number before or after the name, add a percentage or a remark in
brackets, and quote each other. Parts that divide the whole are told from parts that
only say how many of the whole have something (“with honour motive”, “of them minors”):
the first must add up, the second need not.
"""

import re
from typing import Final

import msgspec

from kunak.register.units import kind_of

_NUMBER: Final = r"\d{1,3}(?:[  ,.]\d{3})+(?!\d)|\d+"
_PERCENT: Final = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:%|per ?cent|процент\w*)", re.IGNORECASE)
_BRACKET: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_BEFORE: Final = re.compile(rf"(?P<count>{_NUMBER})\s+(?P<name>[^\d;]+)")
_AFTER: Final = re.compile(rf"(?P<name>.*?[^\d\s].*?)\s*[:=–—-]?\s*(?<!\d)(?P<count>{_NUMBER})")
_QUOTED: Final = re.compile(rf"(?P<count>{_NUMBER})\s+(?P<words>[^\d;,.()'\"‘’“”]+)")
_OF_WHICH: Final = re.compile(
    r"^(?:with|under|of (?:them|which|whom|these)|including|incl\.|among|for whom|из них|в том числе|включая|по ст)\b",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(r"^(?:sub)?(?:total|sum|altogether|всего|итого)\b", re.IGNORECASE)
_SPLIT: Final = re.compile(r"[;\n](?![^(]*\))")
WORDS_TO_UNIT: Final = 3
"""Words after a number within which its unit is looked for: “39 honour killings documented”."""


class Part(msgspec.Struct, frozen=True):
    """One named part. ``percent`` is what was claimed of it, if anything; ``count`` is None where only that was."""

    name: str
    count: int | None
    percent: float | None
    of_which: bool


class Breakdown(msgspec.Struct, frozen=True):
    """What a breakdown says.

    Attributes:
        parts: In the order written.
        quotes: Numbers that stand beside the name of a unit in a remark: what others call it.
    """

    parts: tuple[Part, ...] = ()
    quotes: tuple[tuple[int, str], ...] = ()

    @property
    def divides(self) -> tuple[Part, ...]:
        """The counted parts that divide the whole among them; none where there are fewer than two."""
        counted = tuple(part for part in self.parts if part.count is not None and not part.of_which)
        return counted if len(counted) > 1 else ()

    @property
    def lone(self) -> tuple[Part, ...]:
        """The counted parts that say how many of the whole have something."""
        return tuple(part for part in self.parts if part.count is not None and part not in self.divides)


def breakdown_of(text: str) -> Breakdown:
    """Read the parts and the remarks of one breakdown."""
    parts, remarks = [], []
    for piece in _SPLIT.split(text):
        remarks += _BRACKET.findall(piece)
        bare = _BRACKET.sub(" ", piece).strip(" .")
        part = _part(bare, piece)
        if part is not None:
            parts.append(part)
        else:
            remarks.append(bare)
    return Breakdown(tuple(parts), tuple(_quotes(remarks)))


def whole(number: str) -> int:
    """Return the number that a digit group spells: ``15,352`` is 15352."""
    return int(re.sub(r"\D", "", number))


def _part(bare: str, piece: str) -> Part | None:
    claimed = _PERCENT.search(piece)
    percent = float(claimed[1].replace(",", ".")) if claimed else None
    counted = _PERCENT.sub("", bare).strip(" ,.:–—-")
    match = _BEFORE.fullmatch(counted) or _AFTER.fullmatch(counted)
    if match is None and (percent is None or not counted):
        return None
    name = (match["name"] if match else counted).strip(" ,.:–—-")
    if _TOTAL.match(name):
        return None
    return Part(name, whole(match["count"]) if match else None, percent, bool(_OF_WHICH.match(name)))


def _quotes(remarks: list[str]) -> list[tuple[int, str]]:
    found = []
    for match in (match for remark in remarks for match in _QUOTED.finditer(remark)):
        unit = kind_of(" ".join(match["words"].split()[:WORDS_TO_UNIT]))
        if unit is not None:
            found.append((whole(match["count"]), unit))
    return found
