"""The open vault as use cases see it: files of cases, and decisions written down.

A use case asks a rule of ``casework`` for events and hands them to ``write``.
They are durable before anybody is told; the cache follows, and where it cannot
it is brought up to date from the log at the next opening.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from kunak.app import index
from kunak.app.index import AnyFile
from kunak.app.ports import FactCache
from kunak.app.system import Clock, Random
from kunak.app.vault import Flaw, Record, Vault, Write
from kunak.base.errors import BadInput, Fault
from kunak.base.ids import ID_BYTES, CompartmentId, DeviceId, EventId, SubjectId
from kunak.base.instants import Instant
from kunak.casework.compartments import CompartmentOpened, Kind, Subject
from kunak.casework.facts import Event, Fact
from kunak.casework.roster import Member
from kunak.casework.subjects import CASE, GROUP, REQUEST, CaseFile, Entry, Fold, GroupFile, RequestFile
from kunak.log import clock as hybrid
from kunak.log import codec, genesis
from kunak.store.cache import Applied, Batch, CompartmentRow, Deadline, SearchText, StoredFact, SubjectRow

FOLDS: Final[dict[Subject, Fold[Any]]] = {Subject.CASE: CASE, Subject.REQUEST: REQUEST, Subject.GROUP: GROUP}

RETENTION_CLASS: Final = {Subject.GROUP: 0, Subject.CASE: 1, Subject.REQUEST: 2}
"""Field 17 of the header: which clock decides when the keys of a fact are destroyed."""

KEPT_OPEN: Final = 256
"""Files of cases held in memory; a file is some tens of kilobytes."""

CATCH_UP_BATCH: Final = 5_000
"""Records taken into the cache at once when it is made anew."""

Progress = Callable[[int, int], None]
"""Told how many of how many steps are done."""


class Open(NamedTuple):
    """A subject in memory: its file, its compartments, the newest event in each."""

    file: AnyFile
    compartments: dict[Kind, CompartmentId]
    heads: dict[CompartmentId, EventId]
    updated: Instant


class Workspace:
    """Everything that use cases need: the vault, the cache, the time, randomness."""

    def __init__(self, *, vault: Vault, cache: FactCache, clock: Clock, random: Random) -> None:
        self.vault = vault
        self.cache = cache
        self.clock = clock
        self.random = random
        self._open: OrderedDict[SubjectId, Open] = OrderedDict()
        self._turn = threading.RLock()

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
        file = self._known(subject, Subject.CASE)
        assert isinstance(file, CaseFile)  # noqa: S101 - as above
        return file

    def request(self, subject: SubjectId) -> RequestFile:
        """Return the file of a request.

        Raises:
            BadInput: There is no such request.
        """
        file = self._known(subject, Subject.REQUEST)
        assert isinstance(file, RequestFile)  # noqa: S101 - as above
        return file

    def case_by_code(self, code: str) -> SubjectId:
        """Return the case that is known by these two words.

        Raises:
            BadInput: There is none; names that are near are suggested.
        """
        row = self.cache.by_code(Subject.CASE.value, "-".join(code.casefold().split()))
        if row is None:
            near = get_close_matches(code.casefold(), self.codes(), n=3)
            hint = ", ".join(near) if near else "kunak case list"
            raise BadInput("There is no case of this name. Near to it: %(hint)s.", field="code", hint=hint)
        return SubjectId(row.id)

    def request_by_code(self, code: str) -> SubjectId:
        """Return the request whose number begins with these digits.

        Raises:
            BadInput: There is none.
        """
        row = self.cache.by_code(Subject.REQUEST.value, code.casefold())
        if row is None:
            raise BadInput("There is no request of this number: see kunak request list.", field="request")
        return SubjectId(row.id)

    def codes(self) -> list[str]:
        """Return the code names of all cases there have been."""
        return [row.code for row in self.cache.subjects(Subject.CASE.value, order="code", limit=1_000_000)]

    def entries(self, subject: SubjectId) -> list[Entry]:
        """Return every fact about a subject with the compartment in which it stands, in the order of the log."""
        kinds = {row.id: Kind(row.kind) for row in self.cache.compartments_of(subject)}
        return [Entry(kinds[fact.compartment], _fact(fact)) for fact in self.cache.facts_of(subject)]

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
            Fault: The disk refused; the sentence says what was kept.
        """
        return self.write_all([(subject, subject_type, events)], kind=kind)

    def write_all(
        self, changes: Iterable[tuple[SubjectId, Subject, Sequence[Event]]], *, kind: Kind | None = None
    ) -> list[Fact]:
        """Write events about several subjects in one durable step, all or none."""
        with self._turn:
            writes: list[Write] = []
            places: dict[CompartmentId, tuple[SubjectId, Subject, Kind]] = {}
            for subject, subject_type, events in changes:
                writes += self._placed(subject, subject_type, events, kind, places)
            if not writes:
                return []
            records = self.vault.append(writes)
            self._absorb(records, [write.event for write in writes], places)
            return [_told(record, write.event) for record, write in zip(records, writes, strict=True)]

    # Following the log

    def begin_cache(self) -> None:
        """Tell an empty cache of the one compartment that no event opens: the root, which bears the group's id."""
        root = genesis.root_compartment(self.vault.organisation)
        row = CompartmentRow(root, self.group_id, Kind.DESK.value)
        self.cache.apply(Batch(applied=self.cache.applied(), compartments=[row]))

    def is_behind(self) -> bool:
        """Whether the cache has not followed the log to its end."""
        applied = self.cache.applied()
        return (applied.count, applied.last) != (self.vault.log.count, self.vault.log.last)

    def close(self) -> None:
        """Forget what is open and close the cache; the log is closed by who opened it."""
        self._open.clear()
        self.cache.close()

    def catch_up(self, progress: Progress = lambda _done, _all: None) -> list[Flaw]:
        """Take into the cache what it lacks of the log; return what could not be used.

        Several thousand records at a time, then every subject that was touched anew.
        """
        with self._turn:
            self._open.clear()
            skip = self.cache.applied().count
            total = self.vault.log.count
            flaws: list[Flaw] = []
            touched: dict[SubjectId, Subject] = {}
            batch: list[Record] = []
            done = skip
            for item in self.vault.read(skip=skip):
                if isinstance(item, Flaw):
                    flaws.append(item)
                    continue
                batch.append(item)
                if len(batch) == CATCH_UP_BATCH:
                    done += len(batch)
                    self._take_in(batch, done, touched)
                    progress(done, total)
                    batch = []
            self._take_in(batch, total, touched)
            self._index(touched, progress)
            return flaws

    def _placed(
        self,
        subject: SubjectId,
        subject_type: Subject,
        events: Sequence[Event],
        kind: Kind | None,
        places: dict[CompartmentId, tuple[SubjectId, Subject, Kind]],
    ) -> list[Write]:
        """Say for each event into which compartment it goes; make those that are new."""
        opened = self._opened(subject, subject_type)
        homes = [FOLDS[subject_type].home(event) or kind or Kind.DESK for event in events]
        missing = [each for each in dict.fromkeys(homes) if each not in opened.compartments]
        made = dict(zip(missing, self.vault.new_compartments(len(missing)) if missing else (), strict=True))
        known = opened.compartments | made
        retention = RETENTION_CLASS[subject_type]
        writes = [
            Write(made[each], (), CompartmentOpened(subject=subject, subject_type=subject_type, part=each), retention)
            for each in missing
        ]
        for event, home in zip(events, homes, strict=True):
            compartment = known[home]
            head = opened.heads.get(compartment)
            writes.append(Write(compartment, (head,) if head else (), event, retention))
        for home in set(homes):
            places[known[home]] = (subject, subject_type, home)
        return writes

    def _absorb(
        self,
        records: Sequence[Record],
        events: Sequence[Event],
        places: dict[CompartmentId, tuple[SubjectId, Subject, Kind]],
    ) -> None:
        """Take new records into memory and into the cache."""
        first = self.vault.log.count - len(records) + 1
        facts, texts, compartments = [], [], []
        changed: dict[SubjectId, None] = {}
        for number, (record, event) in enumerate(zip(records, events, strict=True), start=first):
            subject, subject_type, kind = places[record.compartment]
            changed[subject] = None
            opened = self._opened(subject, subject_type)
            self._keep(subject, _after(opened, FOLDS[subject_type], kind, record, event))
            facts.append(_row(number, subject, record))
            text = index.search_text(number, subject, kind, event)
            texts += [text] if text else []
            if isinstance(event, CompartmentOpened):
                compartments.append(CompartmentRow(record.compartment, subject, kind.value))
        try:
            self.cache.apply(
                Batch(
                    applied=Applied(self.vault.log.count, self.vault.log.last),
                    facts=facts,
                    texts=texts,
                    compartments=compartments,
                    subjects=[self._subject_row(subject) for subject in changed],
                    deadlines=dict(self._deadlines(subject) for subject in changed),
                )
            )
        except Fault as fault:
            self._open.clear()
            raise Fault(
                "What you entered is kept, but the lists and the search are not up to date. "
                "Make room on the disk, then lock and open the vault again."
            ) from fault

    def _take_in(self, records: list[Record], done: int, touched: dict[SubjectId, Subject]) -> None:
        """Put records into the cache without folding them yet."""
        facts: list[StoredFact] = []
        texts: list[SearchText] = []
        compartments: dict[bytes, CompartmentRow] = {}
        for number, record in enumerate(records, start=done - len(records) + 1):
            event = codec.from_body(record.kind, record.body)
            if isinstance(event, CompartmentOpened):
                subject = SubjectId(event.subject)
                compartments[record.compartment] = CompartmentRow(record.compartment, subject, event.part.value)
                touched[subject] = event.subject_type
            place = compartments.get(record.compartment) or self.cache.compartment(record.compartment)
            if place is None:
                continue
            compartments.setdefault(record.compartment, place)
            facts.append(_row(number, SubjectId(place.subject), record))
            text = index.search_text(number, SubjectId(place.subject), Kind(place.kind), event)
            texts += [text] if text else []
            self._touch(SubjectId(place.subject), touched)
        self.cache.apply(
            Batch(
                applied=Applied(done, self.vault.log.last if done == self.vault.log.count else b""),
                facts=facts,
                texts=texts,
                compartments=list(compartments.values()),
            )
        )

    def _touch(self, subject: SubjectId, touched: dict[SubjectId, Subject]) -> None:
        """Note a subject whose first event is not in this batch; the group's has no opening event at all."""
        if subject == self.group_id:
            touched[subject] = Subject.GROUP
        elif subject not in touched:
            row = self.cache.subject(subject)
            touched[subject] = Subject(row.type) if row else Subject.CASE

    def _index(self, touched: dict[SubjectId, Subject], progress: Progress) -> None:
        """Fold every subject that was touched and write its rows."""
        subjects: list[SubjectRow] = []
        deadlines: dict[bytes, Sequence[Deadline]] = {}
        for number, (subject, subject_type) in enumerate(touched.items(), start=1):
            opened = self._load(subject, subject_type)
            subjects.append(index.subject_row(subject, opened.file, opened.updated))
            deadlines[subject] = index.deadline_rows(subject, opened.file)
            if len(subjects) == CATCH_UP_BATCH or number == len(touched):
                self.cache.apply(Batch(applied=self.cache.applied(), subjects=subjects, deadlines=deadlines))
                progress(number, len(touched))
                subjects, deadlines = [], {}

    # Files in memory

    def _known(self, subject: SubjectId, subject_type: Subject) -> AnyFile:
        opened = self._opened(subject, subject_type)
        if not opened.compartments:
            self._open.pop(subject, None)
            raise BadInput("This is not here: it was removed, or the address is wrong. Go back to the list.")
        return opened.file

    def _opened(self, subject: SubjectId, subject_type: Subject) -> Open:
        with self._turn:
            opened = self._open.get(subject)
            if opened is None:
                opened = self._load(subject, subject_type)
            self._keep(subject, opened)
            return opened

    def _keep(self, subject: SubjectId, opened: Open) -> None:
        self._open[subject] = opened
        self._open.move_to_end(subject)
        while len(self._open) > KEPT_OPEN:
            self._open.popitem(last=False)

    def _load(self, subject: SubjectId, subject_type: Subject) -> Open:
        rows = self.cache.compartments_of(subject)
        kinds = {row.id: Kind(row.kind) for row in rows}
        facts = self.cache.facts_of(subject)
        file = FOLDS[subject_type].all(Entry(kinds[fact.compartment], _fact(fact)) for fact in facts)
        heads = {CompartmentId(fact.compartment): EventId(fact.id) for fact in facts}
        updated = hybrid.shown(facts[-1].clock) if facts else Instant(0)
        return Open(file, {Kind(row.kind): CompartmentId(row.id) for row in rows}, heads, updated)

    def _subject_row(self, subject: SubjectId) -> SubjectRow:
        opened = self._open[subject]
        return index.subject_row(subject, opened.file, opened.updated)

    def _deadlines(self, subject: SubjectId) -> tuple[bytes, Sequence[Deadline]]:
        return subject, index.deadline_rows(subject, self._open[subject].file)


def _fact(stored: StoredFact) -> Fact:
    event = codec.from_body(stored.kind, stored.body)
    return Fact(EventId(stored.id), DeviceId(stored.device), hybrid.shown(stored.clock), event)


def _told(record: Record, event: Event) -> Fact:
    return Fact(record.id, record.device, hybrid.shown(record.clock), event)


def _row(number: int, subject: SubjectId, record: Record) -> StoredFact:
    return StoredFact(
        number, record.id, subject, record.compartment, record.clock, record.device, record.kind, record.body
    )


def _after(opened: Open, fold: Fold[Any], kind: Kind, record: Record, event: Event) -> Open:
    return Open(
        file=fold.step(opened.file, Entry(kind, _told(record, event))),
        compartments=opened.compartments | {kind: record.compartment},
        heads=opened.heads | {record.compartment: record.id},
        updated=hybrid.shown(record.clock),
    )
