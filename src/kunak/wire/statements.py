"""Which bytes does the owner of a feed sign to open it, or to change who may come in?

The bytes alone: signing and verifying are ``crypto``'s. Each begins with a label of its own,
so that no signature is good for another statement. Specified in ``spec/relay.md``, "Access".
"""

from typing import Final

from kunak.base import canonical
from kunak.wire.frames import Register, Rekey

_REGISTRATION: Final = b"kunak/relay/register/1\0"
_REKEYING: Final = b"kunak/relay/rekey/1\0"


def registration(frame: Register) -> bytes:
    """Return what the owner signs to open a feed: everything in the frame but the signature."""
    parts: list[canonical.Plain] = [frame.feed, frame.owner, frame.epoch, frame.token_hash, frame.ticket]
    return _REGISTRATION + canonical.encode(parts)


def rekeying(frame: Rekey) -> bytes:
    """Return what the owner until now signs to change token or owner: everything but the signature."""
    parts: list[canonical.Plain] = [frame.feed, frame.epoch, frame.token_hash, frame.owner]
    return _REKEYING + canonical.encode(parts)
