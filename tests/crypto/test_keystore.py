import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base import canonical
from kunak.base.ids import OrganisationId
from kunak.base.instants import Instant
from kunak.crypto.keystore import (
    DeviceSecrets,
    KeystoreDamaged,
    Prekey,
    WrongPassphrase,
    fresh_secrets,
    open_keystore,
    read_outside,
    seal_keystore,
)
from kunak.crypto.profiles import DEMO, STANDARD, Profile, ProfileRefused
from kunak.crypto.secret import Secret
from kunak.crypto.signing import device_id

DICE = random.Random(7)
SEED = DICE.randbytes(32)
SALT = DICE.randbytes(32)
FIDO = DICE.randbytes(32)
WORDS = "бал пешеход снег амбар память хлопок"
SECRETS = fresh_secrets(
    DICE.randbytes,
    organisation=OrganisationId(b"an invented group"[:16]),
    signing_seed=Secret(DICE.randbytes(32)),
    prekey_end=Instant(1_800_000_000_000),
)


def sealed(secrets: DeviceSecrets = SECRETS, *, fido: bytes = b"") -> bytes:
    return seal_keystore(secrets, WORDS, device_seed=SEED, profile=DEMO, salt=SALT, fido=fido)


def revealed(secrets: DeviceSecrets) -> list[object]:
    return [
        secrets.organisation,
        secrets.signing_seed.reveal(),
        [(prekey.private.reveal(), prekey.end) for prekey in (secrets.prekey, *secrets.former)],
        secrets.log_key.reveal(),
        secrets.keyring_key.reveal(),
        secrets.store_key.reveal(),
        secrets.head_key.reveal(),
    ]


def rebuilt(*, outside: list[canonical.Plain]) -> bytes:
    parts = canonical.decode(sealed())
    assert isinstance(parts, list)
    return canonical.encode([canonical.encode(outside), *parts[1:]])


def test_the_passphrase_and_the_seed_bring_every_secret_back() -> None:
    opened = open_keystore(sealed(), WORDS, device_seed=SEED)
    assert revealed(opened) == revealed(SECRETS)
    assert opened.device == device_id(SECRETS.signing_key().public)


def test_all_keys_of_a_new_device_differ() -> None:
    keys = [key for key in revealed(SECRETS) if isinstance(key, bytes)] + [SECRETS.prekey.private.reveal()]
    assert len(set(keys)) == 7


def test_prekeys_of_the_last_five_weeks_are_kept_and_older_ones_are_gone() -> None:
    former = tuple(Prekey(Secret(bytes([week]) * 32), Instant(week)) for week in range(7))
    secrets = DeviceSecrets(
        organisation=SECRETS.organisation,
        signing_seed=SECRETS.signing_seed,
        prekey=SECRETS.prekey,
        former=former,
        log_key=SECRETS.log_key,
        keyring_key=SECRETS.keyring_key,
        store_key=SECRETS.store_key,
        head_key=SECRETS.head_key,
    )
    opened = open_keystore(sealed(secrets), WORDS, device_seed=SEED)
    assert [prekey.end for prekey in opened.former] == [0, 1, 2, 3, 4]


def test_nothing_says_whether_passphrase_seed_or_security_key_was_wrong() -> None:
    data = sealed(fido=FIDO)
    said = set()
    for words, seed, fido in (
        ("другие слова", SEED, FIDO),
        (WORDS, bytes(32), FIDO),
        (WORDS, b"", FIDO),
        (WORDS, SEED, bytes(32)),
        (WORDS, SEED, b""),
        ("", SEED, FIDO),
    ):
        with pytest.raises(WrongPassphrase) as refused:
            open_keystore(data, words, device_seed=seed, fido=fido)
        said.add(str(refused.value))
    assert len(said) == 1
    assert revealed(open_keystore(data, WORDS, device_seed=SEED, fido=FIDO)) == revealed(SECRETS)


def test_a_passphrase_typed_on_another_keyboard_is_the_same() -> None:
    data = seal_keystore(SECRETS, "й ё", device_seed=SEED, profile=DEMO, salt=SALT)
    assert revealed(open_keystore(data, "\u0438\u0306 \u0435\u0308", device_seed=SEED)) == revealed(SECRETS)


