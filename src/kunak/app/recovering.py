"""How a group that has lost its laptops begins again: trustees, bundles for them, and a new laptop they let in.

The trustees' secret exists in memory for as long as the parts are made, or until the
bundle is open. What every laptop may do without anybody's leave is seal to them.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from kunak.app import giving, members
from kunak.app.keybook import CIRCLE_EPOCH
from kunak.app.laptops import said_by_trustees
from kunak.app.members import Said
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import CompartmentId, DeviceId, EventId
from kunak.base.instants import DAY, Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Kind, Sensitivity, sensitivity
from kunak.casework.members.events import Cut, Recovered, RecoveryArranged
from kunak.casework.members.state import Person
from kunak.crypto import recovery, shares
from kunak.crypto.hybrid import public_half
from kunak.crypto.joining import Meeting
from kunak.crypto.recovery import Bundle, BundleRefused
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.shares import Part
from kunak.log import clock as hybrid
from kunak.log import genesis

BUNDLE_DUE: Final = 30 * DAY
"""So old a bundle may be (VAULT: monthly)."""

PAPER_LIMIT: Final = recovery.BUNDLE_LIMIT + 1
"""Bytes that are read of a bundle: one more shows that it is none."""

NO_TRUSTEES: Final = phrase("No trustees were chosen for these parts yet: kunak recover arrange does that.")


class Ceremony(msgspec.Struct, frozen=True):
    """What came of sharing a secret out.

    Attributes:
        parts: The words of each trustee. They are printed, and kept nowhere.
        number: The number that the parts of this ceremony bear.
    """

    said: Said
    parts: tuple[str, ...]
    number: int


def arrange(space: Workspace, chosen: Sensitivity, *, threshold: int, parts: int) -> Ceremony:
    """Draw a secret, share it out, and tell the group which keys follow from it.

    Raises:
        Refused: You are no admin, or so many parts are no sharing.
    """
    secret = Secret(space.random(SECRET_BYTES))
    words = shares.split(secret, threshold=threshold, count=parts)
    # Before anybody leans on it: the parts as they will be printed give the secret back.
    assert shares.combine(words[-threshold:]).reveal() == secret.reveal()  # noqa: S101 - else the ceremony is void
    arranged = RecoveryArranged(
        sensitivity=chosen,
        seal_key=public_half(recovery.sealing_key(secret)),
        sign_key=recovery.signing_key(secret).public,
        threshold=threshold,
        parts=parts,
    )
    return Ceremony(members.arrange_recovery(space, arranged), words, shares.read(words[0]).number)


class Made(msgspec.Struct, frozen=True):
    """A bundle, and what is in it.

    Attributes:
        parts: Parts of cases whose keys it holds.
        missing: Parts of this class that the group has and whose keys this laptop lacks.
    """

    data: bytes
    parts: int
    missing: int
    records: int


def bundle(space: Workspace, chosen: Sensitivity, meeting: Meeting) -> Made:
    """Return the bundle of this class, sealed to its trustees.

    Raises:
        Refused: No trustees were chosen for it.
    """
    with space.turn:
        trustees = space.laptops.membership.trustees.get(chosen)
        if trustees is None:
            raise Refused(NO_TRUSTEES, field="class")
        ordinary = chosen is Sensitivity.ORDINARY
        parts = _parts(space, chosen) - space.laptops.membership.shredded
        shared = {space.keys.root, space.keys.compartment} if ordinary else set[CompartmentId]()
        epochs = space.keys.secrets_of(sorted(parts | shared))
        feed = CompartmentId(meeting.feed)
        owner = space.vault.keyring.get(feed, CIRCLE_EPOCH) if ordinary and meeting.feed else None
        made = Bundle(
            organisation=space.vault.organisation,
            arrangement=trustees.event,
            made_at=space.clock(),
            transports=tuple(reversed(space.keys.transports())) if ordinary else (),
            epochs=(*epochs, *([(feed, CIRCLE_EPOCH, owner)] if owner else ())),
            records=tuple(space.records_in(parts | shared)),
            meeting=meeting,
        )
        held = {part for part, _, _ in epochs}
        sealed = recovery.seal_bundle(made, trustees.said.seal_key)
        return Made(sealed, len(held & parts), len(parts - held), len(made.records))


def _parts(space: Workspace, chosen: Sensitivity) -> set[CompartmentId]:
    """Return the parts of a class; one whose first word was never read here is of an unknown kind, and none."""
    special = {space.keys.root, space.keys.compartment}
    return {
        CompartmentId(row.id)
        for row in space.cache.every_compartment()
        if row.id not in special and sensitivity(Kind(row.kind)) is chosen
    }


def due(space: Workspace, last: Instant) -> bool:
    """Whether it is time for new bundles: there are trustees, and the last are a month old."""
    return bool(space.laptops.membership.trustees) and space.clock() - last >= BUNDLE_DUE


def read_share(words: str) -> Part:
    """Return what a share says of itself.

    Raises:
        PartRefused: It is none, or a word is wrong.
    """
    return shares.read(words)


def secrets(given: Sequence[str]) -> list[Secret]:
    """Return the secrets that shares give: those of one number together.

    Raises:
        PartRefused: One of them is none, or a word is wrong.
        Refused: They are too few.
    """
    by_number: dict[int, list[str]] = {}
    for words in given:
        by_number.setdefault(shares.read(words).number, []).append(words)
    return [shares.combine(words) for words in by_number.values()]


def fitting(paper: bytes, among: Sequence[Secret]) -> Secret:
    """Return the secret that opens a bundle.

    Raises:
        BundleRefused: None does.
    """
    for secret in among:
        try:
            recovery.open_bundle(paper, secret)
        except BundleRefused:
            continue
        return secret
    raise BundleRefused


def holds_members(opened: Bundle) -> bool:
    """Whether a bundle is the ordinary one: only that has the members' own log."""
    return any(part == genesis.root_compartment(opened.organisation) for part, _, _ in opened.epochs)


