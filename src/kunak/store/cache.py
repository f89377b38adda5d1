"""What do the records say, arranged so that a page can be shown at once?

Decrypted bodies, the latest state of each subject, deadlines, and a full-text
index, in an encrypted database that may be thrown away at any moment: the log is
the truth, and ``Cache.create`` begins anew. Understands no body and no rule; what
a row means is the business of those who apply it.

Specified in ``spec/store.md``, sections 6 to 8.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from kunak.base.instants import Instant
from kunak.crypto.secret import Secret
from kunak.store import language
from kunak.store.engine import Database, Unreadable, Value, open_database, overwrite_database, remove_database
from kunak.store.home import Home

SCHEMA_VERSION: Final = 5
"""Raised with every change of a table, a tokenizer rule or a meaning of a row: an older cache is made anew."""

SNIPPET_BEFORE: Final = 40
SNIPPET_LENGTH: Final = 160
"""Characters of a snippet, and of those the most before the first marked word: two lines on a small screen."""

Order = Literal["urgency", "updated", "code"]


class StoredFact(Struct, frozen=True):
    """One accepted event, decrypted.

    Attributes:
        n: When it came here: a number of this laptop's own. The order of events follows from ``causes``.
        seq: Its number among the events of its device.
        causes: Ids of the events that its writer had seen, one behind the other.
    """

    n: int
    id: bytes
    subject: bytes
    compartment: bytes
    clock: int
    device: bytes
    kind: str
    body: bytes
    seq: int = 0
    causes: bytes = b""


class HeldRecord(Struct, frozen=True):
    """A record that is in the log and counts for nothing yet.

    Attributes:
        id: Of its event.
        why: ``sealed``: its key is not here. ``aside``: its device was cut off before it wrote this.
        record: The envelope's bytes.
    """

    id: bytes
    device: bytes
    seq: int
    clock: int
    compartment: bytes
    epoch: int
    why: str
    record: bytes


class DeviceTail(Struct, frozen=True):
    """The last event known of a device."""

    device: bytes
    seq: int
    id: bytes
    clock: int


class Fork(Struct, frozen=True):
    """From which number on a device has signed two histories."""

    device: bytes
    seq: int


class Gap(Struct, frozen=True):
    """Events of a device that are not here, though later ones are."""

    device: bytes
    missing: int
    last: int


class Trace(Struct, frozen=True):
    """That an event was accepted: everything about it but what it says."""

    n: int
    id: bytes
    subject: bytes
    compartment: bytes
    clock: int
    device: bytes
    kind: str


class CompartmentRow(Struct, frozen=True):
    """Which subject a compartment is a part of, and which part."""

    id: bytes
    subject: bytes
    kind: str


class SubjectRow(Struct, frozen=True):
    """The latest state of a case or request, as lists show it. A larger ``urgency`` is more urgent."""

    id: bytes
    type: str
    code: str
    stage: str
    urgency: int
    updated: Instant
    summary: bytes


class Deadline(Struct, frozen=True):
    """Something of a subject that is due."""

    subject: bytes
    kind: str
    due: Instant
    says: bytes


class SearchText(Struct, frozen=True):
    """The words of one fact. ``kind`` is that of its compartment."""

    n: int
    subject: bytes
    kind: str
    text: str


class Applied(Struct, frozen=True):
    """How far the cache has followed the log: records, and the digest of the last of them."""

    count: int
    last: bytes


class Batch(Struct, frozen=True, kw_only=True):
    """What changes at once, or not at all.

    Attributes:
        applied: Where the cache stands afterwards.
        facts: Added; one with the same ``n`` or ``id`` is replaced.
        held: Added or replaced.
        released: Ids of records that are held no longer.
        withdrawn: Facts that count no longer, by id: their words go, too.
        tails: Replaced where they reach further.
        forks: Kept, the earliest of each device.
        compartments: Added or replaced.
        subjects: Added or replaced.
        deadlines: For each subject named here, all the deadlines that it has from now on.
        texts: Added; the one of the same fact is replaced.
    """

    applied: Applied
    facts: Sequence[StoredFact] = ()
    held: Sequence[HeldRecord] = ()
    released: Sequence[bytes] = ()
    withdrawn: Sequence[bytes] = ()
    tails: Sequence[DeviceTail] = ()
    forks: Sequence[Fork] = ()
    compartments: Sequence[CompartmentRow] = ()
    subjects: Sequence[SubjectRow] = ()
    deadlines: Mapping[bytes, Sequence[Deadline]] = {}
    texts: Sequence[SearchText] = ()


class Hit(Struct, frozen=True):
    """A fact whose words were found, with a piece of its text: parts, each marked or not."""

    n: int
    subject: bytes
    kind: str
    snippet: tuple[tuple[str, bool], ...]


_SCHEMA: Final = (
    """CREATE TABLE facts(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, subject BLOB NOT NULL,
       compartment BLOB NOT NULL, clock INTEGER NOT NULL, device BLOB NOT NULL, kind TEXT NOT NULL,
       body BLOB NOT NULL, seq INTEGER NOT NULL, causes BLOB NOT NULL) STRICT""",
    "CREATE INDEX facts_of_subject ON facts(subject)",
    "CREATE INDEX facts_of_device ON facts(device, seq)",
    """CREATE TABLE held(id BLOB PRIMARY KEY, device BLOB NOT NULL, seq INTEGER NOT NULL, clock INTEGER NOT NULL,
       compartment BLOB NOT NULL, epoch INTEGER NOT NULL, why TEXT NOT NULL, record BLOB NOT NULL) STRICT""",
    "CREATE INDEX held_of_compartment ON held(compartment, epoch)",
    "CREATE INDEX held_of_device ON held(device, seq)",
    "CREATE INDEX held_by_reason ON held(why, compartment, epoch)",
    "CREATE TABLE forks(device BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE tails(device BLOB PRIMARY KEY, seq INTEGER NOT NULL, id BLOB NOT NULL,
       clock INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE TABLE compartments(id BLOB PRIMARY KEY, subject BLOB NOT NULL, kind TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX compartments_of_subject ON compartments(subject)",
    """CREATE TABLE subjects(id BLOB PRIMARY KEY, type TEXT NOT NULL, code TEXT NOT NULL, stage TEXT NOT NULL,
       urgency INTEGER NOT NULL, updated INTEGER NOT NULL, summary BLOB NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE INDEX subjects_by_urgency ON subjects(type, urgency DESC, updated DESC, id, stage)",
    "CREATE INDEX subjects_by_update ON subjects(type, updated DESC, id, stage)",
    "CREATE INDEX subjects_by_code ON subjects(type, code, id, stage)",
    """CREATE TABLE deadlines(subject BLOB NOT NULL, kind TEXT NOT NULL, due INTEGER NOT NULL,
       says BLOB NOT NULL) STRICT""",
    "CREATE INDEX deadlines_by_due ON deadlines(due)",
    "CREATE INDEX deadlines_by_kind ON deadlines(kind, due)",
    "CREATE INDEX deadlines_of_subject ON deadlines(subject)",
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    # Which facts hold a word is enough: no query asks for neighbours, and snippets are marked from the text.
    """CREATE VIRTUAL TABLE words USING fts5(text, subject UNINDEXED, kind UNINDEXED,
       tokenize = 'kunak', detail = none, columnsize = 0)""",
    # Without it the index keeps deleted words until some later merge.
    "INSERT INTO words(words, rank) VALUES ('secure-delete', 1)",
)

