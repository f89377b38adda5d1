"""How a laptop joins a group: an invitation, a request, words that two people compare, and a sealed welcome.

The invitation and the request may travel by any way, even one that is watched or
run by an enemy: whoever changes either changes the words. The welcome opens on the
one laptop whose words were compared. Specified in ``spec/joining.md``.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

import msgspec

from kunak.base import canonical
from kunak.base.errors import BadInput
from kunak.base.ids import ID_BYTES, CompartmentId, DeviceId, OrganisationId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.crypto import hybrid, signing
from kunak.crypto.aead import DoesNotOpen
from kunak.crypto.passphrase import LIST_LENGTH, Language, word_list
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.signing import SigningKey

Transport = tuple[bytes, Secret]
"""A circle and its transport key."""
EpochSecret = tuple[CompartmentId, int, Secret]
"""A compartment, the number of an epoch, its secret."""

WORDS: Final = 8
"""82 bits: nobody finds a second request with the same words."""
PAPER_LIMIT: Final = 65_536
"""Bytes of an invitation or a request."""
WELCOME_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of a welcome: it carries the members' own log."""
NAME_LIMIT: Final = 80

_INVITATION: Final = b"kunak/invitation/1\0"
_REQUEST: Final = b"kunak/join/1\0"
_WELCOME: Final = b"kunak/welcome/1\0"
_WORDS: Final = b"kunak/words/1\0"
_VERSION: Final = 1
_NUMBER_LIMIT: Final = 2**63


class PaperRefused(BadInput):
    """An invitation, a request or a welcome that is none, or was altered."""

    def __init__(self) -> None:
        super().__init__(
            phrase("This is no paper of joining that Kunak made, or it was altered on the way. Ask for it again.")
        )


class WelcomeElsewhere(BadInput):
    """The welcome is for another laptop."""

    def __init__(self) -> None:
        super().__init__(
            phrase(
                "This welcome was sealed for another laptop. Ask whoever let you in for the one made for this laptop."
            )
        )


