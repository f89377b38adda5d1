"""Is everything that was ever written here still there, unaltered, in order and by whom it says?

Every record's hash, signature and place in the chain; every approval; every
attached file; whether the lists that pages show are those that follow from
the log, and every page of both databases can be read. What is wrong is named; nothing is
repaired here but that damaged databases are removed, which are made anew.
"""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from kunak.app import approvals
from kunak.app.vault import Flaw, Sealed
from kunak.app.wiring import OpenVault
from kunak.base.errors import KunakError
from kunak.base.ids import short
from kunak.base.words import phrase
from kunak.casework.catalogue import files_in
from kunak.casework.facts import Event
from kunak.casework.plan import PlanApproved
from kunak.casework.publication import DraftApproved
from kunak.log import codec
from kunak.log.chain import ProblemKind, judge
from kunak.log.envelope import Envelope
from kunak.store.logfile import Opening

ROLLED_BACK: Final = phrase(
    "The log ends before what was acknowledged on this laptop: it was cut, or an older copy was put back."
)
HEAD_LOST: Final = phrase("The note of how far the log went is missing or damaged: nobody can say whether it was cut.")
SET_ASIDE: Final = phrase("Bytes at the end of the log were no record; they were copied to a file beside it.")
APPROVAL_FORGED: Final = phrase("An approval is not signed by the member whose word it is said to be.")
CACHE_DIFFERS: Final = phrase(
    "The lists on this laptop do not follow from the log. Remove cache.db and open the vault again: they are made anew."
)
CACHE_DAMAGED: Final = phrase(
    "Part of the lists on this laptop was damaged. They are made anew when the vault is next opened; nothing is lost."
)
EXCHANGE_DAMAGED: Final = phrase(
    "Part of what was exchanged with whom was damaged; it is begun anew when the vault is next opened. Then name the "
    "relay once more, and take the timetable in again."
)
FILE_BROKEN: Final = phrase("An attached file is missing or was altered.")
KEYRING_DAMAGED: Final = phrase(
    "Part of the keyring cannot be read; the compartments whose keys were there stay closed."
)

STEPS: Final = 3
"""Passes over the log: the chain, the contents, the lists."""


class Verdict(msgspec.Struct, frozen=True):
    """What a verification found.

    Attributes:
        records: How many records were checked.
        files: How many attached files.
        problems: Everything that is wrong; empty if all is well.
    """

    records: int
    files: int
    problems: tuple[Flaw, ...]


def verify(opened: OpenVault, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Verdict:
    """Check everything. Takes about a minute for 300,000 records."""
    problems = list(noticed(opened.opening))
    if opened.keyring_damage:
        problems.append(Flaw(KEYRING_DAMAGED, "keyring.kunak"))
    total = opened.space.vault.log.count
    sound = _sound(opened, problems, lambda done: progress(done, STEPS * total))
    files = 0
    for done, envelope in enumerate(sound, start=1):
        files += _examine(opened, envelope, problems)
        if done % 1_000 == 0:
            progress(total + done, STEPS * total)
    # Where records are lost the lists may know more than the log, and that is all there is left of them.
    if not opened.space.cache.is_whole():
        problems.append(Flaw(CACHE_DAMAGED, "cache.db"))
    elif not problems and not opened.is_current(lambda done, _all: progress(2 * total + done, STEPS * total)):
        problems.append(Flaw(CACHE_DIFFERS, "cache.db"))
    if not opened.exchange.is_whole():
        problems.append(Flaw(EXCHANGE_DAMAGED, "exchange.db"))
    progress(STEPS * total, STEPS * total)
    return Verdict(total, files, tuple(problems))


def noticed(opening: Opening) -> Iterator[Flaw]:
    """Yield what was noticed about the log when it was opened."""
    if opening.missing:
        yield Flaw(ROLLED_BACK, f"log, {opening.missing}")
    if opening.head == "lost":
        yield Flaw(HEAD_LOST, "head.kunak")
    if opening.aside:
        yield Flaw(SET_ASIDE, opening.aside)


def _sound(opened: OpenVault, problems: list[Flaw], progress: Callable[[int], None]) -> tuple[Envelope, ...]:
    vault = opened.space.vault
    envelopes: list[Envelope] = []
    for done, item in enumerate(vault.envelopes(), start=1):
        if isinstance(item, Flaw):
            problems.append(item)
        else:
            envelopes.append(item)
        if done % 1_000 == 0:
            progress(done)
    judged = judge(envelopes, organisation=vault.organisation, keys=opened.space.laptops.keys())
    # Others' events come in whatever order they were carried; only this laptop's own stand as they were written.
    problems += [
        Flaw(each.says, f"{short(each.device)}:{each.seq}")
        for each in judged.problems
        if each.kind is not ProblemKind.REORDERED or each.device == vault.device
    ]
    return judged.sound


def _examine(opened: OpenVault, envelope: Envelope, problems: list[Flaw]) -> int:
    """Look into one event; return how many attached files it names."""
    where = f"{short(envelope.header.device)}:{envelope.header.seq}"
    record = opened.space.vault.open(envelope, where)
    if isinstance(record, Sealed):
        # What others wrote into parts that are closed to this device is no problem, nor what was destroyed by order.
        lost = envelope.header.device == opened.space.vault.device
        lost = lost and envelope.header.compartment not in opened.space.laptops.membership.shredded
        problems += [record.flaw] if lost else []
        return 0
    if isinstance(record, Flaw):
        problems.append(record)
        return 0
    event = codec.from_body(record.kind, record.body)
    problems += [Flaw(says, where) for says in _contents(opened, event)]
    return len(files_in(event))


def _contents(opened: OpenVault, event: Event) -> Iterator[str]:
    match event:
        case PlanApproved(approval=approval) | DraftApproved(approval=approval):
            try:
                approvals.check_signature(opened.space, approval)
            except KunakError:
                yield APPROVAL_FORGED
        case _:
            yield from (FILE_BROKEN for file in files_in(event) if not opened.shelf.is_whole(file))
