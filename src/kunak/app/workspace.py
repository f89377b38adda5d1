"""The open vault as use cases see it: files of cases, and decisions written down.

A use case asks a rule of ``casework`` for events and hands them to ``write``.
They are durable before anybody is told; the cache follows, and where it cannot
it is brought up to date from the log at the next opening (``following``). Under
which keys they are written is the key book's to say (``keybook``).
"""

import hashlib
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from kunak.app import index
from kunak.app.following import Follower, Progress, Taken, stored, tail_of
from kunak.app.keybook import KeyBook, Readers
from kunak.app.laptops import Laptops
from kunak.app.ports import FactCache
from kunak.app.system import Clock, Random
from kunak.app.vault import Flaw, Record, Tail, Vault, Write
from kunak.base.errors import BadInput, Fault, Refused
from kunak.base.ids import EVENT_ID_BYTES, ID_BYTES, CompartmentId, DeviceId, EventId, SubjectId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Access, CompartmentOpened, Kind, Subject
from kunak.casework.compartments import evolve as evolve_access
from kunak.casework.facts import Event, Fact
from kunak.casework.members.state import roster_of
from kunak.casework.plan import PlanApproved
from kunak.casework.publication import DraftApproved
from kunak.casework.roster import Approval, Member
from kunak.casework.subjects import (
    CASE,
    GROUP,
    INCIDENT,
    REQUEST,
    SOURCE,
    AnyFile,
    CaseFile,
    Entry,
    Fold,
    GroupFile,
    IncidentFile,
    RequestFile,
    SourceFile,
)
from kunak.crypto import approval as signatures
from kunak.crypto.secret import Secret
from kunak.log import clock as hybrid
from kunak.log import codec, merge
from kunak.log.envelope import Envelope, to_bytes
from kunak.log.header import HEADS_LIMIT
from kunak.store.cache import Applied, Batch, CompartmentRow, Deadline, StoredFact, SubjectRow
from kunak.store.frames import Frame

SomeFile = TypeVar("SomeFile", CaseFile, RequestFile, IncidentFile, SourceFile)

FOLDS: Final[dict[Subject, Fold[Any]]] = {
    Subject.CASE: CASE,
    Subject.REQUEST: REQUEST,
    Subject.GROUP: GROUP,
    Subject.INCIDENT: INCIDENT,
    Subject.SOURCE: SOURCE,
}

RETENTION_CLASS: Final = {
    Subject.GROUP: 0,
    Subject.CASE: 1,
    Subject.REQUEST: 2,
    Subject.INCIDENT: 3,
    Subject.SOURCE: 3,
}
"""Field 17 of the header: which clock decides when the keys of a fact are destroyed."""

REQUEST_DIGITS: Final = 8
"""Of its id, by which a request, an incident or a source is known."""

NO_NUMBER: Final = {
    Subject.REQUEST: phrase("There is no request of this number: see kunak request list."),
    Subject.INCIDENT: phrase("There is no incident of this number: see kunak register list."),
    Subject.SOURCE: phrase("There is no source of this number: see kunak register sources."),
}

KEPT_OPEN: Final = 6_000
"""Files held in memory: a case takes some tens of kilobytes, an incident ten, and the register reads them all."""

APPROVALS: Final = (PlanApproved, DraftApproved)
"""Facts that hold the word of a second member; one whose signature is not theirs is set aside."""

NOT_HERE: Final = phrase("This is not here: it was removed, or the address is wrong. Go back to the list.")

NOT_LET_IN: Final = phrase(
    "This laptop is not let in yet, so nothing was written. Give its request to the laptop that invited it."
)

SHREDDED: Final = phrase("Its keys are being destroyed: nothing more can be written into it.")

INDEX_BATCH: Final = 5_000
"""Subjects folded anew before their rows are written."""


