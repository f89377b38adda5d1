"""Where a point of the case stands: in degrees with or without minutes, in words, in links, or as a plus code."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from kunak.disclosure.findings import Finding, finding
from kunak.disclosure.folding import Folded
from kunak.disclosure.numerals import Unit
from kunak.disclosure.respelt import respelt
from kunak.disclosure.secrets import Secrets

_PAIR: Final = re.compile(
    r"(-?\d{1,3})[.,](\d{2,8})\s*°?\s*([nseсюв]?)[^\d\n]{1,24}?(-?\d{1,3})[.,](\d{2,8})(?!\d|\.\d)"
)
_DMS: Final = re.compile(
    r"(?:[nsewсюзв]\s?)?(\d{1,3})\s?[°º\s]\s?(\d{1,2}(?:[.,]\d+)?)\s?(?:['′’]\s?(?:(\d{1,2}(?:[.,]\d+)?)\s?[\"″”'])?)?"
)
_CLOSE: Final = 0.02
"""Degrees between two points that are the same place: about two kilometres."""


_SAID: Final = (
    (re.compile(r"\s?(?<![^\W_])(?:градус\w{0,2}|degrees?|deg\.?)(?![^\W_])[,\s]?(?:и |and )?"), "°"),
    (re.compile(r"\s?(?<![^\W_])(?:минут\w{0,2}|minutes?|min\.?)(?![^\W_])[,\s]?(?:и |and )?"), "'"),
    (re.compile(r"\s?(?<![^\W_])(?:секунд\w{0,2}|seconds?|sec\.?)(?![^\W_])[,\s]?"), '"'),
    (re.compile(r"северн\w+ широт\w+|north(?:ern)?(?: latitude)?"), "n"),
    (re.compile(r"южн\w+ широт\w+|south(?:ern)?(?: latitude)?"), "s"),
)
"""Degrees as they are said."""

_IN_WORDS: Final = re.compile(r"градус|degree|(?<![^\W_])(?:point|точка|целых|запятая)(?![^\W_])")


def find_coordinates(draft: str, folded: Folded, secrets: Secrets, units: Sequence[Unit]) -> Iterator[Finding]:
    """Yield where a point of the case stands, in either order and any notation."""
    points = [(f"places.{at}", place.coordinates) for at, place in enumerate(secrets.places) if place.coordinates]
    if not points:
        return
    told = list(_points(folded.text))
    said = respelt(folded.text, units, _SAID) if _IN_WORDS.search(folded.text) else None
    if said:
        told += [(*said.span(start, end), first, second) for start, end, first, second in _points(said.text)]
    for start, end, first, second in told:
        for secret, (lat, lon) in points:
            if any(_is_near(a, lat) and _is_near(b, lon) for a, b in ((first, second), (second, first))):
                yield finding(draft, folded, (start, end), "coordinates", secret, "point")


def _is_near(told: float, known: float) -> bool:
    """Compare without the sign: south and west are written by letters, too, or left out."""
    return abs(abs(told) - abs(known)) < _CLOSE


def _points(text: str) -> Iterator[tuple[int, int, float, float]]:
    for match in _PAIR.finditer(text):
        yield match.start(), match.end(), float(f"{match[1]}.{match[2]}"), float(f"{match[4]}.{match[5]}")
    degrees = [(match.start(), match.end(), _degrees(match)) for match in _DMS.finditer(text)]
    for (start, end, first), (following, finish, second) in pairwise(degrees):
        if following - end < _DEGREE_GAP:
            yield start, finish, first, second
    for match in _PLUS_CODE.finditer(text):
        if (point := _plus_code(match[1])) is not None:
            yield match.start(), match.end(), *point


_DEGREE_GAP: Final = 14
"""Characters between latitude and longitude: room for “с. ш.,”."""

_PLUS: Final = "23456789cfghjmpqrvwx"
_PLUS_CODE: Final = re.compile(rf"(?<![^\W_])([{_PLUS}]{{8}}\+[{_PLUS}]{{2,3}})(?![^\W_])")


def _plus_code(code: str) -> tuple[float, float] | None:
    """Return the middle of an area by its full plus code. Source: the Open Location Code specification."""
    lat, lon, step = -90.0, -180.0, 20.0
    digits = code.replace("+", "")[:10]
    for first, second in zip(digits[::2], digits[1::2], strict=False):
        lat, lon = lat + _PLUS.index(first) * step, lon + _PLUS.index(second) * step
        step /= len(_PLUS)
    return (lat + step * 10, lon + step * 10) if abs(lat) <= 90 and abs(lon) <= 180 else None  # noqa: PLR2004


def _degrees(match: re.Match[str]) -> float:
    minutes = float(match[2].replace(",", "."))
    seconds = float((match[3] or "0").replace(",", "."))
    return int(match[1]) + minutes / 60 + seconds / 3600
