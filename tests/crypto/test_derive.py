from collections.abc import Callable
from typing import Any

import pytest

from kunak.crypto.derive import LENGTH_LIMIT, hkdf_sha256


def test_wycheproof_agrees_about_every_derivation(vectors: Callable[[str], Any]) -> None:
    tests = [test for group in vectors("wycheproof_hkdf_sha256")["testGroups"] for test in group["tests"]]
    assert len(tests) == 86
    for test in tests:
        secret, salt, info = (bytes.fromhex(test[part]) for part in ("ikm", "salt", "info"))
        if test["result"] == "valid":
            assert hkdf_sha256(secret, salt=salt, info=info, length=test["size"]).hex() == test["okm"]
        else:
            with pytest.raises(ValueError, match="derive"):
                hkdf_sha256(secret, salt=salt, info=info, length=test["size"])


def test_the_longest_derivation_is_the_standards() -> None:
    assert len(hkdf_sha256(b"s", salt=b"", info=b"", length=LENGTH_LIMIT)) == 8160
    with pytest.raises(ValueError, match="derive"):
        hkdf_sha256(b"s", salt=b"", info=b"", length=LENGTH_LIMIT + 1)
