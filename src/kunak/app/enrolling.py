"""How another laptop comes into the group: invited, asking, compared by words, let in, welcomed.

The papers may travel by any way. What two people compare, in one room or by voice,
is eight words; what is secret opens on the one laptop whose words they were.
"""

import base64
import binascii
from typing import Final, Protocol

import msgspec

from kunak.app import members
from kunak.app.members import Said
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import DeviceId
from kunak.base.words import phrase
from kunak.casework.compartments import Role
from kunak.casework.members.events import LaptopAdded
from kunak.casework.roster import MemberJoined, Rank
from kunak.crypto import joining
from kunak.crypto.joining import Invitation, Meeting, Request, Welcome
from kunak.crypto.passphrase import Language
from kunak.crypto.signing import device_id

OTHER_GROUP: Final = phrase("This request is for another group: give the new laptop an invitation of yours.")
DIFFER: Final = phrase("The words differ: the request or the invitation was exchanged on the way. Nothing was let in.")

WAITING_LIMIT: Final = 20
"""Requests kept at most: the oldest gives way."""

_WAITING: Final = "asked"
_MARK: Final = "KUNAK:"


class Asked(msgspec.Struct, frozen=True):
    """A request as it was read, and the words that both people must see."""

    request: Request
    words: tuple[str, ...]


def invite(space: Workspace, meeting: Meeting) -> bytes:
    """Return an invitation from this laptop. It is not secret, and it names the relay."""
    return space.vault.signed(
        lambda key: joining.write_invitation(Invitation(space.vault.organisation, key.public, meeting), key)
    )


def read(space: Workspace, invitation: bytes, request: bytes, *, language: Language) -> Asked:
    """Read a request for this group.

    Raises:
        PaperRefused: It is none, or was altered.
        BadInput: It is for another group, or was made for another laptop's invitation.
    """
    asked = joining.read_request(request)
    invited = joining.read_invitation(invitation)
    if asked.organisation != space.vault.organisation:
        raise BadInput(OTHER_GROUP, field="request")
    if invited.inviter != space.vault.public_key:
        raise BadInput(
            "This laptop did not make that invitation: let the one that did read the request.", field="request"
        )
    return Asked(asked, joining.words(invitation, request, language))


def welcome(space: Workspace, request: Request, meeting: Meeting) -> bytes:
    """Return the sealed welcome of a laptop that was let in.

    Raises:
        Refused: It has not been let in yet: a second signature is missing, or nobody proposed it.
    """
    device = device_id(request.key)
    if device not in space.laptops.recipients(space.clock()):
        raise Refused(
            "This laptop is not let in yet: an admin has to second it first. Then make its welcome.", field="request"
        )
    shared = (space.keys.root, space.keys.compartment)
    made = Welcome(
        transports=tuple(reversed(space.keys.transports())),
        epochs=tuple(space.keys.secrets_of(shared)),
        records=tuple(space.records_in(shared)),
        meeting=meeting,
    )
    return space.vault.signed(lambda key: joining.seal_welcome(made, request, key))


def accept(space: Workspace, made: Welcome) -> int:
    """Take a welcome in on the laptop that it was made for; return how many records came with it."""
    space.keys.keep(made.transports, made.epochs)
    return len(made.records)


class Admitted(msgspec.Struct, frozen=True):
    """What came of letting a laptop in: the decision, and its welcome where no signature is missing."""

    said: Said
    welcome: bytes | None


def admit(space: Workspace, asked: Asked, meeting: Meeting, *, roles: tuple[Role, ...], rank: Rank) -> Admitted:
    """Let a laptop in whose words were compared, and make its welcome if it is in now.

    Raises:
        Refused: You are no admin, the name is taken, no role is given, or the laptop was put out before.
    """
    said = members.let_in(space, asked.request, roles=roles, rank=rank)
    return Admitted(said, None if said.missing else welcome(space, asked.request, meeting))


# Requests that wait on this laptop until they are answered


class Notes(Protocol):
    """Small values, kept sealed on this laptop."""

    def note(self, name: str) -> bytes:
        """Return one, empty where there is none."""

    def set_note(self, name: str, value: bytes) -> None:
        """Keep one."""


def keep(notes: Notes, request: bytes) -> DeviceId:
    """Keep a request until it is answered, and return whose it is.

    Raises:
        PaperRefused: It is none.
    """
    device = device_id(joining.read_request(request).key)
    others = {each: paper for each, paper in kept(notes).items() if each != device}
    _set_kept(notes, {**dict(list(others.items())[1 - WAITING_LIMIT :]), device: request})
    return device


def kept(notes: Notes) -> dict[DeviceId, bytes]:
    """Return the requests that wait here, the latest last."""
    held = notes.note(_WAITING) or msgspec.msgpack.encode([])
    return {DeviceId(each): paper for each, paper in msgspec.msgpack.decode(held, type=list[tuple[bytes, bytes]])}


def put_away(notes: Notes, device: DeviceId) -> None:
    """Forget a request."""
    _set_kept(notes, {each: paper for each, paper in kept(notes).items() if each != device})


def _set_kept(notes: Notes, papers: dict[DeviceId, bytes]) -> None:
    notes.set_note(_WAITING, msgspec.msgpack.encode(list(papers.items())))


def proposed(space: Workspace, device: DeviceId) -> int:
    """Return how many signatures the letting in of a laptop lacks; 0 where nobody has proposed it, or it is in."""
    for proposal in space.laptops.membership.pending.values():
        match proposal.said:
            case MemberJoined(devices=devices) if device in devices:
                return proposal.missing
            case LaptopAdded(key=key) if device_id(key) == device:
                return proposal.missing
    return 0


# The invitation as letters, for a picture that a telephone reads


def as_letters(paper: bytes) -> str:
    """Return a paper as capital letters and digits."""
    return _MARK + base64.b32encode(paper).decode().rstrip("=")


def from_letters(data: bytes) -> bytes:
    """Return a paper that may have been written as letters; other bytes are returned as they are.

    Raises:
        PaperRefused: It begins like one and is none.
    """
    if not data.startswith(_MARK.encode()):
        return data
    letters = b"".join(data.removeprefix(_MARK.encode()).split())
    try:
        return base64.b32decode(letters + b"=" * (-len(letters) % 8))
    except binascii.Error:
        raise joining.PaperRefused from None
