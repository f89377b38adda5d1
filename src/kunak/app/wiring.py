"""The one place that names concrete stores: a vault on this disk, made or opened."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from threading import Thread
from typing import Final

import msgspec

from kunak.app import approvals, enrolling, members, recovering, shredding, system, today
from kunak.app.following import Progress
from kunak.app.meeting import Connect
from kunak.app.receiving import Receiver
from kunak.app.shredding import Doomed
from kunak.app.system import Clock, Random
from kunak.app.timetables import Timetables
from kunak.app.vault import Flaw, Vault
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Fault, KunakError, Refused
from kunak.base.ids import DeviceId
from kunak.base.instants import DAY, Instant, after
from kunak.base.words import phrase
from kunak.casework import preferences
from kunak.casework.compartments import Role, Subject
from kunak.casework.members import deciding
from kunak.casework.members.events import LaptopAdded
from kunak.casework.preferences import DeskSet
from kunak.casework.request import AttachedFile
from kunak.casework.roster import GroupFounded, MemberJoined, Rank, Roster, join
from kunak.crypto import joining, recovery
from kunak.crypto.hybrid import public_half
from kunak.crypto.keystore import (
    FORMER_LIMIT,
    SEED_BYTES,
    SIZE_LIMIT,
    DeviceSecrets,
    Prekey,
    WrongPassphrase,
    fresh_secrets,
    open_keystore,
    read_outside,
    seal_keystore,
)
from kunak.crypto.passphrase import Language
from kunak.crypto.profiles import STANDARD, Profile
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.signing import SigningKey, device_id
from kunak.log import genesis
from kunak.log.envelope import to_bytes
from kunak.store import backup
from kunak.store.attachments import Attachments
from kunak.store.cache import Cache
from kunak.store.engine import Unreadable
from kunak.store.exchange import Exchange
from kunak.store.home import FOLDER_MODE, Home, overwrite_and_unlink, sync_folder, write_durably
from kunak.store.incoming import IncomingFile
from kunak.store.keyring import Keyring
from kunak.store.language import load_dictionaries
from kunak.store.logfile import LogFile, Opening
from kunak.store.timetable import SealedTimetable
from kunak.transport.courier import Courier

PREKEY_LASTS: Final = 7 * DAY
"""A prekey is for a week (VAULT, "Identities")."""
PREKEY_KEPT: Final = 35 * DAY
"""Its private half is kept for five weeks more, for what is still under way."""
_TWO: Final = 2

RESTORED: Final = "restored from a backup"
"""Why the laptop that a backup was made on is put out, in the words of the group's log."""

TAKEN: Final = phrase("There is a vault in this folder already: it was not touched. Name another folder with --home.")

PROXY: Final = "proxy"
"""Note of the exchange: the proxy by which this laptop goes to the relay."""
NO_PROXY: Final = "none"

BUNDLED: Final = "bundled"
"""Note of the exchange: when bundles were made here last."""

INVITATION: Final = "invitation"
REQUEST: Final = "request"
CHECKPOINT: Final = "checkpoint"
MEETING: Final = "meeting"
"""Notes of the exchange: the papers of a laptop that waits for its welcome, the relay's last word, and where the group
meets."""

_SALT_BYTES: Final = 32

COPY_BATCH: Final = 1_000
"""Records that are written into a new log at once."""


_HELD_FOR_GOOD: Final[list[ExitStack]] = []
"""What this process lets go only by ending: without a reference the vault would be closed behind the pages' back."""


class Founding(msgspec.Struct, frozen=True):
    """What a new group is told at its beginning."""

    group: str
    member: str
    passphrase: str
    profile: Profile = STANDARD
    roles: tuple[Role, ...] = (Role.COORDINATOR,)


class Shelf:
    """Files that came with messages, sealed on this disk."""

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
        _clear_away(self.home)
        beside = Home(_second(self.home))
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


def courier(folder: Path) -> Courier:
    """Open a carried folder.

    Raises:
        BadInput: It is no folder, or holds something else.
        Fault: It cannot be read or written.
    """
    return Courier.open(folder)


def connector(
    proxy: str | None = None, *, sleep: Callable[[float], object] = system.sleep, tries: int | None = None
) -> Connect:
    """Return what makes clients of relays.

    Args:
        proxy: The way to them, such as Tor's ``socks5://127.0.0.1:9050``; none: the network.
        sleep: Waits between tries.
        tries: How often one thing is asked; None: as often as clients usually do.
    """
    from kunak.transport.relay import TRIES, Address, Patience, RelayClient  # noqa: PLC0415 - a tenth of a second to load

    def connect(url: str, feed: bytes, token: Secret) -> RelayClient:
        patience = Patience(sleep, system.dice, system.seconds, tries or TRIES)
        return RelayClient(Address(url, feed, proxy or None), token, patience)

    return connect


