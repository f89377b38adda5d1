"""The word of a second member, given on this laptop.

Each member has a signing key of their own under their own passphrase; the
laptop keeps it sealed. To approve, the second member types theirs. The
signature is over the hash of exactly what was approved.
"""

from typing import Final, Protocol

import msgspec

from kunak.app.system import Random
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import DeviceId
from kunak.casework.roster import Approval, Member, check_approval
from kunak.crypto import approval as signatures
from kunak.crypto.cosigner import open_cosigner, seal_cosigner
from kunak.crypto.profiles import Profile
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.signing import BadSignature, SigningKey

_SALT_BYTES: Final = 32


class CosignerFiles(Protocol):
    """Where the sealed keys of members lie."""

    def read(self, member: bytes) -> bytes | None:
        """Return a member's sealed key, or None where this laptop has none."""

    def write(self, member: bytes, sealed: bytes) -> None:
        """Keep a member's sealed key, durably."""


class NewKey(msgspec.Struct, frozen=True):
    """A member's new key: its public half, and the sealed whole."""

    public: bytes
    sealed: bytes


def make_key(passphrase: str, *, profile: Profile, random: Random) -> NewKey:
    """Make the key by which a member approves, sealed under their passphrase."""
    seed = Secret(random(SECRET_BYTES))
    sealed = seal_cosigner(seed, passphrase, profile=profile, salt=random(_SALT_BYTES))
    return NewKey(SigningKey.from_seed(seed).public, sealed)


def approve(
    space: Workspace,
    keys: CosignerFiles,
    *,
    member: bytes,
    passphrase: str,
    of: bytes,
    written_by: DeviceId | None = None,
) -> Approval:
    """Return the word of a member about what has the hash ``of``.

    Args:
        space: The open vault.
        keys: The sealed keys of the members.
        member: Who approves.
        passphrase: Theirs.
        of: Hash of what they have read.
        written_by: The device on which it was written; None: this one.

    Raises:
        BadInput: This laptop has no key of theirs, or the passphrase is wrong.
        Refused: They may not approve this.
    """
    roster = space.group().roster
    author = space.me() if written_by is None else roster.owner(written_by)
    check_approval(roster, Approval(member, of, b""), author=author.id if author else b"", of=of)
    sealed = keys.read(member)
    if sealed is None:
        raise BadInput("This laptop holds no key of this member: they cannot approve here.", field="member")
    key = SigningKey.from_seed(open_cosigner(sealed, passphrase))
    signature = signatures.approve(key, organisation=space.vault.organisation, member=member, what=of)
    approval = Approval(member, of, signature)
    check_signature(space, approval)
    return approval


def check_signature(space: Workspace, approval: Approval) -> None:
    """Refuse an approval whose signature is by none of the keys that the roster names, present or past.

    Raises:
        Refused: It is by nobody we know.
        BadSignature: It is by none of theirs.
    """
    known = space.group().roster.members.get(approval.member)
    if known is None:
        raise Refused("This approval is by nobody we know.", field="approval")
    if not signatures.is_by_any(
        known.approval_keys,
        organisation=space.vault.organisation,
        member=approval.member,
        what=approval.of,
        signature=approval.signature,
    ):
        raise BadSignature


def who_may_approve(space: Workspace) -> tuple[Member, ...]:
    """Return the members whose word counts as a second one; oneself only where the group is one person."""
    roster = space.group().roster
    me = space.me()
    others = tuple(member for member in roster.present if member.id != me.id)
    return others or (me,)
