"""Which bytes are a message between a client and a relay? Judged whole, in memory, before anything is stored.

A frame is a canonical CBOR list: version, kind, then the parts of that kind. It
knows neither HTTP nor what is in a blob. Specified in ``spec/relay.md``, "Frames".
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn, TypeVar

import msgspec

from kunak.base import canonical
from kunak.base.canonical import NotCanonical
from kunak.wire import limits
from kunak.wire.refusals import FrameRefused, Reason

HEAD: Final = 2
"""Version and kind stand before the parts of every frame."""


class Push(msgspec.Struct, frozen=True):
    """Keep these blobs, all or none."""

    blobs: tuple[bytes, ...]


class Since(msgspec.Struct, frozen=True):
    """Give the blobs from this number on, at most so many."""

    number: int
    limit: int


class Prove(msgspec.Struct, frozen=True):
    """Show that the tree of ``first`` blobs is the beginning of the one of ``second``."""

    first: int
    second: int


class Include(msgspec.Struct, frozen=True):
    """Show that blob ``number`` is in the tree of ``size`` blobs."""

    number: int
    size: int


class Register(msgspec.Struct, frozen=True):
    """Open a feed. ``signature`` is the owner's, over ``statements.registration``; ``ticket`` may be empty."""

    feed: bytes
    owner: bytes
    epoch: int
    token_hash: bytes
    ticket: bytes
    signature: bytes


class Rekey(msgspec.Struct, frozen=True):
    """From now on this token opens the feed, and ``owner`` owns it. Signed by the owner until now."""

    feed: bytes
    epoch: int
    token_hash: bytes
    owner: bytes
    signature: bytes


class Receipt(msgspec.Struct, frozen=True):
    """One blob is kept under this number."""

    rid: bytes
    number: int


class Item(msgspec.Struct, frozen=True):
    """One blob as a relay keeps it; ``time`` is when it came, in milliseconds, by the relay's clock."""

    number: int
    rid: bytes
    time: int
    blob: bytes


class Pushed(msgspec.Struct, frozen=True):
    """The blobs of a push are on disk, in its order; an old one keeps its old number."""

    receipts: tuple[Receipt, ...]
    checkpoint: bytes


class Page(msgspec.Struct, frozen=True):
    """Blobs without a gap. Empty: there is nothing from that number on."""

    items: tuple[Item, ...]
    checkpoint: bytes


class Proof(msgspec.Struct, frozen=True):
    """Hashes for ``tree.check_consistency`` or ``tree.check_inclusion``."""

    hashes: tuple[bytes, ...]


class Registered(msgspec.Struct, frozen=True):
    """The feed has its token. ``relay`` is the key that signs checkpoints: remember it."""

    relay: bytes
    checkpoint: bytes


Request = Push | Since | Prove | Include | Register | Rekey
Answer = Pushed | Page | Proof | Registered
Frame = Request | Answer
AnyFrame = TypeVar("AnyFrame", Push, Since, Prove, Include, Register, Rekey, Pushed, Page, Proof, Registered)


def rid_of(blob: bytes) -> bytes:
    """Return the name by which a relay knows a blob."""
    return hashlib.sha256(blob).digest()


def write(frame: Frame) -> bytes:
    """Return the bytes of a frame.

    Raises:
        FrameRefused: It breaks a limit, so that nobody would read it.
    """
    number, judge = _KINDS[type(frame)]
    parts = _plain(frame)
    judge(*parts)
    return canonical.encode([limits.VERSION, number, *parts])


def read(data: bytes, kind: type[AnyFrame]) -> AnyFrame:
    """Judge the bytes of a frame that is to be of this kind.

    Raises:
        FrameRefused: With the first reason that applies.
    """
    if len(data) > limits.FRAME_BYTES:
        _refuse(Reason.SIZE)
    try:
        value = canonical.decode(data)
    except NotCanonical:
        raise FrameRefused(Reason.ENCODING) from None
    if not isinstance(value, list) or len(value) < HEAD or not all(_is_number(part) for part in value[:HEAD]):
        _refuse(Reason.SHAPE)
    if value[0] != limits.VERSION:
        _refuse(Reason.VERSION)
    number, reader = _KINDS[kind]
    if value[1] != number:
        _refuse(Reason.KIND)
    parts = value[HEAD:]
    if len(parts) != len(kind.__struct_fields__):
        _refuse(Reason.SHAPE)
    made: AnyFrame = reader(*parts)
    return made


def _plain(frame: Frame) -> list[Any]:
    match frame:
        case Pushed(receipts, checkpoint):
            return [[[each.rid, each.number] for each in receipts], checkpoint]
        case Page(items, checkpoint):
            return [[[each.number, each.rid, each.time, each.blob] for each in items], checkpoint]
        case Push() | Proof():
            return [list(getattr(frame, frame.__struct_fields__[0]))]
        case _:
            return [getattr(frame, name) for name in frame.__struct_fields__]


