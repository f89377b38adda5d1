"""What is in a feed, and what may be added? Rows in, rows out, in a transaction that somebody else opened.

Each function that writes refuses before it writes: several are done in one transaction, and one that is refused
must leave nothing.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from kunak.crypto import signing
from kunak.crypto.signing import BadSignature, KeyRefused
from kunak.relay.limits import Quota
from kunak.relay.refusals import beyond, no_access, not_allowed, quota_used
from kunak.relay.tables import blobs, feeds, subtrees, tickets
from kunak.wire import limits, statements, tree
from kunak.wire.frames import Include, Item, Prove, Push, Receipt, Register, Rekey, Since, rid_of, write

STRIDE: Final = 8
"""Every eighth level of subtrees is kept (``tables.subtrees``)."""
CHUNK: Final = 64
"""Rows read at once: 24 MiB, were all of the largest size."""
_NOBODY: Final = bytes(32)
"""Compared with where there is no feed, so that both answers take as long. Nobody knows a token with this hash."""


class Feed(msgspec.Struct, frozen=True):
    """One row of ``feeds``."""

    id: int
    feed: bytes
    owner: bytes
    epoch: int
    token_hash: bytes
    statement: bytes
    size: int
    held: int
    peaks: bytes

    @property
    def tree(self) -> tree.Range:
        """The tree over its rids."""
        width = limits.RID_BYTES
        return tree.Range(self.size, tuple(self.peaks[n : n + width] for n in range(0, len(self.peaks), width)))


_COLUMNS: Final = tuple(feeds.c[name] for name in Feed.__struct_fields__)


def opened(connection: Connection, feed: bytes, token: bytes, *, to_write: bool = False) -> Feed:
    """Return the feed that this token opens; nobody else changes it until the transaction ends, if it is to be written.

    Raises:
        RelayRefused: There is none, or the token is another's.
    """
    found = _find(connection, feed, to_write=to_write)
    wanted = found.token_hash if found else _NOBODY
    if not hmac.compare_digest(hashlib.sha256(token).digest(), wanted) or found is None:
        raise no_access()
    return found


def register(connection: Connection, frame: Register, *, needs_ticket: bool, now: int) -> Feed:
    """Open a feed.

    Raises:
        RelayRefused: No ticket, a used one, a feed that is taken, a signature that is not the owner's.
    """
    said = hashlib.sha256(write(frame)).digest()
    found = _find(connection, frame.feed, to_write=True)
    if found is not None and found.statement == said:
        return found
    if found is not None or not _signed(frame.owner, statements.registration(frame), frame.signature):
        raise not_allowed()
    if needs_ticket and not _take_ticket(connection, frame.ticket):
        raise not_allowed()
    row: dict[str, Any] = {
        "feed": frame.feed, "owner": frame.owner, "epoch": frame.epoch, "token_hash": frame.token_hash,
        "statement": said, "size": 0, "held": 0, "peaks": b"",
    }  # fmt: skip
    made = connection.execute(insert(feeds).values(**row, made_at=now))
    key = made.inserted_primary_key
    return Feed(id=int(key[0]) if key else 0, **row)


def rekey(connection: Connection, frame: Rekey) -> Feed:
    """Change who may come in.

    Raises:
        RelayRefused: No such feed, an epoch that is not newer, a signature that is not the owner's.
    """
    said = hashlib.sha256(write(frame)).digest()
    found = _find(connection, frame.feed, to_write=True)
    if found is None:
        raise not_allowed()
    if found.statement == said:
        return found
    signed = _signed(found.owner, statements.rekeying(frame), frame.signature)
    if not signed or frame.epoch <= found.epoch or not _enrollable(frame.owner):
        raise not_allowed()
    changes = {"owner": frame.owner, "epoch": frame.epoch, "token_hash": frame.token_hash, "statement": said}
    connection.execute(update(feeds).where(feeds.c.id == found.id).values(**changes))
    return msgspec.structs.replace(found, **changes)


def append(
    connection: Connection, feed: Feed, frame: Push, rids: Sequence[bytes], *, quota: Quota, now: int
) -> tuple[Feed, tuple[Receipt, ...]]:
    """Keep the blobs of a push that are new, and return the feed and a receipt for each blob.

    Args:
        connection: In a transaction that writes.
        feed: As ``opened`` to write in the same transaction.
        frame: The push.
        rids: Of its blobs, in order.
        quota: What a feed may hold.
        now: In milliseconds.

    Raises:
        RelayRefused: It would be more than the quota.
    """
    known = _numbers(connection, feed.id, rids)
    new = [(rid, blob) for rid, blob in zip(rids, frame.blobs, strict=True) if rid not in known]
    if new:
        known |= {rid: feed.size + place for place, (rid, _) in enumerate(new)}
        feed = _write(connection, feed, new, quota=quota, now=now)
    return feed, tuple(Receipt(rid, known[rid]) for rid in rids)


def _write(connection: Connection, feed: Feed, new: list[tuple[bytes, bytes]], *, quota: Quota, now: int) -> Feed:
    held = feed.held + sum(len(blob) for _, blob in new)
    if held > quota.feed_bytes or feed.size + len(new) > quota.feed_blobs:
        raise quota_used()
    grown = tree.grow(feed.tree, [rid for rid, _ in new])
    connection.execute(
        insert(blobs),
        [
            {"feed_id": feed.id, "number": feed.size + place, "rid": rid, "time": now, "blob": blob}
            for place, (rid, blob) in enumerate(new)
        ],
    )
    kept = [
        {"feed_id": feed.id, "level": level, "place": place, "hash": made}
        for (level, place), made in grown.completed
        if level % STRIDE == 0
    ]
    if kept:
        connection.execute(insert(subtrees), kept)
    changes: dict[str, Any] = {"size": grown.tree.size, "held": held, "peaks": b"".join(grown.tree.peaks)}
    connection.execute(update(feeds).where(feeds.c.id == feed.id).values(**changes))
    return msgspec.structs.replace(feed, **changes)


def page(connection: Connection, feed: Feed, wanted: Since) -> tuple[Item, ...]:
    """Return blobs from a number on: as many as asked for, as there are, and as fit into one answer."""
    items: list[Item] = []
    end, room = min(wanted.number + wanted.limit, feed.size), limits.BATCH_BYTES
    while (first := wanted.number + len(items)) < end:
        here = (blobs.c.feed_id == feed.id) & (blobs.c.number >= first) & (blobs.c.number < min(first + CHUNK, end))
        asked = select(blobs.c.number, blobs.c.rid, blobs.c.time, blobs.c.blob).where(here).order_by(blobs.c.number)
        for row in connection.execute(asked).all():
            room -= len(row.blob)
            if room < 0:
                return tuple(items)
            items.append(Item(*row))
    return tuple(items)


def consistency(connection: Connection, feed: Feed, wanted: Prove) -> tuple[bytes, ...]:
    """Return the proof that the first tree is the beginning of the second.

    Raises:
        RelayRefused: The feed is smaller than the second.
    """
    if wanted.second > feed.size:
        raise beyond()
    return _proof(connection, feed.id, tree.consistency_plan(wanted.first, wanted.second))


def inclusion(connection: Connection, feed: Feed, wanted: Include) -> tuple[bytes, ...]:
    """Return the proof that a blob is in the tree of so many.

    Raises:
        RelayRefused: The feed is smaller than that.
    """
    if wanted.size > feed.size:
        raise beyond()
    return _proof(connection, feed.id, tree.inclusion_plan(wanted.number, wanted.size))


def rids_of(frame: Push) -> list[bytes]:
    """Return the rids of a push, in its order."""
    return [rid_of(blob) for blob in frame.blobs]


def sizes(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[int, bytes]]:
    """Return size and token hash of these feeds, for those who wait for news."""
    rows = connection.execute(select(feeds.c.id, feeds.c.size, feeds.c.token_hash).where(feeds.c.id.in_(ids)))
    return {key: (size, bytes(token_hash)) for key, size, token_hash in rows}


def totals(connection: Connection) -> tuple[int, int, int]:
    """Return how many feeds, blobs and bytes there are in all."""
    row = connection.execute(
        select(func.count(), func.coalesce(func.sum(feeds.c.size), 0), func.coalesce(func.sum(feeds.c.held), 0))
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _find(connection: Connection, feed: bytes, *, to_write: bool) -> Feed | None:
    asked = select(*_COLUMNS).where(feeds.c.feed == feed)
    row = connection.execute(asked.with_for_update() if to_write else asked).one_or_none()
    return None if row is None else Feed(*row)


def _numbers(connection: Connection, feed_id: int, rids: Sequence[bytes]) -> dict[bytes, int]:
    rows = connection.execute(
        select(blobs.c.rid, blobs.c.number).where(blobs.c.feed_id == feed_id, blobs.c.rid.in_(rids))
    )
    return {bytes(rid): number for rid, number in rows}


def _proof(connection: Connection, feed_id: int, plan: list[list[tree.Place]]) -> tuple[bytes, ...]:
    known = {place: _subtree(connection, feed_id, place) for places in plan for place in places}
    return tree.assemble(plan, known)


def _subtree(connection: Connection, feed_id: int, place: tree.Place) -> bytes:
    """Return the hash of a full subtree, from the nearest level below that is kept."""
    level, index = place
    climb = level % STRIDE
    first, count = index << climb, 1 << climb
    if level < STRIDE:
        rows = connection.execute(_span(blobs.c.rid, blobs.c.number, blobs.c.feed_id == feed_id, (first, count)))
        hashes = [tree.leaf(bytes(rid)) for (rid,) in rows]
    else:
        here = (subtrees.c.feed_id == feed_id) & (subtrees.c.level == level - climb)
        rows = connection.execute(_span(subtrees.c.hash, subtrees.c.place, here, (first, count)))
        hashes = [bytes(made) for (made,) in rows]
    while len(hashes) > 1:
        hashes = [tree.node(hashes[n], hashes[n + 1]) for n in range(0, len(hashes), 2)]
    return hashes[0]


def _span(what: Any, order: Any, here: Any, span: tuple[int, int]) -> Any:  # noqa: ANN401 - columns
    first, count = span
    return select(what).where(here, order >= first, order < first + count).order_by(order)


def _take_ticket(connection: Connection, ticket: bytes) -> bool:
    hashed = hashlib.sha256(ticket).digest()
    return connection.execute(delete(tickets).where(tickets.c.ticket_hash == hashed)).rowcount == 1


def _signed(owner: bytes, statement: bytes, signature: bytes) -> bool:
    try:
        signing.check_enrollable(owner)
        signing.verify(owner, statement, signature)
    except (KeyRefused, BadSignature):
        return False
    return True


def _enrollable(owner: bytes) -> bool:
    try:
        signing.check_enrollable(owner)
    except KeyRefused:
        return False
    return True