class Meeting(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where the laptops of a group exchange what they wrote; empty where they have no relay.

    Attributes:
        url: Address of the relay.
        feed: The group's feed there, 16 bytes.
        relay_key: The relay's public key, by which it signs what it holds.
    """

    url: str = ""
    feed: bytes = b""
    relay_key: bytes = b""


class Invitation(msgspec.Struct, frozen=True):
    """Who invites, into which group. Not secret, but it names the relay.

    Attributes:
        inviter: Public signing key of the laptop that will let the new one in.
    """

    organisation: OrganisationId
    inviter: bytes
    meeting: Meeting


class Request(msgspec.Struct, frozen=True):
    """What a new laptop says of itself.

    Attributes:
        key: Its public signing key.
        prekey: What is sealed to it is sealed to this.
        prekey_end: From when on nobody seals to it any more.
        member: Id of its member, drawn by this laptop; of somebody who has one already, theirs.
        name: How its member wants to be known.
        approval_key: The public key by which its member approves.
    """

    organisation: OrganisationId
    key: bytes
    prekey: bytes
    prekey_end: Instant
    member: bytes
    name: str
    approval_key: bytes


class Welcome(msgspec.Struct, frozen=True, eq=False):
    """What a new laptop needs to read what the others wrote: everything else follows from that.

    Attributes:
        transports: Transport keys of the circles of everybody, oldest first: what travels is wrapped under them. Not
            the circles' secrets: those open what their members shared before this laptop came.
        epochs: Secrets of the members' own log and of the announcements of keys.
        records: The members' own log: envelopes.
        meeting: Where to go on from here.
    """

    transports: tuple[Transport, ...]
    epochs: tuple[EpochSecret, ...]
    records: tuple[bytes, ...]
    meeting: Meeting


def write_invitation(invitation: Invitation, key: SigningKey) -> bytes:
    """Return the signed bytes of an invitation; the key is the inviter's."""
    where = invitation.meeting
    meeting: list[canonical.Plain] = [where.url, where.feed, where.relay_key]
    body = canonical.encode([_VERSION, invitation.organisation, invitation.inviter, meeting])
    return canonical.encode([body, key.sign(_INVITATION + body)])


def read_invitation(data: bytes) -> Invitation:
    """Read an invitation; its own key signed it, and only the words say whose key that is.

    Raises:
        PaperRefused: It is none, or was altered.
    """
    body, signature = _signed(data, PAPER_LIMIT)
    match _decoded(body):
        case [version, bytes(organisation), bytes(inviter), meeting]:
            if _is_version(version) and len(organisation) == ID_BYTES:
                _check(inviter, _INVITATION + body, signature)
                return Invitation(OrganisationId(organisation), inviter, _meeting(meeting))
    raise PaperRefused


def write_request(request: Request, key: SigningKey) -> bytes:
    """Return the signed bytes of a request; the key is the new laptop's."""
    body = canonical.encode(
        [
            _VERSION,
            request.organisation,
            request.key,
            request.prekey,
            request.prekey_end,
            request.member,
            request.name,
            request.approval_key,
        ]
    )
    return canonical.encode([body, key.sign(_REQUEST + body)])


def read_request(data: bytes) -> Request:
    """Read a request.

    Raises:
        PaperRefused: It is none, was altered, or a key in it is not safe to use.
    """
    body, signature = _signed(data, PAPER_LIMIT)
    match _decoded(body):
        case [
            version,
            bytes(organisation),
            bytes(key),
            bytes(prekey),
            end,
            bytes(member),
            str(name),
            bytes(approval),
        ]:
            sizes = (len(organisation), len(member))
            if _is_version(version) and sizes == (ID_BYTES, ID_BYTES) and _fits(name):
                _check(key, _REQUEST + body, signature)
                _check_keys(approval, prekey)
                end = Instant(_number(end))
                return Request(OrganisationId(organisation), key, prekey, end, member, name, approval)
    raise PaperRefused


def words(invitation: bytes, request: bytes, language: Language) -> tuple[str, ...]:
    """Return the words that both people see if, and only if, they hold the same invitation and the same request.

    Both laptops show them in one language, or the place of each word in its list.
    """
    number = int.from_bytes(hashlib.sha256(_WORDS + canonical.encode([invitation, request])).digest(), "big")
    found = []
    for _ in range(WORDS):
        number, place = divmod(number, LIST_LENGTH)
        found.append(word_list(language)[place])
    return tuple(found)


def seal_welcome(welcome: Welcome, request: Request, key: SigningKey) -> bytes:
    """Return a welcome that opens on one laptop; the key is the inviter's."""
    body = canonical.encode(
        [
            _VERSION,
            *plain_keys(welcome.transports, welcome.epochs),
            list(welcome.records),
            [welcome.meeting.url, welcome.meeting.feed, welcome.meeting.relay_key],
        ]
    )
    device = signing.device_id(request.key)
    sealed = hybrid.seal_to(request.prekey, body, info=_welcome_context(request.organisation, key.public, device))
    return canonical.encode([sealed, key.sign(_WELCOME + sealed)])


def open_welcome(
    data: bytes, *, organisation: OrganisationId, inviter: bytes, device: DeviceId, prekeys: tuple[Secret, ...]
) -> Welcome:
    """Open a welcome on the laptop that it was made for.

    Args:
        data: Its bytes.
        organisation: The group of the invitation.
        inviter: Public key of the inviter, from the invitation whose words were compared.
        device: This laptop.
        prekeys: Its private prekeys.

    Raises:
        PaperRefused: It is none, was altered, or is not from the inviter.
        WelcomeElsewhere: It is for another laptop, or for a prekey that is gone.
    """
    sealed, signature = _signed(data, WELCOME_LIMIT)
    _check(inviter, _WELCOME + sealed, signature)
    context = _welcome_context(organisation, inviter, device)
    for prekey in prekeys:
        try:
            return _welcome(hybrid.open_from(prekey, sealed, info=context))
        except DoesNotOpen:
            continue
    raise WelcomeElsewhere


def _welcome(body: bytes) -> Welcome:
    match _decoded(body):
        case [version, [*circles], [*epochs], [*records], meeting]:
            if _is_version(version) and all(isinstance(record, bytes) for record in records):
                return Welcome(
                    *read_keys(circles, epochs),
                    tuple(record for record in records if isinstance(record, bytes)),
                    _meeting(meeting),
                )
    raise PaperRefused


def plain_keys(transports: Iterable[Transport], epochs: Iterable[EpochSecret]) -> list[canonical.Plain]:
    """Return keys as they stand inside what is sealed: transport keys, then secrets of epochs."""
    return [
        [[circle, secret.reveal()] for circle, secret in transports],
        [[compartment, epoch, secret.reveal()] for compartment, epoch, secret in epochs],
    ]


def read_keys(
    circles: Iterable[object], epochs: Iterable[object]
) -> tuple[tuple[Transport, ...], tuple[EpochSecret, ...]]:
    """Read keys that `plain_keys` wrote.

    Raises:
        PaperRefused: They are none.
    """
    return tuple(_circle(each) for each in circles), tuple(_epoch(each) for each in epochs)


def _circle(plain: object) -> Transport:
    match plain:
        case [bytes(circle), bytes(secret)] if (len(circle), len(secret)) == (ID_BYTES, SECRET_BYTES):
            return circle, Secret(secret)
    raise PaperRefused


def _epoch(plain: object) -> EpochSecret:
    match plain:
        case [bytes(compartment), epoch, bytes(secret)] if (len(compartment), len(secret)) == (ID_BYTES, SECRET_BYTES):
            return CompartmentId(compartment), _number(epoch), Secret(secret)
    raise PaperRefused


def _meeting(plain: object) -> Meeting:
    match plain:
        case ["", b"", b""]:
            return Meeting()
        case [str(url), bytes(feed), bytes(relay)] if url and len(feed) == ID_BYTES:
            _check_keys(relay)
            return Meeting(url, feed, relay)
    raise PaperRefused


def _is_version(plain: object) -> bool:
    return _number(plain) == _VERSION


def _number(plain: object) -> int:
    """Return a number; ``true`` is none, though Python takes it for 1: each paper has one form."""
    if type(plain) is int and 0 <= plain < _NUMBER_LIMIT:
        return plain
    raise PaperRefused


def _welcome_context(organisation: OrganisationId, inviter: bytes, device: DeviceId) -> bytes:
    return _WELCOME + canonical.encode([organisation, inviter, device])


def _signed(data: bytes, limit: int) -> tuple[bytes, bytes]:
    if len(data) <= limit:
        match _decoded(data):
            case [bytes(body), bytes(signature)] if len(signature) == signing.SIGNATURE_BYTES:
                return body, signature
    raise PaperRefused


def _decoded(data: bytes) -> object:
    try:
        return canonical.decode(data)
    except canonical.NotCanonical:
        raise PaperRefused from None


def _check(key: bytes, message: bytes, signature: bytes) -> None:
    try:
        signing.check_enrollable(key)
        signing.verify(key, message, signature)
    except (signing.KeyRefused, signing.BadSignature):
        raise PaperRefused from None


def _check_keys(key: bytes, prekey: bytes | None = None) -> None:
    """Refuse keys by which nobody could be checked, or to which nobody could seal."""
    try:
        signing.check_enrollable(key)
        if prekey is not None:
            hybrid.check_prekey(prekey)
    except (signing.KeyRefused, hybrid.PrekeyRefused):
        raise PaperRefused from None


def _fits(name: str) -> bool:
    return 1 <= len(name.strip()) <= NAME_LIMIT
