"""A vault for a new group, and one that asks to be let into a group that is there."""

from pathlib import Path
from typing import Final

import msgspec

from kunak.app import approvals, enrolling, system
from kunak.app.system import Clock, Random
from kunak.app.wiring.folders import refuse_taken
from kunak.app.wiring.reaching import MEETING
from kunak.app.wiring.vaults import PREKEY_LASTS, OpenVault, made
from kunak.base.errors import BadInput, Refused
from kunak.base.instants import after
from kunak.casework.compartments import Role, Subject
from kunak.casework.roster import GroupFounded, MemberJoined, Rank, Roster, join
from kunak.crypto import joining
from kunak.crypto.hybrid import public_half
from kunak.crypto.keystore import fresh_secrets
from kunak.crypto.passphrase import Language
from kunak.crypto.profiles import STANDARD, Profile
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.signing import SigningKey, device_id
from kunak.log import genesis
from kunak.store.home import Home

INVITATION: Final = "invitation"

REQUEST: Final = "request"
"""Notes of the exchange: the papers of a laptop that waits for its welcome."""


class Founding(msgspec.Struct, frozen=True):
    """What a new group is told at its beginning."""

    group: str
    member: str
    passphrase: str
    profile: Profile = STANDARD
    roles: tuple[Role, ...] = (Role.COORDINATOR,)


def found(path: Path, founding: Founding, *, clock: Clock = system.now, random: Random = system.random) -> None:
    """Make a vault for a new group of one member on this device.

    Raises:
        Refused: There is a vault already, or a name is missing.
        Fault: The disk refused.
    """
    refuse_taken(path)
    home = Home(path)
    if not founding.group.strip():
        raise Refused("The group needs a name; it is shown to its members only.", field="group")
    seed = Secret(random(SECRET_BYTES))
    public = SigningKey.from_seed(seed).public
    statement = genesis.write(genesis.Statement((public,), 1, (), random(genesis.NONCE_BYTES)))
    member = random(16)
    approval_key = approvals.make_key(founding.passphrase, profile=founding.profile, random=random)
    secrets = fresh_secrets(
        random,
        organisation=genesis.organisation_id(statement),
        signing_seed=seed,
        prekey_end=after(clock(), PREKEY_LASTS),
    )
    joined = join(
        Roster(),
        MemberJoined(
            member=member,
            name=founding.member,
            roles=founding.roles,
            approval_key=approval_key.public,
            devices=(device_id(public),),
            rank=Rank.ADMIN,
            keys=(public,),
            prekeys=(public_half(secrets.prekey.private),),
            prekey_end=secrets.prekey.end,
        ),
    )
    with made(home, secrets, founding.passphrase, founding.profile, clock, random) as opened:
        opened.space.vault.make_root()
        founded = GroupFounded(name=founding.group.strip(), statement=statement)
        opened.space.write(opened.space.group_id, Subject.GROUP, (founded, *joined))
        opened.cosigners.write(member, approval_key.sealed)


class Joining(msgspec.Struct, frozen=True):
    """What a new laptop is told before it asks to be let in.

    Attributes:
        invitation: The paper that it was given.
        member: Id of its member, if they have a laptop already; empty for somebody new.
    """

    invitation: bytes
    name: str
    passphrase: str
    profile: Profile = STANDARD
    member: bytes = b""


def begin_joining(path: Path, asking: Joining, *, clock: Clock = system.now, random: Random = system.random) -> bytes:
    """Make a vault that waits for its welcome, and return the request to give to whoever invited.

    Raises:
        Refused: There is a vault already.
        PaperRefused: The invitation is none, or the name is missing.
        Fault: The disk refused.
    """
    refuse_taken(path)
    home = Home(path)
    invitation = joining.read_invitation(asking.invitation)
    secrets = fresh_secrets(
        random,
        organisation=invitation.organisation,
        signing_seed=Secret(random(SECRET_BYTES)),
        prekey_end=after(clock(), PREKEY_LASTS),
    )
    approval_key = approvals.make_key(asking.passphrase, profile=asking.profile, random=random)
    key = secrets.signing_key()
    asked = joining.Request(
        organisation=invitation.organisation,
        key=key.public,
        prekey=public_half(secrets.prekey.private),
        prekey_end=secrets.prekey.end,
        member=asking.member or random(16),
        name=asking.name.strip(),
        approval_key=approval_key.public,
    )
    request = joining.write_request(asked, key)
    joining.read_request(request)
    with made(home, secrets, asking.passphrase, asking.profile, clock, random) as opened:
        opened.exchange.set_note(INVITATION, asking.invitation)
        opened.exchange.set_note(REQUEST, request)
        opened.cosigners.write(asked.member, approval_key.sealed)
    return request


def judge_invitation(paper: bytes) -> None:
    """Return only for an invitation.

    Raises:
        PaperRefused: It is none, or was altered.
    """
    joining.read_invitation(paper)


def words(invitation: bytes, request: bytes, named: str) -> tuple[str, ...]:
    """Return the words that two people compare.

    Raises:
        BadInput: There is no word list in this language.
    """
    return joining.words(invitation, request, language(named))


def language(named: str) -> Language:
    """Return a language of which there is a word list.

    Raises:
        BadInput: There is none in this one.
    """
    match named:
        case "en" | "ru":
            return named
        case _:
            raise BadInput("Choose en or ru as the language of the words.", field="language")


def take_welcome(vault: OpenVault, paper: bytes) -> int:
    """Take in the welcome that this laptop waits for; return how many records came with it.

    Raises:
        Refused: It waits for none.
        PaperRefused: It is none, or is not from the inviter.
        WelcomeElsewhere: It is for another laptop.
    """
    invitation = vault.exchange.note(INVITATION)
    if not invitation:
        raise Refused("This laptop waits for no welcome: it belongs to its group already.")
    welcome = joining.open_welcome(
        paper,
        organisation=vault.space.vault.organisation,
        inviter=joining.read_invitation(invitation).inviter,
        device=vault.space.vault.device,
        prekeys=vault.prekeys,
    )
    enrolling.accept(vault.space, welcome)
    received = vault.receiver().take_records(welcome.records)
    vault.exchange.set_note(MEETING, msgspec.msgpack.encode(welcome.meeting))
    vault.exchange.set_note(INVITATION, b"")
    return received.events
