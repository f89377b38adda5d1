"""What the records of the log come to on this laptop: facts, what is held back, and why.

Records are taken in by the thousand, in whatever order they came. A record whose
key has not come, whose compartment nobody has opened yet, or whose device was cut
off before it wrote, is held, and let go when that changes. The lists that pages
show follow from the facts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from kunak.app import index
from kunak.app.keybook import KeyBook
from kunak.app.laptops import Laptops
from kunak.app.ports import FactCache
from kunak.app.vault import Flaw, Record, Sealed, Vault
from kunak.base.ids import CompartmentId, DeviceId, EventId, SubjectId, short
from kunak.base.words import phrase
from kunak.casework.compartments import CompartmentOpened, Kind, Subject
from kunak.casework.facts import Event, Fact
from kunak.log import clock as hybrid
from kunak.log import codec, envelope
from kunak.log.envelope import Envelope
from kunak.store.cache import (
    Applied,
    Batch,
    CompartmentRow,
    DeviceTail,
    Fork,
    HeldRecord,
    SearchText,
    StoredFact,
)

CATCH_UP_BATCH: Final = 5_000
"""Records taken into the cache at once when it is made anew."""

HOMELESS: Final = phrase("The first record of this part cannot be read, so nobody can say to which case this belongs.")

SEALED: Final = "sealed"
ASIDE: Final = "aside"
UNPLACED: Final = "unplaced"

Progress = Callable[[int, int], None]
"""Told how many of how many steps are done."""


class Taken(NamedTuple):
    """What came of taking records in: subjects to fold anew, and what could not be used.

    Attributes:
        shut: By compartment, records of this laptop whose key is not here: lost, unless it was destroyed by order.
    """

    touched: dict[SubjectId, Subject]
    flaws: list[Flaw]
    shut: list[tuple[CompartmentId, Flaw]]


class Follower:
    """Takes the records of a log into a cache."""

    def __init__(self, *, vault: Vault, cache: FactCache, keys: KeyBook, laptops: Laptops) -> None:
        self._vault = vault
        self._cache = cache
        self._keys = keys
        self._laptops = laptops
        self._newest = cache.newest()

    @property
    def goal(self) -> Applied:
        """Where the cache stands when it has followed the log to its end."""
        return Applied(self._vault.log.count, self._vault.log.last)

    def follow(self, progress: Progress) -> Taken:
        """Take in what the cache lacks of the log, and let go what is held for no reason any more."""
        taken = Taken({}, [], [])
        done = self._cache.applied().count
        batch: list[Record | Sealed] = []
        for item in self._vault.read(skip=done):
            if isinstance(item, Flaw):
                taken.flaws.append(item)
                continue
            batch.append(item)
            if len(batch) == CATCH_UP_BATCH:
                self._take(batch, taken)
                done += len(batch)
                progress(min(done, self.goal.count), self.goal.count)
                batch = []
        self._take(batch, taken)
        self.settle(taken)
        shredded = self._laptops.membership.shredded if taken.shut else frozenset()
        taken.flaws.extend(flaw for compartment, flaw in taken.shut if compartment not in shredded)
        return taken

    def settle(self, taken: Taken) -> None:
        """Hold what a removal cut off, let go what was adopted, and open what a key has come for."""
        self._cut_off(taken)
        self._adopt(taken)
        while self._open_held(taken) or self._place_held(taken):
            pass

    def number(self) -> int:
        """Return the number of the next fact."""
        self._newest += 1
        return self._newest

    # One batch

    def _take(self, batch: Sequence[Record | Sealed], taken: Taken) -> None:
        """Take in a batch: keys first, since they open the rest; then members, since they say whose word counts."""
        known = self._cache.known(item.made.id for item in batch)
        self._touch_again((item for item in batch if item.made.id in known), taken)
        fresh = [item for item in batch if item.made.id not in known]
        forks = list(self._forks(fresh))
        self._cache.apply(Batch(applied=self._cache.applied(), forks=forks))
        if forks:
            self._laptops.forget()
        keys, root, rest = self._sorted(fresh)
        self._take_keys(keys, taken)
        self._take_places([self._opened(item) for item in root], taken)
        if root:
            self._laptops.forget()
        self._take_places([self._opened(item) for item in rest], taken)
        tails = [_tail(item.made) for item in batch]
        self._cache.apply(Batch(applied=self._cache.applied(), tails=tails))

    def _forks(self, fresh: Sequence[Record | Sealed]) -> Iterator[Fork]:
        """Yield from where on a device has signed two histories: a number used twice, or a wrong event before."""
        at: dict[tuple[bytes, int], set[bytes]] = {}

        def ids(device: bytes, seq: int) -> set[bytes]:
            if (device, seq) not in at:
                at[device, seq] = set(self._cache.at(device, seq))
            return at[device, seq]

        odd = list(self._not_next(fresh))
        for item in fresh if odd else ():
            ids(item.made.header.device, item.made.header.seq).add(item.made.id)
        for item in odd:
            header = item.made.header
            before = ids(header.device, header.seq - 1) if header.seq > 1 else set()
            if len(ids(header.device, header.seq)) > 1 or (before and header.prev not in before):
                yield Fork(header.device, header.seq)

    def _not_next(self, fresh: Sequence[Record | Sealed]) -> Iterator[Record | Sealed]:
        """Yield what does not simply follow the last event known of its device."""
        ends = {tail.device: (tail.seq, tail.id) for tail in self._cache.tails()}
        for item in fresh:
            header = item.made.header
            if (header.seq - 1, header.prev) != ends.get(header.device, (0, b"")):
                yield item
            ends[header.device] = max(ends.get(header.device, (0, b"")), (header.seq, item.made.id))

    def _touch_again(self, items: Iterable[Record | Sealed], taken: Taken) -> None:
        """Fold anew what a following that was cut short may have taken in and not folded."""
        for compartment in {item.made.header.compartment for item in items} - {self._keys.compartment}:
            place = self._cache.compartment(compartment)
            if place is not None and SubjectId(place.subject) not in taken.touched:
                row = self._cache.subject(place.subject)
                fallback = Subject.GROUP if place.subject == self._keys.root else self._said_type(place.subject)
                taken.touched[SubjectId(place.subject)] = Subject(row.type) if row else fallback

    def _sorted(
        self, items: Iterable[Record | Sealed]
    ) -> tuple[list[Record | Sealed], list[Record | Sealed], list[Record | Sealed]]:
        keys: list[Record | Sealed] = []
        root: list[Record | Sealed] = []
        rest: list[Record | Sealed] = []
        for item in items:
            compartment = item.made.header.compartment
            where = keys if compartment == self._keys.compartment else root if compartment == self._keys.root else rest
            where.append(item)
        return keys, root, rest

    def _take_keys(self, items: Sequence[Record | Sealed], taken: Taken) -> None:
        """Take in announcements of keys one by one: each may hold the key of the next."""
        opened = []
        for item in items:
            now = self._opened(item)
            if isinstance(now, Record):
                self._keys.learn(_fact_of(now))
            opened.append(now)
        self._take_places(opened, taken)

    def _opened(self, item: Record | Sealed | Flaw) -> Record | Sealed | Flaw:
        """Try once more to open what was sealed when it was read."""
        return self._vault.open(item.made, item.where) if isinstance(item, Sealed) else item

    def _take_places(self, items: Iterable[Record | Sealed | Flaw], taken: Taken) -> None:
        """Put records where they belong: facts, or held."""
        putting = _Putting()
        for item in items:
            if isinstance(item, Flaw):
                taken.flaws.append(item)
            elif isinstance(item, Sealed):
                # What this laptop wrote itself, it could open once: the key was destroyed, or is lost.
                own = item.made.header.device == self._vault.device
                taken.shut.extend([(item.made.header.compartment, item.flaw)] if own else [])
                putting.held.append(_held(item.made, SEALED))
            elif not self._counts(item):
                putting.held.append(_held(item.made, ASIDE))
            else:
                self._put(item, putting, taken)
        if not putting.is_empty:
            self._cache.apply(putting.batch(self._cache.applied()))

    def _counts(self, record: Record) -> bool:
        """Whether a record is merged. The members' own log is always kept: it says what counts."""
        return record.compartment == self._keys.root or self._laptops.allows(record.device, record.seq, record.id)

    def _put(self, record: Record, putting: "_Putting", taken: Taken) -> None:
        event = codec.from_body(record.kind, record.body)
        place = putting.compartments.get(record.compartment) or self._place(record, event)
        if place is None:
            taken.flaws.append(Flaw(HOMELESS, f"{short(record.device)}:{record.seq}"))
            putting.held.append(_held(record.made, UNPLACED))
            return
        putting.compartments[record.compartment] = place
        subject = SubjectId(place.subject)
        number = self.number()
        putting.facts.append(stored(number, subject, record))
        text = index.search_text(number, subject, Kind(place.kind), event)
        putting.texts += [text] if text else []
        if subject not in taken.touched and record.compartment != self._keys.compartment:
            taken.touched[subject] = self._type_of(subject, event)

    def _place(self, record: Record, event: Event) -> CompartmentRow | None:
        """Say where a record stands. The first event of a compartment decides; no later one moves what is in it."""
        known = self._cache.compartment(record.compartment)
        if known is None and isinstance(event, CompartmentOpened):
            return CompartmentRow(record.compartment, event.subject, event.part.value)
        return known

    def _type_of(self, subject: SubjectId, event: Event) -> Subject:
        """Say what a subject is: what its row says, else the first event of its first compartment."""
        if bytes(subject) == self._keys.root:
            return Subject.GROUP
        row = self._cache.subject(subject)
        if row is not None:
            return Subject(row.type)
        return event.subject_type if isinstance(event, CompartmentOpened) else self._said_type(subject)

    def _said_type(self, subject: bytes) -> Subject:
        said = (codec.from_body(fact.kind, fact.body) for fact in self._cache.facts_of(subject))
        return next((each.subject_type for each in said if isinstance(each, CompartmentOpened)), Subject.CASE)

    # What is held, and let go

    def _open_held(self, taken: Taken) -> bool:
        """Open what was sealed and whose key is here now; return whether there was any."""
        ripe = [
            held
            for compartment, epoch in self._cache.sealed_epochs()
            if self._vault.keyring.get(compartment, epoch) is not None
            for held in self._cache.sealed_in(compartment, epoch)
        ]
        return self._let_go(ripe, taken)

    def _place_held(self, taken: Taken) -> bool:
        """Place what nobody had opened a compartment for."""
        ripe = [held for held in self._cache.held(UNPLACED) if self._cache.compartment(held.compartment) is not None]
        return self._let_go(ripe, taken)

    def _let_go(self, ripe: Sequence[HeldRecord], taken: Taken) -> bool:
        if not ripe:
            return False
        items = [self._vault.open(envelope.from_bytes(held.record), short(held.device)) for held in ripe]
        self._cache.apply(Batch(applied=self._cache.applied(), released=[held.id for held in ripe]))
        readable = [item for item in items if not isinstance(item, Flaw)]
        taken.flaws.extend(item for item in items if isinstance(item, Flaw))
        self._take(readable, taken)
        return bool(readable)

    def _cut_off(self, taken: Taken) -> None:
        """Hold the facts that a device wrote after it was cut off: shown apart, never merged."""
        for device, last in self._laptops.cuts():
            late = [fact for fact in self._cache.facts_after(device, last) if self._is_late(fact)]
            if not late:
                continue
            held = [HeldRecord(f.id, f.device, f.seq, f.clock, f.compartment, 0, ASIDE, b"") for f in late]
            batch = Batch(applied=self._cache.applied(), withdrawn=[fact.id for fact in late], held=held)
            for subject in {fact.subject for fact in late} - {bytes(self._keys.compartment)}:
                row = self._cache.subject(subject)
                taken.touched.setdefault(SubjectId(subject), Subject(row.type) if row else Subject.CASE)
            self._cache.apply(batch)
            self._keys.forget()

    def _is_late(self, fact: StoredFact) -> bool:
        return fact.compartment != self._keys.root and not self._laptops.allows(
            DeviceId(fact.device), fact.seq, EventId(fact.id)
        )

    def _adopt(self, taken: Taken) -> None:
        """Take in what was set aside and counts now. Rare: what was a fact before is looked up in the whole log."""
        ripe = [
            held
            for held in self._cache.held(ASIDE)
            if self._laptops.allows(DeviceId(held.device), held.seq, EventId(held.id))
        ]
        with_record = [held for held in ripe if held.record]
        bare = {held.id for held in ripe if not held.record}
        self._let_go(with_record, taken)
        if bare:
            self._cache.apply(Batch(applied=self._cache.applied(), released=sorted(bare)))
            again = [item for item in self._vault.read() if not isinstance(item, Flaw) and item.made.id in bare]
            self._take(again, taken)


