"""Who can read what: who was let into which part, since when, and on which laptops its keys lie.

Being let in is one thing, having the key another: a laptop that was away lacks it
still, and one that was shut out keeps the key of what it has read. Both are shown as
they are. Of parts that this laptop has no key for, nobody here knows where keys lie.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from typing import Final

import msgspec

from kunak.app import cases, giving
from kunak.app.workspace import Workspace
from kunak.base.errors import Refused
from kunak.base.ids import CompartmentId, DeviceId, SubjectId
from kunak.base.instants import Instant
from kunak.casework.compartments import Access, Kind, MemberLetIn, Reading, Role, Subject

_ALL: Final = 2**31


class Hand(msgspec.Struct, frozen=True, order=True):
    """A laptop that holds a key of a part.

    Attributes:
        current: Whether it holds the present one, and so reads what is written now.
        strange: Whether its owner was never let into this part.
    """

    laptop: DeviceId
    current: bool
    strange: bool = False


class Sight(msgspec.Struct, frozen=True):
    """What one member sees of one part.

    Attributes:
        reading: How far back they may read; None where they are not let in.
        since: When they were let in; 0 where they are not.
        hands: Laptops of theirs that hold a key.
    """

    reading: Reading | None
    since: Instant
    hands: tuple[Hand, ...]


class Wrong(msgspec.Struct, frozen=True):
    """A key in the hands of somebody who was never let in, and who gave it."""

    kind: Kind
    recipient: DeviceId
    giver: DeviceId


class Insight(msgspec.Struct, frozen=True):
    """Who can read what of one case.

    Attributes:
        sights: For each member who is here or still sees anything, the parts in their order.
        wrong: Keys in wrong hands.
    """

    sights: dict[bytes, tuple[Sight, ...]]
    wrong: tuple[Wrong, ...]


class CaseSeen(msgspec.Struct, frozen=True):
    """How much of one case each member sees: parts by member."""

    id: SubjectId
    code: str
    parts: dict[bytes, int]
    wrong: bool


def of_case(space: Workspace, subject: SubjectId) -> Insight:
    """Return who can read what of a case."""
    access, since = space.case(subject).access, _since(space, subject)
    wrong = tuple(
        Wrong(Kind(row.kind), recipient, giver)
        for row, recipient, giver in giving.alarms(space)
        if row.subject == subject
    )
    permitted = space.laptops.membership.permitted
    strangers = {(each.kind, each.recipient) for each in wrong}
    owners = {laptop.id: laptop.member for laptop in space.laptops.membership.laptops.values()}
    hands: dict[tuple[bytes, Kind], list[Hand]] = defaultdict(list)
    for kind, holders in _holders(space, subject).items():
        for laptop, current in sorted(holders.items()):
            if laptop in owners:
                hands[owners[laptop], kind].append(Hand(laptop, current, (kind, laptop) in strangers))
    shown = [
        member.id
        for member in space.group().roster.members.values()
        if not member.left or access.kinds_of.get(member.id) or any(hands[member.id, kind] for kind in Kind)
    ]
    return Insight(
        {
            member: tuple(_sight(access, permitted, since, member, kind, tuple(hands[member, kind])) for kind in Kind)
            for member in shown
        },
        wrong,
    )


def of_group(space: Workspace) -> list[CaseSeen]:
    """Return who sees how much of each case that somebody at this desk is let into.

    Raises:
        Refused: They are no coordinator.
    """
    me = space.me()
    if Role.COORDINATOR not in me.roles:
        raise Refused("Only a coordinator sees all cases side by side. The page of each case says who sees it.")
    alarmed = {row.subject for row, _, _ in giving.alarms(space)}
    codes = {row.id: row.code for row in space.cache.subjects(Subject.CASE.value, limit=_ALL)}
    found = []
    for subject, access in giving.accesses(space).items():
        if subject not in codes or me.id not in access.readers(Kind.DESK):
            continue
        may = {member: access.allowed(member, space.laptops.membership.permitted) for member in access.kinds_of}
        parts = {member: len(kinds) for member, kinds in may.items() if kinds}
        found.append(CaseSeen(subject, codes[subject], parts, subject in alarmed))
    return sorted(found, key=lambda each: each.code)


def _sight(
    access: Access,
    permitted: Container[bytes],
    since: Mapping[tuple[bytes, Kind], Instant],
    member: bytes,
    kind: Kind,
    hands: tuple[Hand, ...],
) -> Sight:
    if kind not in access.allowed(member, permitted):
        return Sight(None, Instant(0), hands)
    return Sight(access.reading(member, kind), since.get((member, kind), Instant(0)), hands)


def _since(space: Workspace, subject: SubjectId) -> dict[tuple[bytes, Kind], Instant]:
    """Return when each member was last let into each part."""
    found: dict[tuple[bytes, Kind], Instant] = {}
    for moment in cases.timeline(space, subject):
        match moment.entry.fact.event:
            case MemberLetIn(member=member, kinds=kinds):
                found.update({(member, kind): moment.entry.fact.at for kind in kinds})
    return found


def _holders(space: Workspace, subject: SubjectId) -> dict[Kind, dict[DeviceId, bool]]:
    """Return the laptops that hold a key of each part known here, and whether it is the present one."""
    found: dict[Kind, dict[DeviceId, bool]] = defaultdict(dict)
    for kind, part in _parts(space, subject):
        epochs = space.keys.circles.epochs_of(part)
        own = space.vault.keyring.epochs(part)
        latest = max((*own, *(epoch.number for epoch in epochs)), default=0)
        held = [(device, epoch.number) for epoch in epochs for device in space.keys.circles.recipients(epoch)]
        for device, number in [*held, *((space.vault.device, number) for number in own)]:
            found[kind][device] = found[kind].get(device, False) or number == latest
    return found


def _parts(space: Workspace, subject: SubjectId) -> Iterator[tuple[Kind, CompartmentId]]:
    for row in space.cache.every_compartment():
        if row.subject == subject:
            yield Kind(row.kind), CompartmentId(row.id)
