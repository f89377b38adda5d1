"""How records and pieces of files are wrapped for the way, and unwrapped again.

Everything travels in blobs of one kind; who carries them sees neither what is in
them nor whether it is an event or a piece of a file. Specified in ``spec/keys.md``,
"What leaves the laptop".
"""

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec

from kunak.app.vault import Record
from kunak.app.workspace import Workspace
from kunak.base import canonical
from kunak.base.errors import Refused
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.circles import CircleSealed, EpochsSealed
from kunak.crypto.secret import Secret
from kunak.log import clock as hybrid
from kunak.log import codec, envelope, outer
from kunak.log.envelope import Envelope

PIECE_BYTES: Final = 196_608
"""192 KiB: a piece fits the largest blob."""
PIECES_LIMIT: Final = 16_384
"""Of one file: 3 GiB. A piece that says it is one of a million million would make every laptop count that far."""

ALONE: Final = phrase("There is nobody to exchange anything with yet: let a second laptop in first.")

_PIECE: Final = "kunak/piece/1"
_PIECE_LABEL: Final = b"kunak/piece/1\0"


class Piece(msgspec.Struct, frozen=True):
    """A part of a sealed file.

    Attributes:
        name: SHA-256 of the whole ciphertext.
        number: Which piece, from 0.
        count: How many there are.
    """

    name: bytes
    number: int
    count: int
    data: bytes


def item_of(piece: Piece) -> bytes:
    """Return the name by which a piece is known to have travelled."""
    return hashlib.sha256(_PIECE_LABEL + canonical.encode([piece.name, piece.number])).digest()


class Wrapper:
    """Wraps and unwraps under the keys that all laptops share."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._keys: list[tuple[bytes, Secret]] = []
        self._unplaced: list[Secret] = []
        self.refresh()

    def refresh(self) -> None:
        """Read again which keys everybody shares, the present one first."""
        self._keys = self._space.keys.transports()
        self._unplaced = self._space.keys.unplaced()

    @property
    def ways(self) -> int:
        """Return how many keys are tried on a blob."""
        return len(self._keys) + len(self._unplaced)

    @property
    def present(self) -> Secret:
        """The key under which is wrapped now.

        Raises:
            Refused: Nothing was ever shared.
        """
        if not self._keys:
            raise Refused(ALONE)
        return self._keys[0][1]

    def transports(self) -> list[Secret]:
        """Return every key that was ever wrapped under, the present one first."""
        return [key for _, key in self._keys]

    def wrap(self, made: Envelope) -> bytes:
        """Return the blob of a record: the same on every laptop."""
        record = envelope.to_bytes(made)
        return self._wrap(record, self._key_for(made), hybrid.shown(made.header.clock))

    def wrap_piece(self, piece: Piece) -> bytes:
        """Return the blob of a piece."""
        record = canonical.encode([_PIECE, piece.name, piece.number, piece.count, piece.data])
        return self._wrap(record, self.present, Instant(0))

    def unwrap(self, blob: bytes) -> bytes | None:
        """Return what is in a blob, or None where none of the keys opens it (yet)."""
        for key in (*self.transports(), *self._unplaced):
            try:
                return outer.unwrap(blob, transport=key)
            except outer.BlobRefused:
                continue
        return None

    def _wrap(self, record: bytes, key: Secret, at: Instant) -> bytes:
        salt = outer.salt_for(record, transport=key)
        return outer.wrap(record, transport=key, week=outer.week_of(at), salt=salt)

    def _key_for(self, made: Envelope) -> Secret:
        """Return the present key, but one of before for what gives keys to whoever lacks it: they must be able to read.

        The members' own log is wrapped for those who can open it: whoever is put out is to be told so.
        """
        if made.header.compartment == self._space.keys.root:
            given = {each.circle for each in self._space.keys.epochs_of_root(made.header.epoch)}
            known = self._space.keys.circles.circles
            held = [
                (len(known[circle].devices), place) for place, (circle, _) in enumerate(self._keys) if circle in given
            ]
            return self._keys[max(held)[1]][1] if held else self.present
        told = self._announcement(made)
        if told is None:
            return self.present
        keys = dict(self._keys)
        if told.circle not in keys or not _may_be_the_first(told, self._space.keys.root):
            return self._had_by_all_of(told.circle)
        # The newest before it that all who are to learn of it have had; who was let in since has the last one.
        known = self._space.keys.circles.circles
        by_age = self._by_age()
        older = [each for each in by_age[: by_age.index(told.circle)] if each in keys][::-1]
        fitting = [each for each in older if known[told.circle].devices <= known[each].devices] or older
        return keys[fitting[0]] if fitting else self.present

    def _had_by_all_of(self, circle: bytes) -> Secret:
        """Return the newest key that all devices of a circle have: some may be suspended since they were given it."""
        known = self._space.keys.circles.circles
        devices = known[circle].devices if circle in known else frozenset()
        return next((key for each, key in self._keys if devices <= known[each].devices), self.present)

    def _by_age(self) -> list[bytes]:
        """Return the circles of everybody in the order in which this laptop learned of them."""
        everyone = {each.id for each in self._space.keys.everyone()}
        return [each for each in self._space.keys.circles.circles if each in everyone]

    def _announcement(self, made: Envelope) -> CircleSealed | EpochsSealed | None:
        if made.header.compartment != self._space.keys.compartment:
            return None
        record = self._space.vault.open(made, "")
        event = codec.from_body(record.kind, record.body) if isinstance(record, Record) else None
        return event if isinstance(event, CircleSealed | EpochsSealed) else None


def _may_be_the_first(told: CircleSealed | EpochsSealed, root: bytes) -> bool:
    """Whether this may be the first that is heard of a circle of everybody."""
    return isinstance(told, CircleSealed) or any(grant.compartment == root for grant in told.grants)


def read_piece(record: bytes) -> Piece | None:
    """Return the piece that a record is, or None where it is none."""
    try:
        plain = canonical.decode(record)
    except canonical.NotCanonical:
        return None
    match plain:
        case [str(label), bytes(name), number, count, bytes(data)] if type(number) is int and type(count) is int:
            if label == _PIECE and len(name) == hashlib.sha256().digest_size and _fits(number, count, len(data)):
                return Piece(name, number, count, data)
    return None


def _fits(number: int, count: int, length: int) -> bool:
    """Whether there can be such a piece: whoever keeps it makes room for all the others."""
    if not 0 <= number < count <= PIECES_LIMIT:
        return False
    return 1 <= length <= PIECE_BYTES if number == count - 1 else length == PIECE_BYTES


def pieces(name: bytes, data: bytes) -> Iterator[Piece]:
    """Cut a sealed file into pieces."""
    count = -(-len(data) // PIECE_BYTES)
    for number in range(count):
        yield Piece(name, number, count, data[number * PIECE_BYTES : (number + 1) * PIECE_BYTES])
