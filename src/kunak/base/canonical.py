"""Canonical bytes: deterministic CBOR, and a reader that accepts nothing else.

The subset of RFC 8949 section 4.2.1 that Kunak signs and hashes: integers of at
most 64 bits, byte strings, text, arrays, maps, true, false and null. No floats,
tags or indefinite lengths; the keys of one map are all integers from 0 up or all text. One value has exactly one
encoding, so two readers cannot see two things under one signature.
Specified in ``spec/canonical.md``.
"""

from typing import Final

import cbor2

from kunak.base.errors import BadInput

Plain = bool | int | bytes | str | list["Plain"] | dict[int, "Plain"] | dict[str, "Plain"] | None

DEPTH_LIMIT: Final = 16
"""Deepest nesting read. Nothing that Kunak writes goes beyond 6."""


_SOUND: Final = frozenset({bytes, bool, type(None)})
"""Types of which every value can be written."""


class NotCanonical(BadInput):
    """The bytes are not what Kunak would have written for the value they hold."""


def encode(value: Plain) -> bytes:
    """Return the one canonical encoding of ``value``.

    Raises:
        NotCanonical: ``value`` holds something outside the subset.
    """
    _check(value, DEPTH_LIMIT)
    return cbor2.dumps(value, canonical=True)


def decode(data: bytes) -> object:
    """Read canonical bytes.

    Raises:
        NotCanonical: They do not decode, hold something outside the subset, or
            encode to other bytes than these.
    """
    try:
        value = cbor2.loads(data)
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, RecursionError, MemoryError):
        raise NotCanonical("These bytes are not canonical CBOR: they do not decode.") from None
    if encode(value) != data:
        raise NotCanonical("These bytes are not canonical CBOR: they could be written in another way.")
    return value


def _check(value: object, depth: int) -> None:
    if depth == 0:
        raise NotCanonical("This value is nested too deeply to be written.")
    # Nearly everything that is ever checked: every header is read several times on its way in.
    if type(value) not in _SOUND:
        _check_compound(value, depth)


def _check_compound(value: object, depth: int) -> None:
    match value:
        case bytes():
            return
        case str():
            _check_text(value)
        case int():
            if not -(2**64) <= value < 2**64:
                raise NotCanonical("This number needs more than 64 bits and cannot be written.")
        case list() | tuple():
            for item in value:
                _check(item, depth - 1)
        case dict():
            _check_keys(value)
            for item in value.values():
                _check(item, depth - 1)
        case _:
            raise NotCanonical("A %(type)s cannot be written.", type=type(value).__name__)


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotCanonical("This text holds half of a surrogate pair and cannot be written.") from None


def _check_keys(mapping: dict[object, object]) -> None:
    types = {type(key) for key in mapping}
    if types == {int} and not {key for key in mapping if not 0 <= key < 2**64}:  # type: ignore[operator]
        return
    if not types <= {int} and not types <= {str}:
        raise NotCanonical("The keys of a map must be all integers or all text.")
    for key in mapping:
        _check(key, 1)
        # RFC 7049 and RFC 8949 sort negative keys differently: two readers would disagree about one map.
        if isinstance(key, int) and key < 0:
            raise NotCanonical("The key of a map cannot be negative.")