_TABLES: Final = {
    "facts": "SELECT id, subject, compartment, clock, device, kind, body, seq, causes FROM facts ORDER BY id",
    "held": "SELECT id, device, seq, clock, compartment, why FROM held ORDER BY id",
    "forks": "SELECT * FROM forks ORDER BY device",
    "tails": "SELECT * FROM tails ORDER BY device",
    "compartments": "SELECT * FROM compartments ORDER BY id",
    "subjects": "SELECT * FROM subjects ORDER BY id",
    "deadlines": "SELECT * FROM deadlines ORDER BY subject, due, kind, says",
    "words": """SELECT facts.id, words.text, words.subject, words.kind FROM facts JOIN words ON words.rowid = facts.n
       ORDER BY facts.id""",
}
"""Everything that is derived from the log, in an order that does not depend on how it got here, or when."""

_ORDERS: Final[dict[Order, str]] = {
    "urgency": "urgency DESC, updated DESC, id",
    "updated": "updated DESC, id",
    "code": "code, id",
}


class Cache:
    """One open cache. Several threads may use it."""

    def __init__(self, home: Home, database: Database) -> None:
        self._home = home
        self._database = database

    @classmethod
    def open(cls, home: Home, key: Secret) -> "Cache":
        """Open the cache that is there.

        Raises:
            Unreadable: There is none, or it is damaged, under another key or of another version: ``create`` it anew.
        """
        if not home.cache.exists():
            raise Unreadable
        database = _open(home.cache, key)
        if _version(database) != SCHEMA_VERSION:
            database.close()
            raise Unreadable
        return cls(home, database)

    @classmethod
    def create(cls, home: Home, key: Secret) -> "Cache":
        """Make an empty cache, in place of any that is there."""
        remove_database(home.cache)
        database = _open(home.cache, key)
        with database.transaction():
            for statement in _SCHEMA:
                database.rows(statement)
            _set_meta(database, "version", SCHEMA_VERSION)
            _set_applied(database, Applied(0, b""))
        return cls(home, database)

    @staticmethod
    def destroy(home: Home) -> None:
        """Overwrite the cache and remove it: it is made anew from what of the log can still be opened.

        What is left of it on flash storage is sealed under its key, which has to be destroyed too.

        Raises:
            OSError: The disk refused.
        """
        overwrite_database(home.cache)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def is_whole(self) -> bool:
        """Whether all of it can be read."""
        return self._database.is_whole()

    # What is put in

    def apply(self, batch: Batch) -> None:
        """Take a batch in: all of it, or nothing.

        Raises:
            Unreadable: The cache turned out to be damaged.
            Fault: The disk is full.
        """
        with self._database.transaction():
            self._withdraw(batch.withdrawn)
            self._database.run_many("DELETE FROM held WHERE id = ?", ((each,) for each in batch.released))
            self._insert("held", batch.held, 8)
            self._insert("facts", batch.facts, 10)
            self._database.run_many(
                """INSERT INTO tails VALUES (?, ?, ?, ?) ON CONFLICT(device) DO UPDATE SET
                   seq = excluded.seq, id = excluded.id, clock = excluded.clock
                   WHERE (excluded.seq, excluded.id) > (seq, id)""",
                map(msgspec.structs.astuple, batch.tails),
            )
            self._database.run_many(
                "INSERT INTO forks VALUES (?, ?) ON CONFLICT(device) DO UPDATE SET seq = min(seq, excluded.seq)",
                map(msgspec.structs.astuple, batch.forks),
            )
            self._insert("compartments", batch.compartments, 3)
            self._insert("subjects", batch.subjects, 7)
            self._database.run_many("DELETE FROM deadlines WHERE subject = ?", ((each,) for each in batch.deadlines))
            for deadlines in batch.deadlines.values():
                self._insert("deadlines", deadlines, 4)
            self._database.run_many(
                "INSERT OR REPLACE INTO words(rowid, subject, kind, text) VALUES (?, ?, ?, ?)",
                map(msgspec.structs.astuple, batch.texts),
            )
            _set_applied(self._database, batch.applied)

    def _withdraw(self, facts: Sequence[bytes]) -> None:
        self._database.run_many(
            "DELETE FROM words WHERE rowid IN (SELECT n FROM facts WHERE id = ?)", ((each,) for each in facts)
        )
        self._database.run_many("DELETE FROM facts WHERE id = ?", ((each,) for each in facts))

    # What is asked

    def applied(self) -> Applied:
        """Return how far the cache has followed the log."""
        ((value,),) = self._database.rows("SELECT value FROM meta WHERE name = 'applied'")
        return Applied(*msgspec.msgpack.decode(value, type=tuple[int, bytes]))

    def newest(self) -> int:
        """Return the largest number that a fact has here; 0 where there is none."""
        ((newest,),) = self._database.rows("SELECT coalesce(max(n), 0) FROM facts")
        return int(newest)

    def known(self, identifiers: Iterable[bytes]) -> set[bytes]:
        """Return those of these events that are facts here or held."""
        found: set[bytes] = set()
        for each in identifiers:
            if self._database.rows("SELECT 1 FROM facts WHERE id = ?1 UNION SELECT 1 FROM held WHERE id = ?1", (each,)):
                found.add(each)
        return found

    def tails(self) -> list[DeviceTail]:
        """Return the last event known of each device."""
        return [DeviceTail(*row) for row in self._database.rows("SELECT * FROM tails ORDER BY device")]

    def at(self, device: bytes, seq: int) -> list[bytes]:
        """Return the ids of the events that a device wrote under this number: one, or two if it signed twice."""
        rows = self._database.rows(
            """SELECT id FROM facts WHERE device = ?1 AND seq = ?2
               UNION SELECT id FROM held WHERE device = ?1 AND seq = ?2""",
            (device, seq),
        )
        return [bytes(row[0]) for row in rows]

    def forks(self) -> list[Fork]:
        """Return the devices that have signed two histories, and from which number on."""
        return [Fork(*row) for row in self._database.rows("SELECT * FROM forks ORDER BY device")]

    def gaps(self) -> list[Gap]:
        """Return the devices of which earlier events are missing."""
        rows = self._database.rows(
            """SELECT device, max(seq) - count(DISTINCT seq), max(seq) FROM
               (SELECT device, seq FROM facts UNION ALL SELECT device, seq FROM held)
               GROUP BY device HAVING max(seq) > count(DISTINCT seq) ORDER BY device"""
        )
        return [Gap(*row) for row in rows]

    def held(self, why: str | None = None) -> list[HeldRecord]:
        """Return the records that count for nothing yet, for one reason or for any."""
        condition, chosen = _one_of("why", None if why is None else (why,))
        rows = self._database.rows(f"SELECT * FROM held WHERE true {condition} ORDER BY device, seq, id", chosen)  # noqa: S608
        return [HeldRecord(*row) for row in rows]

    def sealed_epochs(self) -> list[tuple[bytes, int]]:
        """Return the compartments and epochs whose keys are wanted."""
        rows = self._database.rows("SELECT DISTINCT compartment, epoch FROM held WHERE why = 'sealed' ORDER BY 1, 2")
        return [(row[0], row[1]) for row in rows]

    def sealed_in(self, compartment: bytes, epoch: int) -> list[HeldRecord]:
        """Return what waits for the key of this epoch."""
        rows = self._database.rows(
            "SELECT * FROM held WHERE compartment = ? AND epoch = ? AND why = 'sealed'", (compartment, epoch)
        )
        return [HeldRecord(*row) for row in rows]

    def facts_after(self, device: bytes, seq: int) -> list[StoredFact]:
        """Return the facts that a device wrote after its event of this number."""
        rows = self._database.rows("SELECT * FROM facts WHERE device = ? AND seq > ? ORDER BY seq, id", (device, seq))
        return [StoredFact(*row) for row in rows]

    def facts_of_kinds(self, kinds: Iterable[str], *, after: int = 0) -> list[StoredFact]:
        """Return the facts of these kinds that came after a number, in the order in which they came."""
        condition, chosen = _one_of("kind", kinds)
        rows = self._database.rows(f"SELECT * FROM facts WHERE n > ? {condition} ORDER BY n", (after, *chosen))  # noqa: S608
        return [StoredFact(*row) for row in rows]

    def every_compartment(self) -> list[CompartmentRow]:
        """Return all compartments."""
        return [CompartmentRow(*row) for row in self._database.rows("SELECT * FROM compartments ORDER BY id")]

    def facts_of(self, subject: bytes) -> list[StoredFact]:
        """Return all facts about a subject, in the order in which they came here."""
        rows = self._database.rows("SELECT * FROM facts WHERE subject = ? ORDER BY n", (subject,))
        return [StoredFact(*row) for row in rows]

    def fact(self, identifier: bytes) -> StoredFact | None:
        """Return one fact by the id of its event."""
        rows = self._database.rows("SELECT * FROM facts WHERE id = ?", (identifier,))
        return StoredFact(*rows[0]) if rows else None

    def latest(
        self, limit: int, *, before: int | None = None, subject: bytes | None = None, area: str = ""
    ) -> list[Trace]:
        """Return that events were accepted, the latest first; what they say is not read.

        Args:
            limit: Most wanted.
            before: Only those before this place in the merged order; None for all.
            subject: Only those about this subject; None for all.
            area: Only kinds that begin with this word and a dot; empty for all.
        """
        conditions = {
            "n < ?": before,
            "subject = ?": subject,
            "substr(kind, 1, instr(kind, '.') - 1) = ?": area or None,
        }
        asked = {condition: value for condition, value in conditions.items() if value is not None}
        where = f"WHERE {' AND '.join(asked)}" if asked else ""
        rows = self._database.rows(
            f"SELECT n, id, subject, compartment, clock, device, kind FROM facts {where} ORDER BY n DESC LIMIT ?",  # noqa: S608 - our words
            (*asked.values(), limit),
        )
        return [Trace(*row) for row in rows]

    def subject(self, identifier: bytes) -> SubjectRow | None:
        """Return the latest state of a subject."""
        rows = self._database.rows("SELECT * FROM subjects WHERE id = ?", (identifier,))
        return SubjectRow(*rows[0]) if rows else None

    def by_code(self, type: str, code: str) -> SubjectRow | None:  # noqa: A002 - the field's word
        """Return the subject of this type that is known by this code; of several, the one with the lowest id."""
        rows = self._database.rows(
            "SELECT * FROM subjects WHERE type = ? AND code = ? ORDER BY id LIMIT 1", (type, code)
        )
        return SubjectRow(*rows[0]) if rows else None

    def subjects(
        self,
        type: str,  # noqa: A002 - the field's word
        *,
        stages: Iterable[str] | None = None,
        order: Order = "urgency",
        limit: int = 100,
        offset: int = 0,
    ) -> list[SubjectRow]:
        """Return a page of a list: the most urgent, the last changed, or the first by code, first."""
        condition, chosen = _one_of("stage", stages)
        rows = self._database.rows(
            f"SELECT * FROM subjects WHERE type = ? {condition} ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?",  # noqa: S608
            (type, *chosen, limit, offset),
        )
        return [SubjectRow(*row) for row in rows]

    def count(self, type: str) -> int:  # noqa: A002 - the field's word
        """Return how many subjects of a type there are."""
        return sum(self.count_by_stage(type).values())

    def count_by_stage(self, type: str) -> dict[str, int]:  # noqa: A002 - the field's word
        """Return how many subjects of a type are in each stage that has any."""
        rows = self._database.rows("SELECT stage, count(*) FROM subjects WHERE type = ? GROUP BY stage", (type,))
        return dict(rows)

    def deadlines(self, before: Instant, limit: int, *, kind: str | None = None) -> list[Deadline]:
        """Return what is due before an instant, of one kind or of all, the earliest first."""
        condition, chosen = _one_of("kind", None if kind is None else (kind,))
        rows = self._database.rows(
            f"SELECT * FROM deadlines WHERE due < ? {condition} ORDER BY due, subject, kind LIMIT ?",  # noqa: S608
            (before, *chosen, limit),
        )
        return [Deadline(*row) for row in rows]

    def compartments_of(self, subject: bytes) -> list[CompartmentRow]:
        """Return the compartments of a subject."""
        rows = self._database.rows("SELECT * FROM compartments WHERE subject = ? ORDER BY kind, id", (subject,))
        return [CompartmentRow(*row) for row in rows]

    def compartment(self, identifier: bytes) -> CompartmentRow | None:
        """Return one compartment."""
        rows = self._database.rows("SELECT * FROM compartments WHERE id = ?", (identifier,))
        return CompartmentRow(*rows[0]) if rows else None

    def search(self, query: str, *, limit: int, kinds: Iterable[str] | None = None) -> list[Hit]:
        """Return the latest facts that hold every word of ``query``, in any of its forms.

        The latest come first, and not those that repeat a word most often: what was said
        last about a person counts, and the answer takes as long as its page is, however
        common the word.

        Args:
            query: What a person typed. The last word may be unfinished, unless a space follows it.
            limit: Most hits wanted.
            kinds: Kinds of compartment to look in; None for all.
        """
        asked = language.sought(query)
        if not asked:
            return []
        condition, chosen = _one_of("kind", kinds)
        rows = self._database.rows(
            f"SELECT rowid, subject, kind, text FROM words WHERE words MATCH ? {condition} ORDER BY rowid DESC LIMIT ?",  # noqa: S608
            (language.match_expression(asked), *chosen, limit),
        )
        is_marked = language.marker(asked)
        return [_hit(SearchText(*row), is_marked) for row in rows]

    # Whether it is sound

    def digest(self) -> bytes:
        """Return a hash over everything derived from the log; two caches of one log have the same."""
        state = hashlib.sha256()
        encoder = msgspec.msgpack.Encoder()
        for table, statement in _TABLES.items():
            state.update(table.encode() + b"\0")
            for row in self._database.each(statement):
                state.update(encoder.encode(row))
        return state.digest()

    def check(self) -> bool:
        """Return whether every page opens and the index agrees with the texts. Takes as long as making the index.

        An old page that was put back is not noticed here, only by ``digest`` against a rebuilt cache.
        """
        try:
            self._database.rows("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")
            return self._database.rows("PRAGMA integrity_check") == [("ok",)]
        except Unreadable:
            return False

    def _insert(self, table: str, rows: Sequence[Struct], columns: int) -> None:
        places = ", ".join("?" * columns)
        statement = f"INSERT OR REPLACE INTO {table} VALUES ({places})"  # noqa: S608 - our names
        self._database.run_many(statement, map(msgspec.structs.astuple, rows))