class _Putting:
    """What one batch puts into the cache."""

    def __init__(self) -> None:
        self.facts: list[StoredFact] = []
        self.held: list[HeldRecord] = []
        self.texts: list[SearchText] = []
        self.compartments: dict[bytes, CompartmentRow] = {}

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.held)

    def batch(self, applied: Applied) -> Batch:
        return Batch(
            applied=applied,
            facts=self.facts,
            held=self.held,
            texts=self.texts,
            compartments=list(self.compartments.values()),
        )


def stored(number: int, subject: SubjectId, record: Record) -> StoredFact:
    """Return the row of a record that counts."""
    return StoredFact(
        number,
        record.id,
        subject,
        record.compartment,
        record.clock,
        record.device,
        record.kind,
        record.body,
        record.seq,
        b"".join(record.causes),
    )


def tail_of(record: Record) -> DeviceTail:
    """Return how far the chain of a record's device reaches with it."""
    return DeviceTail(record.device, record.seq, record.id, record.clock)


def _fact_of(record: Record) -> Fact:
    return Fact(record.id, record.device, hybrid.shown(record.clock), codec.from_body(record.kind, record.body))


def _tail(made: Envelope) -> DeviceTail:
    return DeviceTail(made.header.device, made.header.seq, made.id, made.header.clock)


def _held(made: Envelope, why: str) -> HeldRecord:
    header = made.header
    return HeldRecord(
        made.id, header.device, header.seq, header.clock, header.compartment, header.epoch, why, envelope.to_bytes(made)
    )
