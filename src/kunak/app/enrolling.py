"""How another laptop comes into the group: invited, asking, compared by words, let in, welcomed.

The papers may travel by any way. What two people compare, in one room or by voice,
is eight words; what is secret opens on the one laptop whose words they were.
"""

import msgspec

from kunak.app.keybook import TRANSPORT_EPOCH
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import CompartmentId
from kunak.base.words import phrase
from kunak.crypto import joining
from kunak.crypto.joining import Invitation, Meeting, Request, Welcome
from kunak.crypto.passphrase import Language
from kunak.crypto.secret import Secret
from kunak.crypto.signing import device_id

OTHER_GROUP = phrase("This request is for another group: give the new laptop an invitation of yours.")


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
    keyring = space.vault.keyring
    transports = tuple(
        (circle.id, key)
        for circle in reversed(space.keys.everyone())
        if (key := space.keys.transport(circle.id)) is not None
    )
    epochs = tuple(
        (CompartmentId(part), epoch, secret)
        for part in (space.keys.root, space.keys.compartment)
        for epoch in keyring.epochs(part)
        if (secret := keyring.get(part, epoch)) is not None
    )
    records = tuple(space.records_in({space.keys.root, space.keys.compartment}))
    made = Welcome(transports, epochs, records, meeting)
    return space.vault.signed(lambda key: joining.seal_welcome(made, request, key))


def accept(space: Workspace, made: Welcome) -> int:
    """Take a welcome in on the laptop that it was made for; return how many records came with it."""
    entries: list[tuple[bytes, int, Secret]] = [(circle, TRANSPORT_EPOCH, key) for circle, key in made.transports]
    space.vault.keyring.add([*entries, *made.epochs])
    return len(made.records)
