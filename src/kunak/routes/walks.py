"""From where to where can a person walk, and how long does it take?

A walk takes the feed's least time between the two stops, else the great-circle
distance at 1.2 m/s, up to 400 m. Stops further apart are not joined (DESIGN, section 6).
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

WALK_SPEED: Final = 1.2
"""Metres per second (DESIGN, section 6)."""

WALK_LIMIT: Final = 400.0
"""Metres (DESIGN, section 6)."""

EARTH: Final = 6_371_008.8
"""Mean radius in metres (IUGG)."""

POLES: Final = 89.0
"""Degrees of latitude beyond which longitude says little about distance."""

_DEGREE: Final = EARTH * math.pi / 180
"""Metres in one degree of latitude."""

Floats = npt.NDArray[np.float64]


def on_the_map(lat: Floats, lon: Floats) -> npt.NDArray[np.bool_]:
    """Return which points have a latitude and a longitude; NaN is none."""
    return np.asarray((np.abs(lat) <= 90) & (np.abs(lon) <= 180))  # noqa: PLR2004 - degrees


def metres(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Great-circle distances in metres, by the haversine formula; NaN where a place is not known."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    h = np.sin((phi2 - phi1) / 2) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    return np.asarray(2 * EARTH * np.arcsin(np.minimum(1.0, np.sqrt(h))), dtype=np.float64)


def walking_seconds(distance: Floats) -> npt.NDArray[np.int64]:
    """Seconds, rounded up: nobody walks faster than assumed."""
    return np.ceil(distance / WALK_SPEED).astype(np.int64)


def neighbours(lat: Floats, lon: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Return all pairs of different points within the limit, both ways, and their distances.

    Args:
        lat: Degrees; NaN where there is no place, such points have no neighbour.
        lon: Degrees.
    """
    known = np.flatnonzero(~np.isnan(lat))
    at = known[np.argsort(lat[known], kind="stable")]
    # Sorted by latitude: candidates lie in one run, as no two points within the limit are further apart in latitude.
    reach = WALK_LIMIT / _DEGREE * 1.001
    ends = np.searchsorted(lat[at], lat[at] + reach, side="right")
    found_a, found_b, found_d = [], [], []
    for start in range(0, len(at), _CHUNK):
        stop = min(start + _CHUNK, len(at))
        counts = ends[start:stop] - np.arange(start, stop) - 1
        a = np.repeat(np.arange(start, stop), counts)
        b = a + 1 + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        gap = np.abs(lon[at[a]] - lon[at[b]])
        gap = np.minimum(gap, 360 - gap)
        near = gap * np.cos(np.radians(np.minimum(np.abs(lat[at[a]]), 89.9))) * _DEGREE * 0.99 <= WALK_LIMIT * 1.01
        near |= np.abs(lat[at[a]]) > POLES
        a, b = a[near], b[near]
        distance = metres(lat[at[a]], lon[at[a]], lat[at[b]], lon[at[b]])
        close = distance <= WALK_LIMIT
        found_a.append(at[a[close]])
        found_b.append(at[b[close]])
        found_d.append(distance[close])
    one, other, far = (np.concatenate(each) if each else np.zeros(0) for each in (found_a, found_b, found_d))
    one, other = one.astype(np.int64), other.astype(np.int64)
    return np.concatenate([one, other]), np.concatenate([other, one]), np.concatenate([far, far])


_CHUNK: Final = 512
"""Points compared at a time: what bounds the memory."""
