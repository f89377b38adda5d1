"""One hash over everything that some laptops have written, so that two of them can say that they saw the same.

The tree of RFC 6962 over the ids of events, those of each laptop from its first to a
named last one, the laptops by their ids. Specified in ``spec/audit.md``.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kunak.base.ids import DeviceId, EventId
from kunak.wire import tree
from kunak.wire.tree import Range


class End(NamedTuple):
    """The last event of a laptop that is covered."""

    device: DeviceId
    seq: int
    id: bytes


class Link(NamedTuple):
    """What a header says of its place in the chain of its laptop."""

    device: DeviceId
    seq: int
    prev: bytes


class Root(NamedTuple):
    """A tree: how many events it is over, and its hash."""

    size: int
    root: bytes


def root(ends: Iterable[End], links: Mapping[EventId, Link]) -> Root | None:
    """Return the tree over the chains that end like this; None where an event of them is not here, or out of place."""
    covered: list[bytes] = []
    for end in sorted(ends):
        chain: list[bytes] = []
        at = end.id
        for seq in range(end.seq, 0, -1):
            link = links.get(EventId(at))
            if link is None or (link.device, link.seq) != (end.device, seq):
                return None
            chain.append(at)
            at = link.prev
        if at:
            return None
        covered += reversed(chain)
    return Root(len(covered), tree.root(tree.grow(Range(), covered).tree))