def way(vault: "OpenVault", named: str = "") -> str:
    """Return the proxy on the way to the relay: the one that is named, else the one of before; empty for none.

    Whoever once went by Tor must not be shown to the network because an option was forgotten; ``none`` forgets it.
    """
    if named:
        vault.exchange.set_note(PROXY, b"" if named == NO_PROXY else named.encode())
    return vault.exchange.note(PROXY).decode()


def home_at(path: Path) -> Home:
    """Return the folder of a vault.

    Raises:
        BadInput: There is no vault in it.
    """
    home = Home(path)
    if not home.exists():
        raise BadInput("There is no vault in this folder: make one with kunak init, or name another with --home.")
    return home


def refuse_taken(path: Path) -> None:
    """Return only where no vault lies in this folder.

    Raises:
        Refused: One does.
    """
    if Home(path).exists():
        raise Refused(TAKEN)


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
    home.create()
    with home.hold():
        _begin_again(home)
        Keyring.create(home, secrets.keyring_key, random)
        with _opened(home, secrets, founding.profile, clock, random, lambda _done, _all: None) as opened:
            opened.space.vault.make_root()
            founded = GroupFounded(name=founding.group.strip(), statement=statement)
            opened.space.write(opened.space.group_id, Subject.GROUP, (founded, *joined))
            opened.cosigners.write(member, approval_key.sealed)
        # Last, because it is what makes the folder a vault: a founding that was cut short can be begun again.
        _write_keystore(home, secrets, founding.passphrase, founding.profile, random)
        _mark(home).unlink()


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
    home.create()
    with home.hold():
        _begin_again(home)
        Keyring.create(home, secrets.keyring_key, random)
        with _opened(home, secrets, asking.profile, clock, random, lambda _done, _all: None) as opened:
            opened.exchange.set_note(INVITATION, asking.invitation)
            opened.exchange.set_note(REQUEST, request)
            opened.cosigners.write(asked.member, approval_key.sealed)
        _write_keystore(home, secrets, asking.passphrase, asking.profile, random)
        _mark(home).unlink()
    return request


class Recovering(msgspec.Struct, frozen=True):
    """What a group that has lost its laptops begins again with.

    Attributes:
        bundles: Each with the secret that its trustees have given back; that of the ordinary parts first.
        member: Name of the member whose laptop this is to be; empty where there was one admin.
        everybody: Whether all other laptops are put out, and not those of this member alone.
        files: A folder with sealed files, such as lies beside the bundle; None where there is none.
    """

    bundles: tuple[tuple[bytes, Secret], ...]
    passphrase: str
    profile: Profile = STANDARD
    member: str = ""
    everybody: bool = False
    files: Path | None = None


class BackAgain(msgspec.Struct, frozen=True):
    """What came of it.

    Attributes:
        events: Records that are here now.
        put_out: Laptops that count no longer.
    """

    member: str
    events: int
    files: int
    put_out: tuple[DeviceId, ...]


def recover(
    path: Path,
    asking: Recovering,
    *,
    meanwhile: Callable[["OpenVault"], None] = lambda _vault: None,
    clock: Clock = system.now,
    random: Random = system.random,
) -> BackAgain:
    """Make a vault from bundles and the trustees' secrets: a new laptop, let in by the trustees.

    Args:
        path: Folder of the new vault.
        asking: Bundles, secrets, and whose it is to be.
        meanwhile: Called when the bundles are read and nothing is said yet: to fetch from the relay what they lack.
        clock: The time.
        random: Dice.

    Raises:
        Refused: There is a vault already; or others are the trustees now.
        BundleRefused: A bundle does not open.
        BadInput: Nobody has the name that was given.
        Fault: The disk refused.
    """
    refuse_taken(path)
    home = Home(path)
    bundles = [recovery.open_bundle(data, secret) for data, secret in asking.bundles]
    secrets = fresh_secrets(
        random,
        organisation=bundles[0].organisation,
        signing_seed=Secret(random(SECRET_BYTES)),
        prekey_end=after(clock(), PREKEY_LASTS),
    )
    approval_key = approvals.make_key(asking.passphrase, profile=asking.profile, random=random)
    home.create()
    with home.hold():
        _begin_again(home)
        Keyring.create(home, secrets.keyring_key, random)
        with _opened(home, secrets, asking.profile, clock, random, lambda _done, _all: None) as opened:
            recovering.take(opened.space, bundles)
            opened.exchange.set_note(MEETING, msgspec.msgpack.encode(bundles[0].meeting))
            events = opened.receiver().take_records(record for each in bundles for record in each.records).events
            files = opened.attachments.take_from(asking.files) if asking.files else 0
            meanwhile(opened)
            person = recovering.whose(opened.space, asking.member)
            new = recovering.NewLaptop(
                member=person.id,
                prekey=public_half(secrets.prekey.private),
                prekey_end=secrets.prekey.end,
                approval_key=approval_key.public,
                everybody=asking.everybody,
            )
            put_out = recovering.come_back(opened.space, asking.bundles[0][1], bundles[0].arrangement, new)
            opened.cosigners.write(person.id, approval_key.sealed)
        _write_keystore(home, secrets, asking.passphrase, asking.profile, random)
        _mark(home).unlink()
    return BackAgain(person.name, events, files, put_out)


