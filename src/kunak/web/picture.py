"""Where do the lines of a picture of one journey run? Numbers for a template; colours and words are not known here.

Time runs to the right, the way downwards. The person's line stands for them; the front is the earliest
that anybody can be at each stop. Every shape differs from the others without colour.
"""

import math
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from kunak.app.ways import Point, narrowest_of
from kunak.base.instants import HOUR, Instant

STEPS_H: Final = (1, 2, 3, 6, 12, 24, 48)
"""Hours between two marks of the axis: the first that leaves few enough of them."""

At = Callable[[int], float]
"""Where an instant lies, from left to right."""

TOP, BOTTOM, ROW, HALT = 34, 10, 40, 17
NEAR: Final = 0.5
"""How far beyond the arrival the axis may reach to show where a lead ends, as a part of the whole."""
SLACK: Final = 0.03

PADDING: Final = 26


class Tick(msgspec.Struct, frozen=True):
    """A mark of the axis."""

    x: float
    at: Instant


class Row(msgspec.Struct, frozen=True):
    """A stop: where its line lies, and its name where a leg begins or ends."""

    y: float
    stop: str
    named: bool


class Gap(msgspec.Struct, frozen=True):
    """The narrowest lead, from the person's leaving to those who look for them.

    Attributes:
        text_x: Where its words stand.
        caught: They can be there first.
    """

    y: float
    x: float
    to: float
    text_x: float
    caught: bool


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """The picture of one journey.

    Attributes:
        left: Where time begins.
        person: Points of the person's line, as SVG writes them.
        front: Points of the front, in pieces where nobody can ever be.
        reach: The area in which they can be, as a polygon for each piece.
    """

    name: str
    width: int
    height: float
    left: int
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    person: str
    front: tuple[str, ...]
    reach: tuple[str, ...]
    gap: Gap | None


def chart(points: Sequence[Point], *, name: str, width: int, left: int) -> Chart:
    """Return the picture of a journey.

    Args:
        points: Its stops, in order.
        name: Tells it from the other pictures of the page.
        width: Of the whole.
        left: Room for the names of stops; 0: they stand above their lines.
    """
    first, last = _span(points)
    scale = (width - left - 8) / (last - first)

    def at(instant: int) -> float:
        return round(min(max(left + (instant - first) * scale, left), width - 8), 1)

    ys = _heights(points)
    person = " ".join(
        f"{at(instant)},{y}" for point, y in zip(points, ys, strict=True) for instant in (point.arrives, point.leaves)
    )
    pieces = _pieces(points, ys)
    return Chart(
        name=name,
        width=width,
        height=ys[-1] + BOTTOM + 12,
        left=left,
        ticks=tuple(Tick(at(instant), Instant(instant)) for instant in _marks(first, last)),
        rows=tuple(Row(y, point.stop, point.changes) for point, y in zip(points, ys, strict=True)),
        person=person,
        front=tuple(" ".join(f"{at(there)},{y}" for there, y in piece) for piece in pieces),
        reach=tuple(_area(piece, at, width - 8) for piece in pieces),
        gap=_gap(points, ys, at, left, width),
    )


def _span(points: Sequence[Point]) -> tuple[int, int]:
    begin, end = points[0].leaves, points[-1].arrives
    whole = max(end - begin, HOUR)
    first, last = int(begin), int(end)
    narrow = narrowest_of(points)
    if narrow is not None and narrow.there is not None:
        first = min(first, max(narrow.there, begin - int(whole * NEAR)))
        last = max(last, min(narrow.there, end + int(whole * NEAR)))
    slack = int((last - first or HOUR) * SLACK)
    return first - slack, max(last, first + HOUR) + slack


def _heights(points: Sequence[Point]) -> list[float]:
    ys: list[float] = []
    for number, point in enumerate(points):
        if not number:
            ys.append(TOP + 20)
            continue
        ys.append(ys[-1] + (ROW if point.changes else HALT))
    return ys


def _marks(first: int, last: int) -> list[int]:
    step = next((hours for hours in STEPS_H if (last - first) / (hours * HOUR) <= 6), STEPS_H[-1]) * HOUR  # noqa: PLR2004 - marks
    return list(range(math.ceil(first / step) * step, last, step))


def _pieces(points: Sequence[Point], ys: Sequence[float]) -> list[list[tuple[int, float]]]:
    """Cut the front where nobody can ever be; a lone stop gets a short stroke."""
    pieces: list[list[tuple[int, float]]] = [[]]
    for point, y in zip(points, ys, strict=True):
        if point.there is None:
            pieces.append([])
        else:
            pieces[-1].append((point.there, y))
    found = [piece for piece in pieces if piece]
    return [
        piece if len(piece) > 1 else [(piece[0][0], piece[0][1] - 8), (piece[0][0], piece[0][1] + 8)] for piece in found
    ]


def _area(piece: Sequence[tuple[int, float]], at: At, right: float) -> str:
    edge = [f"{at(there)},{y}" for there, y in piece]
    return " ".join([*edge, f"{right},{piece[-1][1]}", f"{right},{piece[0][1]}"])


def _gap(points: Sequence[Point], ys: Sequence[float], at: At, left: int, width: int) -> Gap | None:
    narrow = narrowest_of(points)
    if narrow is None or narrow.there is None or narrow.lead is None:
        return None
    y = ys[list(points).index(narrow)]
    one, other = sorted((at(narrow.leaves), at(narrow.there)))
    return Gap(y, one, other, min(max((one + other) / 2, left + 46), width - 60), narrow.lead <= 0)


class Place(msgspec.Struct, frozen=True):
    """A stop on the map.

    Attributes:
        number: As in the list below the map; 0 where a vehicle only halts.
    """

    x: float
    y: float
    stop: str
    number: int
    narrowest: bool
    label_x: float
    label_y: float


class Map(msgspec.Struct, frozen=True):
    """A schematic map: north is up, distances are about right."""

    width: int
    height: int
    way: str
    places: tuple[Place, ...]


def sketch(points: Sequence[Point], *, width: int = 340, height: int = 240) -> Map | None:
    """Return a map of a journey, or None where fewer than two of its stops have a place."""
    placed = [point for point in points if point.lat is not None and point.lon is not None]
    if len(placed) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    lats, lons = [point.lat or 0.0 for point in placed], [point.lon or 0.0 for point in placed]
    narrowing = math.cos(math.radians(sum(lats) / len(lats)))
    wide, high = max((max(lons) - min(lons)) * narrowing, 1e-6), max(max(lats) - min(lats), 1e-6)
    scale = min((width - 2 * PADDING) / wide, (height - 2 * PADDING) / high)
    tall = int(high * scale + 2 * PADDING)
    left = (width - wide * scale) / 2

    def spot(lat: float, lon: float) -> tuple[float, float]:
        return (
            round(left + (lon - min(lons)) * narrowing * scale, 1),
            round(tall - PADDING - (lat - min(lats)) * scale, 1),
        )

    narrow = narrowest_of(points)
    places: list[Place] = []
    number = 0
    for point, lat, lon in zip(placed, lats, lons, strict=True):
        number += point.changes
        x, y = spot(lat, lon)
        near = any(abs(x - other.label_x) < 16 and abs(y - 10 - other.label_y) < 14 for other in places)  # noqa: PLR2004 - a digit
        places.append(
            Place(x, y, point.stop, number if point.changes else 0, point is narrow, x, y + 20 if near else y - 10)
        )
    return Map(width, tall, " ".join(f"{each.x},{each.y}" for each in places), tuple(places))