class Open(NamedTuple):
    """A subject in memory.

    Attributes:
        compartments: Into which each part of it is written. Two laptops may have opened one each, apart: then one of
            them, the same on all laptops.
        heads: Of each compartment, the events that no other of it follows yet.
    """

    file: AnyFile
    compartments: dict[Kind, CompartmentId]
    heads: dict[CompartmentId, tuple[EventId, ...]]
    updated: Instant


class Place(NamedTuple):
    """What a compartment is a part of, and which part."""

    subject: SubjectId
    type: Subject
    kind: Kind


class Workspace:
    """Everything that use cases need: the vault, the cache, the time, randomness.

    Attributes:
        checkpoint: The last word of the group's relay: carried in every event, so that a relay that tells two members
            two things is found out.
        turn: Held while somebody reads, decides and writes, so that two threads never decide on the same state.
    """

    def __init__(
        self, *, vault: Vault, cache: FactCache, clock: Clock, random: Random, prekeys: Sequence[Secret] = ()
    ) -> None:
        self.vault = vault
        self.cache = cache
        self.clock = clock
        self.random = random
        self.laptops = Laptops(cache, vault.organisation, clock)
        self.keys = KeyBook(
            organisation=vault.organisation,
            device=vault.device,
            keyring=vault.keyring,
            prekeys=prekeys,
            cache=cache,
            laptops=self.laptops,
            clock=clock,
            random=random,
        )
        self._follower = Follower(vault=vault, cache=cache, keys=self.keys, laptops=self.laptops)
        self._open: OrderedDict[SubjectId, Open] = OrderedDict()
        self._behind = False
        self.checkpoint = b""
        self.turn = threading.RLock()
        self._resume()

    # Reading

    @property
    def group_id(self) -> SubjectId:
        """The group as a subject: its own id."""
        return SubjectId(self.vault.organisation)

    def group(self) -> GroupFile:
        """Return the file of the group itself."""
        file = self._opened(self.group_id, Subject.GROUP).file
        assert isinstance(file, GroupFile)  # noqa: S101 - for the type checker: the fold of GROUP makes nothing else
        return file

    def case(self, subject: SubjectId) -> CaseFile:
        """Return the file of a case.

        Raises:
            BadInput: There is no such case.
        """
        return self._file(subject, Subject.CASE, CaseFile)

    def request(self, subject: SubjectId) -> RequestFile:
        """Return the file of a request.

        Raises:
            BadInput: There is no such request.
        """
        return self._file(subject, Subject.REQUEST, RequestFile)

    def incident(self, subject: SubjectId) -> IncidentFile:
        """Return the file of an incident of the register.

        Raises:
            BadInput: There is no such incident.
        """
        return self._file(subject, Subject.INCIDENT, IncidentFile)

    def source(self, subject: SubjectId) -> SourceFile:
        """Return the file of a source of the register.

        Raises:
            BadInput: There is no such source.
        """
        return self._file(subject, Subject.SOURCE, SourceFile)

    def by_number(self, subject_type: Subject, number: str) -> SubjectId:
        """Return the request, incident or source of this number, or whose whole id this is.

        Raises:
            BadInput: There is none.
        """
        row = self.cache.by_code(subject_type.value, number.casefold()[:REQUEST_DIGITS])
        if row is None or not row.id.hex().startswith(number.casefold()):
            raise BadInput(NO_NUMBER[subject_type], field=subject_type.value)
        return SubjectId(row.id)

    def case_by_code(self, code: str) -> SubjectId:
        """Return the case that is known by these two words.

        Raises:
            BadInput: There is none; names that are near are suggested.
        """
        row = self.cache.by_code(Subject.CASE.value, "-".join(code.casefold().split()))
        if row is None:
            near = get_close_matches(code.casefold(), self.codes(), n=3)
            if not near:
                raise BadInput("There is no case of this name: see kunak case list.", field="code")
            raise BadInput("There is no case of this name. Near to it: %(hint)s.", field="code", hint=", ".join(near))
        return SubjectId(row.id)

    def codes(self) -> list[str]:
        """Return the code names of all cases there have been."""
        return [row.code for row in self.cache.subjects(Subject.CASE.value, order="code", limit=1_000_000)]

    def entries(self, subject: SubjectId) -> list[Entry]:
        """Return every fact about a subject with the compartment in which it stands, in the order of the log."""
        kinds = {row.id: Kind(row.kind) for row in self.cache.compartments_of(subject)}
        return [Entry(kinds[fact.compartment], _fact(fact)) for fact in ordered(self.cache.facts_of(subject))]

    def me(self) -> Member:
        """Return the member whose laptop this is.

        Raises:
            Fault: The roster does not know this device.
        """
        member = self.group().roster.owner(self.vault.device)
        if member is None:
            raise Fault("This device belongs to no member: nothing can be signed. Restore the vault from a backup.")
        return member

    def author(self, device: DeviceId) -> str:
        """Return the name of the member who owns a device, for timelines."""
        owner = self.group().roster.owner(device)
        return owner.name if owner else device[:4].hex()

    def new_id(self) -> bytes:
        """Return a new random id."""
        return self.random(ID_BYTES)

    # Writing

    def write(
        self, subject: SubjectId, subject_type: Subject, events: Sequence[Event], *, kind: Kind | None = None
    ) -> list[Fact]:
        """Write events about one subject, all or none.

        Args:
            subject: What they are about.
            subject_type: What that is.
            events: From a decision of ``casework``. No event, no write.
            kind: Where events without a home of their own stand (notes).

        Raises:
            BadInput: Something is too long or cannot be written. Nothing was kept.
            Fault: The disk refused; the sentence says what was kept.
        """
        return self.write_all([(subject, subject_type, events)], kind=kind)

    def write_all(
        self, changes: Iterable[tuple[SubjectId, Subject, Sequence[Event]]], *, kind: Kind | None = None
    ) -> list[Fact]:
        """Write events about several subjects in one durable step, all or none."""
        with self.turn:
            self._refuse_while_behind()
            self._refuse_stranger()
            placing, wanted = _Placing(), list(changes)
            missing = self._missing(wanted, kind)
            made = iter(self.vault.new_compartments(len(missing)) if missing else ())
            placing.made = {each: next(made) for each in missing}
            for subject, subject_type, events in wanted:
                self._place(subject, subject_type, events, kind, placing)
            if not placing.writes:
                return []
            writes = self._keyed(placing)
            records = self.vault.append(writes, heads=self._root_heads(), checkpoint=self.checkpoint)
            self._absorb(records, [write.event for write in writes], placing.places)
            told = [_told(record, write.event) for record, write in zip(records, writes, strict=True)]
            return told[len(writes) - len(placing.writes) :]

    # Following the log

    def begin_cache(self) -> None:
        """Tell an empty cache of the compartments that no event opens: they follow from the group's id."""
        root = CompartmentRow(self.keys.root, self.group_id, Kind.DESK.value)
        keys = CompartmentRow(self.keys.compartment, self.keys.compartment, Kind.DESK.value)
        self.cache.apply(Batch(applied=self.cache.applied(), compartments=[root, keys]))

    def is_of_this_log(self) -> bool:
        """Whether the cache was made from the log at hand, and not from one that was put back or cut since."""
        applied, log = self.cache.applied(), self.vault.log
        if applied.count in {0, log.count}:
            return applied.count == 0 or applied.last == log.last
        # Where frames are damaged, some that the cache has taken in may come again.
        return applied.count < log.count and any(
            isinstance(item, Frame) and hashlib.sha256(item.payload).digest() == applied.last
            for item in log.read(skip=applied.count - 1)
        )

    def is_behind(self) -> bool:
        """Whether the cache has not followed the log to its end."""
        return self.cache.applied() != self._follower.goal

    def close(self) -> None:
        """Forget what is open and close the cache; the log is closed by who opened it."""
        self._open.clear()
        self.cache.close()

    def catch_up(self, progress: Progress = lambda _done, _all: None) -> list[Flaw]:
        """Take into the cache what it lacks of the log; return what could not be used.

        Several thousand records at a time, then every subject that was touched anew. Only
        then does the cache count as up to date: cut short, it is done again from the same
        place, and a record that comes twice changes nothing.
        """
        with self.turn:
            goal = self._follower.goal
            taken = self._follower.follow(progress)
            self._index(taken.touched, progress)
            self.cache.apply(Batch(applied=goal))
            # Not before: while the disk refuses, memory may be the only place that shows what was kept last.
            self._open.clear()
            self._behind = False
            self._resume()
            return taken.flaws

    def records_in(self, compartments: Container[CompartmentId]) -> Iterator[bytes]:
        """Yield the records of some compartments as they stand in the log."""
        for item in self.vault.envelopes():
            if isinstance(item, Envelope) and item.header.compartment in compartments:
                yield to_bytes(item)

    def reconsider(self) -> None:
        """Ask again what counts: who belongs to the group has changed, or a key was put into the keyring by hand."""
        with self.turn:
            taken = Taken({}, [], [])
            self.laptops.forget()
            self._follower.settle(taken)
            self._index(taken.touched, lambda _done, _all: None)
            self._open.clear()

    def _resume(self) -> None:
        self.vault.resume((DeviceId(tail.device), Tail(tail.seq, tail.id, tail.clock)) for tail in self.cache.tails())

    # Writing, inside

    def _refuse_while_behind(self) -> None:
        """Bring the cache up to date before anybody decides on what it lacks."""
        if not self._behind:
            return
        try:
            self.catch_up()
        except Fault as fault:
            raise Fault(
                "Nothing of this step was kept: the lists are not up to date yet. What was kept before is safe. "
                "Make room on the disk, then lock and open the vault again."
            ) from fault

    def _refuse_stranger(self) -> None:
        """Write nothing that nobody would believe: what is not there cannot be taken for kept."""
        state = self.laptops.membership
        if state.people and self.vault.device not in state.laptops:
            raise Refused(NOT_LET_IN)

    def _place(
        self,
        subject: SubjectId,
        subject_type: Subject,
        events: Sequence[Event],
        kind: Kind | None,
        placing: "_Placing",
    ) -> None:
        """Say for each event into which compartment it goes; open those that are new."""
        opened = self._opened(subject, subject_type)
        homes = self._homes(subject_type, events, kind)
        fresh = {each: at for each in dict.fromkeys(homes) if (at := placing.made.get((subject, each))) is not None}
        known = opened.compartments | fresh
        missing = [each for each, at in fresh.items() if at not in placing.places]
        retention = RETENTION_CLASS[subject_type]
        for each in missing:
            said = CompartmentOpened(subject=subject, subject_type=subject_type, part=each)
            placing.add(subject, Write(fresh[each], (), said, retention))
        for event, home in zip(events, homes, strict=True):
            compartment = known[home]
            placing.add(subject, Write(compartment, opened.heads.get(compartment, ()), event, retention))
        for home in set(homes):
            placing.places[known[home]] = Place(subject, subject_type, home)

    def _homes(self, subject_type: Subject, events: Sequence[Event], kind: Kind | None) -> list[Kind]:
        return [FOLDS[subject_type].home(event) or kind or Kind.DESK for event in events]

    def _missing(
        self, changes: Iterable[tuple[SubjectId, Subject, Sequence[Event]]], kind: Kind | None
    ) -> list[tuple[SubjectId, Kind]]:
        """Return the parts that do not exist yet, each once: their keys are made durable together."""
        wanted: dict[tuple[SubjectId, Kind], None] = {}
        for subject, subject_type, events in changes:
            there = self._opened(subject, subject_type).compartments
            homes = self._homes(subject_type, events, kind)
            wanted |= {(subject, home): None for home in homes if home not in there}
        return list(wanted)

    def _keyed(self, placing: "_Placing") -> list[Write]:
        """Give each write the epoch under which it is sealed; what has to be announced before comes first."""
        state = self.laptops.membership
        ended = state.ended
        if any(at in state.shredded or place.subject in ended for at, place in placing.places.items()):
            raise Refused(SHREDDED)
        readers = {at: self.readers(place, placing.events_of(at)) for at, place in placing.places.items()}
        chosen = self.keys.choose(readers)
        told = {write.compartment for write in placing.writes if isinstance(write.event, CompartmentOpened)}
        again = [self._opening(at, placing.places[at]) for at in sorted(chosen.begun - told - {self.keys.root})]
        writes = [write._replace(epoch=chosen.epochs[write.compartment]) for write in (*again, *placing.writes)]
        if not chosen.announcements:
            return writes
        placing.places[self.keys.compartment] = self._keys_place()
        return [*self._announcing(chosen.announcements), *writes]

    def _opening(self, compartment: CompartmentId, place: Place) -> Write:
        """Say again of what a part is a part, under its new key: whoever may not read back has to know that much."""
        said = CompartmentOpened(subject=place.subject, subject_type=place.type, part=place.kind)
        heads = self._opened(place.subject, place.type).heads.get(compartment, ())
        return Write(compartment, heads, said, RETENTION_CLASS[place.type])

    def _keys_place(self) -> Place:
        return Place(SubjectId(self.keys.compartment), Subject.GROUP, Kind.DESK)

    def _announcing(self, announcements: Sequence[Event]) -> list[Write]:
        """Return the writes of announcements, under a key that all who are to learn of them have already."""
        epoch = self.keys.known_to_all()
        heads = _heads(self.cache.facts_of(self.keys.compartment)).get(self.keys.compartment, ())
        retention = RETENTION_CLASS[Subject.GROUP]
        return [Write(self.keys.compartment, heads, event, retention, epoch) for event in announcements]

    def announce(self, announcements: Sequence[Event]) -> None:
        """Write announcements of keys, all or none."""
        if not announcements:
            return
        with self.turn:
            self._refuse_while_behind()
            writes = self._announcing(announcements)
            records = self.vault.append(writes, heads=self._root_heads(), checkpoint=self.checkpoint)
            self._absorb(records, [write.event for write in writes], {self.keys.compartment: self._keys_place()})

    def introduce(self, event: Event) -> None:
        """Write this laptop's first word into the members' own log, under the last key that the others gave.

        Nobody knows this laptop yet: a key of its own would come from a stranger.
        """
        with self.turn:
            self._refuse_while_behind()
            epoch = max(self.vault.keyring.epochs(self.keys.root))
            write = Write(self.keys.root, self._root_heads(), event, RETENTION_CLASS[Subject.GROUP], epoch)
            records = self.vault.append([write], heads=self._root_heads(), checkpoint=self.checkpoint)
            self._absorb(records, [event], {self.keys.root: Place(self.group_id, Subject.GROUP, Kind.DESK)})

    def readers(self, place: Place, written: Sequence[Event] = ()) -> Readers:
        """Return the devices that are to read a compartment, as things stand and with what is about to be written."""
        file = self._opened(place.subject, place.type).file
        access = file.access if isinstance(file, CaseFile) else Access()
        for event in written:
            access = evolve_access(access, Fact(EventId(b""), self.vault.device, self.clock(), event))
        return self.laptops.readers(place.type, place.kind, access, self.clock())

    def _root_heads(self) -> tuple[EventId, ...]:
        return self._opened(self.group_id, Subject.GROUP).heads.get(self.keys.root, ())

    def _absorb(
        self,
        records: Sequence[Record],
        events: Sequence[Event],
        places: dict[CompartmentId, Place],
    ) -> None:
        """Take new records into memory and into the cache."""
        self._behind = True
        facts, texts, compartments = [], [], []
        fresh: dict[SubjectId, Open] = {}
        for record, event in zip(records, events, strict=True):
            place, number = places[record.compartment], self._follower.number()
            facts.append(stored(number, place.subject, record))
            if record.compartment == self.keys.compartment:
                self.keys.learn(_told(record, event))
                continue
            opened = fresh.get(place.subject) or self._opened(place.subject, place.type)
            fresh[place.subject] = self._after(opened, place, record, event)
            text = index.search_text(number, place.subject, place.kind, event)
            texts += [text] if text else []
            if isinstance(event, CompartmentOpened):
                compartments.append(CompartmentRow(record.compartment, place.subject, place.kind.value))
        for subject, opened in fresh.items():
            self._keep(subject, opened)
        goal, of_members = Applied(self.vault.log.count, self.vault.log.last), self.keys.root in places
        batch = Batch(
            applied=self.cache.applied() if of_members else goal,
            facts=facts,
            texts=texts,
            tails=[tail_of(records[-1])],
            compartments=compartments,
            subjects=[index.subject_row(subject, opened.file, opened.updated) for subject, opened in fresh.items()],
            deadlines={subject: index.deadline_rows(subject, opened.file) for subject, opened in fresh.items()},
        )
        try:
            self.cache.apply(batch)
            if of_members:
                # What a laptop wrote beyond its cut counts no longer; only then is the cache up to date.
                self.reconsider()
                self.cache.apply(Batch(applied=goal))
        except Fault as fault:
            raise Fault(
                "What you entered is kept, but the lists and the search are not up to date. "
                "Make room on the disk, then lock and open the vault again."
            ) from fault
        self._behind = False

    def _index(self, touched: dict[SubjectId, Subject], progress: Progress) -> None:
        """Fold every subject that was touched and write its rows."""
        subjects: list[SubjectRow] = []
        deadlines: dict[bytes, Sequence[Deadline]] = {}
        for number, (subject, subject_type) in enumerate(touched.items(), start=1):
            opened = self._load(subject, subject_type)
            subjects.append(index.subject_row(subject, opened.file, opened.updated))
            deadlines[subject] = index.deadline_rows(subject, opened.file)
            if len(subjects) == INDEX_BATCH or number == len(touched):
                self.cache.apply(Batch(applied=self.cache.applied(), subjects=subjects, deadlines=deadlines))
                progress(number, len(touched))
                subjects, deadlines = [], {}

    # Files in memory

    def _file(self, subject: SubjectId, subject_type: Subject, kind: type[SomeFile]) -> SomeFile:
        file = self._known(subject, subject_type)
        assert isinstance(file, kind)  # noqa: S101 - for the type checker: the fold of each makes nothing else
        return file

    def _known(self, subject: SubjectId, subject_type: Subject) -> AnyFile:
        opened = self._opened(subject, subject_type)
        if not opened.compartments:
            self._open.pop(subject, None)
            raise BadInput(NOT_HERE)
        return opened.file

    def _opened(self, subject: SubjectId, subject_type: Subject) -> Open:
        with self.turn:
            opened = self._open.get(subject)
            if opened is None:
                row = self.cache.subject(subject)
                if row is not None and row.type != subject_type.value:
                    raise BadInput(NOT_HERE)
                opened = self._load(subject, subject_type)
            if type(opened.file) is not type(FOLDS[subject_type].empty):
                raise BadInput(NOT_HERE)
            self._keep(subject, opened)
            return opened

    def _keep(self, subject: SubjectId, opened: Open) -> None:
        self._open[subject] = opened
        self._open.move_to_end(subject)
        # While the cache lacks something, memory is the only place that shows it.
        while len(self._open) > KEPT_OPEN and not self._behind:
            self._open.popitem(last=False)

    def _load(self, subject: SubjectId, subject_type: Subject) -> Open:
        rows = self.cache.compartments_of(subject)
        kinds = {row.id: Kind(row.kind) for row in rows}
        facts = ordered(self.cache.facts_of(subject))
        fold = FOLDS[subject_type]
        file = fold.empty
        for fact in facts:
            file = self._step(fold, file, Entry(kinds[fact.compartment], _fact(fact)))
        if isinstance(file, GroupFile):
            file = msgspec.structs.replace(file, roster=roster_of(self.laptops.membership))
        updated = max((hybrid.shown(fact.clock) for fact in facts), default=Instant(0))
        return Open(file, self._chosen(rows), _heads(facts), updated)

    def _chosen(self, rows: Sequence[CompartmentRow]) -> dict[Kind, CompartmentId]:
        """Return where each part is written: of two compartments the one with the smaller id, the root before all."""
        ranked = sorted(rows, key=lambda row: (row.id != self.keys.root, row.id), reverse=True)
        return {Kind(row.kind): CompartmentId(row.id) for row in ranked}

    def _after(self, opened: Open, place: Place, record: Record, event: Event) -> Open:
        return Open(
            file=self._step(FOLDS[place.type], opened.file, Entry(place.kind, _told(record, event))),
            compartments={place.kind: record.compartment} | opened.compartments,
            heads=opened.heads | {record.compartment: (record.id,)},
            updated=max(opened.updated, hybrid.shown(record.clock)),
        )

    def _step(self, fold: Fold[Any], file: AnyFile, entry: Entry) -> AnyFile:
        """Fold one more fact; a second member's word counts only with their signature."""
        event = entry.fact.event
        forged = isinstance(event, APPROVALS) and isinstance(file, CaseFile) and not self._is_genuine(event.approval)
        stepped: AnyFile = fold.set_aside(file, entry) if forged else fold.step(file, entry)
        return stepped

    def _is_genuine(self, approval: Approval) -> bool:
        member = self.group().roster.members.get(approval.member)
        return member is not None and signatures.is_by_any(
            member.approval_keys,
            organisation=self.vault.organisation,
            member=approval.member,
            what=approval.of,
            signature=approval.signature,
        )


