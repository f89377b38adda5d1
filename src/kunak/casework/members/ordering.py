"""In which order is what was said about members and laptops followed, wherever it came from?

Causes before effects, and of those that did not know of each other first what the
trustees said, then what puts a laptop out, then what the more senior founder said, then
the smaller id.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from typing import Final, NamedTuple

from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework.facts import Event
from kunak.casework.members.events import Recovered, Removed, Seconded, Suspended
from kunak.casework.roster import MemberLeft

NO_SENIORITY: Final = 1_000


class Entry(NamedTuple):
    """An event of the members' own log; its signature was verified.

    Attributes:
        at: When its author's clock said so: for the end of suspensions, and for display.
        causes: Events of this log that its author had seen.
    """

    id: EventId
    device: DeviceId
    seq: int
    at: Instant
    causes: tuple[EventId, ...]
    event: Event


def with_causes(known: Mapping[EventId, Entry]) -> tuple[list[Entry], frozenset[EventId]]:
    """Part what has all its causes here from what waits for one."""
    waiting: set[EventId] = set()
    followers: dict[EventId, list[EventId]] = defaultdict(list)
    for entry in known.values():
        for cause in entry.causes:
            followers[cause].append(entry.id)
            if cause not in known:
                waiting.add(entry.id)
    todo = list(waiting)
    while todo:
        for follower in followers[todo.pop()]:
            if follower not in waiting:
                waiting.add(follower)
                todo.append(follower)
    return [entry for entry in known.values() if entry.id not in waiting], frozenset(waiting)


def in_order(entries: Sequence[Entry], seniority: Mapping[DeviceId, int]) -> list[Entry]:
    """Return the one order in which events are followed."""
    by_id = {entry.id: entry for entry in entries}
    followers: dict[EventId, list[EventId]] = defaultdict(list)
    awaited = dict.fromkeys(by_id, 0)
    for entry in entries:
        for cause in set(entry.causes):
            followers[cause].append(entry.id)
            awaited[entry.id] += 1

    def rank(entry: Entry) -> tuple[int, int, int, EventId]:
        said = by_id[entry.event.of].event if isinstance(entry.event, Seconded) and entry.event.of in by_id else None
        puts_out = isinstance(entry.event, Removed | MemberLeft) or isinstance(said, Removed | MemberLeft)
        weight = 1 if puts_out else 2 if isinstance(entry.event, Suspended) else 3
        weight = 0 if isinstance(entry.event, Recovered) else weight
        return (weight, seniority.get(entry.device, NO_SENIORITY), entry.seq, entry.id)

    ready = [rank(entry) for entry in entries if not awaited[entry.id]]
    ready.sort()
    found: list[Entry] = []
    while ready:
        entry = by_id[heappop(ready)[-1]]
        found.append(entry)
        for follower in followers[entry.id]:
            awaited[follower] -= 1
            if not awaited[follower]:
                heappush(ready, rank(by_id[follower]))
    return found