def take(space: Workspace, bundles: Sequence[Bundle]) -> None:
    """Keep the keys of bundles on a new laptop; their records are taken in afterwards.

    Raises:
        BundleRefused: They are of two groups.
    """
    if {each.organisation for each in bundles} != {space.vault.organisation}:
        raise BundleRefused
    for each in bundles:
        space.keys.keep(each.transports, each.epochs)


def whose(space: Workspace, name: str) -> Person:
    """Return the member whose laptop is to be let in: the one of this name, or the only admin there was.

    Raises:
        BadInput: Nobody is called that; or no name was given, and there were several admins.
    """
    people = space.laptops.membership.people.values()
    admins = space.laptops.membership.admins
    if not name and len(admins) == 1:
        return admins[0]
    named = [person for person in people if person.name.casefold() == name.strip().casefold()]
    if len(named) != 1:
        raise BadInput(
            "Say whose laptop this is to be, with --member: %(names)s.",
            field="member",
            names=", ".join(person.name for person in people),
        )
    return named[0]


class NewLaptop(msgspec.Struct, frozen=True):
    """What the trustees let in.

    Attributes:
        everybody: Whether all other laptops are put out, and not those of this member alone.
    """

    member: bytes
    prekey: bytes
    prekey_end: Instant
    approval_key: bytes
    everybody: bool = False


def come_back(space: Workspace, secret: Secret, arrangement: EventId, new: NewLaptop) -> tuple[DeviceId, ...]:
    """Say, with the trustees' word, that this laptop belongs to the group; return those that were put out.

    Raises:
        Refused: Others are the trustees now, or they have let a laptop in before.
    """
    with space.turn:
        state = space.laptops.membership
        trustees = state.trustees.get(Sensitivity.ORDINARY)
        key = recovery.signing_key(secret)
        if trustees is None or (trustees.event, trustees.said.sign_key) != (arrangement, key.public):
            raise Refused(
                "These shares were replaced, or were used before: use those of the last ceremony, and the bundle "
                "that was made for them.",
                field="share",
            )
        lost = [
            laptop.id
            for laptop in state.laptops.values()
            if laptop.cut is None and (new.everybody or laptop.member == new.member)
        ]
        tails = {tail.device: Cut(DeviceId(tail.device), tail.seq, tail.id) for tail in space.cache.tails()}
        said = Recovered(
            arrangement=arrangement,
            member=new.member,
            key=space.vault.public_key,
            prekey=new.prekey,
            prekey_end=new.prekey_end,
            approval_key=new.approval_key,
            cuts=tuple(tails.get(device, Cut(device, 0, b"")) for device in lost),
            quorum_key=key.public,
            signature=b"",
        )
        signed = recovery.sign_return(said_by_trustees(space.vault.organisation, said), key)
        space.introduce(msgspec.structs.replace(said, signature=signed))
        giving.give(space)
        return tuple(lost)


def returned(space: Workspace) -> list[tuple[Instant, str]]:
    """Return when trustees let a laptop in, and whose: nobody is to overlook that."""
    state = space.laptops.membership
    if not state.recovered:
        return []
    said = {fact.id: hybrid.shown(fact.clock) for fact in space.cache.facts_of(space.group_id)}
    return [(said[event], state.people[state.laptops[device].member].name) for event, device in state.recovered.items()]
