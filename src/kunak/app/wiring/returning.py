"""After a loss: backups, a new laptop from one of them, and one that the trustees let in."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import msgspec

from kunak.app import approvals, members, recovering, system
from kunak.app.following import Progress
from kunak.app.system import Clock, Random
from kunak.app.vault import Flaw
from kunak.app.wiring.folders import begin_again, laid, mark, refuse_taken, remove_folder, undone
from kunak.app.wiring.founding import INVITATION, REQUEST
from kunak.app.wiring.keystores import destroy, read_small, unlock, write_keystore
from kunak.app.wiring.reaching import MEETING
from kunak.app.wiring.vaults import PREKEY_LASTS, Cosigners, OpenVault, made, opened_with
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import DeviceId
from kunak.base.instants import Instant, after
from kunak.casework.members.events import LaptopAdded
from kunak.crypto import joining, recovery
from kunak.crypto.hybrid import public_half
from kunak.crypto.keystore import FORMER_LIMIT, DeviceSecrets, Prekey, fresh_secrets
from kunak.crypto.profiles import STANDARD, Profile
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.log.envelope import to_bytes
from kunak.store import backup
from kunak.store.attachments import Attachments
from kunak.store.home import Home, write_durably
from kunak.store.keyring import Keyring
from kunak.store.logfile import LogFile

RESTORED: Final = "restored from a backup"
"""Why the laptop that a backup was made on is put out, in the words of the group's log."""

BUNDLED: Final = "bundled"
"""Note of the exchange: when bundles were made here last."""

COPY_BATCH: Final = 1_000
"""Records that are written into a new log at once."""


class Recovering(msgspec.Struct, frozen=True):
    """What a group that has lost its laptops begins again with.

    Attributes:
        bundles: Each with the secret that its trustees have given back; in any order; one of them is the ordinary one.
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
    meanwhile: Callable[[OpenVault], None] = lambda _vault: None,
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
    opened_bundles = [(recovery.open_bundle(data, secret), secret) for data, secret in asking.bundles]
    # The ordinary one, which holds the members' own log, comes first, in whatever order they were named.
    opened_bundles.sort(key=lambda each: not recovering.holds_members(each[0]))
    bundles = [each for each, _ in opened_bundles]
    secrets = fresh_secrets(
        random,
        organisation=bundles[0].organisation,
        signing_seed=Secret(random(SECRET_BYTES)),
        prekey_end=after(clock(), PREKEY_LASTS),
    )
    approval_key = approvals.make_key(asking.passphrase, profile=asking.profile, random=random)
    with made(home, secrets, asking.passphrase, asking.profile, clock, random) as opened:
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
        put_out = recovering.come_back(opened.space, opened_bundles[0][1], bundles[0].arrangement, new)
        opened.cosigners.write(person.id, approval_key.sealed)
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
    return read_small(vault.home.seed)


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
    was_there = path.exists()
    home.create()
    with home.hold():
        begin_again(home)
        there = Home(laid(home))
        remove_folder(there.path)
        with undone(home, there=was_there), ExitStack() as afterwards:
            afterwards.callback(remove_folder, there.path)
            backup.read(asking.backup, there)
            write_durably(there.seed, asking.seed)
            afterwards.callback(destroy, there.seed)
            secrets, profile = unlock(there, asking.passphrase)
            with opened_with(there, secrets, profile, clock, random, progress) as former:
                restored = _take_over(home, former, asking, meanwhile, profile)
        mark(home).unlink()
    return restored


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
    if asking.invitation and joining.read_invitation(asking.invitation).organisation != fresh.organisation:
        raise BadInput("This invitation is of another group.", field="invitation")
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
    with opened_with(home, secrets, profile, clock, random, lambda _done, _all: None) as vault:
        if request:
            vault.exchange.set_note(INVITATION, asking.invitation)
            vault.exchange.set_note(REQUEST, request)
        else:
            members.remove_laptop(vault.space, former.space.vault.device, reason=RESTORED)
        count = vault.space.vault.log.count
    write_keystore(home, secrets, asking.passphrase, profile, random)
    return Restored(me.name, count, files, request)


def _copy_log(home: Home, secrets: DeviceSecrets, former: OpenVault) -> None:
    """Seal every record of the former vault under the new one's keys."""
    log = LogFile.open(home, secrets.log_key, former.space.random)
    try:
        batch: list[bytes] = []
        for record in former.space.vault.envelopes():
            if isinstance(record, Flaw):
                continue  # what was damaged when the backup was made stays named by the backup
            batch.append(to_bytes(record))
            if len(batch) == COPY_BATCH:
                log.append(batch)
                batch = []
        if batch:
            log.append(batch)
    finally:
        log.close()
