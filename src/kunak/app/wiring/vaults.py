"""A vault on this disk, open: its stores, and what is done whenever it is opened."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from threading import Thread
from typing import Final

import msgspec

from kunak.app import estimating, shredding, system, today
from kunak.app.following import Progress
from kunak.app.receiving import Receiver
from kunak.app.shredding import Doomed
from kunak.app.system import Clock, Random
from kunak.app.timetables import Timetables
from kunak.app.vault import Flaw, Vault
from kunak.app.wiring.folders import begin_again, clear_away, home_at, mark, second, undone
from kunak.app.wiring.keystores import renew_keystore, replace_keystore, unlock, write_keystore
from kunak.app.workspace import Workspace
from kunak.base.errors import KunakError
from kunak.base.instants import DAY, after
from kunak.casework import preferences
from kunak.casework.compartments import Subject
from kunak.casework.members import deciding
from kunak.casework.preferences import DeskSet
from kunak.casework.request import AttachedFile
from kunak.crypto.hybrid import public_half
from kunak.crypto.keystore import FORMER_LIMIT, DeviceSecrets, Prekey
from kunak.crypto.profiles import Profile
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.store.attachments import Attachments
from kunak.store.cache import Cache
from kunak.store.engine import Unreadable
from kunak.store.exchange import Exchange
from kunak.store.home import FOLDER_MODE, Home, write_durably
from kunak.store.incoming import IncomingFile
from kunak.store.keyring import Keyring
from kunak.store.language import load_dictionaries
from kunak.store.logfile import LogFile, Opening
from kunak.store.timetable import SealedTimetable

PREKEY_LASTS: Final = 7 * DAY
"""A prekey is for a week (VAULT, "Identities")."""

PREKEY_KEPT: Final = 35 * DAY
"""Its private half is kept for five weeks more, for what is still under way."""

_TWO: Final = 2

CHECKPOINT: Final = "checkpoint"
"""Note of the exchange: the last word of the group's relay."""

_HELD_FOR_GOOD: Final[list[ExitStack]] = []
"""What this process lets go only by ending: without a reference the vault would be closed behind the pages' back."""


class Shelf:
    """Files that came with messages or go out with texts, sealed on this disk."""

    def __init__(self, attachments: Attachments, random: Random) -> None:
        self._attachments = attachments
        self._random = random

    def put(self, file: IncomingFile) -> AttachedFile:
        """Seal a file and keep it, durably."""
        stored = self._attachments.put(file.data, self._random)
        return AttachedFile(file.name, file.media_type, stored.name, stored.key.reveal(), stored.size)

    def get(self, file: AttachedFile) -> bytes:
        """Return its bytes."""
        return b"".join(self._attachments.get(file.stored, Secret(file.key)))

    def is_whole(self, file: AttachedFile) -> bool:
        """Whether the file is there and unaltered."""
        return file.stored in self._attachments.names() and self._attachments.is_whole(file.stored)

    def has(self, file: AttachedFile) -> bool:
        """Whether the file is there; whether it is unaltered, only ``get`` says."""
        return self._attachments.has(file.stored)

    def discard(self, file: AttachedFile) -> None:
        """Take away a file that nothing names."""
        self._attachments.remove(file.stored)


class Cosigners:
    """The sealed keys of members on this disk."""

    def __init__(self, home: Home) -> None:
        self._folder = home.path / "members"

    def read(self, member: bytes) -> bytes | None:
        """Return a member's sealed key, or None where this laptop has none."""
        path = self._path(member)
        return path.read_bytes() if path.exists() else None

    def write(self, member: bytes, sealed: bytes) -> None:
        """Keep a member's sealed key, durably."""
        self._folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        write_durably(self._path(member), sealed)

    def _path(self, member: bytes) -> Path:
        return self._folder / f"{member.hex()}.key"


class Live(msgspec.Struct):
    """How records come by themselves while this vault is open; told to pages, written by `listening` alone.

    Attributes:
        proxy: The way to the relay; empty: the network.
        listening: Whether the relay is being listened to.
        arrived: How many records came by themselves.
        trouble: What stands in the way just now, if anything does.
    """

    proxy: str = ""
    listening: bool = False
    arrived: int = 0
    trouble: KunakError | None = None


