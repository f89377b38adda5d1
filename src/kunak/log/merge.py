"""One order of events for everybody, whatever order they arrived in.

An event comes after everything its writer had seen: its device's previous
event, the parents and the membership heads it names. Between events that did
not know of each other the smaller id comes first. Clocks decide nothing, and
the order decides nothing about who is right: conflicts are kept by the fold.
Specified in ``spec/log.md``, "Order".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import Final, NamedTuple

from kunak.base.ids import DeviceId, EventId
from kunak.log.header import Header

_NONE: Final = -1


class Placed(NamedTuple):
    """What decides where an event stands: its id, whose it is, its number there, and the events it names."""

    id: EventId
    device: DeviceId
    seq: int
    causes: tuple[bytes, ...]


def placed(identifier: EventId, header: Header) -> Placed:
    """Return what decides where the event of this header stands."""
    causes = (*((header.prev,) if header.prev else ()), *header.parents, *header.heads)
    return Placed(identifier, header.device, header.seq, causes)


def order(events: Iterable[Placed]) -> list[Placed]:
    """Return every distinct event once, causes before effects.

    The result is a function of the set of events. Events that are missing are
    passed over: one order follows from what is there. Forged sequence numbers
    cannot lose an event or contradict a hash: where numbers and hashes disagree,
    hashes win.
    """
    known = {event.id: event for event in events}
    ranked = [known[identifier] for identifier in sorted(known)]
    return [ranked[rank] for rank in _Queue(ranked).drain()]


class _Queue:
    """Kahn's algorithm with two kinds of arrows: by hash (never cyclic) and by number (a promise).

    Events are their ranks by id, so that the smaller id is the smaller number.
    """

    def __init__(self, ranked: Sequence[Placed]) -> None:
        self._followers: list[list[int]] = [[] for _ in ranked]
        self._awaited = [0] * len(ranked)
        self._next = [_NONE] * len(ranked)
        self._follows_number = bytearray(len(ranked))
        self._done = bytearray(len(ranked))
        self._ready: list[int] = []
        self._stuck: list[int] = []
        self._link_numbers(ranked)
        self._link_hashes(ranked)

    def _link_numbers(self, ranked: Sequence[Placed]) -> None:
        chains: dict[DeviceId, list[tuple[int, int]]] = defaultdict(list)
        for rank, event in enumerate(ranked):
            chains[event.device].append((event.seq, rank))
        for chain in chains.values():
            chain.sort()
            for (_, earlier), (_, later) in pairwise(chain):
                self._next[earlier] = later
                self._follows_number[later] = True

    def _link_hashes(self, ranked: Sequence[Placed]) -> None:
        ranks = {event.id: rank for rank, event in enumerate(ranked)}
        for rank, event in enumerate(ranked):
            for cause in event.causes:
                earlier = ranks.get(EventId(cause))
                if earlier is not None:
                    self._followers[earlier].append(rank)
                    self._awaited[rank] += 1
            if not self._awaited[rank]:
                self._free(rank)

    def _free(self, rank: int) -> None:
        heappush(self._stuck if self._follows_number[rank] else self._ready, rank)

    def drain(self) -> Iterator[int]:
        """Yield every rank once. Where numbers contradict hashes, the smallest that no hash holds back goes on."""
        while self._ready or self._stuck:
            rank = heappop(self._ready or self._stuck)
            if not self._done[rank]:
                self._done[rank] = True
                yield rank
                self._release(rank)

    def _release(self, rank: int) -> None:
        later = self._next[rank]
        if later != _NONE:
            self._follows_number[later] = False
            if not self._awaited[later]:
                heappush(self._ready, later)
        for follower in self._followers[rank]:
            self._awaited[follower] -= 1
            if not self._awaited[follower]:
                self._free(follower)
