"""What is a built timetable made of?

``ARRAYS`` names every array with its type; ``Net`` is the part of them that the
kernels see; ``Timetable`` adds what a person reads. ``check`` refuses arrays that
would lead a kernel past an end. Specified in ``spec/timetable.md``.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from kunak.base.errors import BadInput

Array = npt.NDArray[Any]

RECORDS: Final = ("none", "ticket", "identity", "border", "unknown")
"""Which record a ride leaves (DESIGN, section 6), by the number it has in the arrays; all but the first count."""
UNSTATED: Final = RECORDS.index("unknown")
"""Nobody said: it counts, because only what is known to leave none does not (decision 0100)."""

UNKNOWN_COST: Final = -1
NEVER: Final = -1
"""In ``change``: nobody changes at this stop."""

NO_DRIVE: Final = -1
"""In ``link_drive``: the link is walked."""

ARRAYS: Final[dict[str, str]] = {
    # per stop
    "stop_lat": "<f8",
    "stop_lon": "<f8",
    "stop_kind": "<i4",
    "stop_parent": "<i4",
    "stop_zone": "<i4",
    "stop_served": "<i4",
    "change": "<i4",
    "stop_first": "<i4",
    "stop_route": "<i4",
    "stop_pos": "<i4",
    # per pattern: trips that call at the same stops under the same conditions and never overtake
    "route_first": "<i4",
    "route_stop": "<i4",
    "route_flags": "<i4",
    "route_trip": "<i4",
    "route_time": "<i8",
    "route_zone": "<i4",
    "route_attr": "<i4",
    "route_days": "<i4",
    # per trip
    "trip_days": "<i4",
    "trip_route": "<i4",
    "arrival": "<i4",
    "departure": "<i4",
    # per route of the feeds
    "route_kind": "<i4",
    # days
    "base": "<i8",
    "runs": "|u1",
    # walks and drives, forwards and backwards
    "link_first": "<i4",
    "link_to": "<i4",
    "link_seconds": "<i4",
    "link_drive": "<i4",
    "back_first": "<i4",
    "back_from": "<i4",
    "back_seconds": "<i4",
    "back_drive": "<i4",
    "drive_opens": "<i8",
    "drive_closes": "<i8",
    "drive_cost": "<i8",
    "drive_seats": "<i4",
    # attributes of rides
    "attr_record": "<i4",
    "attr_cost": "<i8",
    # least riding time from stop to next stop, backwards: what no journey can undercut
    "near_first": "<i4",
    "near_from": "<i4",
    "near_seconds": "<i4",
}

TEXTS: Final = ("stop_id", "stop_name", "trip_id", "route_id", "route_name")
"""Lists of text, kept as one array of bytes and one of ends."""


class FeedNote(msgspec.Struct, frozen=True):
    """Where a part of the timetable comes from."""

    name: str
    sha256: str
    publisher: str
    version: str
    licence: str
    first_day: str
    last_day: str


class About(msgspec.Struct, frozen=True):
    """What a timetable says about itself.

    Attributes:
        zones: IANA names, by the number they have in the arrays.
        needs: Which papers a ride needs, per attribute: all of the groups, one of each.
        unattributed: Routes of the feeds of which nobody said what record they leave.
        routes: Routes of the feeds.
    """

    feeds: tuple[FeedNote, ...]
    first_day: str
    zones: tuple[str, ...]
    needs: tuple[tuple[tuple[str, ...], ...], ...]
    routes: int
    unattributed: int


INDEXES: Final = (
    "stop_route",
    "stop_pos",
    "route_stop",
    "route_zone",
    "route_attr",
    "route_days",
    "trip_days",
    "link_to",
    "back_from",
    "rest_from",
)
"""Never below zero: without a sign, numba need not ask whether to count from the end."""


class Net(NamedTuple):
    """The arrays that the kernels see. All are read-only; times are seconds, UTC where absolute.

    Attributes:
        base: int64 [zone, day]: noon minus 12 hours of the service day.
        runs: uint8 [class, day]: whether trips of this class run.
        arrival: int32 [trip, position] for each pattern, from ``route_time``: seconds of the service day.
        departure: int32 [position, trip] for each pattern: the other way round, for searching.
    """

    change: Array
    stop_first: Array
    stop_route: Array
    stop_pos: Array
    route_first: Array
    route_stop: Array
    route_flags: Array
    route_trip: Array
    route_time: Array
    route_zone: Array
    route_attr: Array
    route_days: Array
    trip_days: Array
    arrival: Array
    departure: Array
    base: Array
    runs: Array
    link_first: Array
    link_to: Array
    link_seconds: Array
    link_drive: Array
    back_first: Array
    back_from: Array
    back_seconds: Array
    back_drive: Array
    rest_first: Array
    rest_from: Array
    rest_seconds: Array
    drive_opens: Array
    drive_closes: Array
    drive_cost: Array
    drive_seats: Array
    attr_record: Array
    attr_cost: Array


class Texts(Sequence[str]):
    """A list of text over two arrays: nothing is decoded before it is asked for."""

    def __init__(self, data: Array, ends: Array) -> None:
        self._data = data
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 - slices are not needed, only positions
        start = int(self._ends[at - 1]) if at else 0
        return self._data[start : int(self._ends[at])].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        return (self[at] for at in range(len(self)))


class Timetable:
    """A built timetable: read-only."""

    def __init__(self, about: About, arrays: Mapping[str, Array]) -> None:
        self.about = about
        self.arrays = arrays
        self.stop_ids, self.stop_names, self.trip_ids, self.route_ids, self.route_names = (
            Texts(arrays[f"{name}_data"], arrays[f"{name}_ends"]) for name in TEXTS
        )

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    @property
    def stops(self) -> int:
        """How many stops, stations and places there are."""
        return len(self.arrays["stop_lat"])

    @property
    def first_day(self) -> date:
        """The service day that is number 0."""
        return date.fromisoformat(self.about.first_day)

    @cached_property
    def net(self) -> Net:
        """What the kernels see."""
        shaped = dict(self.arrays)
        days = len(self.arrays["base"]) // max(len(self.about.zones), 1)
        shaped["base"] = self.arrays["base"].reshape(-1, days)
        shaped["runs"] = self.arrays["runs"].reshape(-1, days)
        shaped |= self._least_steps()
        for name in INDEXES:
            shaped[name] = shaped[name].view(np.uint32)
        return Net(*(shaped[name] for name in Net._fields))

    def _least_steps(self) -> dict[str, Array]:
        """Return by stop from where one comes to it with no stop between, riding or by a link, and how fast."""
        near, back = self.arrays["near_first"], self.arrays["back_first"]
        ride = np.arange(near[-1]) + np.repeat(back[:-1], np.diff(near))
        link = np.arange(back[-1]) + np.repeat(near[1:], np.diff(back))
        found: dict[str, Array] = {"rest_first": near + back}
        for name in ("from", "seconds"):
            found[f"rest_{name}"] = both = np.empty(len(ride) + len(link), dtype=np.int32)
            both[ride], both[link] = self.arrays[f"near_{name}"], self.arrays[f"back_{name}"]
        return found

    @cached_property
    def plain(self) -> SimpleNamespace:
        """All arrays as memory views: one number after the other is read faster from them."""
        base = self.net.base
        return SimpleNamespace(**{name: each.data for name, each in {**self.arrays, "base": base}.items()})

    @cached_property
    def stop_numbers(self) -> dict[str, int]:
        """Positions by stop id."""
        return {stop: at for at, stop in enumerate(self.stop_ids)}

    def platforms(self, stop: int) -> Array:
        """Return the stops that a stop or station stands for."""
        own = np.array([stop], dtype=np.int32)
        children = self._children.get(stop)
        if children is None:
            return own
        # A platform with boarding areas, or a station at which careless feeds let trips call, counts itself too.
        itself = self.arrays["stop_kind"][stop] == 0 or self.arrays["stop_served"][stop]
        return np.concatenate([own, children]) if itself else children

    @cached_property
    def _children(self) -> dict[int, Array]:
        """Platforms by station."""
        standing = np.isin(self.arrays["stop_kind"], (0, 4)) & (self.arrays["stop_parent"] >= 0)
        found: dict[int, list[int]] = {}
        for stop in np.flatnonzero(standing).tolist():
            found.setdefault(int(self.arrays["stop_parent"][stop]), []).append(stop)
        return {station: np.array(platforms, dtype=np.int32) for station, platforms in found.items()}


class Corrupt(BadInput):
    """The timetable's arrays contradict each other: nothing may be searched in them."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "This timetable file is damaged (%(what)s). Build it again from its feeds with kunak routes build.",
            what=what,
            field="file",
        )