class OpenVault(msgspec.Struct, frozen=True, eq=False):
    """Everything that the doors get.

    Attributes:
        opening: What was noticed about the log on opening it.
        flaws: Records that could not be used when the cache followed the log.
        profile: How hard the passphrases of this vault are to guess.
    """

    space: Workspace
    shelf: Shelf
    cosigners: Cosigners
    opening: Opening
    flaws: tuple[Flaw, ...]
    keyring_damage: int
    profile: Profile
    home: Home
    exchange: Exchange
    attachments: Attachments
    keyring: Keyring
    timetables: Timetables
    prekeys: tuple[Secret, ...] = ()
    live: Live = msgspec.field(default_factory=Live)

    def receiver(self) -> Receiver:
        """Return what takes in blobs from elsewhere."""
        return Receiver(self.space, self.exchange, self.attachments)

    def is_current(self, progress: Progress = lambda _done, _all: None) -> bool:
        """Whether the cache is what follows from the log: it is made a second time, beside the first, and compared."""
        with self.exchange.turn:
            return self._is_current(progress)

    def _is_current(self, progress: Progress) -> bool:
        """The same while nothing comes from elsewhere."""
        clear_away(self.home)
        beside = Home(second(self.home))
        beside.create()
        try:
            space = Workspace(
                vault=self.space.vault,
                cache=Cache.create(beside, Secret(self.space.random(SECRET_BYTES))),
                clock=self.space.clock,
                random=self.space.random,
            )
            space.begin_cache()
            space.catch_up(progress)
            same = space.cache.digest() == self.space.cache.digest()
            space.close()
            return same
        finally:
            rmtree(beside.path)

    @property
    def member_name(self) -> str:
        """The member whose laptop this is."""
        return self.space.me().name

    def desk(self) -> DeskSet | None:
        """How the desk is to behave, where somebody has chosen."""
        return self.space.group().preferences.in_force

    def choose_desk(self, *, idle_minutes: int, tab_title: str, zone: str) -> None:
        """Choose how the desk behaves.

        Raises:
            Refused: One of the choices is out of bounds.
        """
        now = self.space.group().preferences
        events = preferences.choose(
            now, idle_minutes=idle_minutes, tab_title=tab_title, zone=zone, zones=system.zones()
        )
        self.space.write(self.space.group_id, Subject.GROUP, events)

    def arrived(self) -> int:
        """How many records came by themselves since the vault was opened."""
        return self.live.arrived

    def alarm_count(self) -> int:
        """How many alarms nobody has answered."""
        return len(today.alarms(self.space))


@contextmanager
def opened(
    path: Path,
    passphrase: str,
    *,
    clock: Clock = system.now,
    random: Random = system.random,
    progress: Progress = lambda _done, _all: None,
) -> Iterator[OpenVault]:
    """Open the vault in a folder and hold it until the block ends.

    Raises:
        BadInput: There is none, or the passphrase is wrong.
        Refused: Another process holds it.
        Fault: The disk refused, or a file is missing or damaged.
    """
    home = home_at(path)
    with home.hold():
        secrets, profile = unlock(home, passphrase)
        mark(home).unlink(missing_ok=True)
        clear_away(home)
        with ExitStack() as stack:
            vault = stack.enter_context(opened_with(home, secrets, profile, clock, random, progress))
            doomed = shredding.doomed(vault.space)
            if doomed is not None:
                secrets = _obey(vault, doomed, secrets, passphrase, stack)
                vault = stack.enter_context(opened_with(home, secrets, profile, clock, random, progress))
                shredding.acknowledge(vault.space, doomed)
            _renew_prekey(vault, secrets, passphrase)
            yield vault


def open_for_good(path: Path, passphrase: str) -> OpenVault:
    """Open the vault and hold it as long as this process lives: it is let go when the process ends."""
    # The dictionaries of the search take a tenth of a second to load: not when somebody waits for an answer.
    Thread(target=load_dictionaries, daemon=True).start()
    stack = ExitStack()
    vault = stack.enter_context(opened(path, passphrase))
    _HELD_FOR_GOOD.append(stack)
    return vault


@contextmanager
def opened_with(
    home: Home, secrets: DeviceSecrets, profile: Profile, clock: Clock, random: Random, progress: Progress
) -> Iterator[OpenVault]:
    """Open the stores of a vault that is held, with what its keystore holds, until the block ends."""
    with ExitStack() as stack:
        keyring = Keyring.open(home, secrets.keyring_key, random)
        log = LogFile.open(home, secrets.log_key, random)
        stack.callback(log.close)
        vault = Vault(secrets=secrets, log=log, keyring=keyring, clock=clock, random=random)
        prekeys = tuple(each.private for each in (secrets.prekey, *secrets.former))
        space, flaws = _follow(home, secrets.store_key, vault, prekeys, progress)
        stack.callback(space.close)
        exchange = Exchange.open(home, secrets.store_key)
        stack.callback(exchange.close)
        space.checkpoint = exchange.note(CHECKPOINT)
        attachments = Attachments(home)
        yield OpenVault(
            space=space,
            shelf=Shelf(attachments, random),
            cosigners=Cosigners(home),
            opening=log.opening,
            flaws=tuple(flaws),
            keyring_damage=len(keyring.damage),
            profile=profile,
            home=home,
            exchange=exchange,
            attachments=attachments,
            keyring=keyring,
            timetables=Timetables(SealedTimetable(home, exchange), clock=clock, random=random),
            prekeys=prekeys,
        )


