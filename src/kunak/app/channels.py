"""Letting an approved text out through a bot: nothing before every rule holds, exactly the approved bytes, once.

The bot's token lies in the vault's keyring, in two entries of its own, and nowhere
else. A text with its files is recorded as published only after the channel has taken all of it.
"""

import hashlib
from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from kunak.app import enclosing, publishing
from kunak.app.enclosing import Shelf
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import ID_BYTES, SubjectId
from kunak.casework.publication import CleanFile
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.transport.postings import Enclosure, Posting

TOKEN_PLACE: Final = hashlib.sha256(b"kunak/telegram/token/1").digest()[:ID_BYTES]
"""Stands for a compartment's id in the keyring: under it each token lies in two entries; the latest counts."""

FIRST: Final = 1 << 32
"""Number of the first entry: far from the numbers of epochs and circles, so that nothing takes it for one of them."""


class Keys(Protocol):
    """The keyring."""

    def get(self, compartment: bytes, epoch: int) -> Secret | None:
        """Return a secret, or None."""

    def epochs(self, compartment: bytes) -> list[int]:
        """Return the epochs that are here."""

    def add(self, entries: list[tuple[bytes, int, Secret]]) -> None:
        """Keep secrets, all or none."""


class Channel(Protocol):
    """Where a text can go out."""

    def check(self, text: str, files: Sequence[Enclosure] = ()) -> tuple[Posting, ...]:
        """Return the messages that it will be, or refuse what cannot be sent as it is."""

    def send(self, text: str, files: Sequence[Enclosure] = ()) -> tuple[int, ...]:
        """Send exactly this, once; return the numbers of the messages."""


class Outgoing(msgspec.Struct, frozen=True):
    """What goes out, or would.

    Attributes:
        files: Beside the text, in order.
        plan: As which messages.
        messages: Their numbers; empty: nothing was sent.
    """

    text: str
    digest: bytes
    where: str
    files: tuple[CleanFile, ...] = ()
    plan: tuple[Posting, ...] = ()
    messages: tuple[int, ...] = ()


def keep_token(keys: Keys, token: str) -> None:
    """Keep a bot's token. An older one stays where it is and is not used again: revoke it at Telegram.

    Raises:
        BadInput: It is too long, or holds more than plain letters.
    """
    data = token.encode()
    if not data or len(data) >= 2 * SECRET_BYTES or not token.isascii():
        raise BadInput("This is no token of a bot: it is a number, a colon and letters.", field="token")
    padded = bytes([len(data)]) + data.ljust(2 * SECRET_BYTES - 1, b"\0")
    first = max(keys.epochs(TOKEN_PLACE), default=FIRST - 1) + 1
    halves = (padded[:SECRET_BYTES], padded[SECRET_BYTES:])
    keys.add([(TOKEN_PLACE, first + number, Secret(half)) for number, half in enumerate(halves)])


def token_of(keys: Keys) -> Secret:
    """Return the bot's token.

    Raises:
        Refused: None was kept.
    """
    epochs = keys.epochs(TOKEN_PLACE)[-2:]
    halves = [held.reveal() for epoch in epochs if (held := keys.get(TOKEN_PLACE, epoch)) is not None]
    if len(halves) != 2:  # noqa: PLR2004 - halves
        raise Refused("No token of a bot is kept in this vault: kunak publish --token keeps one.", field="token")
    padded = b"".join(halves)
    return Secret(padded[1 : 1 + padded[0]])


def send(
    space: Workspace, subject: SubjectId, channel: Channel, *, where: str, dry: bool, shelf: Shelf | None = None
) -> Outgoing:
    """Let the approved text of a case out with its files, and record it; ``dry``: only see whether every rule holds.

    Raises:
        Refused: The first rule in the way, or this text went out there already; or a file is not clean.
        BadInput: It cannot be sent as it is.
        Fault: A file is not on this laptop; the channel did not take all of it, or nobody knows whether it did.
            Nothing was recorded.
    """
    publishing.check_may_go(space, subject, where=where, shelf=shelf)
    known = space.case(subject).publication
    draft = known.draft
    assert draft is not None  # noqa: S101 - the rules hold
    if any(one.of == draft.digest and one.where == where for one in known.published):
        raise Refused("This text went out there already.", field="where")
    files = enclosing.outgoing(shelf, draft.files)
    plan = channel.check(draft.text, files)
    if dry:
        return Outgoing(draft.text, draft.digest, where, draft.files, plan)
    messages = channel.send(draft.text, files)
    publishing.publish(space, subject, where=where)
    return Outgoing(draft.text, draft.digest, where, draft.files, plan, messages)
