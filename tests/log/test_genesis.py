import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base import canonical
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.log.genesis import GenesisRefused, Statement, organisation_id, read, root_compartment, write

KEYS = tuple(SigningKey.from_seed(Secret(bytes([number]) * 32)).public for number in range(3))
STATEMENT = Statement(founders=KEYS, threshold=2, recovery=(), nonce=bytes(range(32)))


def test_a_statement_comes_back_as_it_was_written() -> None:
    assert read(write(STATEMENT)) == STATEMENT


def test_the_order_of_founders_is_their_seniority_and_makes_another_group() -> None:
    turned = msgspec.structs.replace(STATEMENT, founders=KEYS[::-1])
    assert organisation_id(write(turned)) != organisation_id(write(STATEMENT))


def test_the_same_people_can_found_two_groups() -> None:
    again = msgspec.structs.replace(STATEMENT, nonce=bytes(32))
    assert organisation_id(write(again)) != organisation_id(write(STATEMENT))


def test_the_membership_log_is_found_by_the_groups_own_id() -> None:
    organisation = organisation_id(write(STATEMENT))
    assert bytes(root_compartment(organisation)) == bytes(organisation)


def test_one_person_alone_may_found_a_group() -> None:
    alone = Statement(founders=KEYS[:1], threshold=1, recovery=(), nonce=bytes(32))
    assert read(write(alone)) == alone


@pytest.mark.parametrize(
    "change",
    [
        {"founders": ()},
        {"founders": (KEYS[0], KEYS[0])},
        {"founders": (bytes(32), KEYS[0])},
        {"founders": (KEYS[0], KEYS[1][:31])},
        {"founders": KEYS * 6},
        {"threshold": 0},
        {"threshold": 1},
        {"threshold": 4},
        {"recovery": (bytes(32),)},
        {"recovery": (bytes(1216), bytes(1216))},
        {"nonce": b""},
    ],
)
def test_a_statement_that_breaks_a_rule_founds_nothing(change: dict[str, object]) -> None:
    with pytest.raises(GenesisRefused):
        write(msgspec.structs.replace(STATEMENT, **change))


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {},
        [2, list(KEYS), 2, [], bytes(32)],
        [True, list(KEYS), 2, [], bytes(32)],
        [1, list(KEYS), True, [], bytes(32)],
        [1, list(KEYS), 2, [], bytes(32), 0],
        [1, ["text"], 1, [], bytes(32)],
        [1, list(KEYS), 2, [], "n" * 32],
    ],
)
def test_other_bytes_are_no_statement(plain: canonical.Plain) -> None:
    with pytest.raises(GenesisRefused):
        read(canonical.encode(plain))


@given(st.binary(max_size=200))
def test_noise_founds_nothing(noise: bytes) -> None:
    with pytest.raises(GenesisRefused):
        read(noise)
