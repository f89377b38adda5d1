"""A backup: whole, or named as damaged; and nothing of it can lie where it should not."""

import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kunak.base.errors import Fault, Refused
from kunak.base.instants import from_rfc3339
from kunak.store import backup
from kunak.store.backup import BackupDamaged
from kunak.store.home import Home

AT = from_rfc3339("2026-03-01T09:00:00Z")
NAME = "ab" * 32


def vault(folder: Path) -> Home:
    """Return a folder with the names of a vault and noise in its files."""
    home = Home(folder)
    home.create()
    (folder / "members").mkdir()
    for name in ("keystore.kunak", "keyring.kunak", "head.kunak", "device.seed", "cache.db", "exchange.db", "lock"):
        (folder / name).write_bytes(name.encode() * 99)
    (folder / "log" / "000001.log").write_bytes(bytes(range(256)) * 9_000)
    (folder / "files" / NAME).write_bytes(b"sealed")
    (folder / "files" / "half.new").write_bytes(b"unfinished")
    (folder / "members" / f"{'cd' * 16}.key").write_bytes(b"key")
    return home


def test_what_is_in_a_backup_comes_out_of_it_and_the_seed_is_not(tmp_path: Path) -> None:
    home, path, laid = vault(tmp_path / "a"), tmp_path / "backup", Home(tmp_path / "b")
    seen: list[tuple[int, int]] = []
    written = backup.write(home, path, AT, lambda done, total: seen.append((done, total)))
    assert written.files == backup.read(path, laid) == 6
    assert seen[-1] == (6, 6)
    for name in ("keystore.kunak", "log/000001.log", f"files/{NAME}", f"members/{'cd' * 16}.key"):
        assert (laid.path / name).read_bytes() == (home.path / name).read_bytes()
    left_out = ("device.seed", "cache.db", "exchange.db", "lock", "files/half.new")
    assert [name for name in left_out if (laid.path / name).exists()] == []
    assert b"device.seed" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_vault_gives_the_same_bytes(tmp_path: Path) -> None:
    home = vault(tmp_path / "a")
    backup.write(home, tmp_path / "one", AT)
    backup.write(home, tmp_path / "two", AT)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "backup").write_bytes(b"precious")
    with pytest.raises(Refused, match="there already"):
        backup.write(vault(tmp_path / "a"), tmp_path / "backup", AT)
    assert (tmp_path / "backup").read_bytes() == b"precious"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="nothing of it was kept"):
        backup.write(vault(tmp_path / "a"), Path("/dev/full/backup"), AT)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_is_found_or_harmless(tmp_path_factory: pytest.TempPathFactory, place: float, bit: int) -> None:
    folder = tmp_path_factory.mktemp("flip")
    home, path = vault(folder / "a"), folder / "backup"
    backup.write(home, path, AT)
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    path.write_bytes(data)
    laid = Home(folder / "b")
    try:
        backup.read(path, laid)
    except BackupDamaged:
        return
    # Bits of a header that say when, or pad the end: what is read is still what was written.
    for file in (path for path in laid.path.rglob("*") if path.is_file()):
        assert file.read_bytes() == (home.path / file.relative_to(laid.path)).read_bytes()


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
def test_a_backup_that_was_cut_is_none(tmp_path: Path, part: float) -> None:
    path = tmp_path / "backup"
    backup.write(vault(tmp_path / "a"), path, AT)
    data = path.read_bytes().rstrip(b"\0")
    path.write_bytes(data[: int(part * len(data))])
    with pytest.raises(BackupDamaged):
        backup.read(path, Home(tmp_path / "b"))


def crafted(*members: tuple[str, bytes, bytes]) -> bytes:
    """Return a tar with members of any name and type."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, kind, data in members:
            entry = tarfile.TarInfo(name)
            entry.type, entry.size = kind, len(data)
            entry.linkname = "/etc/passwd"
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../outside", tarfile.REGTYPE),
        ("/tmp/outside", tarfile.REGTYPE),
        ("log/../../outside", tarfile.REGTYPE),
        ("log/000001.log", tarfile.SYMTYPE),
        ("log/000001.log", tarfile.LNKTYPE),
        ("files", tarfile.DIRTYPE),
        ("device.seed", tarfile.REGTYPE),
        ("keystore.kunak", tarfile.CHRTYPE),
    ],
)
def test_a_hostile_archive_lays_nothing_down_elsewhere(tmp_path: Path, name: str, kind: bytes) -> None:
    path = tmp_path / "backup"
    path.write_bytes(crafted((name, kind, b"x")))
    with pytest.raises(BackupDamaged):
        backup.read(path, Home(tmp_path / "b"))
    assert not (tmp_path / "outside").exists()
    assert [each for each in (tmp_path / "b").rglob("*") if each.is_file() or each.is_symlink()] == []


def test_a_name_that_comes_twice_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "backup"
    path.write_bytes(crafted(("log/000001.log", tarfile.REGTYPE, b"a"), ("log/000001.log", tarfile.REGTYPE, b"b")))
    with pytest.raises(BackupDamaged):
        backup.read(path, Home(tmp_path / "b"))


@given(st.binary(max_size=3_000))
def test_noise_is_no_backup(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    folder = tmp_path_factory.mktemp("noise")
    (folder / "backup").write_bytes(noise)
    with pytest.raises(BackupDamaged):
        backup.read(folder / "backup", Home(folder / "b"))
