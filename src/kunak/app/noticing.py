"""What was noticed about relays, couriers and laptops, in sentences: what it is, what it means, what to do.

What a relay or a courier did is written down when it happens (`syncing`). What a
laptop did follows from the records themselves, and is said for as long as it is so.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec

from kunak.app import recovering, shredding, syncing, wiring
from kunak.app.following import ASIDE
from kunak.app.wiring import OpenVault
from kunak.base.ids import DeviceId, short
from kunak.base.instants import DAY, Instant
from kunak.base.words import phrase

LATE: Final = phrase(
    "The laptop %(laptop)s of %(name)s was put out or is suspended, and entries came from it all the same: %(count)d, "
    "written later or dated back to before that. They stand apart and count for nothing. Somebody may be using that "
    "laptop: tell the others, and do not answer it."
)
TWO_HISTORIES: Final = phrase(
    "The laptop %(laptop)s of %(name)s has signed two different histories: somebody else has its key, or an old copy "
    "of its vault was used. Nothing that it wrote from there on counts. Speak with %(name)s face to face, then put it "
    "out."
)
MISSING: Final = phrase(
    "Entries of the laptop %(laptop)s of %(name)s are known to exist and have not come: %(count)d. A relay or a "
    "courier keeps them back, or nobody has carried them yet. What is here is sound and not complete. Exchange with "
    "%(name)s by a carried folder."
)
CUT_SHORT: Final = phrase(
    "The last exchange was cut short. What came and what was sent is kept, and nothing is lost. Exchange once more."
)


READ: Final = "read-about-laptops"
"""Note of the exchange: a digest of what about laptops was read."""

LET_IN_BY_TRUSTEES: Final = phrase(
    "The trustees let a new laptop of %(name)s in, and %(name)s is an admin there. If you did not expect that, suspend "
    "this laptop at once and speak with %(name)s face to face."
)
TO_DESTROY: Final = phrase(
    "The keys of a case are to be destroyed on this laptop, too. Lock it and open it again: then it is done."
)
NOT_DESTROYED: Final = phrase(
    "The keys of a case are destroyed on %(done)d of %(all)d laptops. Missing: %(names)s. They have to open their "
    "laptops and exchange."
)
BUNDLE_DUE: Final = phrase(
    "The last bundle for the trustees is a month old. What was begun since then is lost if all laptops are: make a new "
    "one (kunak recover bundle), and destroy the old."
)
SHOWN_FOR: Final = 30 * DAY
"""So long everybody is shown that trustees let a laptop in."""


class Remark(msgspec.Struct, frozen=True):
    """One thing that was noticed: a phrase and what fills it; 0 where it is so now and has no hour of its own."""

    says: str
    details: dict[str, object]
    at: Instant = Instant(0)


def about_exchanges(vault: OpenVault) -> tuple[Remark, ...]:
    """Return what relays and couriers did and nobody has read yet, the latest first."""
    return tuple(
        Remark(syncing.sentence_of(each.kind), {"place": each.place}, each.at)
        for each in vault.exchange.noticed()
        if not each.seen
    )


def about_laptops(vault: OpenVault) -> tuple[Remark, ...]:
    """Return which laptops write what must not count, and whether this one was cut short."""
    late, forged = _late(vault), vault.space.laptops.membership.forged
    said = [_of_laptop(vault, TWO_HISTORIES, device) for device in forged]
    said += [_of_laptop(vault, LATE, device, count) for device, count in late.items() if device not in forged]
    return (*said, *([Remark(CUT_SHORT, {})] if syncing.was_cut_short(vault) else []))


def unread(vault: OpenVault) -> tuple[Remark, ...]:
    """Return what nobody at this laptop has read yet: for the first page."""
    forged = vault.space.laptops.membership.forged
    has_read = vault.exchange.note(READ) == _state(_late(vault), forged)
    about = [each for each in about_laptops(vault) if each.says == CUT_SHORT or not has_read]
    return (*about, *about_exchanges(vault))


def read(vault: OpenVault) -> None:
    """Take note that somebody has read all of it. What is so stays on the page of laptops for as long as it is so."""
    vault.exchange.mark_seen()
    vault.exchange.set_note(READ, _state(_late(vault), vault.space.laptops.membership.forged))


def _late(vault: OpenVault) -> Counter[DeviceId]:
    return Counter(DeviceId(each.device) for each in vault.space.cache.held(ASIDE))


def _state(late: Counter[DeviceId], forged: Iterable[DeviceId]) -> bytes:
    return hashlib.sha256(repr((sorted(late.items()), sorted(forged))).encode()).digest()


def about_keys(vault: OpenVault) -> tuple[Remark, ...]:
    """Return what has to be known, or done, about recovery and destruction."""
    space, me = vault.space, vault.space.vault.device
    now = space.clock()
    said = [
        Remark(LET_IN_BY_TRUSTEES, {"name": name}, at)
        for at, name in recovering.returned(space)
        if abs(now - at) < SHOWN_FOR
    ]
    for report in shredding.reports(space):
        if me in report.missing:
            said.append(Remark(TO_DESTROY, {}))
        elif report.missing:
            names = ", ".join(dict.fromkeys(space.author(each) for each in report.missing))
            everybody = len(report.done) + len(report.missing)
            said.append(Remark(NOT_DESTROYED, {"done": len(report.done), "all": everybody, "names": names}))
    last = wiring.bundled_at(vault)
    if last is not None and recovering.due(space, last):
        said.append(Remark(BUNDLE_DUE, {}))
    return tuple(said)


def about_gaps(vault: OpenVault) -> tuple[Remark, ...]:
    """Return of which laptops entries are known to exist that are not here. It looks at every record."""
    gaps = vault.space.cache.gaps()
    return tuple(_of_laptop(vault, MISSING, DeviceId(gap.device), gap.missing) for gap in gaps)


def _of_laptop(vault: OpenVault, says: str, device: DeviceId, count: int = 0) -> Remark:
    return Remark(says, {"count": count, "laptop": short(device), "name": vault.space.author(device)})
