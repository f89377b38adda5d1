"""Each parser of bytes from outside refuses or reads, on its corpus and on some hundred mutations; never anything else.

Without atheris, which ``make fuzz`` needs: so this runs everywhere, the same each time.
"""

import random
from collections.abc import Iterator

import pytest
from tests.fuzz.harnesses import HARNESSES, survive

from kunak.base.errors import KunakError

MUTATIONS = 200
LONGEST = 8_192
"""Bytes of a mutated seed: longer ones take time and say no more."""


def mutated(seeds: list[bytes], dice: random.Random) -> Iterator[bytes]:
    """Yield seeds that were bent in the ways in which a fuzzer bends them."""
    short = [seed[:LONGEST] for seed in seeds] or [b""]
    for _ in range(MUTATIONS):
        data = bytearray(dice.choice(short))
        for _ in range(dice.choice([1, 1, 2, 4, 8])):
            at, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
            match dice.randrange(6):
                case 0 if data:
                    data[at % len(data)] ^= 1 << dice.randrange(8)
                case 1 if data:
                    data[at % len(data)] = dice.choice([0, 1, 23, 24, 31, 64, 95, 127, 128, 159, 245, 255])
                case 2:
                    del data[at : min(end, at + 40)]
                case 3:
                    data[at:at] = data[at : min(end, at + 40)]
                case 4:
                    data[at:at] = dice.randbytes(dice.randrange(1, 9))
                case _:
                    other = dice.choice(short)
                    data[at:] = other[dice.randrange(len(other) + 1) :]
        yield bytes(data)


@pytest.mark.parametrize("name", HARNESSES)
def test_what_comes_from_outside_is_read_or_refused(name: str) -> None:
    seeds = HARNESSES[name].seeds()
    read = sum(survive(name, seed) for seed in seeds)
    for data in [b"", b"\0", *mutated(seeds, random.Random(name))]:
        survive(name, data)
    assert seeds
    assert read, "no seed is read: the harness would see nothing but the door"


def test_a_harness_lets_nothing_but_a_refusal_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_data: bytes) -> None:
        raise KunakError("no")

    def breaks(_data: bytes) -> None:
        raise IndexError

    monkeypatch.setitem(HARNESSES, "form", HARNESSES["form"]._replace(run=refuses))
    assert not survive("form", b"")
    monkeypatch.setitem(HARNESSES, "form", HARNESSES["form"]._replace(run=breaks))
    with pytest.raises(IndexError):
        survive("form", b"")