def back_up(vault: OpenVault, path: Path, progress: Progress = lambda _done, _all: None) -> backup.Written:
    """Write everything that is in the vault's folder, sealed as it is, into one file; the seed is not in it.

    Raises:
        Refused: Something of this name is there already.
        Fault: The disk refused.
    """
    return backup.write(vault.home, path, vault.space.clock(), progress)


def note_bundle(vault: OpenVault) -> None:
    """Remember that this laptop made bundles for the trustees just now."""
    vault.exchange.set_note(BUNDLED, str(vault.space.clock()).encode())


def bundled_at(vault: OpenVault) -> Instant | None:
    """Return when this laptop last made bundles for the trustees; None where it never did."""
    note = vault.exchange.note(BUNDLED)
    return Instant(int(note)) if note else None


def seed_of(vault: OpenVault) -> bytes:
    """Return the seed without which no backup opens: it is kept in another place than these."""
    return _read(vault.home.seed)


class Restoring(msgspec.Struct, frozen=True):
    """What a vault is restored from.

    Attributes:
        seed: Content of the seed file that was kept apart.
        passphrase: The one that the vault had when the backup was made; the new vault has it, too.
        invitation: Where the group has other laptops: an invitation of one of them.
    """

    backup: Path
    seed: bytes
    passphrase: str
    invitation: bytes = b""


class Restored(msgspec.Struct, frozen=True):
    """What came of it.

    Attributes:
        request: Where the group has other laptops: what this one asks them with; until then it can only read.
    """

    member: str
    records: int
    files: int
    request: bytes = b""


def restore(
    path: Path,
    asking: Restoring,
    *,
    meanwhile: Callable[[OpenVault], None] = lambda _vault: None,
    clock: Clock = system.now,
    random: Random = system.random,
    progress: Progress = lambda _done, _all: None,
) -> Restored:
    """Make a vault from a backup, as a new laptop: two that are one would be two histories.

    Args:
        path: Folder of the new vault.
        asking: The backup and what opens it.
        meanwhile: Called with the old vault, before it says its last word: to fetch from the relay what it lacks.
        clock: The time.
        random: Dice.
        progress: Told how far it is.

    Raises:
        Refused: There is a vault already; or the group has other laptops, and there is no invitation of one.
        BackupDamaged: The file is none, or not a whole one.
        WrongPassphrase: Passphrase or seed are not those of the backup.
        Fault: The disk refused.
    """
    refuse_taken(path)
    home = Home(path)
    home.create()
    with home.hold():
        _begin_again(home)
        laid = Home(_laid(home))
        _remove_folder(laid.path)
        try:
            backup.read(asking.backup, laid)
            write_durably(laid.seed, asking.seed)
            secrets, profile = _unlock(laid, asking.passphrase)
            with _opened(laid, secrets, profile, clock, random, progress) as former:
                made = _take_over(home, former, asking, meanwhile, profile)
        finally:
            _remove_folder(laid.path)
        _mark(home).unlink()
    return made


