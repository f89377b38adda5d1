"""The disk of a vault in memory: it forgets nothing, and fails when it is told to."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from threading import RLock
from typing import Final

import msgspec

from kunak.base.errors import Fault
from kunak.base.instants import Instant
from kunak.casework.request import AttachedFile
from kunak.crypto.secret import Secret
from kunak.store.cache import (
    Applied,
    Batch,
    CompartmentRow,
    Deadline,
    DeviceTail,
    Fork,
    Gap,
    HeldRecord,
    Hit,
    Order,
    SearchText,
    StoredFact,
    SubjectRow,
    Trace,
)
from kunak.store.frames import Damage, Frame
from kunak.store.incoming import IncomingFile

NO_RECORD: Final = b"\0" * 32


class MemoryLog:
    """Records in a list.

    Attributes:
        items: Records, and damage where a test put it.
        full: Whether the disk refuses.
    """

    def __init__(self) -> None:
        self.items: list[bytes | Damage] = []
        self.full = False

    @property
    def records(self) -> list[bytes]:
        """What can be read."""
        return [item for item in self.items if isinstance(item, bytes)]

    @property
    def count(self) -> int:
        """How many can be read."""
        return len(self.records)

    @property
    def last(self) -> bytes:
        """Digest of the last."""
        return hashlib.sha256(self.records[-1]).digest() if self.records else NO_RECORD

    def append(self, records: Sequence[bytes]) -> None:
        """Keep all or none."""
        if self.full:
            raise Fault("The disk refused to write. Nothing of this step was kept.")
        self.items += records

    def read(self, *, skip: int = 0) -> Iterator[Frame | Damage]:
        """Yield what is there. Before damage nothing is skipped: rather twice than never, as on the disk."""
        clean = next((place for place, item in enumerate(self.items) if isinstance(item, Damage)), len(self.items))
        for number, item in enumerate(self.items[min(skip, clean) :], start=min(skip, clean)):
            yield item if isinstance(item, Damage) else Frame(number, item, "memory")

    def break_at(self, number: int) -> None:
        """Damage the record that has this place."""
        self.items[number] = Damage(number, 1, "altered", "memory")

    def close(self) -> None:
        """Nothing is open."""


class MemoryKeyring:
    """Secrets in a dictionary."""

    def __init__(self) -> None:
        self.secrets: dict[tuple[bytes, int], Secret] = {}

    def add(self, entries: Sequence[tuple[bytes, int, Secret]]) -> None:
        """Keep secrets."""
        self.secrets.update({(compartment, epoch): secret for compartment, epoch, secret in entries})

    def get(self, compartment: bytes, epoch: int) -> Secret | None:
        """Return a secret, or None where it was destroyed."""
        return self.secrets.get((compartment, epoch))

    def epochs(self, compartment: bytes) -> list[int]:
        """Return the epochs whose secrets are here."""
        return sorted(epoch for each, epoch in self.secrets if each == compartment)

    def at_epoch(self, epoch: int) -> list[bytes]:
        """Return the compartments of which the secret of this epoch is here."""
        return sorted(each for each, number in self.secrets if number == epoch)


class MemoryCache:
    """Tables in dictionaries, with the rules of the real ones: a number or an id replaces what has it.

    Attributes:
        fails: Asked before every batch whether the disk refuses it.
    """

    def __init__(self, fails: Callable[[Batch], bool] = lambda _batch: False) -> None:
        self.fails = fails
        self._applied = Applied(0, b"")
        self._facts: dict[int, StoredFact] = {}
        self._compartments: dict[bytes, CompartmentRow] = {}
        self._subjects: dict[bytes, SubjectRow] = {}
        self._deadlines: dict[bytes, tuple[Deadline, ...]] = {}
        self._texts: dict[int, SearchText] = {}
        self._held: dict[bytes, HeldRecord] = {}
        self._tails: dict[bytes, DeviceTail] = {}
        self._forks: dict[bytes, int] = {}

    def apply(self, batch: Batch) -> None:
        """Take a batch in, or nothing of it."""
        if self.fails(batch):
            raise Fault("The disk is full: the cache was not brought up to date.")
        gone = {n for n, fact in self._facts.items() if fact.id in batch.withdrawn}
        self._facts = {n: fact for n, fact in self._facts.items() if n not in gone}
        self._texts = {n: text for n, text in self._texts.items() if n not in gone}
        self._held = {each: held for each, held in self._held.items() if each not in batch.released}
        self._held |= {held.id: held for held in batch.held}
        for tail in batch.tails:
            before = self._tails.get(tail.device, tail)
            self._tails[tail.device] = max(before, tail, key=lambda each: (each.seq, each.id))
        for fork in batch.forks:
            self._forks[fork.device] = min(self._forks.get(fork.device, fork.seq), fork.seq)
        for fact in batch.facts:
            self._facts = {n: known for n, known in self._facts.items() if known.id != fact.id} | {fact.n: fact}
        self._compartments |= {row.id: row for row in batch.compartments}
        self._subjects |= {row.id: row for row in batch.subjects}
        self._deadlines |= {subject: tuple(rows) for subject, rows in batch.deadlines.items()}
        self._texts |= {text.n: text for text in batch.texts}
        self._applied = batch.applied

    def applied(self) -> Applied:
        """Return how far it has followed the log."""
        return self._applied

    def newest(self) -> int:
        """Return the largest number."""
        return max(self._facts, default=0)

    def known(self, identifiers: Iterable[bytes]) -> set[bytes]:
        """Return those that are facts or held."""
        return set(identifiers) & ({fact.id for fact in self._facts.values()} | self._held.keys())

    def tails(self) -> list[DeviceTail]:
        """Return the last event known of each device."""
        return [tail for _, tail in sorted(self._tails.items())]

    def at(self, device: bytes, seq: int) -> list[bytes]:
        """Return what a device wrote under this number."""
        return sorted(each.id for each in self._all() if (each.device, each.seq) == (device, seq))

    def forks(self) -> list[Fork]:
        """Return who signed two histories."""
        return [Fork(device, seq) for device, seq in sorted(self._forks.items())]

    def gaps(self) -> list[Gap]:
        """Return of whom earlier events are missing."""
        numbers: dict[bytes, set[int]] = {}
        for each in self._all():
            numbers.setdefault(each.device, set()).add(each.seq)
        return [
            Gap(device, max(found) - len(found), max(found))
            for device, found in sorted(numbers.items())
            if max(found) > len(found)
        ]

    def _all(self) -> list[StoredFact | HeldRecord]:
        return [*self._facts.values(), *self._held.values()]

    def held(self, why: str | None = None) -> list[HeldRecord]:
        """Return what counts for nothing yet."""
        rows = [held for held in self._held.values() if why in {None, held.why}]
        return sorted(rows, key=lambda held: (held.device, held.seq, held.id))

    def sealed_epochs(self) -> list[tuple[bytes, int]]:
        """Return the epochs whose keys are wanted."""
        return sorted({(held.compartment, held.epoch) for held in self.held("sealed")})

    def sealed_in(self, compartment: bytes, epoch: int) -> list[HeldRecord]:
        """Return what waits for this key."""
        return [held for held in self.held("sealed") if (held.compartment, held.epoch) == (compartment, epoch)]

    def facts_after(self, device: bytes, seq: int) -> list[StoredFact]:
        """Return what a device wrote after this number."""
        rows = [fact for fact in self._facts.values() if fact.device == device and fact.seq > seq]
        return sorted(rows, key=lambda fact: (fact.seq, fact.id))

    def facts_of_kinds(self, kinds: Iterable[str], *, after: int = 0) -> list[StoredFact]:
        """Return the facts of these kinds that came after a number."""
        wanted = set(kinds)
        return [fact for n, fact in sorted(self._facts.items()) if n > after and fact.kind in wanted]

    def every_compartment(self) -> list[CompartmentRow]:
        """Return all compartments."""
        return [row for _, row in sorted(self._compartments.items())]

    def facts_of(self, subject: bytes) -> list[StoredFact]:
        """Return all facts about a subject, in the order in which they came."""
        return [fact for _, fact in sorted(self._facts.items()) if fact.subject == subject]

    def latest(
        self, limit: int, *, before: int | None = None, subject: bytes | None = None, area: str = ""
    ) -> list[Trace]:
        """Return that events were accepted, the latest first."""
        facts = [
            fact
            for n, fact in sorted(self._facts.items(), reverse=True)
            if (before is None or n < before) and subject in {None, fact.subject} and _is_of(area, fact.kind)
        ]
        return [
            Trace(fact.n, fact.id, fact.subject, fact.compartment, fact.clock, fact.device, fact.kind)
            for fact in facts[:limit]
        ]

    def subject(self, identifier: bytes) -> SubjectRow | None:
        """Return the row of a subject."""
        return self._subjects.get(identifier)

    def by_code(self, type: str, code: str) -> SubjectRow | None:  # noqa: A002 - the field's word
        """Return the first subject of this type and code."""
        rows = sorted(self._subjects.values(), key=lambda row: row.id)
        return next((row for row in rows if (row.type, row.code) == (type, code)), None)

    def subjects(
        self,
        type: str,  # noqa: A002 - the field's word
        *,
        stages: Iterable[str] | None = None,
        order: Order = "urgency",
        limit: int = 100,
        offset: int = 0,
    ) -> list[SubjectRow]:
        """Return a page of a list."""
        chosen = None if stages is None else set(stages)
        rows = [row for row in self._subjects.values() if row.type == type and (chosen is None or row.stage in chosen)]
        ways: dict[Order, Callable[[SubjectRow], tuple[object, ...]]] = {
            "urgency": lambda row: (-row.urgency, -row.updated, row.id),
            "updated": lambda row: (-row.updated, row.id),
            "code": lambda row: (row.code, row.id),
        }
        return list(islice(sorted(rows, key=ways[order]), offset, offset + limit))

    def count_by_stage(self, type: str) -> dict[str, int]:  # noqa: A002 - the field's word
        """Return how many subjects of a type are in each stage."""
        stages = [row.stage for row in self._subjects.values() if row.type == type]
        return {stage: stages.count(stage) for stage in stages}

    def deadlines(self, before: Instant, limit: int, *, kind: str | None = None) -> list[Deadline]:
        """Return what is due."""
        rows = [
            row for rows in self._deadlines.values() for row in rows if row.due < before and kind in {None, row.kind}
        ]
        return sorted(rows, key=lambda row: (row.due, row.subject, row.kind))[:limit]

    def compartments_of(self, subject: bytes) -> list[CompartmentRow]:
        """Return the compartments of a subject."""
        rows = [row for row in self._compartments.values() if row.subject == subject]
        return sorted(rows, key=lambda row: (row.kind, row.id))

    def compartment(self, identifier: bytes) -> CompartmentRow | None:
        """Return one compartment."""
        return self._compartments.get(identifier)

    def search(self, query: str, *, limit: int, kinds: Iterable[str] | None = None) -> list[Hit]:
        """Return the latest facts that hold the query as it was typed; the real one knows inflected forms."""
        chosen = None if kinds is None else set(kinds)
        found = [
            Hit(text.n, text.subject, text.kind, ((text.text, False),))
            for _, text in sorted(self._texts.items(), reverse=True)
            if query.casefold() in text.text.casefold() and (chosen is None or text.kind in chosen)
        ]
        return found[:limit]

    def is_whole(self) -> bool:
        """Memory is."""
        return True

    def digest(self) -> bytes:
        """Return a hash over everything derived from the log."""
        state = (
            sorted(repr(msgspec.structs.replace(fact, n=0)) for fact in self._facts.values()),
            sorted((each, held.why) for each, held in self._held.items()),
            sorted(self._forks.items()),
            sorted((each, repr(tail)) for each, tail in self._tails.items()),
            sorted(self._compartments.items()),
            sorted(self._subjects.items()),
            sorted((subject, sorted(map(repr, rows))) for subject, rows in self._deadlines.items() if rows),
            sorted((self._facts[n].id, text.text) for n, text in self._texts.items() if n in self._facts),
        )
        return hashlib.sha256(repr(state).encode()).digest()

    def close(self) -> None:
        """Nothing is open."""


def _is_of(area: str, kind: str) -> bool:
    return not area or kind.partition(".")[0] == area


class MemoryExchange:
    """What was exchanged, in dictionaries."""

    def __init__(self) -> None:
        self.turn = threading.RLock()
        self._wraps: dict[bytes, bytes] = {}
        self._parked: dict[bytes, bytes] = {}
        self._feed: list[bytes] = []
        self._notes: dict[str, bytes] = {}
        self.kinds: list[tuple[str, str]] = []
        self.turn = RLock()

    def rid_of(self, item: bytes) -> bytes | None:
        """Return in which blob something travels."""
        return self._wraps.get(item)

    def knows(self, rid: bytes) -> bool:
        """Return whether a blob is known."""
        return rid in self._parked or rid in self._wraps.values()

    def wrapped(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Take note; the first stays."""
        for item, rid in pairs:
            self._wraps.setdefault(item, rid)

    def park(self, blobs: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep what waits."""
        self._parked |= dict(blobs)

    def parked(self) -> list[tuple[bytes, bytes]]:
        """Return what waits."""
        return sorted(self._parked.items())

    def unpark(self, rids: Iterable[bytes]) -> None:
        """Let it go."""
        for rid in list(rids):
            self._parked.pop(rid, None)

    def feed(self, until: int | None = None) -> list[bytes]:
        """Return the verified names."""
        return self._feed[:until]

    def feed_size(self) -> int:
        """Return how many."""
        return len(self._feed)

    def in_feed(self, rid: bytes) -> bool:
        """Return whether the relay has shown it."""
        return rid in self._feed

    def extend_feed(self, number: int, rids: Sequence[bytes]) -> None:
        """Add verified names."""
        self._feed[number:] = rids

    def forget_feed(self) -> None:
        """Begin anew."""
        self._feed.clear()

    def note(self, name: str) -> bytes:
        """Return a small value."""
        return self._notes.get(name, b"")

    def set_note(self, name: str, value: bytes) -> None:
        """Keep a small value."""
        self._notes[name] = value

    def notice(self, kind: str, place: str, _at: Instant) -> None:
        """Take note of something once."""
        if (kind, place) not in self.kinds:
            self.kinds.append((kind, place))


class MemoryShelf:
    """Files in a dictionary, by their names."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, file: IncomingFile) -> AttachedFile:
        """Keep a file."""
        self.files[file.name] = file.data
        return AttachedFile(file.name, file.media_type, file.name, bytes(32), len(file.data))

    def get(self, file: AttachedFile) -> bytes:
        """Return its bytes."""
        return self.files[file.stored]