def check(about: About, arrays: Mapping[str, Array]) -> None:
    """Refuse arrays that would lead a kernel past an end.

    Raises:
        Corrupt: An array is too short, an index has nothing that it points to, or offsets do not rise.
    """
    _Check(about, arrays).all()


class _Check:
    def __init__(self, about: About, arrays: Mapping[str, Array]) -> None:
        self.about = about
        self.arrays = arrays
        self.stops = len(arrays["stop_lat"])
        self.routes = len(arrays["route_zone"])
        self.trips = len(arrays["trip_days"])

    def all(self) -> None:
        self.lengths()
        self.offsets()
        self.indexes()
        self.times()
        self.texts()

    def that(self, holds: bool, what: str) -> None:  # noqa: FBT001 - the sentence's own truth
        if not holds:
            raise Corrupt(what)

    def lengths(self) -> None:
        """Every array that belongs to stops, patterns or trips has one value for each."""
        for count, names in (
            (self.stops, ("stop_lon", "stop_kind", "stop_parent", "stop_zone", "stop_served", "change")),
            (self.stops + 1, ("stop_first", "link_first", "back_first", "near_first")),
            (self.routes, ("route_attr", "route_days")),
            (self.routes + 1, ("route_first", "route_trip", "route_time")),
            (self.trips, ("trip_route",)),
            (len(self.about.needs), ("attr_record", "attr_cost")),
            (len(self.arrays["route_id_ends"]), ("route_kind",)),
        ):
            for name in names:
                self.that(len(self.arrays[name]) == count, name)
        for one, other in (
            ("stop_route", "stop_pos"),
            ("route_stop", "route_flags"),
            ("arrival", "departure"),
            ("link_to", "link_seconds"),
            ("link_to", "link_drive"),
            ("back_from", "back_seconds"),
            ("back_from", "back_drive"),
            ("drive_opens", "drive_closes"),
            ("drive_opens", "drive_cost"),
            ("drive_opens", "drive_seats"),
            ("near_from", "near_seconds"),
        ):
            self.that(len(self.arrays[one]) == len(self.arrays[other]), other)
        days = len(self.arrays["base"]) // max(len(self.about.zones), 1)
        self.that(days > 0 and len(self.arrays["base"]) == days * len(self.about.zones), "base")
        self.that(len(self.arrays["runs"]) % days == 0, "runs")

    def offsets(self) -> None:
        for name, end in (
            ("stop_first", len(self.arrays["stop_route"])),
            ("link_first", len(self.arrays["link_to"])),
            ("back_first", len(self.arrays["back_from"])),
            ("route_first", len(self.arrays["route_stop"])),
            ("route_trip", self.trips),
            ("route_time", len(self.arrays["arrival"])),
            ("near_first", len(self.arrays["near_from"])),
        ):
            offsets = self.arrays[name]
            self.that(bool(offsets[0] == 0 and offsets[-1] == end and (np.diff(offsets) >= 0).all()), name)
        calls, trips = np.diff(self.arrays["route_first"]), np.diff(self.arrays["route_trip"])
        sizes = np.diff(self.arrays["route_time"])
        self.that(
            bool((calls.astype(np.int64) * trips == sizes).all() and (calls > 1).all() and (trips > 0).all()),
            "route_time",
        )

    def indexes(self) -> None:
        days = len(self.arrays["base"]) // len(self.about.zones)
        for name, low, high in (
            ("stop_parent", -1, self.stops),
            ("stop_zone", 0, len(self.about.zones)),
            ("stop_route", 0, self.routes),
            ("route_stop", 0, self.stops),
            ("route_zone", 0, len(self.about.zones)),
            ("route_attr", 0, len(self.about.needs)),
            ("route_days", 0, len(self.arrays["runs"]) // days),
            ("trip_days", 0, len(self.arrays["runs"]) // days),
            ("trip_route", 0, len(self.arrays["route_id_ends"])),
            ("link_to", 0, self.stops),
            ("back_from", 0, self.stops),
            ("link_drive", -1, len(self.arrays["drive_opens"])),
            ("back_drive", -1, len(self.arrays["drive_opens"])),
            ("attr_record", 0, len(RECORDS)),
            ("near_from", 0, self.stops),
        ):
            values = self.arrays[name]
            self.that(not len(values) or bool(values.min() >= low and values.max() < high), name)
        at = np.repeat(np.arange(self.stops), np.diff(self.arrays["stop_first"]))
        first = self.arrays["route_first"]
        place = first[self.arrays["stop_route"]] + self.arrays["stop_pos"]
        inside = (self.arrays["stop_pos"] >= 0) & (place < first[self.arrays["stop_route"] + 1])
        self.that(bool(inside.all()) and bool((self.arrays["route_stop"][place] == at).all()), "stop_pos")

    def times(self) -> None:
        for name in ("arrival", "departure", "link_seconds", "back_seconds", "near_seconds"):
            values = self.arrays[name]
            self.that(not len(values) or bool(values.min() >= 0 and values.max() < 2**30), name)
        limits = np.abs(self.arrays["base"])
        self.that(bool(limits.max() < 2**40), "base")

    def texts(self) -> None:
        counts = {"stop_id": self.stops, "stop_name": self.stops, "trip_id": self.trips}
        for name in TEXTS:
            ends = self.arrays[f"{name}_ends"]
            self.that(len(ends) == counts.get(name, len(self.arrays["route_id_ends"])), name)
            last = int(ends[-1]) if len(ends) else 0
            rises = bool((np.diff(ends.astype(np.int64)) >= 0).all()) and (not len(ends) or int(ends[0]) >= 0)
            self.that(rises and last == len(self.arrays[f"{name}_data"]), name)
