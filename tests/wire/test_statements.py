"""What the owner signs holds everything the relay will act on, and is good for nothing else."""

import msgspec
import pytest

from kunak.wire import statements
from kunak.wire.frames import Register, Rekey

REGISTER = Register(b"f" * 16, b"o" * 32, 1, b"h" * 32, b"t" * 16, b"s" * 64)
REKEY = Rekey(b"f" * 16, 2, b"h" * 32, b"o" * 32, b"s" * 64)


@pytest.mark.parametrize(
    "change", [{"feed": b"F" * 16}, {"owner": b"O" * 32}, {"epoch": 2}, {"token_hash": b"H" * 32}, {"ticket": b""}]
)
def test_each_part_of_a_registration_is_signed(change: dict[str, bytes]) -> None:
    changed = msgspec.structs.replace(REGISTER, **change)
    assert statements.registration(changed) != statements.registration(REGISTER)


@pytest.mark.parametrize("change", [{"feed": b"F" * 16}, {"owner": b"O" * 32}, {"epoch": 3}, {"token_hash": b"H" * 32}])
def test_each_part_of_a_rekeying_is_signed(change: dict[str, bytes]) -> None:
    assert statements.rekeying(msgspec.structs.replace(REKEY, **change)) != statements.rekeying(REKEY)


def test_the_signature_is_not_part_of_what_is_signed_and_each_statement_has_its_label() -> None:
    assert statements.registration(msgspec.structs.replace(REGISTER, signature=bytes(64))) == statements.registration(
        REGISTER
    )
    assert statements.registration(REGISTER).startswith(b"kunak/relay/register/1\0")
    assert statements.rekeying(REKEY).startswith(b"kunak/relay/rekey/1\0")
