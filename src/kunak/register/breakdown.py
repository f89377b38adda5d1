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

_NUMBER: Final = r"\d{1,3}(?:[  ,.]\d{3})+(?!\d)|\d{1,15}"
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
_SUM: Final = re.compile(
    rf"(?:total|sum|altogether|всего|итого)\s*[:=–—-]?\s*(?P<after>{_NUMBER})"
    rf"|(?P<before>{_NUMBER})\s+(?:in total|altogether|всего)",
    re.IGNORECASE,
)
_REST: Final = re.compile(
    r"(?:and )?(?:the )?(?:others?|rest|remaining|remainder|unknown|not known|etc)"
    r"|прочие|остальные|другие|неизвестно|и др",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(r"[;\n](?![^(]*\))")
_SPLIT_COMMAS: Final = re.compile(r",\s+(?![^(]*\))")
_SPLIT_OTHER: Final = re.compile(r"\s*\|\s*|\s+/\s+")
_AND: Final = re.compile(r"(?<=\d)\s+(?:and|и|&)\s+(?=\D)|(?<=\D)\s+(?:and|и|&)\s+(?=\d)", re.IGNORECASE)
_ADDED: Final = re.compile(rf"(?:{_NUMBER})(?:\s*\+\s*(?:{_NUMBER}))+(?:\s*=\s*(?:{_NUMBER}))?")
_IN_BRACKETS: Final = re.compile(
    rf"(?P<name>[^\d()\[\]]*[^\W\d][^\d()\[\]]*)[(\[]\s*(?P<count>{_NUMBER})\s*(?P<rest>[^()\[\]\d]*|[,;:–—-]?\s*\d{{1,3}}(?:[.,]\d+)?\s*%\s*)[)\]]"
)
_YEARLY: Final = re.compile(rf"(?P<name>(?:19|20)\d\d(?:\s*[-–—/]\s*(?:19|20)\d\d)?)\s*[:=]?\s+(?P<count>{_NUMBER})")
_RATIO: Final = re.compile(rf"(?<![\d.,])(?P<part>{_NUMBER})\s+(?:of|out of|из)\s+(?P<whole>{_NUMBER})", re.IGNORECASE)
PART_CHARACTERS: Final = 200
"""Longest text that is read as one part with its number; what is longer is a remark."""
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
        ratios: Parts that name their own whole: “22 of 31”.
        sums: What the parts are said to add up to: “total 39”.
        is_open: Whether some part has no number: “others”.
    """

    parts: tuple[Part, ...] = ()
    quotes: tuple[tuple[int, str], ...] = ()
    ratios: tuple[tuple[int, int], ...] = ()
    sums: tuple[int, ...] = ()
    is_open: bool = False

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
    parts: list[Part] = []
    remarks: list[str] = []
    ratios: list[tuple[int, int]] = []
    sums: list[int] = []
    is_open = False
    for piece in _pieces(text):
        if added := _ADDED.fullmatch(piece.strip(" .")):
            parts += _terms(added[0])
            continue
        if said := _SUM.fullmatch(piece.strip(" .")):
            sums.append(whole(said["after"] or said["before"]))
            continue
        is_open = is_open or _REST.fullmatch(piece.strip(" .")) is not None
        remarks += _BRACKET.findall(piece)
        ratio, bare = ratio_in(_BRACKET.sub(" ", piece).strip(" ."))
        if ratio is not None:
            ratios.append(ratio)
        part = _part(_outside(piece) or bare, piece)
        if part is not None:
            parts.append(part)
        else:
            remarks.append(bare)
    return Breakdown(tuple(parts), tuple(_quotes(remarks)), tuple(ratios), tuple(sums), is_open)


def _pieces(text: str) -> list[str]:
    """Return what stands between the separators: semicolons, else bars, else commas; and what “and” joins."""
    if ";" in text or "\n" in text:
        pieces = _SPLIT.split(text)
    elif len(barred := _SPLIT_OTHER.split(text)) > 1:
        pieces = barred
    else:
        pieces = _SPLIT_COMMAS.split(text)
    return [each for piece in pieces for each in ([piece] if _OF_WHICH.match(piece.strip()) else _AND.split(piece))]


def _terms(sum_: str) -> list[Part]:
    """Return the parts of a sum that names none of them: ``22 + 9 + 2``."""
    terms = re.findall(_NUMBER, sum_.partition("=")[0])
    return [Part(f"{place}.", whole(term), None, of_which=False) for place, term in enumerate(terms, start=1)]


def _outside(piece: str) -> str | None:
    """Return a part whose number alone stands in brackets as it would be written without them."""
    found = _IN_BRACKETS.fullmatch(piece.strip(" ."))
    return f"{found['name'].strip()} {found['count']}" if found else None


def ratio_in(text: str) -> tuple[tuple[int, int] | None, str]:
    """Return a part with its whole, if the text names one, and the text with the part alone."""
    found = _RATIO.search(text)
    if found is None:
        return None, text
    return (whole(found["part"]), whole(found["whole"])), _RATIO.sub(found["part"], text, count=1)


def percent_in(text: str) -> float | None:
    """Return the percentage that a text states, if it states one."""
    found = _PERCENT.search(text)
    return float(found[1].replace(",", ".")) if found else None


def without_brackets(text: str) -> str:
    """Return a text without what stands in brackets, unless that is all there is."""
    return _BRACKET.sub(" ", text).strip() or text


def whole(number: str) -> int:
    """Return the number that a digit group spells: ``15,352`` is 15352."""
    return int(re.sub(r"\D", "", number))


def _part(bare: str, piece: str) -> Part | None:
    percent = percent_in(piece)
    counted = _PERCENT.sub("", bare).strip(" ,.:–—-")
    if len(counted) > PART_CHARACTERS:
        return None
    match = _YEARLY.fullmatch(counted) or _BEFORE.fullmatch(counted) or _AFTER.fullmatch(counted)
    if match is None and (percent is None or not counted or counted.isdigit()):
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
