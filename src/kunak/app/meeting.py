"""Where the laptops of a group meet: opening a feed on a relay, being let in there, changing the token.

The token follows from the key that all laptops share now; the owner's key of the feed
lies with the admins. After somebody was put out the token changes only when the others
have had a week to learn the new key: whoever is put out reads nothing meanwhile, but
sees that blobs come. See ``docs/decisions/0084-the-token-changes-a-week-later.md``.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from kunak.app import giving
from kunak.app.keybook import CIRCLE_EPOCH
from kunak.app.workspace import Workspace
from kunak.app.wrapping import Wrapper
from kunak.base.errors import Fault, Refused
from kunak.base.ids import ID_BYTES, CompartmentId
from kunak.base.instants import DAY
from kunak.base.words import phrase
from kunak.casework.compartments import Subject
from kunak.casework.preferences import MeetingChosen
from kunak.crypto import sealing
from kunak.crypto.joining import Meeting
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.signing import SIGNATURE_BYTES, SigningKey
from kunak.transport.troubles import RelayTrouble, Trouble
from kunak.wire import statements
from kunak.wire.frames import Page, Push, Pushed, Register, Registered, Rekey, Since

TOKEN_GRACE: Final = 7 * DAY
"""So long the others have to learn the new key before the token follows it."""

NO_RELAY: Final = phrase("This group has no relay yet: name one with --relay, or a courier's folder with --courier.")
OTHER_KEY: Final = phrase(
    "The relay signs with another key than the one you were given. Nothing was sent: compare the key with its keeper."
)


class Answering(Protocol):
    """Whoever blobs can be left with and asked for."""

    def push(self, frame: Push) -> Pushed:
        """Have blobs kept."""

    def since(self, frame: Since) -> Page:
        """Ask for blobs."""


class Client(Answering, Protocol):
    """A relay, over some network."""

    def register(self, frame: Register) -> Registered:
        """Open the feed."""

    def rekey(self, frame: Rekey) -> Registered:
        """Change the token of the feed."""

    def checkpoint(self) -> bytes:
        """Ask what the feed holds."""

    def listen(self) -> Iterator[int]:
        """Give the size of the feed, now and after every growth, until ``close``."""

    def close(self) -> None:
        """Hang up, also where another thread is listening."""


Connect = Callable[[str, bytes, Secret], Client]
"""Makes a client for an address, a feed and a token."""


class RelayPeer:
    """A relay as something that a session asks."""

    def __init__(self, client: Answering) -> None:
        self._client = client

    def ask(self, request: Since | Push) -> Page | Pushed:
        """Ask and return the answer."""
        return self._client.since(request) if isinstance(request, Since) else self._client.push(request)


def open_feed(space: Workspace, connect: Connect, *, url: str, ticket: bytes, relay_key: bytes) -> Meeting:
    """Open a feed for this group on a relay, and tell the others.

    Args:
        space: The open vault.
        connect: Makes the client.
        url: Address of the relay.
        ticket: From its keeper; empty where it is open to all.
        relay_key: Its key as its keeper said; empty: the one that it shows is believed.

    Raises:
        Refused: You are no admin; nobody else was ever let in; or the relay's key is another one.
        RelayTrouble: It cannot be reached, or does not let us.
    """
    if space.vault.device not in {each for admin in _admins(space) for each in admin}:
        raise Refused("Only an admin chooses the relay of the group.", field="relay")
    giving.give(space)
    wrapper = Wrapper(space)
    feed, seed = space.random(ID_BYTES), Secret(space.random(SECRET_BYTES))
    token = sealing.feed_token(wrapper.present, feed)
    owner = SigningKey.from_seed(seed)
    plain = Register(feed, owner.public, _epoch(space), _hash(token), ticket, bytes(SIGNATURE_BYTES))
    signature = owner.sign(statements.registration(plain))
    client = connect(url, feed, token)
    try:
        opened = client.register(Register(feed, owner.public, plain.epoch, plain.token_hash, ticket, signature))
    finally:
        client.close()
    if relay_key and opened.relay != relay_key:
        raise Refused(OTHER_KEY, field="relay")
    space.vault.keyring.add([(CompartmentId(feed), CIRCLE_EPOCH, seed)])
    chosen = space.group().preferences.meetings
    said = MeetingChosen(url=url, feed=feed, relay_key=opened.relay, supersedes=chosen.heads)
    space.write(space.group_id, Subject.GROUP, (said,))
    giving.give(space)
    return Meeting(url, feed, opened.relay)


def enter(space: Workspace, connect: Connect, meeting: Meeting) -> Client:
    """Return a client that the relay lets in: with the present token, else with the one before.

    Raises:
        Refused: The group has no relay.
        RelayTrouble: It cannot be reached, or lets none of this laptop's tokens in.
    """
    if not meeting.url:
        raise Refused(NO_RELAY, field="relay")
    refusal: Fault = RelayTrouble(Trouble.TOKEN)
    for place, transport in enumerate(Wrapper(space).transports()):
        client = connect(meeting.url, meeting.feed, sealing.feed_token(transport, meeting.feed))
        try:
            client.checkpoint()
        except RelayTrouble as trouble:
            client.close()
            if trouble.trouble is not Trouble.TOKEN:
                raise
            refusal = trouble
            continue
        if place and _is_due(space):
            return _renewed(space, connect, meeting, client)
        return client
    raise refusal


def _renewed(space: Workspace, connect: Connect, meeting: Meeting, client: Client) -> Client:
    """Let the token follow the present key, where this laptop holds the owner's key of the feed."""
    seed = space.vault.keyring.get(CompartmentId(meeting.feed), CIRCLE_EPOCH)
    if seed is None:
        return client
    owner, token = SigningKey.from_seed(seed), sealing.feed_token(Wrapper(space).present, meeting.feed)
    plain = Rekey(meeting.feed, _epoch(space), _hash(token), owner.public, bytes(SIGNATURE_BYTES))
    client.rekey(
        Rekey(meeting.feed, plain.epoch, plain.token_hash, owner.public, owner.sign(statements.rekeying(plain)))
    )
    client.close()
    return connect(meeting.url, meeting.feed, token)


def _is_due(space: Workspace) -> bool:
    present = space.keys.everyone()[0]
    return space.clock() - present.at >= TOKEN_GRACE


def _epoch(space: Workspace) -> int:
    """Number the tokens of a feed: one for each circle of everybody there has been."""
    return len(space.keys.everyone())


def _admins(space: Workspace) -> list[frozenset[bytes]]:
    state = space.laptops.membership
    return [
        frozenset(laptop.id for laptop in state.laptops.values() if laptop.member == admin.id) for admin in state.admins
    ]


def _hash(token: Secret) -> bytes:
    return hashlib.sha256(token.reveal()).digest()
