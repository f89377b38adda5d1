"""How keys travel: a circle's secret to a device, a compartment's secret to a circle, and what follows from them.

Every context is bound: group, circle, device and compartment, so that a seal
moved to another place does not open there. Old keys are never sealed under new
ones. Specified in ``spec/keys.md``.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from kunak.base import canonical
from kunak.base.ids import ID_BYTES, CompartmentId, DeviceId, OrganisationId
from kunak.crypto import aead, hybrid
from kunak.crypto.derive import hkdf_sha256
from kunak.crypto.secret import SECRET_BYTES, Secret

_CIRCLE: Final = b"kunak/circle/1"
_EPOCH: Final = b"kunak/epoch/1"
_TRANSPORT: Final = b"kunak/transport/1"
_FEED: Final = b"kunak/feed-token/1"
_KEYS: Final = b"kunak/keys/1\0"


def prekey_id(public: bytes) -> bytes:
    """Return the 16 bytes by which a seal names the prekey that opens it."""
    return hashlib.sha256(public).digest()[:ID_BYTES]


def keys_compartment(organisation: OrganisationId) -> CompartmentId:
    """Return the compartment in which keys are announced: it follows from the group's id; nothing names it before."""
    return CompartmentId(hashlib.sha256(_KEYS + organisation).digest()[:ID_BYTES])


def seal_circle(
    secret: Secret,
    public: bytes,
    *,
    organisation: OrganisationId,
    circle: bytes,
    device: DeviceId,
    devices: Iterable[DeviceId],
) -> bytes:
    """Seal a circle's secret to the prekey of one of its devices; all its devices are bound.

    Raises:
        PrekeyRefused: ``public`` is no prekey.
    """
    return hybrid.seal_to(public, secret.reveal(), info=_circle_context(organisation, circle, device, devices))


def open_circle(
    prekey: Secret,
    sealed: bytes,
    *,
    organisation: OrganisationId,
    circle: bytes,
    device: DeviceId,
    devices: Iterable[DeviceId],
) -> Secret:
    """Return a circle's secret that was sealed to this device.

    Raises:
        DoesNotOpen: Another prekey, device, circle or set of devices was meant.
    """
    opened = hybrid.open_from(prekey, sealed, info=_circle_context(organisation, circle, device, devices))
    if len(opened) != SECRET_BYTES:
        raise aead.DoesNotOpen
    return Secret(opened)


def seal_epoch(
    secret: Secret, circle: Secret, *, salt: bytes, organisation: OrganisationId, compartment: CompartmentId, epoch: int
) -> bytes:
    """Return a compartment's secret sealed to a circle: salt, ciphertext and tag, 80 bytes."""
    context = _epoch_context(organisation, compartment, epoch)
    return aead.seal_once(circle, secret.reveal(), salt=salt, purpose=_EPOCH, context=context)


def open_epoch(
    sealed: bytes, circle: Secret, *, organisation: OrganisationId, compartment: CompartmentId, epoch: int
) -> Secret:
    """Return a compartment's secret that was sealed to a circle.

    Raises:
        DoesNotOpen: Another circle, compartment or epoch was meant.
    """
    context = _epoch_context(organisation, compartment, epoch)
    opened = aead.open_once(circle, sealed, purpose=_EPOCH, context=context)
    if len(opened) != SECRET_BYTES:
        raise aead.DoesNotOpen
    return Secret(opened)


def transport_key(circle: Secret) -> Secret:
    """Return the key of the outer layer that the circle of all devices shares."""
    return Secret(hkdf_sha256(circle.reveal(), salt=b"", info=_TRANSPORT, length=SECRET_BYTES))


def feed_token(transport: Secret, feed: bytes) -> Secret:
    """Return what a laptop shows a relay to be let to a feed: 32 bytes that say nothing of the key they follow from."""
    return Secret(hkdf_sha256(transport.reveal(), salt=b"", info=_FEED + feed, length=SECRET_BYTES))


def _circle_context(
    organisation: OrganisationId, circle: bytes, device: DeviceId, devices: Iterable[DeviceId]
) -> bytes:
    return _CIRCLE + canonical.encode([organisation, circle, device, [*sorted(devices)]])


def _epoch_context(organisation: OrganisationId, compartment: CompartmentId, epoch: int) -> bytes:
    return canonical.encode([organisation, compartment, epoch])
