"""The first released schema: feeds, blobs in hash partitions on PostgreSQL, subtrees, tickets, the relay's key."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

PARTITIONS = 16
"""Of blobs, by feed: each has its own indexes and is vacuumed alone."""
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make everything."""
    op.create_table(
        "identity", sa.Column("id", sa.Integer, primary_key=True), sa.Column("seed", sa.LargeBinary, nullable=False)
    )
    op.create_table(
        "tickets",
        sa.Column("ticket_hash", sa.LargeBinary, primary_key=True),
        sa.Column("made_at", BIG, nullable=False),
    )
    op.create_table(
        "feeds",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("feed", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("owner", sa.LargeBinary, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("statement", sa.LargeBinary, nullable=False),
        sa.Column("made_at", BIG, nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("held", BIG, nullable=False),
        sa.Column("peaks", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "blobs",
        sa.Column("feed_id", BIG, sa.ForeignKey("feeds.id"), primary_key=True),
        sa.Column("number", BIG, primary_key=True, autoincrement=False),
        sa.Column("rid", sa.LargeBinary, nullable=False),
        sa.Column("time", BIG, nullable=False),
        sa.Column("blob", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("feed_id", "rid", name="blobs_rid"),
        postgresql_partition_by="HASH (feed_id)",
    )
    op.create_table(
        "subtrees",
        sa.Column("feed_id", BIG, sa.ForeignKey("feeds.id"), primary_key=True),
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("place", BIG, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        for part in range(PARTITIONS):
            op.execute(
                f"CREATE TABLE blobs_{part} PARTITION OF blobs FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
            )
        # Blobs do not compress: do not try.
        op.execute("ALTER TABLE blobs ALTER COLUMN blob SET STORAGE EXTERNAL")
