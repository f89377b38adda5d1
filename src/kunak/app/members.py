"""Members: who is one, and taking in another on this laptop."""

from typing import Final

import msgspec

from kunak.app import approvals
from kunak.app.approvals import CosignerFiles
from kunak.app.system import Random
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput
from kunak.casework import roster
from kunak.casework.compartments import Role, Subject
from kunak.casework.roster import Member, MemberJoined
from kunak.crypto import passphrase as passphrases
from kunak.crypto.profiles import Profile

WORDS: Final = passphrases.WORDS_ADVISED
"""Words of a generated passphrase."""


class Invited(msgspec.Struct, frozen=True):
    """A new member and the passphrase that is shown to them once."""

    member: bytes
    passphrase: str


def listed(space: Workspace) -> tuple[Member, ...]:
    """Return everybody who is or was a member, in the order in which they joined."""
    return tuple(space.group().roster.members.values())


def invite(
    space: Workspace, keys: CosignerFiles, *, name: str, roles: tuple[Role, ...], language: str, profile: Profile
) -> Invited:
    """Take in a member who approves on this laptop, with a generated passphrase.

    Raises:
        Refused: The name is missing or taken, or no role is given.
    """
    member = space.new_id()
    roster.join(space.group().roster, MemberJoined(member=member, name=name, roles=roles, approval_key=b""))
    chosen = draw_passphrase(language, space.random)
    key = approvals.make_key(chosen, profile=profile, random=space.random)
    joined = MemberJoined(member=member, name=name, roles=roles, approval_key=key.public)
    keys.write(member, key.sealed)
    with space.turn:
        space.write(space.group_id, Subject.GROUP, roster.join(space.group().roster, joined))
    return Invited(member, chosen)


def draw_passphrase(language: str, random: Random) -> str:
    """Return a new passphrase of ``WORDS`` words.

    Raises:
        BadInput: There is no word list in this language.
    """
    if language not in {"en", "ru"}:
        raise BadInput("Choose en or ru as the language of the passphrase.", field="language")
    return passphrases.generate(WORDS, "ru" if language == "ru" else "en", random)


def judge_passphrase(passphrase: str) -> None:
    """Return only for a passphrase that is hard to guess.

    Raises:
        BadInput: It is not.
    """
    passphrases.judge(passphrase)


def remove(space: Workspace, *, member: bytes, reason: str) -> None:
    """Record that somebody is no longer a member; their word no longer counts."""
    with space.turn:
        space.write(space.group_id, Subject.GROUP, roster.leave(space.group().roster, member=member, reason=reason))