@contextmanager
def made(
    home: Home, secrets: DeviceSecrets, passphrase: str, profile: Profile, clock: Clock, random: Random
) -> Iterator[OpenVault]:
    """Make a vault and open it for the block; only where that ends well is there a vault.

    Raises:
        Refused: One lies there already.
        Fault: The disk refused.
    """
    there = home.path.exists()
    home.create()
    with home.hold():
        begin_again(home)
        with undone(home, there=there):
            Keyring.create(home, secrets.keyring_key, random)
            with opened_with(home, secrets, profile, clock, random, lambda _done, _all: None) as vault:
                yield vault
            # Last, because it is what makes the folder a vault: what was cut short can be begun again.
            write_keystore(home, secrets, passphrase, profile, random)
            mark(home).unlink()


def _obey(
    vault: OpenVault, doomed: Doomed, secrets: DeviceSecrets, passphrase: str, opened: ExitStack
) -> DeviceSecrets:
    """Destroy what has to go, close the vault, and return the secrets under which the rest is sealed now.

    Cut short at any place, it is done again when the vault is next opened: nobody has been told yet that it is done.
    """
    home, random, clock = vault.home, vault.space.random, vault.space.clock
    fresh = msgspec.structs.replace(
        secrets,
        prekey=Prekey(Secret(random(SECRET_BYTES)), after(clock(), PREKEY_LASTS)),
        former=(),
        keyring_key=Secret(random(SECRET_BYTES)),
        store_key=Secret(random(SECRET_BYTES)),
    )
    for name in doomed.files:
        vault.attachments.remove(name)
    vault.keyring.add(doomed.kept)
    profile = vault.profile
    opened.close()
    exchange = Exchange.open(home, secrets.store_key)
    # What goes may be counted in it.
    exchange.set_note(estimating.NOTE, b"")
    # From here on the old keys are gone. The lists, which were sealed under them, are made anew from the log.
    keyring = Keyring.open(home, secrets.keyring_key, random)
    keyring.forget(
        doomed.compartments,
        places=shredding.places(doomed),
        new_key=fresh.keyring_key,
        adopt=lambda: renew_keystore(home, fresh, passphrase, profile, random),
    )
    exchange.replace(home, fresh.store_key)
    Cache.destroy(home)
    return fresh


def _renew_prekey(vault: OpenVault, secrets: DeviceSecrets, passphrase: str) -> None:
    """Once a week, where there are other laptops: a new prekey, kept before it is told, and the oldest forgotten."""
    space, now = vault.space, vault.space.clock()
    laptop = space.laptops.membership.laptops.get(space.vault.device)
    if laptop is None or laptop.cut is not None or len(space.laptops.recipients(now)) < _TWO:
        return
    if secrets.prekey.end <= now:
        former = (secrets.prekey, *secrets.former)
        kept = tuple(each for each in former if now < after(each.end, PREKEY_KEPT))[:FORMER_LIMIT]
        fresh = Prekey(Secret(space.random(SECRET_BYTES)), after(now, PREKEY_LASTS))
        secrets = msgspec.structs.replace(secrets, prekey=fresh, former=kept)
        replace_keystore(vault.home, secrets, passphrase, vault.profile, space.random)
        space.keys.add_prekey(fresh.private)
    public = public_half(secrets.prekey.private)
    if all(each.public != public for each in laptop.prekeys):
        said = deciding.give_prekey(space.laptops.membership, laptop.id, public=public, end=secrets.prekey.end)
        space.write(space.group_id, Subject.GROUP, said)


def _follow(
    home: Home, key: Secret, vault: Vault, prekeys: tuple[Secret, ...], progress: Progress
) -> tuple[Workspace, list[Flaw]]:
    """Open the cache and bring it up to date; where it cannot be used or is not of this log, begin it anew."""

    def workspace(cache: Cache) -> Workspace:
        return Workspace(vault=vault, cache=cache, clock=vault.clock, random=vault.random, prekeys=prekeys)

    with suppress(Unreadable), ExitStack() as stack:
        space = workspace(Cache.open(home, key))
        stack.callback(space.close)
        if space.is_of_this_log():
            flaws = space.catch_up(progress) if space.is_behind() else []
            stack.pop_all()
            return space, flaws
    space = workspace(Cache.create(home, key))
    space.begin_cache()
    return space, space.catch_up(progress)
