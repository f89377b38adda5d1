"""How early can anybody who looks for the person be where? One SVG file: the picture of ``kunak routes reach``.

A sketch of the stops, north up, without coast, roads or borders. The earlier they can be at a stop, the larger
and darker its mark, so that it reads in grey; the legend says how many stops each mark has.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as ET

import msgspec

from kunak.app.papers.visible import shown, unbroken
from kunak.base.errors import BadInput

WIDTH: Final = 1_000
LEAST_HIGH, MOST_HIGH, PADDING, LINE = 320, 1_400, 40, 26
"""Pixels: height of the sketch, room around it, one line of the legend."""

NAMES: Final = 40
"""Names that are written, the earliest stops first; none over another."""
NAME_LETTERS: Final = 28
LETTER_WIDE, LETTER_HIGH = 6.8, 15

INK, PAPER = "#000000", "#ffffff"

_HOUR: Final = 3_600


class Stop(msgspec.Struct, frozen=True):
    """A stop.

    Attributes:
        after: Seconds from the first instant at which they can be anywhere; None: never.
        place: Degrees north and east; None where nobody knows.
    """

    name: str
    after: int | None
    place: tuple[float, float] | None


class Band(msgspec.Struct, frozen=True):
    """A span of time, and the mark of the stops that they can reach in it.

    Attributes:
        until: Seconds, the last of them included.
        radius: Pixels.
    """

    says: str
    until: float
    radius: float
    fill: str


_LOOKS: Final = (
    (6.5, "#000000"), (5.5, "#262626"), (5.0, "#4d4d4d"), (4.5, "#737373"), (4.0, "#999999"), (3.5, "#c4c4c4"),
    (3.0, PAPER),
)  # fmt: skip
"""Radius and shade, the earliest first."""


def _bands(*spans: tuple[str, float]) -> tuple[Band, ...]:
    return tuple(Band(says, until, *look) for (says, until), look in zip(spans, _LOOKS, strict=True))


FAR: Final = _bands(
    ("at once", 0),
    ("within an hour", _HOUR),
    ("within 3 hours", 3 * _HOUR),
    ("within 6 hours", 6 * _HOUR),
    ("within 12 hours", 12 * _HOUR),
    ("within a day", 24 * _HOUR),
    ("later", math.inf),
)
NEAR: Final = _bands(
    ("at once", 0),
    ("within a quarter of an hour", _HOUR / 4),
    ("within half an hour", _HOUR / 2),
    ("within an hour", _HOUR),
    ("within 2 hours", 2 * _HOUR),
    ("within 3 hours", 3 * _HOUR),
    ("later", math.inf),
)
"""For a city: nine of ten stops that they can reach lie within three hours."""
NEVER: Final = Band("never, by this timetable", math.inf, 1.5, PAPER)

CROWDED, SMALLER = 400, 0.7
"""Stops from which on all marks are smaller, and how much."""


class _Mark(msgspec.Struct, frozen=True):
    stop: Stop
    band: Band
    x: float
    y: float


def ladder_of(stops: Sequence[Stop]) -> tuple[Band, ...]:
    """Return the bands that tell these stops apart."""
    reached = sorted(stop.after for stop in stops if stop.after is not None)
    return NEAR if reached and reached[len(reached) * 9 // 10] <= 3 * _HOUR else FAR


def band_of(after: int | None, ladder: Sequence[Band]) -> Band:
    """Return how a stop is drawn at which they can be after so many seconds."""
    return NEVER if after is None else next(band for band in ladder if after <= band.until)


def picture(stops: Sequence[Stop], *, since: str) -> bytes:
    """Return the picture as SVG, UTF-8.

    Args:
        stops: All stops, placed or not.
        since: The first instant at which they can be anywhere, in words.

    Raises:
        BadInput: Nobody knows where any stop is.
    """
    places = [stop.place for stop in stops if stop.place is not None]
    if not places:
        raise BadInput("No stop of this timetable has a place on the map: there is nothing to draw.", field="svg")
    spot, high = _projection(places)
    ladder = ladder_of(stops)
    marks = [_Mark(stop, band_of(stop.after, ladder), *spot(*stop.place)) for stop in stops if stop.place is not None]
    marks.sort(key=lambda mark: math.inf if mark.stop.after is None else mark.stop.after)
    root = _root(high + LINE * (len(ladder) + 3), since)
    # The earliest last: nothing may cover what matters most.
    for mark in reversed(marks):
        _draw(root, mark, SMALLER if len(marks) > CROWDED else 1.0)
    for name, x, y in _names(marks, high):
        _add(root, "text", {"x": x, "y": y, "stroke": PAPER, "stroke-width": 3, "paint-order": "stroke"}).text = name
    _legend(root, marks, ladder, high, unplaced=len(stops) - len(places))
    drawing: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawing + b"\n"


def _projection(places: Sequence[tuple[float, float]]) -> tuple[Callable[[float, float], tuple[float, float]], float]:
    """Return what puts degrees onto the sketch, and how high it is; distances are about right."""
    south, north = min(lat for lat, _ in places), max(lat for lat, _ in places)
    west, east = min(lon for _, lon in places), max(lon for _, lon in places)
    narrowing = math.cos(math.radians((south + north) / 2))
    wide, tall = max((east - west) * narrowing, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * PADDING) / wide, (MOST_HIGH - 2 * PADDING) / tall)
    high = max(tall * scale + 2 * PADDING, LEAST_HIGH)
    left, top = (WIDTH - wide * scale) / 2, (high - tall * scale) / 2

    def spot(lat: float, lon: float) -> tuple[float, float]:
        return round(left + (lon - west) * narrowing * scale, 1), round(top + (north - lat) * scale, 1)

    return spot, high


def _root(high: float, since: str) -> ET.Element:
    root = ET.Element("svg")
    said = {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-labelledby": "title says"}
    shape = {"viewBox": f"0 0 {WIDTH} {high:.0f}", "width": WIDTH, "height": round(high)}
    for name, value in {**said, **shape, "font-family": "sans-serif", "font-size": 12}.items():
        root.set(name, str(value))
    _add(root, "title", {"id": "title"}).text = "How early they can be there"
    says = f"Each stop by the time after {since}. A bound under its assumptions, and no forecast. North is up."
    _add(root, "desc", {"id": "says"}).text = says
    _add(root, "rect", {"width": WIDTH, "height": round(high), "fill": PAPER})
    return root


def _draw(root: ET.Element, mark: _Mark, size: float = 1.0) -> None:
    thick = 0.4 if mark.band is NEVER else 0.8
    look = {"r": round(mark.band.radius * size, 2), "fill": mark.band.fill, "stroke": INK, "stroke-width": thick}
    circle = _add(root, "circle", {"cx": mark.x, "cy": mark.y, **look})
    _add(circle, "title", {}).text = f"{_name(mark.stop)}: {mark.band.says}"


def _names(marks: Sequence[_Mark], high: float) -> Iterator[tuple[str, float, float]]:
    """Yield names and where they stand, none over another: those of the earliest stops first, each once."""
    boxes: list[tuple[float, float, float]] = []
    told: set[str] = set()
    for mark in marks:
        name = _name(mark.stop)[:NAME_LETTERS]
        long = len(name) * LETTER_WIDE
        x = mark.x + 9 if mark.x + 9 + long < WIDTH else mark.x - 9 - long
        y = min(mark.y + 4, high - 4)
        free = all(abs(y - up) >= LETTER_HIGH or x >= end or x + long <= begin for begin, end, up in boxes)
        if name and name not in told and free:
            told.add(name)
            boxes.append((x, x + long, y))
            yield name, round(x, 1), round(y, 1)
        if len(told) == NAMES:
            return


def _name(stop: Stop) -> str:
    return unbroken(shown(stop.name))


def _legend(root: ET.Element, marks: Sequence[_Mark], ladder: Sequence[Band], high: float, *, unplaced: int) -> None:
    counts = [(band, sum(mark.band is band for mark in marks)) for band in (*ladder, NEVER)]
    for number, (band, count) in enumerate(counts, start=1):
        y = high + number * LINE
        _draw(root, _Mark(Stop(band.says, None, None), band, PADDING, y))
        _add(root, "text", {"x": PADDING + 16, "y": y + 4}).text = f"{band.says}: {count:,}"
    if unplaced:
        y = high + (len(counts) + 1) * LINE
        _add(root, "text", {"x": PADDING + 16, "y": y + 4}).text = f"not drawn, place unknown: {unplaced:,}"


def _add(above: ET.Element, name: str, look: dict[str, object]) -> ET.Element:
    return ET.SubElement(above, name, {key: str(value) for key, value in look.items()})
