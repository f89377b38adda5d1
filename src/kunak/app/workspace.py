"""The open vault as use cases see it: files of cases, and decisions written down.

A use case asks a rule of ``casework`` for events and hands them to ``write``.
They are durable before anybody is told; the cache follows, and where it cannot
it is brought up to date from the log at the next opening.
"""

import hashlib
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
from kunak.base.errors import BadInput, Fault, KunakError
from kunak.base.ids import ID_BYTES, CompartmentId, DeviceId, EventId, SubjectId, short
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import CompartmentOpened, Kind, Subject
from kunak.casework.facts import Event, Fact
from kunak.casework.plan import PlanApproved
from kunak.casework.publication import DraftApproved
from kunak.casework.retention import ShreddingApproved
from kunak.casework.roster import Approval, Member
from kunak.casework.subjects import CASE, GROUP, REQUEST, CaseFile, Entry, Fold, GroupFile, RequestFile
from kunak.crypto import approval as signatures
from kunak.log import clock as hybrid
from kunak.log import codec, genesis
from kunak.store.cache import Applied, Batch, CompartmentRow, Deadline, SearchText, StoredFact, SubjectRow
from kunak.store.frames import Frame

FOLDS: Final[dict[Subject, Fold[Any]]] = {Subject.CASE: CASE, Subject.REQUEST: REQUEST, Subject.GROUP: GROUP}

RETENTION_CLASS: Final = {Subject.GROUP: 0, Subject.CASE: 1, Subject.REQUEST: 2}
"""Field 17 of the header: which clock decides when the keys of a fact are destroyed."""

KEPT_OPEN: Final = 256
"""Files of cases held in memory; a file is some tens of kilobytes."""

CATCH_UP_BATCH: Final = 5_000
"""Records taken into the cache at once when it is made anew."""

APPROVALS: Final = (PlanApproved, DraftApproved, ShreddingApproved)
"""Facts that hold the word of a second member; one whose signature is not theirs is set aside."""

NOT_HERE: Final = phrase("This is not here: it was removed, or the address is wrong. Go back to the list.")
HOMELESS: Final = phrase("The first record of this part cannot be read, so nobody can say to which case this belongs.")

Progress = Callable[[int, int], None]
"""Told how many of how many steps are done."""


class Open(NamedTuple):
    """A subject in memory: its file, its compartments, the newest event in each."""

    file: AnyFile
    compartments: dict[Kind, CompartmentId]
    heads: dict[CompartmentId, EventId]
    updated: Instant


