"""The lock page before what the vault really says."""

import pytest

from kunak.base.errors import KunakError
from kunak.crypto.keystore import WrongPassphrase
from kunak.crypto.profiles import ProfileRefused
from kunak.web.pages.lock import _at_field


@pytest.mark.parametrize("said", [WrongPassphrase(), ProfileRefused()])
def test_a_tired_person_who_mistypes_is_not_told_that_the_desk_is_broken(said: KunakError) -> None:
    shown = _at_field(said)
    assert str(shown) == str(said)
    assert shown.field == "passphrase"
