"""What a device knew of the others when it wrote: one digest in field 15 of its event.

Two laptops that name the same digest had seen the same last event of every
device. It reveals nothing to a reader that does not know those heads already.
Specified in ``spec/log.md``, "Known heads".
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from kunak.base import canonical
from kunak.base.ids import DeviceId, EventId
from kunak.log.header import Header

_LABEL: Final = b"kunak/heads/1\0"


def digest(heads: Iterable[tuple[DeviceId, int, EventId]]) -> bytes:
    """Return 32 bytes for the last event known of each device: its device, number and id, in any order."""
    return hashlib.sha256(_LABEL + canonical.encode([list(head) for head in sorted(heads)])).digest()


def latest(headers: Iterable[tuple[EventId, Header]]) -> list[tuple[DeviceId, int, EventId]]:
    """Return the last event of each device; of twins the one with the larger id, so that all choose one."""
    heads: dict[DeviceId, tuple[int, EventId]] = {}
    for identifier, header in headers:
        heads[header.device] = max(heads.get(header.device, (0, EventId(b""))), (header.seq, identifier))
    return [(device, seq, identifier) for device, (seq, identifier) in sorted(heads.items())]