class Workspace:
    """Everything that use cases need: the vault, the cache, the time, randomness.

    Attributes:
        turn: Held while somebody reads, decides and writes, so that two threads never decide on the same state.
    """

    def __init__(self, *, vault: Vault, cache: FactCache, clock: Clock, random: Random) -> None:
        self.vault = vault
        self.cache = cache
        self.clock = clock
        self.random = random
        self._open: OrderedDict[SubjectId, Open] = OrderedDict()
        self._behind = False
        self.turn = threading.RLock()

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
        applied = self.cache.applied()
        return (applied.count, applied.last) != (self.vault.log.count, self.vault.log.last)

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
            goal = Applied(self.vault.log.count, self.vault.log.last)
            flaws: list[Flaw] = []
            touched: dict[SubjectId, Subject] = {}
            batch: list[Record] = []
            done = self.cache.applied().count
            for item in self.vault.read(skip=done):
                if isinstance(item, Flaw):
                    flaws.append(item)
                    continue
                batch.append(item)
                if len(batch) == CATCH_UP_BATCH:
                    flaws += self._take_in(batch, touched)
                    done += len(batch)
                    progress(min(done, goal.count), goal.count)
                    batch = []
            flaws += self._take_in(batch, touched)
            self._index(touched, progress)
            self.cache.apply(Batch(applied=goal))
            # Not before: while the disk refuses, memory may be the only place that shows what was kept last.
            self._open.clear()
            self._behind = False
            return flaws

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
        held = opened.compartments.keys() | {at for whose, _, at in places.values() if whose == subject}
        missing = [each for each in dict.fromkeys(homes) if each not in held]
        made = dict(zip(missing, self.vault.new_compartments(len(missing)) if missing else (), strict=True))
        begun = {at: each for each, (whose, _, at) in places.items() if whose == subject}
        known = opened.compartments | begun | made
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
        self._behind = True
        facts, texts, compartments = [], [], []
        fresh: dict[SubjectId, Open] = {}
        for record, event in zip(records, events, strict=True):
            subject, subject_type, kind = places[record.compartment]
            opened = fresh.get(subject) or self._opened(subject, subject_type)
            fresh[subject] = self._after(opened, FOLDS[subject_type], kind, record, event)
            facts.append(_row(subject, record))
            text = index.search_text(record.seq, subject, kind, event)
            texts += [text] if text else []
            if isinstance(event, CompartmentOpened):
                compartments.append(CompartmentRow(record.compartment, subject, kind.value))
        for subject, opened in fresh.items():
            self._keep(subject, opened)
        batch = Batch(
            applied=Applied(self.vault.log.count, self.vault.log.last),
            facts=facts,
            texts=texts,
            compartments=compartments,
            subjects=[index.subject_row(subject, opened.file, opened.updated) for subject, opened in fresh.items()],
            deadlines={subject: index.deadline_rows(subject, opened.file) for subject, opened in fresh.items()},
        )
        try:
            self.cache.apply(batch)
        except Fault as fault:
            raise Fault(
                "What you entered is kept, but the lists and the search are not up to date. "
                "Make room on the disk, then lock and open the vault again."
            ) from fault
        self._behind = False

    def _take_in(self, records: list[Record], touched: dict[SubjectId, Subject]) -> list[Flaw]:
        """Put records into the cache without folding them yet; return which have no place."""
        facts: list[StoredFact] = []
        texts: list[SearchText] = []
        compartments: dict[bytes, CompartmentRow] = {}
        flaws: list[Flaw] = []
        for record in records:
            event = codec.from_body(record.kind, record.body)
            place = compartments.get(record.compartment) or self._place(record, event)
            if place is None:
                flaws.append(Flaw(HOMELESS, f"{short(record.device)}:{record.seq}"))
                continue
            compartments[record.compartment] = place
            subject = SubjectId(place.subject)
            facts.append(_row(subject, record))
            text = index.search_text(record.seq, subject, Kind(place.kind), event)
            texts += [text] if text else []
            if subject not in touched:
                touched[subject] = self._type_of(subject, event)
        self.cache.apply(
            Batch(applied=self.cache.applied(), facts=facts, texts=texts, compartments=list(compartments.values()))
        )
        return flaws

    def _place(self, record: Record, event: Event) -> CompartmentRow | None:
        """Say where a record stands. The first event of a compartment decides; no later one moves what is in it."""
        known = self.cache.compartment(record.compartment)
        if known is None and isinstance(event, CompartmentOpened):
            return CompartmentRow(record.compartment, event.subject, event.part.value)
        return known

    def _type_of(self, subject: SubjectId, event: Event) -> Subject:
        """Say what a subject is: what its row says, else the first event of its first compartment."""
        if subject == self.group_id:
            return Subject.GROUP
        row = self.cache.subject(subject)
        if row is not None:
            return Subject(row.type)
        said = (event, *(codec.from_body(fact.kind, fact.body) for fact in self.cache.facts_of(subject)))
        return next((each.subject_type for each in said if isinstance(each, CompartmentOpened)), Subject.CASE)

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
        facts = self.cache.facts_of(subject)
        fold = FOLDS[subject_type]
        file = fold.empty
        for fact in facts:
            file = self._step(fold, file, Entry(kinds[fact.compartment], _fact(fact)))
        heads = {CompartmentId(fact.compartment): EventId(fact.id) for fact in facts}
        updated = hybrid.shown(facts[-1].clock) if facts else Instant(0)
        return Open(file, {Kind(row.kind): CompartmentId(row.id) for row in rows}, heads, updated)

    def _after(self, opened: Open, fold: Fold[Any], kind: Kind, record: Record, event: Event) -> Open:
        return Open(
            file=self._step(fold, opened.file, Entry(kind, _told(record, event))),
            compartments=opened.compartments | {kind: record.compartment},
            heads=opened.heads | {record.compartment: record.id},
            updated=hybrid.shown(record.clock),
        )

    def _step(self, fold: Fold[Any], file: AnyFile, entry: Entry) -> AnyFile:
        """Fold one more fact; a second member's word counts only with their signature."""
        event = entry.fact.event
        forged = isinstance(event, APPROVALS) and isinstance(file, CaseFile) and not self._is_genuine(event.approval)
        stepped: AnyFile = fold.set_aside(file, entry) if forged else fold.step(file, entry)
        return stepped

    def _is_genuine(self, approval: Approval) -> bool:
        member = self.group().roster.members.get(approval.member)
        if member is None:
            return False
        try:
            signatures.check_approval(
                member.approval_key,
                organisation=self.vault.organisation,
                member=approval.member,
                what=approval.of,
                signature=approval.signature,
            )
        except KunakError:
            return False
        return True


def _fact(stored: StoredFact) -> Fact:
    event = codec.from_body(stored.kind, stored.body)
    return Fact(EventId(stored.id), DeviceId(stored.device), hybrid.shown(stored.clock), event)


def _told(record: Record, event: Event) -> Fact:
    return Fact(record.id, record.device, hybrid.shown(record.clock), event)


def _row(subject: SubjectId, record: Record) -> StoredFact:
    return StoredFact(
        record.seq, record.id, subject, record.compartment, record.clock, record.device, record.kind, record.body
    )