def _open(path: Path, key: Secret) -> Database:
    database = open_database(path, key)
    database.add_tokenizer("kunak", document=language.document)
    return database


def _version(database: Database) -> Value:
    """Return the version of the schema, or None where it cannot be read."""
    try:
        if not database.rows("SELECT 1 FROM sqlite_schema WHERE name = 'meta'"):
            return None
        rows = database.rows("SELECT value FROM meta WHERE name = 'version'")
    except Unreadable:
        return None
    return rows[0][0] if rows else None


def _set_meta(database: Database, name: str, value: Value) -> None:
    database.rows("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _set_applied(database: Database, applied: Applied) -> None:
    _set_meta(database, "applied", msgspec.msgpack.encode((applied.count, applied.last)))


def _hit(row: SearchText, is_marked: Callable[[language.Word], bool]) -> Hit:
    return Hit(row.n, row.subject, row.kind, snippet(row.text, is_marked))


def _one_of(column: str, values: Iterable[str] | None) -> tuple[str, tuple[str, ...]]:
    if values is None:
        return "", ()
    chosen = tuple(values)
    return f"AND {column} IN ({', '.join('?' * len(chosen))})", chosen


def snippet(text: str, is_marked: Callable[[language.Word], bool]) -> tuple[tuple[str, bool], ...]:
    """Return a piece of the text around its first marked word, in parts, each marked or not."""
    found = filter(is_marked, language.words(text))
    first = next(found, None)
    begin = 0 if first is None else _word_boundary(text, first.start - SNIPPET_BEFORE)
    end = begin + SNIPPET_LENGTH
    parts, position = [], begin
    for word in () if first is None else chain((first,), found):
        if word.start >= end:
            break
        parts += [(text[position : word.start], False), (text[word.start : word.end], True)]
        position = word.end
    parts.append((text[position : max(end, position)], False))
    return tuple(part for part in parts if part[0])


def _word_boundary(text: str, place: int) -> int:
    if place <= 0:
        return 0
    space = text.find(" ", place, place + SNIPPET_BEFORE)
    return place if space < 0 else space + 1
