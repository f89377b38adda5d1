"""A vault on a real disk: founded once, opened by one, and whole again after whatever was cut short."""

import os
from pathlib import Path
from typing import Any

import pytest

from kunak.app import requests, wiring
from kunak.app.wiring import Founding, found, opened
from kunak.base.errors import BadInput, Fault, KunakError, Refused
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Subject
from kunak.casework.request import RequestReceived, receive
from kunak.crypto.profiles import DEMO
from kunak.store.home import Home
from kunak.testing.hands import HandClock, SeededRandom

PASSPHRASE = "seven quiet kettles"
FOUNDING = Founding(group="The invented group", member="Aluna", passphrase=PASSPHRASE, profile=DEMO)
SUBJECT = SubjectId(b"r" * 16)
MESSAGE = RequestReceived(channel="text", sender="", reply_to="", subject="", text="they found the kestrel")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found(tmp_path / "vault", FOUNDING)
    return tmp_path / "vault"


def _write(path: Path, text: str = MESSAGE.text) -> None:
    with opened(path, PASSPHRASE) as vault:
        subject = SubjectId(vault.space.new_id())
        received = RequestReceived(channel="text", sender="", reply_to="", subject="", text=text)
        vault.space.write(subject, Subject.REQUEST, receive(received))


def _texts(path: Path) -> list[str]:
    with opened(path, PASSPHRASE) as vault:
        files = [vault.space.request(each.id).request.received for each in requests.listed(vault.space)]
        assert vault.flaws == ()
        return sorted(received.text for received in files if received)


def test_a_founded_vault_opens_and_knows_whose_it_is(path: Path) -> None:
    with opened(path, PASSPHRASE) as vault:
        assert vault.member_name == "Aluna"
        assert vault.space.group().roster.group == "The invented group"
        assert vault.space.group().aside == ()
        assert vault.alarm_count() == 0


def test_what_was_written_is_there_at_the_next_opening(path: Path) -> None:
    _write(path)
    assert _texts(path) == [MESSAGE.text]


@pytest.mark.parametrize("wrong", ["", " ", "seven quiet kettle", "Seven quiet kettles", PASSPHRASE + " x", "\ud800"])
def test_a_wrong_passphrase_opens_nothing_and_hints_at_nothing(path: Path, wrong: str) -> None:
    with pytest.raises(BadInput) as refusal, opened(path, wrong):
        pass
    assert refusal.value.details == {}


def test_a_second_opening_is_refused_and_the_first_goes_on(path: Path) -> None:
    with opened(path, PASSPHRASE) as vault:
        with pytest.raises(Refused, match="already running"), opened(path, PASSPHRASE):
            pass
        vault.space.write(SUBJECT, Subject.REQUEST, receive(MESSAGE))
    assert _texts(path) == [MESSAGE.text]


def test_a_folder_without_a_vault_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="kunak init"), opened(tmp_path, PASSPHRASE):
        pass


def test_a_vault_is_never_founded_over_another(path: Path) -> None:
    _write(path)
    with pytest.raises(Refused, match="already"):
        found(path, FOUNDING)
    assert _texts(path) == [MESSAGE.text]


@pytest.mark.parametrize("field", ["group", "member"])
def test_a_founding_without_a_name_leaves_nothing(tmp_path: Path, field: str) -> None:
    changes: Any = {field: "  "}
    with pytest.raises(Refused):
        found(tmp_path / "vault", Founding(**{**_fields(), **changes}))
    assert not (tmp_path / "vault").exists()


