"""The real clock and the real dice."""

import gc
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kunak.app import system
from kunak.base.instants import MINUTE, from_datetime


def test_now_is_now() -> None:
    assert abs(system.now() - from_datetime(datetime.now(UTC))) < MINUTE


def test_chance_is_as_long_as_asked_and_never_the_same() -> None:
    assert len({system.random(32) for _ in range(50)}) == 50
    assert len(system.random(5)) == 5


def test_a_stopwatch_never_runs_backwards() -> None:
    assert system.stopwatch_ms() <= system.stopwatch_ms()


def test_the_zone_of_this_machine_exists() -> None:
    assert ZoneInfo(system.zone())


def test_the_collector_waits_and_goes_on_whatever_happens() -> None:
    def fails() -> None:
        with system.undisturbed():
            with system.undisturbed():
                pass
            assert not gc.isenabled()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert gc.isenabled()
