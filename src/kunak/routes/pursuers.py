"""How early can anybody who looks for the person be at each stop?

The best case for them, knowing everything: a bound, not a forecast. They ride
anything in the timetable, drive as the crow flies times 1.3, or stand there already. What
they do not have: the group's drivers, and vehicles that no timetable knows.
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Annotated, Final

import msgspec
import numpy as np
import numpy.typing as npt

from kunak.base.errors import BadInput
from kunak.base.instants import SECOND, Instant, from_rfc3339
from kunak.base.words import phrase
from kunak.routes.arrays import Array, Timetable
from kunak.routes.kernels import INF, reached
from kunak.routes.names import number_of
from kunak.routes.walks import WALK_LIMIT, metres, on_the_map, walking_seconds

DETOUR: Final = 1.3
"""A road is so much longer than the great circle (DESIGN, section 6)."""

SPEED_KMH: Final = 80.0
"""Kilometres an hour, unless a group says otherwise (DESIGN, section 6)."""

FASTEST_KMH: Final = 1_000.0

GROUPS_LIMIT: Final = 200

ROUNDS: Final = 16


class Means(Enum):
    """How a group comes."""

    NETWORK = "network"
    ROAD = "road"
    WATCH = "watch"


MEANS_NAMES: Final = {
    Means.NETWORK: phrase("by any ride of the timetable"),
    Means.ROAD: phrase("by road"),
    Means.WATCH: phrase("standing there already, or reached by a bulletin"),
}


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """People who may look for the person, as ``--pursuers`` gives them."""

    means: Means
    notice: str
    stops: list[str] = []
    coordinates: list[Annotated[list[float], msgspec.Meta(min_length=2, max_length=2)]] = []
    speed_kmh: Annotated[float, msgspec.Meta(gt=0, le=FASTEST_KMH)] = SPEED_KMH


class Pursuers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    groups: Annotated[list[Group], msgspec.Meta(max_length=GROUPS_LIMIT)]


def read_pursuers(data: bytes) -> Pursuers:
    """Read a file of pursuers.

    Raises:
        BadInput: It is none.
    """
    try:
        return msgspec.json.decode(data.removeprefix(BOM_UTF8), type=Pursuers)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(
            "The file of pursuers cannot be read: %(why)s. It is written like "
            '{"groups": [{"means": "road", "stops": ["A"], "notice": "2026-03-01T14:10:00Z"}]}.',
            why=str(error).rstrip("."),
            field="pursuers",
        ) from None


def presence(timetable: Timetable, pursuers: Pursuers) -> npt.NDArray[np.int64] | None:
    """Return E: int64 [stop], seconds UTC, ``INF`` where nobody can ever be; None where nobody looks.

    Raises:
        BadInput: A group has no base, or a base that is not in the timetable.
    """
    if not pursuers.groups:
        return None
    earliest = np.full(timetable.stops, INF, dtype=np.int64)
    for number, group in enumerate(pursuers.groups, 1):
        earliest = np.minimum(earliest, _COMES[group.means](timetable, _Base(timetable, group, number)))
    return earliest


class _Base:
    """Where one group starts from, and when."""

    def __init__(self, timetable: Timetable, group: Group, number: int) -> None:
        if not group.stops and not group.coordinates:
            raise BadInput(
                "Group %(number)d of the pursuers has no base: give it stops or coordinates.",
                number=number,
                field="pursuers",
            )
        for lat, lon in group.coordinates:
            if not on_the_map(np.array([lat]), np.array([lon])).all():
                raise BadInput(
                    "Group %(number)d of the pursuers has a base that is not on the map: "
                    "coordinates are [latitude, longitude].",
                    number=number,
                    field="pursuers",
                )
        self.group = group
        self.number = number
        # Rounded down: the best case for them.
        self.notice = self._notice() // SECOND
        self.named = [self._stop(timetable, stop) for stop in group.stops]
        named = [timetable.platforms(stop) for stop in self.named]
        self.stops = np.unique(np.concatenate(named)).astype(np.int32) if named else np.zeros(0, dtype=np.int32)

    def _stop(self, timetable: Timetable, stop: str) -> int:
        try:
            return number_of(timetable, stop, field="pursuers")
        except BadInput as error:
            raise BadInput(
                "In group %(number)d of the pursuers: %(why)s", number=self.number, why=str(error), field="pursuers"
            ) from None

    def _notice(self) -> Instant:
        try:
            return from_rfc3339(self.group.notice, field="pursuers")
        except BadInput:
            raise BadInput(
                "The notice of group %(number)d of the pursuers is no instant: "
                "write it like 2026-03-01T14:10:00+03:00.",
                number=self.number,
                field="pursuers",
            ) from None


def _watch(timetable: Timetable, base: _Base) -> Array:
    if base.group.coordinates:
        raise BadInput(
            "Group %(number)d of the pursuers watches at coordinates: name the stops that it watches.",
            number=base.number,
            field="pursuers",
        )
    return _at(timetable, base.stops, base.notice)


def _at(timetable: Timetable, stops: Array, when: int) -> Array:
    earliest = np.full(timetable.stops, INF, dtype=np.int64)
    earliest[stops] = when
    return earliest


def _road(timetable: Timetable, base: _Base) -> Array:
    """Great-circle distance times 1.3; a stop whose place is not known can be anywhere, so they are there at once.

    Who has a station for a base may stand at any platform, or where the feed puts the station itself.
    """
    lat, lon = timetable["stop_lat"], timetable["stop_lon"]
    points = [(float(lat[stop]), float(lon[stop])) for stop in {*base.stops.tolist(), *base.named}] + [
        (p[0], p[1]) for p in base.group.coordinates
    ]
    metres_a_second = base.group.speed_kmh / 3.6
    earliest = np.full(timetable.stops, INF, dtype=np.float64)
    for y, x in points:
        seconds = metres(np.full(1, y), np.full(1, x), lat, lon) * DETOUR / metres_a_second
        earliest = np.minimum(earliest, np.nan_to_num(seconds, nan=0.0))
    return np.floor(base.notice + earliest).astype(np.int64)


def _network(timetable: Timetable, base: _Base) -> Array:
    near, seconds = _near(timetable, base.group.coordinates)
    if base.group.coordinates and not len(base.stops) and not len(near):
        raise BadInput(
            "Group %(number)d of the pursuers has no stop within 400 m of its base: "
            "name a stop, or say that it comes by road.",
            number=base.number,
            field="pursuers",
        )
    sources = np.concatenate([base.stops, near]).astype(np.int32)
    starts = np.concatenate([np.full(len(base.stops), base.notice), base.notice + seconds]).astype(np.int64)
    allowed = np.ones(len(timetable.about.needs), dtype=np.uint8)
    return np.asarray(reached(timetable.net, allowed, sources, starts, len(base.stops), ROUNDS), dtype=np.int64)


def _near(timetable: Timetable, coordinates: Iterable[list[float]]) -> tuple[Array, Array]:
    """Return the stops to which one can walk from these points, and how long it takes."""
    lat, lon = timetable["stop_lat"], timetable["stop_lon"]
    standing = np.isin(timetable["stop_kind"], (0, 4)) | (timetable["stop_served"] > 0)
    stops, seconds = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for point in coordinates:
        distance = metres(np.full(1, point[0]), np.full(1, point[1]), lat, lon)
        at = np.flatnonzero((distance <= WALK_LIMIT) & standing)
        stops.append(at)
        seconds.append(walking_seconds(distance[at]))
    return np.concatenate(stops), np.concatenate(seconds)


_COMES: Final[Mapping[Means, Callable[[Timetable, _Base], Array]]] = {
    Means.WATCH: _watch,
    Means.ROAD: _road,
    Means.NETWORK: _network,
}
