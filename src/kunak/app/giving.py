"""Who still lacks a key that they may have? Asked before anything is exchanged, of what has changed since.

Letting somebody in is a fact; here it becomes keys in their hands.
"""

from collections import defaultdict
from typing import Final

from kunak.app.following import Progress
from kunak.app.keybook import Readers
from kunak.app.workspace import Workspace, ordered
from kunak.base.ids import CompartmentId, DeviceId, EventId, SubjectId
from kunak.casework import compartments
from kunak.casework.circles import strangers
from kunak.casework.compartments import Access, Kind, Subject
from kunak.casework.facts import Fact
from kunak.log import clock as hybrid
from kunak.log import codec
from kunak.store.cache import CompartmentRow, StoredFact

ACCESS_KINDS: Final = ("access.let_in", "access.shut_out")

_ALL: Final = 2**31


def give(space: Workspace, progress: Progress = lambda _done, _all: None) -> int:
    """Announce every key that a reader of today lacks; return how many announcements were written.

    A laptop that is not let in, put out or suspended has nothing to give: nobody would believe it, and each of its
    words would be answered with new keys.
    """
    with space.turn:
        if space.vault.device not in space.laptops.recipients(space.clock()):
            return 0
        progress(0, 3)
        places = everywhere(space)
        # What everybody shares comes first, and at once: a laptop that was put out must not be told the rest.
        both = {each: places[each] for each in (space.keys.root, space.keys.compartment)}
        shared = space.keys.choose(both, announced=True)
        space.announce(shared.announcements)
        progress(1, 3)
        events = [*space.keys.due(places), *space.keys.lend(), *space.keys.asking(space.keys.missing())]
        progress(2, 3)
        space.announce(events)
        progress(3, 3)
        return len(shared.announcements) + len(events)


def everywhere(space: Workspace) -> dict[CompartmentId, Readers]:
    """Return the devices that are to read each compartment, the members' log and the announcements too."""
    admitted = accesses(space)
    types = _types(space)
    now = space.clock()
    found: dict[CompartmentId, Readers] = {}
    for row in space.cache.every_compartment():
        subject = SubjectId(row.subject)
        subject_type = _type(space, row, types)
        found[CompartmentId(row.id)] = space.laptops.readers(
            subject_type, Kind(row.kind), admitted.get(subject, Access()), now
        )
    meeting = space.group().preferences.meeting
    if meeting is not None:
        # The owner's key of the feed is the admins': with it the token is changed.
        found[CompartmentId(meeting.feed)] = space.laptops.of_admins(now)
    return found


def alarms(space: Workspace) -> list[tuple[CompartmentRow, DeviceId, DeviceId]]:
    """Return every recipient of a key who was never allowed to have it, and who gave it: part, recipient, giver."""
    admitted = accesses(space, ever=True)
    types = _types(space)
    found = []
    for row in space.cache.every_compartment():
        if not space.vault.keyring.epochs(row.id):
            continue
        allowed = space.laptops.ever_readers(
            _type(space, row, types), Kind(row.kind), admitted.get(SubjectId(row.subject), Access())
        )
        found += [
            (row, each.device, each.author) for each in strangers(space.keys.circles, CompartmentId(row.id), allowed)
        ]
    return list(dict.fromkeys(found))


def accesses(space: Workspace, *, ever: bool = False) -> dict[SubjectId, Access]:
    """Return who was let into which case, from those facts alone; with ``ever``, who was at any time."""
    said: dict[SubjectId, list[StoredFact]] = defaultdict(list)
    for fact in space.cache.facts_of_kinds(ACCESS_KINDS[:1] if ever else ACCESS_KINDS):
        said[SubjectId(fact.subject)].append(fact)
    found = {}
    for subject, facts in said.items():
        access = Access()
        for fact in ordered(facts):
            event = codec.from_body(fact.kind, fact.body)
            access = compartments.evolve(
                access, Fact(EventId(fact.id), DeviceId(fact.device), hybrid.shown(fact.clock), event)
            )
        found[subject] = access
    return found


def _types(space: Workspace) -> dict[bytes, Subject]:
    """Return what each subject is that is no case and not the group."""
    others = (Subject.REQUEST, Subject.INCIDENT, Subject.SOURCE)
    return {row.id: each for each in others for row in space.cache.subjects(each.value, limit=_ALL)}


def _type(space: Workspace, row: CompartmentRow, types: dict[bytes, Subject]) -> Subject:
    if row.subject in {space.keys.root, space.keys.compartment}:
        return Subject.GROUP
    return types.get(row.subject, Subject.CASE)
