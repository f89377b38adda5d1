"""Once a week laptops sign one hash over everything that was written: whoever alters the past later is found out.

One laptop says it; another that has the same events comes to the same hash and says
it, too. Where it comes to another one, somebody was shown another past, and that is
named. What was read is not in it: reading leaves no event.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from kunak.app.following import Progress
from kunak.app.vault import Flaw
from kunak.app.workspace import Workspace
from kunak.base.ids import DeviceId, EventId, short
from kunak.base.instants import DAY, Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Subject
from kunak.casework.members.events import Cut, WeekSigned
from kunak.log import clock as hybrid
from kunak.log import codec, genesis, roots
from kunak.log.roots import End, Link, Root
from kunak.store.cache import StoredFact

WEEK: Final = 7 * DAY
ENOUGH: Final = 2
"""Laptops that sign one hash (VAULT, "Shredding, audit, recovery")."""

KIND: Final = "group.week_signed"

DIFFERS: Final = "week-differs"
DIFFERS_SAYS: Final = phrase(
    "Laptop %(place)s signed another past than the one that is on this laptop, over the same last entries. One of the "
    "two was shown something else: compare both in one room (kunak audit --export)."
)


class Signed(msgspec.Struct, frozen=True):
    """One hash, and who has signed it.

    Attributes:
        at: When it was first signed, by that laptop's clock.
        by: Laptops, in the order in which their signatures came here.
        came: Number, among the facts here, of the last signature.
    """

    said: WeekSigned
    at: Instant
    by: tuple[DeviceId, ...]
    events: tuple[EventId, ...]
    came: int


def signed(space: Workspace) -> list[Signed]:
    """Return every hash that was signed, the one whose last signature came last first."""
    found: dict[tuple[tuple[Cut, ...], bytes], Signed] = {}
    for fact in sorted(_said(space, KIND), key=lambda fact: fact.n):
        said = codec.from_body(fact.kind, fact.body)
        if not isinstance(said, WeekSigned):
            continue
        place = (said.ends, said.root)
        before = found.get(place, Signed(said, hybrid.shown(fact.clock), (), (), fact.n))
        by = (*before.by, *(() if fact.device in before.by else (DeviceId(fact.device),)))
        events = (*before.events, EventId(fact.id))
        found[place] = msgspec.structs.replace(before, by=by, events=events, came=fact.n)
    return sorted(found.values(), key=lambda each: each.came, reverse=True)


def sign(space: Workspace, *, anyway: bool = False, progress: Progress = lambda _done, _all: None) -> list[str]:
    """Sign what another laptop signed and nobody second yet, and what is due; return laptops whose past differs.

    Each laptop signs once a week by its own clock, so that no wrong one decides for the others: the hash
    that another laptop signed since it signed itself, or a new one.

    Args:
        space: The open vault.
        anyway: Sign now, even if this laptop did less than a week ago.
        progress: Told how much of the log is read.
    """
    with space.turn:
        me, now = space.vault.device, space.clock()
        if me not in space.laptops.recipients(now):
            return []
        known = signed(space)
        others = [each for each in known if me not in each.by and _is_here(space, each.said)]
        wanted = [each for each in others if len(each.by) < ENOUGH]
        last = next((each for each in known if me in each.by), None)
        due = anyway or abs(now - _signed_last(space)) >= WEEK
        if due and not wanted:
            wanted = [each for each in others if last is None or each.came > last.came][:1]
        if not wanted and not due:
            return []
        links = dict(_links(space, progress))
        said: list[WeekSigned] = []
        differing: list[str] = []
        for each in wanted:
            found = roots.root(_ends(each.said), links)
            if found == Root(each.said.size, each.said.root):
                said.append(each.said)
            elif found is not None:
                differing.append(short(each.by[0]))
        if due and not said:
            said += _present(space, links)
        space.write(space.group_id, Subject.GROUP, said)
        return differing


def _signed_last(space: Workspace) -> Instant:
    """Return when this laptop signed last, or when the group was founded."""
    own = [fact for fact in _said(space, KIND) if fact.device == space.vault.device]
    since = own or _said(space, genesis.KIND)
    return max((hybrid.shown(fact.clock) for fact in since), default=space.clock())


def _said(space: Workspace, kind: str) -> list[StoredFact]:
    """Return the facts of a kind in the members' own log, which is short beside the rest."""
    return [fact for fact in space.cache.facts_of(space.group_id) if fact.kind == kind]


def _present(space: Workspace, links: dict[EventId, Link]) -> Iterator[WeekSigned]:
    """Yield the hash over what is here now; of a laptop with gaps or two histories nothing is covered."""
    split = {DeviceId(fork.device) for fork in space.cache.forks()} | {
        DeviceId(gap.device) for gap in space.cache.gaps()
    }
    ends = sorted(
        End(DeviceId(tail.device), tail.seq, tail.id) for tail in space.cache.tails() if tail.device not in split
    )
    found = roots.root(ends, links)
    if found is not None:
        yield WeekSigned(ends=tuple(Cut(*end) for end in ends), size=found.size, root=found.root)


def _is_here(space: Workspace, said: WeekSigned) -> bool:
    reach = {tail.device: tail.seq for tail in space.cache.tails()}
    return all(reach.get(end.device, 0) >= end.seq for end in said.ends)


def _ends(said: WeekSigned) -> list[End]:
    return [End(cut.device, cut.seq, cut.event) for cut in said.ends]


def _links(space: Workspace, progress: Progress) -> Iterator[tuple[EventId, Link]]:
    total = space.vault.log.count
    for done, made in enumerate(space.vault.envelopes()):
        if not isinstance(made, Flaw):
            yield made.id, Link(DeviceId(made.header.device), made.header.seq, made.header.prev)
        if done % 1_000 == 0:
            progress(done, total)