def _take_over(
    home: Home, former: OpenVault, asking: Restoring, meanwhile: Callable[[OpenVault], None], profile: Profile
) -> Restored:
    """Put everything of a former vault into a new one, and let that be the group's."""
    clock, random = former.space.clock, former.space.random
    fresh = fresh_secrets(
        random,
        organisation=former.space.vault.organisation,
        signing_seed=Secret(random(SECRET_BYTES)),
        prekey_end=after(clock(), PREKEY_LASTS),
    )
    # What was sealed to the old laptop and has not come yet still opens here.
    old = former.prekeys[:FORMER_LIMIT]
    secrets = msgspec.structs.replace(fresh, former=tuple(Prekey(each, fresh.prekey.end) for each in old))
    key, me = secrets.signing_key(), former.space.me()
    others = former.space.laptops.recipients(clock()) - {former.space.vault.device}
    request = b""
    if others and not asking.invitation:
        raise Refused(
            "This group has other laptops: ask one of them for an invitation (kunak members invite), and restore with "
            "--invitation.",
            field="invitation",
        )
    if others:
        request = joining.write_request(
            joining.Request(
                organisation=joining.read_invitation(asking.invitation).organisation,
                key=key.public,
                prekey=public_half(secrets.prekey.private),
                prekey_end=secrets.prekey.end,
                member=me.id,
                name=me.name,
                approval_key=me.approval_key,
            ),
            key,
        )
    else:
        meanwhile(former)
        members.add_laptop(
            former.space,
            LaptopAdded(
                member=me.id,
                key=key.public,
                prekey=public_half(secrets.prekey.private),
                prekey_end=secrets.prekey.end,
            ),
        )
    Keyring.create(home, secrets.keyring_key, random).add(former.keyring.everything())
    _copy_log(home, secrets, former)
    files = Attachments(home).take_from(former.home.files)
    for sealed in (former.home.path / "members").glob("*.key"):
        Cosigners(home).write(bytes.fromhex(sealed.stem), sealed.read_bytes())
    with _opened(home, secrets, profile, clock, random, lambda _done, _all: None) as vault:
        if request:
            vault.exchange.set_note(INVITATION, asking.invitation)
            vault.exchange.set_note(REQUEST, request)
        else:
            members.remove_laptop(vault.space, former.space.vault.device, reason=RESTORED)
        count = vault.space.vault.log.count
    _write_keystore(home, secrets, asking.passphrase, profile, random)
    return Restored(me.name, count, files, request)


def _copy_log(home: Home, secrets: DeviceSecrets, former: OpenVault) -> None:
    """Seal every record of the former vault under the new one's keys."""
    log = LogFile.open(home, secrets.log_key, former.space.random)
    try:
        batch: list[bytes] = []
        for made in former.space.vault.envelopes():
            if isinstance(made, Flaw):
                continue  # what was damaged when the backup was made stays named by the backup
            batch.append(to_bytes(made))
            if len(batch) == COPY_BATCH:
                log.append(batch)
                batch = []
        if batch:
            log.append(batch)
    finally:
        log.close()


def _laid(home: Home) -> Path:
    """Where the files of a backup are laid down while a vault is restored from them."""
    return home.path / "restore.tmp"


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


def meeting(vault: "OpenVault") -> joining.Meeting:
    """Return where the laptops of this group meet; empty where they have no relay."""
    chosen = vault.space.group().preferences.meeting
    if chosen is not None:
        return joining.Meeting(chosen.url, chosen.feed, chosen.relay_key)
    note = vault.exchange.note(MEETING)
    return msgspec.msgpack.decode(note, type=joining.Meeting) if note else joining.Meeting()


def take_welcome(vault: "OpenVault", paper: bytes) -> int:
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


def destroy(path: Path) -> None:
    """Overwrite a file and remove it, as far as the disk lets us.

    Raises:
        Fault: The disk refused.
    """
    try:
        overwrite_and_unlink(path)
    except OSError as error:
        raise Fault(
            "%(file)s could not be destroyed (%(why)s): destroy it yourself.", file=path.name, why=error.strerror
        ) from error


def _mark(home: Home) -> Path:
    """Where it is noted that a founding has begun and not ended."""
    return home.path / "founding"


def _begin_again(home: Home) -> None:
    """Remove what a founding left that was cut short, and nothing else.

    Raises:
        Refused: Another process has founded a vault here meanwhile, or a vault lies here that has lost its keystore.
    """
    if home.exists():
        raise Refused(TAKEN)
    cosigners = home.path / "members"
    left = [home.head, home.seed, *home.path.glob("keyring.kunak*"), *home.path.glob("cache.db*"), *home.log.iterdir()]
    left += cosigners.glob("*.key")
    found_here = [path for path in left if path.exists()]
    if found_here and not _mark(home).exists():
        raise Refused(
            "A vault lies in this folder whose keystore is missing. It was not touched: put the keystore back from a "
            "backup, or name another folder with --home."
        )
    write_durably(_mark(home), b"")
    for path in found_here:
        path.unlink()


