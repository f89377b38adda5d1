"""Events and their bytes: the body of an envelope is the canonical CBOR of one event.

The kind stands in the header; the body holds the rest. Reading never fails: what
cannot be understood is ``Unknown``.
"""

from typing import cast

from kunak.base import canonical
from kunak.casework import catalogue
from kunak.casework.facts import Event, Unknown


def to_body(event: Event) -> bytes:
    """Return the canonical bytes of an event, without its kind.

    Raises:
        NotCanonical: The event holds something that cannot be written, such as half a surrogate pair.
    """
    return canonical.encode(cast("canonical.Plain", catalogue.to_plain(event)))


def from_body(kind: str, body: bytes) -> Event:
    """Read an event of this kind."""
    try:
        return catalogue.from_plain(kind, canonical.decode(body))
    except canonical.NotCanonical:
        return Unknown(kind=kind)
