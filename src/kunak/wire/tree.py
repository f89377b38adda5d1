"""Is a list of blobs the beginning of another, and is a blob in it? The Merkle tree of RFC 6962 over rids.

Pure: what the relay stores of a tree comes in as a compact range or as a map of
subtree hashes. Verification raises. Source: RFC 6962 section 2.1, RFC 9162
section 2.1.3.2 and 2.1.4.2 (the same trees). Specified in ``spec/relay.md``, "Tree".
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.wire.limits import RID_BYTES

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
Place = tuple[int, int]
"""A full subtree: its level (leaves are 0) and its index among those of its level."""


class ProofRefused(BadInput):
    """What a relay said does not fit what it said before, or what was sent to it."""

    def __init__(self) -> None:
        super().__init__(
            phrase("The relay's proof does not hold: it shows another past than it showed before. Do not rely on it.")
        )


class Range(msgspec.Struct, frozen=True):
    """A tree, kept as the roots of its full subtrees, largest first: enough to grow it and to say its root."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()


class Grown(msgspec.Struct, frozen=True):
    """A grown tree, and the full subtrees above the leaves that were completed on the way."""

    tree: Range
    completed: tuple[tuple[Place, bytes], ...]


def leaf(rid: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + rid).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grow(tree: Range, rids: Iterable[bytes]) -> Grown:
    """Append blobs, by their rids."""
    size, peaks, completed = tree.size, list(tree.peaks), []
    for rid in rids:
        merged, level = leaf(rid), 0
        while size >> level & 1:
            merged = node(peaks.pop(), merged)
            level += 1
            completed.append(((level, size >> level), merged))
        peaks.append(merged)
        size += 1
    return Grown(Range(size, tuple(peaks)), tuple(completed))


def root(tree: Range) -> bytes:
    """Return the hash of the whole tree."""
    return _fold(tree.peaks) if tree.peaks else EMPTY_ROOT


def inclusion_plan(number: int, size: int) -> list[list[Place]]:
    """Return what each hash of an inclusion proof is made of: full subtrees, left to right.

    Raises:
        ValueError: There is no such blob in a tree of that size.
    """
    if not 0 <= number < size:
        raise ValueError("number must be below size")
    plan, low, high = [], 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if number < middle:
            plan.append(_cover(middle, high))
            high = middle
        else:
            plan.append(_cover(low, middle))
            low = middle
    return plan[::-1]


def consistency_plan(first: int, second: int) -> list[list[Place]]:
    """Return what each hash of a consistency proof is made of; empty if nothing needs to be shown.

    Raises:
        ValueError: The first tree is larger than the second.
    """
    if not 0 <= first <= second:
        raise ValueError("first must not be above second")
    if first in (0, second):
        return []
    plan, low, high = [], 0, second
    while first not in (high, low):
        middle = low + _split(high - low)
        if first <= middle:
            plan.append(_cover(middle, high))
            high = middle
        else:
            plan.append(_cover(low, middle))
            low = middle
    if low > 0:
        plan.append(_cover(low, high))
    return plan[::-1]


def assemble(plan: Sequence[Sequence[Place]], subtrees: Mapping[Place, bytes]) -> tuple[bytes, ...]:
    """Return the hashes of a proof, from the full subtrees its plan names."""
    return tuple(_fold([subtrees[place] for place in places]) for places in plan)


def check_inclusion(number: int, size: int, *, rid: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Return only if the blob is in the tree, under this number.

    Raises:
        ProofRefused: The proof does not show it.
    """
    check_leaf(number, size, leaf_hash=leaf(rid), root=root, proof=proof)


def check_leaf(number: int, size: int, *, leaf_hash: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Return only if a leaf of this hash is in the tree, under this number (``check_inclusion`` is for blobs).

    Raises:
        ProofRefused: The proof does not show it.
    """
    _check_hashes([leaf_hash, *proof])
    if not 0 <= number < size:
        raise ProofRefused
    place, last, made = number, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise ProofRefused
        if place & 1 or place == last:
            made = node(sibling, made)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            made = node(made, sibling)
        place, last = place >> 1, last >> 1
    if last != 0 or made != root:
        raise ProofRefused


def check_consistency(
    first: int, second: int, *, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> None:
    """Return only if the first tree is the beginning of the second.

    Raises:
        ProofRefused: The proof does not show it.
    """
    _check_hashes(proof)
    if not 0 <= first <= second:
        raise ProofRefused
    if first == 0:  # RFC 6962 leaves it open: the empty tree is the beginning of every tree
        if proof or first_root != EMPTY_ROOT or (second == 0 and second_root != EMPTY_ROOT):
            raise ProofRefused
        return
    if first == second:
        if proof or first_root != second_root:
            raise ProofRefused
        return
    hashes = list(proof) if first & (first - 1) else [first_root, *proof]
    if not proof:
        raise ProofRefused
    _check_path(first - 1, second - 1, hashes, (first_root, second_root))


def _check_path(place: int, last: int, hashes: list[bytes], roots: tuple[bytes, bytes]) -> None:
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofRefused
        if place & 1 or place == last:
            old, new = node(sibling, old), node(sibling, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, sibling)
        place, last = place >> 1, last >> 1
    if last != 0 or (old, new) != roots:
        raise ProofRefused


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(each) != RID_BYTES for each in hashes):
        raise ProofRefused


def _split(width: int) -> int:
    """Return the largest power of two below the width."""
    return 1 << (width - 1).bit_length() - 1


def _cover(low: int, high: int) -> list[Place]:
    """Return the full subtrees of [low, high), left to right; low is where a subtree of that width may begin."""
    places = []
    while low < high:
        level = (high - low).bit_length() - 1
        places.append((level, low >> level))
        low += 1 << level
    return places


def _fold(hashes: Sequence[bytes]) -> bytes:
    made = hashes[-1]
    for left in reversed(hashes[:-1]):
        made = node(left, made)
    return made
