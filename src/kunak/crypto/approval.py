"""A co-signature: a second member vouches for one exact thing.

What is signed names the group, the member and the thing, so that an approval
cannot be used for anything else. It does not say when, and it does not expire:
what is approved must contain its own time.
"""

from collections.abc import Iterable
from typing import Final

from kunak.base import canonical
from kunak.base.ids import OrganisationId
from kunak.crypto.signing import BadSignature, SigningKey, verify

_LABEL: Final = b"kunak/approval/1\0"


def approve(key: SigningKey, *, organisation: OrganisationId, member: bytes, what: bytes) -> bytes:
    """Return the member's signature over ``what``.

    Args:
        key: Key of the device in front of which the member sits.
        organisation: The group.
        member: Id of the member who approves.
        what: Canonical bytes of the thing, complete: it must not depend on anything outside it.
    """
    return key.sign(_message(organisation, member, what))


def check_approval(
    public: bytes, *, organisation: OrganisationId, member: bytes, what: bytes, signature: bytes
) -> None:
    """Return only if this device signed this approval of exactly this thing by this member.

    Whether the device is the member's, and the member may approve, is decided by the caller.

    Raises:
        BadSignature: It did not.
    """
    verify(public, _message(organisation, member, what), signature)


def is_by_any(
    publics: Iterable[bytes], *, organisation: OrganisationId, member: bytes, what: bytes, signature: bytes
) -> bool:
    """Whether one of a member's keys, present or past, signed this approval."""
    for public in publics:
        try:
            check_approval(public, organisation=organisation, member=member, what=what, signature=signature)
        except BadSignature:
            continue
        return True
    return False


def _message(organisation: bytes, member: bytes, what: bytes) -> bytes:
    # A list, because lengths may differ: no two triples have the same bytes.
    return _LABEL + canonical.encode([organisation, member, what])
