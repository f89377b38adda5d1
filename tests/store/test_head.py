"""The head: two slots, of which the newer sound one counts."""

import os
from pathlib import Path

import pytest

from kunak.crypto.secret import Secret
from kunak.store.head import SLOT_BYTES, Head, HeadFile
from kunak.store.home import Home

KEY = Secret(bytes(range(32)))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "vault")
    home.create()
    return home


def opened(home: Home, key: Secret = KEY) -> HeadFile:
    return HeadFile(home, key, os.urandom)


def head(count: int) -> Head:
    return Head(0, count, count, count.to_bytes(32), 1, count * 10, count * 20)


def written(home: Home, *counts: int) -> HeadFile:
    file = opened(home)
    for count in counts:
        file.write(head(count))
    return file


def test_a_head_that_was_never_written_is_blank(home: Home) -> None:
    file = opened(home)
    assert file.is_blank()
    assert file.read() is None


def test_the_last_writing_is_read(home: Home) -> None:
    written(home, 1, 2, 3)
    found = opened(home).read()
    assert found is not None
    assert (found.acknowledged, found.turn) == (3, 3)
    assert not opened(home).is_blank()


def test_a_later_opening_goes_on_where_the_earlier_stopped(home: Home) -> None:
    written(home, 1, 2).close()
    file = opened(home)
    file.read()
    file.write(head(3))
    file.sync()
    found = opened(home).read()
    assert found is not None
    assert (found.acknowledged, found.turn) == (3, 3)


def test_the_file_keeps_its_size_so_that_a_full_disk_cannot_stop_it(home: Home) -> None:
    written(home, 1, 2)
    size = home.head.stat().st_size
    written(home, *range(3, 20))
    assert home.head.stat().st_size == size == 2 * SLOT_BYTES


@pytest.mark.parametrize(("torn", "left"), [(0, 3), (SLOT_BYTES, 2)])
def test_a_torn_slot_leaves_the_other(home: Home, torn: int, left: int) -> None:
    written(home, 1, 2, 3)
    content = bytearray(home.head.read_bytes())
    content[torn : torn + 20] = bytes(20)
    home.head.write_bytes(content)
    found = opened(home).read()
    assert found is not None
    assert found.acknowledged == left


def test_another_key_reads_nothing(home: Home) -> None:
    written(home, 1)
    assert opened(home, Secret(bytes(32))).read() is None
