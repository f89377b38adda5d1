"""Names of things that are no secrets: random or hashed bytes, written in hexadecimal.

Nothing here makes an id: randomness comes from the caller.
"""

from typing import Final, NewType

from kunak.base.errors import BadInput

EventId = NewType("EventId", bytes)
DeviceId = NewType("DeviceId", bytes)
OrganisationId = NewType("OrganisationId", bytes)
CompartmentId = NewType("CompartmentId", bytes)
SubjectId = NewType("SubjectId", bytes)
"""A case, a request, or the group itself: what a compartment is a part of."""

EVENT_ID_BYTES: Final = 32
ID_BYTES: Final = 16
"""Length of every id but an event's: 128 bits, so that two never meet by chance."""


def short(identifier: bytes) -> str:
    """Return the first eight hexadecimal digits, enough for a person to tell two apart."""
    return identifier[:4].hex()


def from_hex(text: str, *, length: int, field: str) -> bytes:
    """Read an id that a person or a form gave.

    Raises:
        BadInput: ``text`` is not exactly ``length`` bytes of hexadecimal.
    """
    try:
        identifier = bytes.fromhex(text)
    except ValueError:
        identifier = b""
    if len(identifier) != length or text != identifier.hex():
        raise BadInput("This is not an id: give %(digits)d hexadecimal digits.", field=field, digits=2 * length)
    return identifier