def _push(blobs: object) -> Push:
    kept = tuple(_blob(each) for each in _listed(blobs, least=1, most=limits.PUSH_COUNT))
    _weigh(kept)
    if len(set(kept)) != len(kept):
        _refuse(Reason.TWICE)
    return Push(kept)


def _since(number: object, limit: object) -> Since:
    made = Since(_number(number), _number(limit))
    if not 1 <= made.limit <= limits.PAGE_COUNT:
        _refuse(Reason.COUNT)
    return made


def _prove(first: object, second: object) -> Prove:
    made = Prove(_number(first), _number(second))
    if made.first > made.second:
        _refuse(Reason.FIELD)
    return made


def _include(number: object, size: object) -> Include:
    made = Include(_number(number), _number(size))
    if made.number >= made.size:
        _refuse(Reason.FIELD)
    return made


def _register(*parts: object) -> Register:
    feed, owner, epoch, token_hash, ticket, signature = parts
    if ticket != b"":
        _raw(ticket, limits.TICKET_BYTES)
    return Register(
        _raw(feed, limits.FEED_BYTES),
        _raw(owner, limits.KEY_BYTES),
        _epoch(epoch),
        _raw(token_hash, limits.RID_BYTES),
        ticket if isinstance(ticket, bytes) else b"",
        _raw(signature, limits.SIGNATURE_BYTES),
    )


def _rekey(feed: object, epoch: object, token_hash: object, owner: object, signature: object) -> Rekey:
    return Rekey(
        _raw(feed, limits.FEED_BYTES),
        _epoch(epoch),
        _raw(token_hash, limits.RID_BYTES),
        _raw(owner, limits.KEY_BYTES),
        _raw(signature, limits.SIGNATURE_BYTES),
    )


def _pushed(receipts: object, checkpoint: object) -> Pushed:
    pairs = [_parts(each, 2) for each in _listed(receipts, least=1, most=limits.PUSH_COUNT)]
    kept = tuple(Receipt(_raw(rid, limits.RID_BYTES), _number(number)) for rid, number in pairs)
    if len({each.rid for each in kept}) != len(kept) or len({each.number for each in kept}) != len(kept):
        _refuse(Reason.TWICE)
    return Pushed(kept, _checkpoint(checkpoint))


def _page(items: object, checkpoint: object) -> Page:
    rows = [_parts(each, 4) for each in _listed(items, least=0, most=limits.PAGE_COUNT)]
    kept = tuple(
        Item(_number(number), _raw(rid, limits.RID_BYTES), _number(time), _blob(blob))
        for number, rid, time, blob in rows
    )
    _weigh([each.blob for each in kept])
    if any(rid_of(each.blob) != each.rid for each in kept):
        _refuse(Reason.RID)
    if any(each.number != kept[0].number + place for place, each in enumerate(kept)):
        _refuse(Reason.GAP)
    return Page(kept, _checkpoint(checkpoint))


def _proof(hashes: object) -> Proof:
    return Proof(tuple(_raw(each, limits.RID_BYTES) for each in _listed(hashes, least=0, most=limits.PROOF_HASHES)))


def _registered(relay: object, checkpoint: object) -> Registered:
    return Registered(_raw(relay, limits.KEY_BYTES), _checkpoint(checkpoint))


def _listed(value: object, *, least: int, most: int) -> list[object]:
    if not isinstance(value, list):
        _refuse(Reason.FIELD)
    if not least <= len(value) <= most:
        _refuse(Reason.COUNT)
    return value


def _parts(value: object, count: int) -> list[Any]:
    if not isinstance(value, list) or len(value) != count:
        _refuse(Reason.FIELD)
    return value


def _blob(value: object) -> bytes:
    if not isinstance(value, bytes):
        _refuse(Reason.FIELD)
    if not limits.BLOB_LEAST <= len(value) <= limits.BLOB_MOST or value[:2] != limits.BLOB_START:
        _refuse(Reason.BLOB)
    return value


def _weigh(blobs: Iterable[bytes]) -> None:
    if sum(map(len, blobs)) > limits.BATCH_BYTES:
        _refuse(Reason.COUNT)


def _raw(value: object, length: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != length:
        _refuse(Reason.FIELD)
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= limits.NUMBER_MOST:
        _refuse(Reason.FIELD)
    return value


def _epoch(value: object) -> int:
    epoch = _number(value)
    if epoch == 0:
        _refuse(Reason.FIELD)
    return epoch


def _checkpoint(value: object) -> bytes:
    if not isinstance(value, bytes) or not 1 <= len(value) <= limits.CHECKPOINT_BYTES:
        _refuse(Reason.FIELD)
    return value


def _refuse(reason: Reason) -> NoReturn:
    raise FrameRefused(reason)


_KINDS: Final[dict[type, tuple[int, Callable[..., Any]]]] = {
    Push: (1, _push),
    Since: (2, _since),
    Prove: (3, _prove),
    Include: (4, _include),
    Register: (5, _register),
    Rekey: (6, _rekey),
    Pushed: (17, _pushed),
    Page: (18, _page),
    Proof: (19, _proof),
    Registered: (20, _registered),
}
"""The number of each kind on the wire, and what judges its parts."""
