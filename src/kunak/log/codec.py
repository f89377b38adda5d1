"""Events and their bytes: the body of an envelope is the canonical CBOR of one event.

The kind stands in the header; the body holds the rest. Reading never fails: what
cannot be understood is ``Unknown``.
"""

from typing import Final, cast

from kunak.base import canonical
from kunak.casework import catalogue
from kunak.casework.facts import Event, Unknown

NUMBER_LIMIT: Final = 2**62
"""Largest number in an event, either way: what follows from it still fits 64 bits, in lists as in databases."""


def to_body(event: Event) -> bytes:
    """Return the canonical bytes of an event, without its kind.

    Raises:
        NotCanonical: The event holds something that cannot be written, such as half a surrogate pair.
    """
    plain = catalogue.to_plain(event)
    if not _fits(plain):
        raise canonical.NotCanonical("This number is too large to be written down.")
    return canonical.encode(cast("canonical.Plain", plain))


def from_body(kind: str, body: bytes) -> Event:
    """Read an event of this kind."""
    try:
        plain = canonical.decode(body)
    except canonical.NotCanonical:
        return Unknown(kind=kind)
    return catalogue.from_plain(kind, plain) if _fits(plain) else Unknown(kind=kind)


def _fits(plain: object) -> bool:
    """Whether every number is within bounds: one laptop must not be able to stop the lists of all others."""
    if isinstance(plain, dict):
        return all(map(_fits, plain.values()))
    if isinstance(plain, list | tuple):
        return all(map(_fits, plain))
    return not isinstance(plain, int) or -NUMBER_LIMIT <= plain <= NUMBER_LIMIT
