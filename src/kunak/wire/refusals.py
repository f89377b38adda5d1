"""Every reason for which a frame or a checkpoint is refused, and how it is said.

The names are part of the format: each has a vector in ``spec/vectors/relay.json``.
"""

from enum import StrEnum
from typing import Final

from kunak.base.errors import BadInput
from kunak.base.words import phrase


class Reason(StrEnum):
    """Why something that crossed the wire is refused. Ordered as the checks are made."""

    SIZE = "size"
    ENCODING = "encoding"
    SHAPE = "shape"
    VERSION = "version"
    KIND = "kind"
    FIELD = "field"
    COUNT = "count"
    BLOB = "blob"
    TWICE = "twice"
    RID = "rid"
    GAP = "gap"
    CHECKPOINT = "checkpoint"


SENTENCES: Final[dict[Reason, str]] = {
    Reason.SIZE: phrase("This message is larger than any that Kunak sends. It was not read."),
    Reason.ENCODING: phrase("This message is not canonical CBOR. It was cut, altered or written by another program."),
    Reason.SHAPE: phrase("This message does not have the parts of its kind. It was altered or is something else."),
    Reason.VERSION: phrase("This message has another version than this program reads. Update Kunak to read it."),
    Reason.KIND: phrase("This message is of another kind than the one that was due. It was not used."),
    Reason.FIELD: phrase("A part of this message has a wrong type, length or value. It was not used."),
    Reason.COUNT: phrase("This message holds nothing, or more than one message may hold. Send less at once."),
    Reason.BLOB: phrase("A blob in this message is none that Kunak makes. Nothing of the message was used."),
    Reason.TWICE: phrase("This message holds one blob twice. Nothing of it was used."),
    Reason.RID: phrase("A blob in this message was altered: it is not the one that its name stands for."),
    Reason.GAP: phrase("The blobs in this message are not numbered one after the other. Some are withheld."),
    Reason.CHECKPOINT: phrase("This is no checkpoint of a relay. It was cut, altered or written by another program."),
}


class FrameRefused(BadInput):
    """Something that crossed the wire was not used, for one of the reasons above."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(SENTENCES[reason])
