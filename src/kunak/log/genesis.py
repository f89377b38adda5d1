"""Genesis: who founds a group, in which order of seniority, and what the group is called by machines.

The organisation's id is a hash of the statement below, not of the event that
carries it: that event's header holds the id, and no hash can hold itself
(``docs/decisions/0012-genesis-statement.md``). Specified in ``spec/log.md``.
"""

import hashlib
from typing import Final

import msgspec

from kunak.base import canonical
from kunak.base.errors import BadInput
from kunak.base.ids import ID_BYTES, CompartmentId, OrganisationId
from kunak.base.words import phrase
from kunak.crypto.hybrid import PREKEY_PUBLIC_BYTES
from kunak.crypto.signing import KeyRefused, check_enrollable

KIND: Final = "group.founded"
"""Kind of the event whose body is the statement. It is the first of the first founder's device."""
NONCE_BYTES: Final = 32
FOUNDERS_LIMIT: Final = 16
RECOVERY_LIMIT: Final = 16
THRESHOLD: Final = 2
"""Signatures that grave decisions take, where there are two people to give them."""

_LABEL: Final = b"kunak/genesis/1\0"
_VERSION: Final = 1


class GenesisRefused(BadInput):
    """The statement cannot found a group."""

    def __init__(self) -> None:
        super().__init__(
            phrase("This statement cannot found a group: a founder, the threshold or a recovery key is wrong.")
        )


class Statement(msgspec.Struct, frozen=True):
    """What the founders agree on, before anything else is written.

    Attributes:
        founders: Public signing keys of the founders' devices, most senior first.
        threshold: Distinct signatures that grave decisions take.
        recovery: Public X-Wing keys of the trustees' recovery.
        nonce: 32 random bytes, so that the same people found two different groups.
    """

    founders: tuple[bytes, ...]
    threshold: int
    recovery: tuple[bytes, ...]
    nonce: bytes


def write(statement: Statement) -> bytes:
    """Return the canonical bytes of a statement.

    Raises:
        GenesisRefused: It breaks one of the rules.
    """
    check_statement(statement)
    return canonical.encode(
        [_VERSION, list(statement.founders), statement.threshold, list(statement.recovery), statement.nonce]
    )


def read(data: bytes) -> Statement:
    """Read a statement.

    Raises:
        GenesisRefused: It is none, or breaks one of the rules.
    """
    try:
        fields = msgspec.convert(canonical.decode(data), _Fields, strict=True)
    except (canonical.NotCanonical, msgspec.ValidationError):
        raise GenesisRefused from None
    statement = Statement(fields.founders, fields.threshold, fields.recovery, fields.nonce)
    if write(statement) != data:
        raise GenesisRefused
    return statement


class _Fields(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The statement as it is written."""

    version: int
    founders: tuple[bytes, ...]
    threshold: int
    recovery: tuple[bytes, ...]
    nonce: bytes


def organisation_id(statement: bytes) -> OrganisationId:
    """Return the id of the group that these bytes found."""
    return OrganisationId(hashlib.sha256(_LABEL + statement).digest()[:ID_BYTES])


def root_compartment(organisation: OrganisationId) -> CompartmentId:
    """Return the compartment of the membership log: it bears the group's own id, since nothing can name it before."""
    return CompartmentId(bytes(organisation))


def check_statement(statement: Statement) -> None:
    """Return only for a statement that can found a group.

    Raises:
        GenesisRefused: It cannot.
    """
    founders, recovery = statement.founders, statement.recovery
    sound = (
        1 <= len(founders) <= FOUNDERS_LIMIT
        and len(set(founders)) == len(founders)
        and len(recovery) <= RECOVERY_LIMIT
        and all(len(key) == PREKEY_PUBLIC_BYTES for key in recovery)
        and len(set(recovery)) == len(recovery)
        and min(len(founders), THRESHOLD) <= statement.threshold <= len(founders)
        and len(statement.nonce) == NONCE_BYTES
    )
    if not sound or not all(_is_key(founder) for founder in founders):
        raise GenesisRefused


def _is_key(founder: bytes) -> bool:
    try:
        check_enrollable(founder)
    except KeyRefused:
        return False
    return True