def _second(home: Home) -> Path:
    """Where a verification makes the cache a second time."""
    return home.path / "verify.tmp"


def _clear_away(home: Home) -> None:
    """Remove what a verification or a restoring left that was cut short: a copy of all lists, or of a vault."""
    _remove_folder(_second(home))
    _remove_folder(_laid(home))


def _remove_folder(left: Path) -> None:
    """Remove a folder with all that is in it. Through a link nothing is touched."""
    if left.is_symlink():
        left.unlink()
    elif left.exists():
        rmtree(left)


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
        secrets, profile = _unlock(home, passphrase)
        _mark(home).unlink(missing_ok=True)
        _clear_away(home)
        with ExitStack() as stack:
            vault = stack.enter_context(_opened(home, secrets, profile, clock, random, progress))
            doomed = shredding.doomed(vault.space)
            if doomed is not None:
                secrets = _destroy(vault, doomed, secrets, passphrase, stack)
                vault = stack.enter_context(_opened(home, secrets, profile, clock, random, progress))
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
def _opened(
    home: Home, secrets: DeviceSecrets, profile: Profile, clock: Clock, random: Random, progress: Progress
) -> Iterator[OpenVault]:
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


def _destroy(
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
    # From here on the old keys are gone. The lists, which were sealed under them, are made anew from the log.
    keyring = Keyring.open(home, secrets.keyring_key, random)
    keyring.forget(
        doomed.compartments,
        places=shredding.places(doomed),
        new_key=fresh.keyring_key,
        adopt=lambda: _renew_keystore(home, fresh, passphrase, profile, random),
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
        _replace_keystore(vault.home, secrets, passphrase, vault.profile, space.random)
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


def _unlock(home: Home, passphrase: str) -> tuple[DeviceSecrets, Profile]:
    try:
        data, seed = _read(home.keystore), _read(home.seed)
    except OSError as error:
        raise Fault(
            "%(file)s cannot be read (%(why)s). Nothing was changed. Put back a copy of it from a backup.",
            file=Path(str(error.filename)).name,
            why=error.strerror,
        ) from error
    try:
        secrets = open_keystore(data, passphrase, device_seed=seed)
    except WrongPassphrase:
        # A renewal that was cut short: the keystore is sealed under the seed that was to take the other's place.
        if not _next_seed(home).exists():
            raise
        secrets = open_keystore(data, passphrase, device_seed=_read(_next_seed(home)))
        _promote_seed(home)
    return secrets, read_outside(data).profile


def _renew_keystore(home: Home, secrets: DeviceSecrets, passphrase: str, profile: Profile, random: Random) -> None:
    """Write the keystore under a fresh seed, and destroy the old one: no copy of the old keystore opens any more."""
    seed = random(SEED_BYTES)
    sealed = seal_keystore(secrets, passphrase, device_seed=seed, profile=profile, salt=random(_SALT_BYTES))
    write_durably(_next_seed(home), seed)
    write_durably(home.keystore, sealed)
    _promote_seed(home)


def _promote_seed(home: Home) -> None:
    destroy(home.seed)
    _next_seed(home).replace(home.seed)
    sync_folder(home.path)


def _next_seed(home: Home) -> Path:
    """Where a seed lies until the keystore is sealed under it."""
    return home.seed.with_name(home.seed.name + ".next")


def _read(path: Path) -> bytes:
    """Read a small file, and of a large one no more than shows that it is none of ours."""
    with path.open("rb") as file:
        return file.read(SIZE_LIMIT + 1)


def _write_keystore(home: Home, secrets: DeviceSecrets, passphrase: str, profile: Profile, random: Random) -> None:
    seed = random(SEED_BYTES)
    sealed = seal_keystore(secrets, passphrase, device_seed=seed, profile=profile, salt=random(_SALT_BYTES))
    write_durably(home.seed, seed)
    write_durably(home.keystore, sealed)


def _replace_keystore(home: Home, secrets: DeviceSecrets, passphrase: str, profile: Profile, random: Random) -> None:
    """Write the keystore anew under the seed that is there: after a crash the old one opens, or the new one."""
    sealed = seal_keystore(secrets, passphrase, device_seed=_read(home.seed), profile=profile, salt=random(_SALT_BYTES))
    write_durably(home.keystore, sealed)
