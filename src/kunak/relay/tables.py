"""What the relay keeps: four tables, and no column for a name, an address or a key that opens anything."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, MetaData, Table, UniqueConstraint

metadata: Final = MetaData()

Big = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by themselves only where the column is called INTEGER."""

identity: Final = Table(
    "identity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seed", LargeBinary, nullable=False),
)
"""One row: the seed of the key that signs checkpoints."""

tickets: Final = Table(
    "tickets",
    metadata,
    Column("ticket_hash", LargeBinary, primary_key=True),
    Column("made_at", Big, nullable=False),
)
"""Tickets that were handed out and not used."""

feeds: Final = Table(
    "feeds",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("feed", LargeBinary, nullable=False, unique=True),
    Column("owner", LargeBinary, nullable=False),
    Column("epoch", Big, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("statement", LargeBinary, nullable=False),
    Column("made_at", Big, nullable=False),
    Column("size", Big, nullable=False),
    Column("held", Big, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
)
"""``statement``: hash of the last registration or rekeying, so that one sent twice is answered twice.
``peaks``: the roots of the full subtrees (``wire.tree.Range``), one after the other.
``held``: bytes of all its blobs."""

blobs: Final = Table(
    "blobs",
    metadata,
    Column("feed_id", Big, ForeignKey("feeds.id"), primary_key=True),
    Column("number", Big, primary_key=True, autoincrement=False),
    Column("rid", LargeBinary, nullable=False),
    Column("time", Big, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    UniqueConstraint("feed_id", "rid", name="blobs_rid"),
)

subtrees: Final = Table(
    "subtrees",
    metadata,
    Column("feed_id", Big, ForeignKey("feeds.id"), primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("place", Big, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)
"""Full subtrees of every eighth level: one row for 256 blobs. What lies between is computed from at most 128 rows."""