STEPS = [
    "vaults.Keyring.create",
    "vaults.LogFile.open",
    "vaults.Cache.create",
    "vaults.Workspace.write",
    "vaults.Cosigners.write",
    "vaults.write_keystore",
    "keystores.seal_keystore",
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", [True, False])
def test_a_founding_that_was_cut_short_can_be_begun_again(
    tmp_path: Path, step: str, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harm: a full disk in the middle of it, and the folder is neither a vault nor can become one."""
    path = tmp_path / "vault"
    with monkeypatch.context() as patch:
        _cut(patch, step, before=before)
        with pytest.raises(_PowerCut):
            found(path, FOUNDING)
    if not Home(path).exists():
        found(path, FOUNDING)
    _write(path)
    assert _texts(path) == [MESSAGE.text]


def test_a_vault_that_lost_its_keystore_is_not_founded_over(path: Path) -> None:
    """The harm: a lost file becomes a lost vault."""
    _write(path)
    home = Home(path)
    keystore = home.keystore.read_bytes()
    home.keystore.unlink()
    with pytest.raises(Refused, match="keystore is missing"):
        found(path, FOUNDING)
    home.keystore.write_bytes(keystore)
    assert _texts(path) == [MESSAGE.text]


# The cache


def test_a_deleted_cache_is_made_anew(path: Path) -> None:
    _write(path)
    state = _digest(path)
    Home(path).cache.unlink()
    assert _texts(path) == [MESSAGE.text]
    assert _digest(path) == state


@pytest.mark.parametrize("damage", ["zeros", "noise", "cut", "empty", "plain"])
def test_a_damaged_cache_is_made_anew(path: Path, damage: str) -> None:
    _write(path)
    state = _digest(path)
    cache = Home(path).cache
    size = cache.stat().st_size
    cache.write_bytes(
        {
            "zeros": bytes(size),
            "noise": SeededRandom()(size),
            "cut": cache.read_bytes()[: size // 2 + 7],
            "empty": b"",
            "plain": b"SQLite format 3\0" + bytes(size),
        }[damage]
    )
    try:
        texts = _texts(path)
    except KunakError:
        # Said in a sentence, and mended by taking the file away.
        cache.unlink()
        texts = _texts(path)
    assert texts == [MESSAGE.text]
    assert _digest(path) == state


def test_a_cache_that_was_put_back_catches_up(path: Path) -> None:
    _write(path, "one")
    cache = Home(path).cache
    old = cache.read_bytes()
    for text in ("two", "three"):
        _write(path, text)
    state = _digest(path)
    cache.write_bytes(old)
    assert _texts(path) == ["one", "three", "two"]
    assert _digest(path) == state


def test_a_cache_of_another_vault_is_not_believed(path: Path, tmp_path: Path) -> None:
    _write(path, "ours")
    found(tmp_path / "other", FOUNDING)
    Home(path).cache.write_bytes(Home(tmp_path / "other").cache.read_bytes())
    assert _texts(path) == ["ours"]


def test_a_log_that_was_put_back_is_followed_and_not_the_lists(path: Path) -> None:
    """The harm: the lists show what the log no longer holds, and the next facts take its numbers."""
    _write(path, "one")
    log = {file: file.read_bytes() for file in Home(path).log.iterdir()}
    head = Home(path).head.read_bytes()
    _write(path, "two")
    for file, data in log.items():
        file.write_bytes(data)
    Home(path).head.write_bytes(head)
    _write(path, "three")
    assert _texts(path) == ["one", "three"]


# A damaged disk


@pytest.mark.parametrize("name", ["keystore", "seed"])
def test_a_missing_file_is_named(path: Path, name: str) -> None:
    getattr(Home(path), name).unlink()
    with pytest.raises((Fault, BadInput)), opened(path, PASSPHRASE):
        pass


def test_the_lists_that_a_killed_verification_left_are_gone_at_the_next_opening(path: Path) -> None:
    left = path / "verify.tmp"
    left.mkdir()
    (left / "cache.db").write_bytes(b"sealed lists")
    with opened(path, PASSPHRASE):
        assert not left.exists()


def test_a_verification_does_not_follow_a_link_out_of_the_vault(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    with opened(path, PASSPHRASE) as vault:
        (path / "verify.tmp").symlink_to(elsewhere)
        assert vault.is_current()
    assert list(elsewhere.iterdir()) == []
    assert elsewhere.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("name", ["keystore.kunak", "device.seed"])
def test_a_swollen_key_file_is_refused_and_does_not_fill_the_memory(path: Path, name: str) -> None:
    os.truncate(path / name, 1 << 40)
    with pytest.raises(KunakError), opened(path, PASSPHRASE):
        pass


def test_a_flipped_bit_in_the_log_is_named_and_the_rest_is_shown(path: Path) -> None:
    for text in ("one", "two", "three"):
        _write(path, text)
    Home(path).cache.unlink()
    (file,) = Home(path).log.iterdir()
    data = bytearray(file.read_bytes())
    data[-40] ^= 1
    file.write_bytes(data)
    with opened(path, PASSPHRASE) as vault:
        assert len(requests.listed(vault.space)) >= 2
        assert vault.flaws or vault.opening.missing


def test_no_word_lies_open_on_the_disk(path: Path) -> None:
    _write(path)
    for file in path.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        for word in ("kestrel", "Aluna", "invented"):
            assert word.encode() not in data
            assert word.encode("utf-16-le") not in data


def test_the_clock_and_the_dice_are_those_that_were_given(tmp_path: Path) -> None:
    clock, path = HandClock(), tmp_path / "vault"
    found(path, FOUNDING, clock=clock, random=SeededRandom())
    with opened(path, PASSPHRASE, clock=clock, random=SeededRandom(8)) as vault:
        (first, *_) = vault.space.entries(vault.space.group_id)
        assert first.fact.at == clock.now


class _PowerCut(BaseException):
    """No handler of the house may catch this."""


def _cut(patch: pytest.MonkeyPatch, step: str, *, before: bool) -> None:
    *places, method = step.split(".")
    owner: Any = wiring
    for place in places:
        owner = getattr(owner, place)
    real = getattr(owner, method)

    def cut(*arguments: Any, **named: Any) -> Any:
        if not before:
            real(*arguments, **named)
        raise _PowerCut

    patch.setattr(owner, method, cut)


def _digest(path: Path) -> bytes:
    with opened(path, PASSPHRASE) as vault:
        return vault.space.cache.digest()


def _fields() -> dict[str, Any]:
    return {name: getattr(FOUNDING, name) for name in FOUNDING.__struct_fields__}
