"""What the trustees can do together: open the bundle of keys, and say that a new laptop belongs to the group.

Their secret exists for minutes: at the ceremony that shares it out, and when they
give it back. Two keys follow from it. One opens what every laptop may seal to the
trustees and none can open; the other signs the one sentence by which a group that
has lost its laptops begins again. Specified in ``spec/recovery.md``.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from kunak.base import canonical
from kunak.base.errors import BadInput
from kunak.base.ids import EVENT_ID_BYTES, ID_BYTES, DeviceId, EventId, OrganisationId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.crypto import hybrid, joining, signing
from kunak.crypto.aead import DoesNotOpen
from kunak.crypto.derive import hkdf_sha256
from kunak.crypto.joining import EpochSecret, Meeting, PaperRefused, Transport
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.signing import SigningKey

BUNDLE_LIMIT: Final = 2 * 1024 * 1024 * 1024
"""Bytes of a bundle: it carries the records that its keys open."""

_SEAL: Final = b"kunak/recovery-seal/1"
_SIGN: Final = b"kunak/recovery-sign/1"
_BUNDLE: Final = b"kunak/bundle/1\0"
_RETURN: Final = b"kunak/return/1\0"
_MAGIC: Final = "kunak/bundle"
_VERSION: Final = 1


class BundleRefused(BadInput):
    """A bundle that is none, was altered, or is not for these trustees."""

    def __init__(self) -> None:
        super().__init__(
            phrase(
                "This is no bundle of keys, it was altered, or it was sealed to other trustees. Look for another copy."
            ),
            field="bundle",
        )


class Bundle(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What a group needs to begin again: keys, and the records that they open.

    Attributes:
        arrangement: The event by which these trustees were chosen.
        made_at: When, by the clock of the laptop that made it.
        transports: Transport keys of the circles of everybody: by them a relay is entered and what it holds unwrapped.
        epochs: Compartment, epoch, secret.
        records: Envelopes as they stand in the log.
        meeting: The relay.
    """

    organisation: OrganisationId
    arrangement: EventId
    made_at: Instant
    transports: tuple[Transport, ...]
    epochs: tuple[EpochSecret, ...]
    records: tuple[bytes, ...]
    meeting: Meeting


class Return(msgspec.Struct, frozen=True):
    """What the trustees say: this laptop belongs to this member again, and these count only so far.

    Attributes:
        key: Public signing key of the new laptop.
        prekey: What others seal to.
        approval_key: By which its member approves from now on.
        cuts: Laptop, number and id of its last event that counts.
    """

    organisation: OrganisationId
    arrangement: EventId
    member: bytes
    key: bytes
    prekey: bytes
    prekey_end: Instant
    approval_key: bytes
    cuts: tuple[tuple[DeviceId, int, bytes], ...]


def sealing_key(secret: Secret) -> Secret:
    """Return the private prekey that follows from the trustees' secret."""
    return Secret(hkdf_sha256(secret.reveal(), salt=b"", info=_SEAL, length=SECRET_BYTES))


def signing_key(secret: Secret) -> SigningKey:
    """Return the key by which the trustees speak."""
    return SigningKey.from_seed(Secret(hkdf_sha256(secret.reveal(), salt=b"", info=_SIGN, length=SECRET_BYTES)))


def seal_bundle(bundle: Bundle, public: bytes) -> bytes:
    """Return a bundle that only the trustees open. Nobody has signed it: what is in it proves itself.

    Raises:
        PrekeyRefused: ``public`` is no key.
    """
    body = canonical.encode(
        [
            bundle.made_at,
            *joining.plain_keys(bundle.transports, bundle.epochs),
            list(bundle.records),
            [bundle.meeting.url, bundle.meeting.feed, bundle.meeting.relay_key],
        ]
    )
    outside = canonical.encode([_MAGIC, _VERSION, bundle.organisation, bundle.arrangement])
    return canonical.encode([outside, hybrid.seal_to(public, body, info=_BUNDLE + outside)])


def arrangement_of(data: bytes) -> EventId:
    """Return for which trustees a bundle was made: what it says without any share.

    Raises:
        BundleRefused: It is none.
    """
    return _outside(_parts(data)[0])[1]


def open_bundle(data: bytes, secret: Secret) -> Bundle:
    """Open a bundle with the secret that the trustees have given back.

    Raises:
        BundleRefused: It is none, was altered, or was sealed to others.
    """
    outside, sealed = _parts(data)
    organisation, arrangement = _outside(outside)
    try:
        body = hybrid.open_from(sealing_key(secret), sealed, info=_BUNDLE + outside)
    except DoesNotOpen:
        raise BundleRefused from None
    return _read(body, organisation, arrangement)


def _read(body: bytes, organisation: OrganisationId, arrangement: EventId) -> Bundle:
    """Read what was sealed."""
    try:
        fields = canonical.decode(body)
    except canonical.NotCanonical:
        raise BundleRefused from None
    match fields:
        case [int(made), [*circles], [*epochs], [*records], [str(url), bytes(feed), bytes(relay)]]:
            try:
                transports, secrets = joining.read_keys(circles, epochs)
            except PaperRefused:
                raise BundleRefused from None
            return Bundle(
                organisation=organisation,
                arrangement=arrangement,
                made_at=Instant(made),
                transports=transports,
                epochs=secrets,
                records=tuple(_record(each) for each in records),
                meeting=Meeting(url, feed, relay),
            )
    raise BundleRefused


def sign_return(said: Return, key: SigningKey) -> bytes:
    """Return the trustees' signature under what they say."""
    return key.sign(_RETURN + return_bytes(said))


def check_return(said: Return, signature: bytes, quorum_key: bytes) -> None:
    """Return only if the holder of ``quorum_key`` said exactly this.

    Raises:
        BadSignature: Anything else.
        KeyRefused: The key of the new laptop is not safe to use.
    """
    signing.check_enrollable(said.key)
    signing.verify(quorum_key, _RETURN + return_bytes(said), signature)


def return_bytes(said: Return) -> bytes:
    """Return the canonical bytes of what trustees say."""
    cuts: Iterable[list[canonical.Plain]] = ([device, seq, event] for device, seq, event in said.cuts)
    return canonical.encode(
        [
            said.organisation,
            said.arrangement,
            said.member,
            said.key,
            said.prekey,
            said.prekey_end,
            said.approval_key,
            list(cuts),
        ]
    )


def _parts(data: bytes) -> tuple[bytes, bytes]:
    if len(data) <= BUNDLE_LIMIT:
        try:
            match canonical.decode(data):
                case [bytes(outside), bytes(sealed)]:
                    return outside, sealed
        except canonical.NotCanonical:
            pass
    raise BundleRefused


def _outside(data: bytes) -> tuple[OrganisationId, EventId]:
    try:
        match canonical.decode(data):
            case [str(magic), int(version), bytes(organisation), bytes(arrangement)]:
                sizes = (magic, version, len(organisation), len(arrangement))
                if sizes == (_MAGIC, _VERSION, ID_BYTES, EVENT_ID_BYTES):
                    return OrganisationId(organisation), EventId(arrangement)
    except canonical.NotCanonical:
        pass
    raise BundleRefused


def _record(plain: object) -> bytes:
    if not isinstance(plain, bytes):
        raise BundleRefused
    return plain
