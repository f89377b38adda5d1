"""Every reason for which an envelope is refused, and how it is said.

The names are part of the format: each has a vector in ``spec/vectors``.
"""

from enum import StrEnum
from typing import Final

from kunak.base.errors import BadInput
from kunak.base.words import phrase


class Reason(StrEnum):
    """Why an envelope is refused. Ordered as the checks are made."""

    SIZE = "size"
    ENCODING = "encoding"
    SHAPE = "shape"
    VERSION = "version"
    FIELD = "field"
    HEADS = "heads"
    FIRST = "first"
    CIPHERTEXT = "ciphertext"
    DEVICE = "device"
    SIGNATURE = "signature"
    COMMITMENT = "commitment"
    SEAL = "seal"
    PADDING = "padding"


SENTENCES: Final[dict[Reason, str]] = {
    Reason.SIZE: phrase("This record is larger than any that Kunak writes. It was not read."),
    Reason.ENCODING: phrase("This record is not canonical CBOR. It was cut, altered or written by another program."),
    Reason.SHAPE: phrase("This record does not have the parts of an event. It was altered or is something else."),
    Reason.VERSION: phrase("This event has another version than this program reads. Update Kunak to read it."),
    Reason.FIELD: phrase("A field of this event's header has a wrong type, length or value. It was not used."),
    Reason.HEADS: phrase("This event names too many heads, or names them twice or out of order. It was not used."),
    Reason.FIRST: phrase("Only the first event of a device has no previous one. This event was not used."),
    Reason.CIPHERTEXT: phrase("The text of this event is not the one that was signed. It was not used."),
    Reason.DEVICE: phrase("This event names another device than the one whose key was given. It was not used."),
    Reason.SIGNATURE: phrase("The signature of this event is not genuine. It was not used."),
    Reason.COMMITMENT: phrase("This event was sealed under another key than the one at hand. Ask to be let in."),
    Reason.SEAL: phrase("The text of this event does not open although its key is the right one. It was altered."),
    Reason.PADDING: phrase("The text of this event is padded wrongly. It was written by another program."),
}


class EnvelopeRefused(BadInput):
    """An envelope was not used, for one of the reasons above."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(SENTENCES[reason])