def test_a_locked_keystore_tells_its_cost_and_whether_a_security_key_is_needed() -> None:
    assert (read_outside(sealed()).profile, read_outside(sealed()).fido) == (DEMO, False)
    assert read_outside(sealed(fido=FIDO)).fido is True


def test_no_secret_stands_in_the_file() -> None:
    data = sealed()
    for secret in revealed(SECRETS):
        if isinstance(secret, bytes):
            assert secret not in data


def test_a_hostile_file_cannot_ask_for_a_terabyte() -> None:
    outside: list[canonical.Plain] = ["kunak/keystore", 1, 2**30, 3, 1, False, SALT]
    with pytest.raises(ProfileRefused):
        open_keystore(rebuilt(outside=outside), WORDS, device_seed=SEED)


@pytest.mark.parametrize(
    "outside",
    [
        ["kunak/other", 1, 8, 1, 1, False, SALT],
        ["kunak/keystore", 2, 8, 1, 1, False, SALT],
        ["kunak/keystore", True, 8, 1, 1, False, SALT],
        ["kunak/keystore", 1, 8, True, 1, False, SALT],
        ["kunak/keystore", 1, 8, 1, 1, 0, SALT],
        ["kunak/keystore", 1, 8, 1, 1, False, SALT[:31]],
        ["kunak/keystore", 1, 8, 1, 1, False],
        [],
    ],
)
def test_a_file_of_another_kind_or_version_is_said_to_be_damaged(outside: list[canonical.Plain]) -> None:
    with pytest.raises(KeystoreDamaged):
        open_keystore(rebuilt(outside=outside), WORDS, device_seed=SEED)


def test_an_altered_seal_under_the_right_passphrase_is_damage_and_no_wrong_passphrase() -> None:
    data = bytearray(sealed())
    data[-1] ^= 1
    with pytest.raises(KeystoreDamaged):
        open_keystore(bytes(data), WORDS, device_seed=SEED)


def test_a_cost_lowered_in_the_file_does_not_open_it() -> None:
    data = seal_keystore(SECRETS, WORDS, device_seed=SEED, profile=Profile(memory_kib=16, passes=1, lanes=1), salt=SALT)
    parts = canonical.decode(data)
    assert isinstance(parts, list)
    lowered = canonical.encode(["kunak/keystore", 1, 8, 1, 1, False, SALT])
    with pytest.raises(WrongPassphrase):
        open_keystore(canonical.encode([lowered, *parts[1:]]), WORDS, device_seed=SEED)


@pytest.mark.parametrize(("seed", "salt", "fido"), [(b"", SALT, b""), (SEED, b"", b""), (SEED, SALT, b"short")])
def test_a_keystore_is_never_written_with_a_short_seed_salt_or_security_key(
    seed: bytes, salt: bytes, fido: bytes
) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal_keystore(SECRETS, WORDS, device_seed=seed, profile=DEMO, salt=salt, fido=fido)


@given(st.data())
def test_any_flipped_bit_is_noticed(data: st.DataObject) -> None:
    altered = bytearray(sealed())
    place = data.draw(st.integers(0, len(altered) * 8 - 1))
    altered[place // 8] ^= 1 << place % 8
    with pytest.raises((WrongPassphrase, KeystoreDamaged, ProfileRefused)):
        open_keystore(bytes(altered), WORDS, device_seed=SEED)


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_noise_is_damage_and_never_crashes(noise: bytes) -> None:
    with pytest.raises(KeystoreDamaged):
        open_keystore(noise, WORDS, device_seed=SEED)


def test_an_enormous_file_is_not_read() -> None:
    with pytest.raises(KeystoreDamaged):
        read_outside(bytes(100_000))


def test_the_standard_profile_is_one_that_this_program_computes() -> None:
    data = seal_keystore(SECRETS, WORDS, device_seed=SEED, profile=STANDARD, salt=SALT)
    assert read_outside(data).profile == STANDARD