def _fact(stored: StoredFact) -> Fact:
    event = codec.from_body(stored.kind, stored.body)
    return Fact(EventId(stored.id), DeviceId(stored.device), hybrid.shown(stored.clock), event)


def _told(record: Record, event: Event) -> Fact:
    return Fact(record.id, record.device, hybrid.shown(record.clock), event)


class _Placing:
    """Events on their way into compartments: what is written, and where each compartment belongs.

    Attributes:
        made: The compartments that are new in this step.
    """

    def __init__(self) -> None:
        self.writes: list[Write] = []
        self.places: dict[CompartmentId, Place] = {}
        self.made: dict[tuple[SubjectId, Kind], CompartmentId] = {}
        self._events: defaultdict[SubjectId, list[Event]] = defaultdict(list)

    def add(self, subject: SubjectId, write: Write) -> None:
        """Take in one more write about a subject."""
        self.writes.append(write)
        self._events[subject].append(write.event)

    def events_of(self, compartment: CompartmentId) -> list[Event]:
        """Return every event of the same subject: letting somebody in counts for what is written beside it."""
        return self._events[self.places[compartment].subject]


def ordered(facts: Sequence[StoredFact]) -> list[StoredFact]:
    """Return facts in the order that all laptops put them in."""
    if len({fact.device for fact in facts}) <= 1:
        return sorted(facts, key=lambda fact: fact.seq)
    known = {fact.id: fact for fact in facts}
    placed = (merge.Placed(EventId(fact.id), DeviceId(fact.device), fact.seq, tuple(_causes(fact))) for fact in facts)
    return [known[each.id] for each in merge.order(placed)]


def _causes(fact: StoredFact) -> Iterator[bytes]:
    for start in range(0, len(fact.causes), EVENT_ID_BYTES):
        yield fact.causes[start : start + EVENT_ID_BYTES]


def _heads(facts: Sequence[StoredFact]) -> dict[CompartmentId, tuple[EventId, ...]]:
    """Return of each compartment the events that no other of it follows, at most as many as an event may name."""
    followed = {cause for fact in facts for cause in _causes(fact)}
    heads: dict[CompartmentId, list[EventId]] = defaultdict(list)
    for fact in facts:
        if fact.id not in followed:
            heads[CompartmentId(fact.compartment)].append(EventId(fact.id))
    return {compartment: tuple(sorted(each)[:HEADS_LIMIT]) for compartment, each in heads.items()}
