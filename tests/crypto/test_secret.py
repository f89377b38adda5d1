import copy
import pickle
from collections.abc import Callable

import pytest

from kunak.crypto.secret import Secret

WORDS = b"the words nobody may see"


def test_a_secret_shows_itself_only_where_reveal_is_written() -> None:
    secret = Secret(WORDS)
    assert secret.reveal() == WORDS
    for shown in (repr(secret), str(secret), f"{secret}", f"{[secret]}"):
        assert "words" not in shown


@pytest.mark.parametrize("act", [pickle.dumps, copy.copy, copy.deepcopy, hash, iter, len, bytes])
def test_a_secret_is_not_copied_counted_or_stored(act: Callable[[object], object]) -> None:
    with pytest.raises(TypeError):
        act(Secret(WORDS))


def test_secrets_are_not_compared_because_comparing_leaks_time() -> None:
    with pytest.raises(TypeError):
        _ = Secret(WORDS) == Secret(WORDS)
    with pytest.raises(TypeError):
        _ = Secret(WORDS) != WORDS
