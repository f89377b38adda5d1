"""The keyring: keys are there after a crash, and a forgotten one is nowhere."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kunak.base.errors import Fault, Refused
from kunak.crypto.secret import Secret
from kunak.store import keyring as keyring_module
from kunak.store.home import Home
from kunak.store.keyring import ENTRIES_PER_FRAME, SPARE_FRAMES, Entry, Keyring

KEY = Secret(bytes(range(32)))
NEW_KEY = Secret(bytes(range(1, 33)))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "vault")
    home.create()
    return home


def entry(number: int, epoch: int = 0) -> Entry:
    return number.to_bytes(16), epoch, Secret(number.to_bytes(24) + epoch.to_bytes(8))


def reopened(home: Home, key: Secret = KEY) -> Keyring:
    return Keyring.open(home, key, os.urandom)


def revealed(keyring: Keyring, number: int, epoch: int = 0) -> bytes | None:
    secret = keyring.get(number.to_bytes(16), epoch)
    return None if secret is None else secret.reveal()


def done() -> None:
    """Stand for a keystore that holds the new key."""


def test_a_secret_is_there_after_the_keyring_was_opened_again(home: Home) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    keyring.add([entry(1), entry(1, 5), entry(2)])
    for each in (keyring, reopened(home)):
        assert len(each) == 3
        assert revealed(each, 1, 5) == entry(1, 5)[2].reveal()
        assert each.get((3).to_bytes(16), 0) is None
        assert each.epochs((1).to_bytes(16)) == [0, 5]
        assert each.at_epoch(0) == [(1).to_bytes(16), (2).to_bytes(16)]
        assert each.at_epoch(5) == [(1).to_bytes(16)]


def test_no_secret_can_be_read_on_the_disk(home: Home) -> None:
    Keyring.create(home, KEY, os.urandom).add([(bytes(16), 0, Secret(b"canary canary canary canary 1234"))])
    assert b"canary" not in home.keyring.read_bytes()


def test_an_empty_keyring_opens_with_its_key_only(home: Home) -> None:
    Keyring.create(home, KEY, os.urandom)
    assert len(reopened(home)) == 0
    with pytest.raises(Fault, match="Restore it from a backup"):
        reopened(home, NEW_KEY)


def test_a_keyring_is_never_silently_begun_anew(home: Home) -> None:
    with pytest.raises(Fault, match="missing"):
        reopened(home)
    Keyring.create(home, KEY, os.urandom)
    with pytest.raises(Refused, match="already"):
        Keyring.create(home, KEY, os.urandom)


def test_the_same_secret_may_come_twice_and_another_one_is_refused(home: Home) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    keyring.add([entry(1)])
    size = home.keyring.stat().st_size
    keyring.add([entry(1)])
    assert home.keyring.stat().st_size == size
    with pytest.raises(Refused):
        keyring.add([entry(2), ((1).to_bytes(16), 0, Secret(bytes(32)))])
    assert len(reopened(home)) == 1


def test_a_flipped_bit_costs_a_few_keys_and_is_named(home: Home) -> None:
    Keyring.create(home, KEY, os.urandom).add([entry(number) for number in range(10 * ENTRIES_PER_FRAME)])
    content = bytearray(home.keyring.read_bytes())
    content[len(content) // 2] ^= 1
    home.keyring.write_bytes(content)
    keyring = reopened(home)
    assert len(keyring) == 9 * ENTRIES_PER_FRAME
    assert [each.what for each in keyring.damage] == ["altered"]
    assert home.keyring.read_bytes() == content


def test_keys_that_were_torn_by_a_crash_do_not_stop_the_next_ones(home: Home) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    keyring.add([entry(1)])
    keyring.add([entry(2)])
    os.truncate(home.keyring, home.keyring.stat().st_size - 5)
    keyring = reopened(home)
    assert [each.what for each in keyring.damage] == ["torn"]
    keyring.add([entry(3)])
    assert [revealed(reopened(home), number) is not None for number in (1, 2, 3)] == [True, False, True]


def test_a_full_disk_keeps_no_key_of_the_step(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    before = home.keyring.read_bytes()

    def full(_descriptor: int, _data: bytes, _offset: int) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(Fault, match="Nothing of this step was kept"):
            keyring.add([entry(1)])
    assert keyring.get((1).to_bytes(16), 0) is None
    assert home.keyring.read_bytes() == before
    keyring.add([entry(1)])
    assert len(reopened(home)) == 1


def test_many_small_steps_are_put_together_when_the_keyring_is_opened(home: Home) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    for number in range(SPARE_FRAMES + 10):
        keyring.add([entry(number)])
    before = home.keyring.stat().st_size
    assert len(reopened(home)) == SPARE_FRAMES + 10
    assert home.keyring.stat().st_size < before
    assert len(reopened(home)) == SPARE_FRAMES + 10


def test_sixty_thousand_keys_are_read_in_a_moment(home: Home) -> None:
    Keyring.create(home, KEY, os.urandom).add([entry(number) for number in range(60_000)])
    begin = time.process_time()
    assert len(reopened(home)) == 60_000
    assert time.process_time() - begin < 1


# Forgetting


def test_a_forgotten_compartment_is_gone_and_the_others_are_not(home: Home) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    keyring.add([entry(1), entry(1, 1), entry(2), entry(3)])
    keyring.forget([(1).to_bytes(16), (3).to_bytes(16)], new_key=NEW_KEY, adopt=done)
    keyring.add([entry(4)])
    for each in (keyring, reopened(home, NEW_KEY)):
        assert [revealed(each, number) is not None for number in (1, 2, 3, 4)] == [False, True, False, True]
        assert each.get((1).to_bytes(16), 1) is None
    with pytest.raises(Fault):
        reopened(home, KEY)
    assert {path.name for path in home.path.iterdir()} == {"keyring.kunak", "log", "files"}


def test_the_old_file_is_overwritten_and_not_only_unlinked(home: Home) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    keyring.add([entry(1)])
    with home.keyring.open("rb") as old:
        keyring.forget([(1).to_bytes(16)], new_key=NEW_KEY, adopt=done)
        assert not any(old.read())


def test_when_the_new_key_is_not_kept_nothing_is_forgotten(home: Home) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    keyring.add([entry(1)])

    def refuse() -> None:
        raise Fault("The keystore could not be written.")

    with pytest.raises(Fault, match="keystore"):
        keyring.forget([(1).to_bytes(16)], new_key=NEW_KEY, adopt=refuse)
    with pytest.raises(Fault, match="Open the vault again"):
        keyring.add([entry(2)])
    for each in (keyring, reopened(home)):
        assert revealed(each, 1) is not None
    assert not home.keyring.with_name("keyring.kunak.next").exists()


def test_when_the_new_file_does_not_fit_nothing_is_forgotten_and_work_goes_on(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    keyring.add([entry(1)])

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Fault, match="could not be written"):
            keyring.forget([(1).to_bytes(16)], new_key=NEW_KEY, adopt=stop)
    keyring.add([entry(2)])
    assert [revealed(reopened(home), number) is not None for number in (1, 2)] == [True, True]


class Stopped(BaseException):
    """The machine stops here."""


STEPS: list[Callable[[pytest.MonkeyPatch], object]] = [
    lambda patch: patch.setattr(keyring_module, "write_durably", stop),
    lambda patch: patch.setattr(keyring_module, "overwrite_and_unlink", stop),
    lambda patch: patch.setattr(Path, "unlink", stop),
    lambda patch: patch.setattr(Path, "replace", stop_at_the_end(Path.replace)),
]


def stop(*_arguments: object, **_options: object) -> None:
    raise Stopped


def stop_at_the_end(real: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    def replace(path: Path, target: Path) -> Path:
        if path.name.endswith(".next"):
            raise Stopped
        return real(path, target)

    return replace


@pytest.mark.parametrize("step", STEPS)
def test_wherever_the_machine_stops_the_key_in_the_keystore_opens_the_keyring(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: Callable[[pytest.MonkeyPatch], object]
) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    keyring.add([entry(1), entry(2)])
    in_keystore = [KEY]
    with monkeypatch.context() as patch:
        step(patch)
        with pytest.raises(Stopped):
            keyring.forget([(1).to_bytes(16)], new_key=NEW_KEY, adopt=lambda: in_keystore.append(NEW_KEY))
    again = reopened(home, in_keystore[-1])
    assert revealed(again, 2) is not None
    assert (revealed(again, 1) is None) == (len(in_keystore) == 2)
    assert {path.name for path in home.path.iterdir()} == {"keyring.kunak", "log", "files"}


def test_when_the_machine_stops_before_the_new_key_is_kept_the_old_keyring_stays(home: Home) -> None:
    keyring = Keyring.create(home, KEY, os.urandom)
    keyring.add([entry(1)])
    with pytest.raises(Stopped):
        keyring.forget([(1).to_bytes(16)], new_key=NEW_KEY, adopt=stop)
    assert revealed(reopened(home), 1) is not None
    assert not home.keyring.with_name("keyring.kunak.next").exists()
