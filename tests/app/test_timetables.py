"""The timetable of a desk: taken in, opened once, told, and missing where the engine is missing."""

import builtins
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kunak.app import routing, timetables
from kunak.app.demo import timetable as invented
from kunak.app.timetables import Timetables
from kunak.base.errors import BadInput, Fault
from kunak.base.instants import Instant
from kunak.crypto.secret import Secret
from kunak.routes import layout
from kunak.store.exchange import Exchange
from kunak.store.home import Home
from kunak.store.timetable import SealedTimetable, write_timetable

TODAY = date(2026, 3, 14)


def desk(folder: Path) -> Timetables:
    """A desk at its start: nothing is open yet."""
    home = Home(folder)
    exchange = Exchange.open(home, Secret(bytes(32)))
    return Timetables(SealedTimetable(home, exchange), clock=lambda: Instant(5), random=bytes)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built, _ = routing.assembled(invented.feeds(1, TODAY), invented.own())
    path = tmp_path_factory.mktemp("built") / "region.tt"
    write_timetable(path, layout.encode(built))
    return path


def test_one_that_was_taken_in_is_there_after_a_start(tmp_path: Path, region: Path) -> None:
    first = desk(tmp_path)
    assert not first.is_there
    first.take(region)
    again = desk(tmp_path)
    assert again.is_there
    assert again.open().stops == routing.opened(region).stops
    assert again.open() is again.open(), "it is opened once"


def test_it_says_what_it_is(tmp_path: Path, region: Path) -> None:
    known = desk(tmp_path)
    known.take(region)
    about = known.about()
    assert about.taken_at == 5
    assert [feed.name for feed in about.feeds] == ["halvora", "abroad"]
    assert about.papers == ("passport", "travel-passport")
    assert about.zones == (invented.HALVORA_ZONE, invented.ABROAD_ZONE)
    assert about.last_day == str(TODAY + invented.VALID)
    assert about.unstated == 0


def test_a_stop_is_called_by_its_name_unless_two_have_it(tmp_path: Path, region: Path) -> None:
    known = desk(tmp_path)
    known.take(region)
    assert known.named("abroad:vel") == "Velstad"
    assert known.named("nowhere") == "nowhere"
    known.names()["Velstad"] = 2
    assert known.named("abroad:vel") == "abroad:vel"


def test_what_is_no_timetable_leaves_the_one_before(tmp_path: Path, region: Path) -> None:
    known = desk(tmp_path)
    known.take(region)
    (tmp_path / "x.tt").write_bytes(b"nothing of the kind" * 9)
    with pytest.raises(BadInput):
        known.take(tmp_path / "x.tt")
    assert known.about().stops == routing.opened(region).stops


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> ModuleType:
        if name == "kunak.app" and rest[2] and "routing" in rest[2]:
            raise ModuleNotFoundError("No module named 'numba'", name="numba")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(Fault, match=r"kunak\[routes\]"):
        timetables.engine()
