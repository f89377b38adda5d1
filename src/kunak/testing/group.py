"""An invented group of one laptop, wholly in memory."""

from typing import Final

from kunak.app import approvals
from kunak.app.vault import Flaw, Vault
from kunak.app.workspace import Workspace
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, after
from kunak.casework import case, compartments
from kunak.casework.compartments import Kind, Role, Subject
from kunak.casework.facts import Event
from kunak.casework.roster import GroupFounded, MemberJoined
from kunak.crypto.keystore import DeviceSecrets, fresh_secrets
from kunak.crypto.profiles import DEMO
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.signing import SigningKey, device_id
from kunak.log import genesis
from kunak.testing.hands import HandClock, SeededRandom
from kunak.testing.memory import MemoryCache, MemoryKeyring, MemoryLog

SECOND_PASSPHRASE: Final = "nine patient otters"


class KeysInMemory:
    """The sealed keys of members."""

    def __init__(self) -> None:
        self.sealed: dict[bytes, bytes] = {}

    def read(self, member: bytes) -> bytes | None:
        """Return a sealed key, or None."""
        return self.sealed.get(member)

    def write(self, member: bytes, sealed: bytes) -> None:
        """Keep a sealed key."""
        self.sealed[member] = sealed


class InventedGroup:
    """A founded group: its disk, its clock, its dice, and its open vault."""

    def __init__(self, seed: int = 7) -> None:
        self.clock = HandClock()
        self.random = SeededRandom(seed)
        self.log = MemoryLog()
        self.keyring = MemoryKeyring()
        self.keys = KeysInMemory()
        self._secrets, founded = _founded(self.random, self.clock)
        self.cache = MemoryCache()
        self.vault = self._vault()
        self.space = self._space()
        self.space.begin_cache()
        self.vault.make_root()
        self.space.write(self.space.group_id, Subject.GROUP, founded)

    def reopened(self, *, cache: MemoryCache | None = None, follow: bool = True) -> list[Flaw]:
        """Open the vault again, with the cache that is there or another, and follow the log; return what is wrong."""
        self.vault = self._vault()
        if cache is not None:
            self.cache = cache
        self.space = self._space()
        if cache is not None and not cache.compartment(self.vault.organisation):
            self.space.begin_cache()
        return self.space.catch_up() if follow else []

    def second_member(self, name: str = "Selima", *, roles: tuple[Role, ...] = (Role.CASE_MANAGER,)) -> bytes:
        """Let somebody join who approves here with ``SECOND_PASSPHRASE``."""
        member = self.random(16)
        key = approvals.make_key(SECOND_PASSPHRASE, profile=DEMO, random=self.random)
        self.keys.write(member, key.sealed)
        joined = MemberJoined(member=member, name=name, roles=roles, approval_key=key.public)
        self.space.write(self.space.group_id, Subject.GROUP, (joined,))
        return member

    def open_case(self, code: str = "azure-heron") -> SubjectId:
        """Open a case in which the first member may read everything."""
        me = self.space.me().id
        everything = compartments.let_in(compartments.Access(), member=me, kinds=frozenset(Kind), reason="opened it")
        manager = case.name_manager(case.Case(), member=me)
        subject = SubjectId(self.random(16))
        self.write(subject, case.CaseOpened(code=code), *everything, *manager)
        return subject

    def write(self, subject: SubjectId, *events: Event) -> None:
        """Write events about a case, whatever the rules say."""
        self.space.write(subject, Subject.CASE, events)

    def _vault(self) -> Vault:
        return Vault(secrets=self._secrets, log=self.log, keyring=self.keyring, clock=self.clock, random=self.random)

    def _space(self) -> Workspace:
        return Workspace(vault=self.vault, cache=self.cache, clock=self.clock, random=self.random)


def _founded(random: SeededRandom, clock: HandClock) -> tuple[DeviceSecrets, tuple[Event, ...]]:
    seed = Secret(random(SECRET_BYTES))
    public = SigningKey.from_seed(seed).public
    statement = genesis.write(genesis.Statement((public,), 1, (), random(genesis.NONCE_BYTES)))
    secrets = fresh_secrets(
        random,
        organisation=genesis.organisation_id(statement),
        signing_seed=seed,
        prekey_end=after(clock(), DAY),
    )
    joined = MemberJoined(
        member=random(16), name="Aluna", roles=(Role.COORDINATOR,), approval_key=public, devices=(device_id(public),)
    )
    return secrets, (GroupFounded(name="The invented group", statement=statement), joined)
