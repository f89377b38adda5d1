"""With which key does this relay sign, and which tickets has it handed out?"""

import hashlib
from collections.abc import Callable
from functools import lru_cache

from sqlalchemy import func, insert, select

from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.signing import SigningKey
from kunak.relay.database import Database
from kunak.relay.feeds import Feed
from kunak.relay.tables import identity, tickets
from kunak.wire import checkpoint, limits, tree
from kunak.wire.checkpoint import Checkpoint

Random = Callable[[int], bytes]


def load_key(database: Database, random: Random) -> SigningKey:
    """Return the relay's key; the first relay on a database makes it."""
    with database.writing() as connection:
        seed = connection.execute(select(identity.c.seed)).scalar_one_or_none()
        if seed is None:
            seed = random(SECRET_BYTES)
            connection.execute(insert(identity).values(id=1, seed=seed))
    return SigningKey.from_seed(Secret(bytes(seed)))


def hand_out_ticket(database: Database, random: Random, *, now: int) -> bytes:
    """Return a new ticket; only its hash is kept."""
    ticket = random(limits.TICKET_BYTES)
    with database.writing() as connection:
        connection.execute(insert(tickets).values(ticket_hash=hashlib.sha256(ticket).digest(), made_at=now))
    return ticket


def open_tickets(database: Database) -> int:
    """Return how many tickets nobody has used."""
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(tickets)).scalar_one()


class Notary:
    """Signs what a feed holds."""

    def __init__(self, key: SigningKey) -> None:
        self.public = key.public
        self._key = key
        self._signed = lru_cache(maxsize=1_024)(self._sign)

    def checkpoint(self, feed: Feed) -> bytes:
        """Return the signed checkpoint of the feed as it is here."""
        return self._signed(Checkpoint(feed.feed, feed.size, tree.root(feed.tree)))

    def _sign(self, plain: Checkpoint) -> bytes:
        return checkpoint.write(plain, key=self.public, signature=self._key.sign(checkpoint.to_sign(plain)))
