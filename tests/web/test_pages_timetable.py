"""The timetable of a desk: nothing there, taken in, told; wrong files are refused at the field."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.web.working import does, refuses

from kunak.app import routing
from kunak.app.demo import timetable as invented
from kunak.app.wiring import OpenVault
from kunak.base.instants import to_datetime
from kunak.routes import layout
from kunak.store.timetable import write_timetable
from kunak.testing.browsing import Browser
from kunak.testing.clock import Clock


def region(file: Path, today: date) -> Path:
    timetable, _ = routing.assembled(invented.feeds(1, today), invented.own())
    write_timetable(file, layout.encode(timetable))
    return file


@pytest.fixture
def built(tmp_path: Path, clock: Clock) -> Path:
    return region(tmp_path / "region.tt", to_datetime(clock()).date())


def test_a_desk_without_a_timetable_says_so_and_how_one_is_built(desk: Browser) -> None:
    shown = desk.get("/timetable").text
    assert "This desk has no timetable yet." in shown
    assert "kunak routes build" in shown
    assert 'href="/timetable"' in desk.get("/settings").text


def test_a_file_is_taken_in_and_told_with_its_feeds_and_its_last_day(
    desk: Browser, built: Path, vault: OpenVault
) -> None:
    shown = does(desk, "/timetable", {"file": str(built)})
    assert "Halvora Coaches" in shown
    assert "Velstad Lines" in shown
    assert "travel-passport" in shown
    assert "expired" not in shown
    sealed = vault.home.path / "timetable.kunak"
    assert b"Net shed" in built.read_bytes()
    assert b"Net shed" not in sealed.read_bytes(), "drivers and places are sealed"


def test_an_old_one_is_called_expired(desk: Browser, clock: Clock, tmp_path: Path) -> None:
    old = region(tmp_path / "old.tt", to_datetime(clock()).date() - invented.VALID - timedelta(days=2))
    assert "The timetable has expired" in does(desk, "/timetable", {"file": str(old)})


def test_what_is_no_timetable_is_refused_at_the_field(desk: Browser, tmp_path: Path) -> None:
    (tmp_path / "x.tt").write_bytes(b"no")
    refuses(desk, "/timetable", {"file": ""}, "Give the whole path")
    refuses(desk, "/timetable", {"file": "region.tt"}, "Give the whole path", kept="region.tt")
    refuses(desk, "/timetable", {"file": str(tmp_path / "none.tt")}, "There is no timetable none.tt")
    answer = desk.send("/timetable", {"file": str(tmp_path / "x.tt")})
    assert answer.status == 422
    assert 'id="e-file"' in answer.text


def test_a_damaged_one_is_named_and_can_be_replaced(desk: Browser, built: Path, vault: OpenVault) -> None:
    (vault.home.path / "timetable.kunak").write_bytes(b"")
    assert "This desk has no timetable yet." in desk.get("/timetable").text
    does(desk, "/timetable", {"file": str(built)})
    sealed = vault.home.path / "timetable.kunak"
    sealed.write_bytes(sealed.read_bytes()[:-1])
    vault.timetables._opened = None  # as after a start
    assert "take it in once more" in desk.get("/timetable").text
    assert "Halvora Coaches" in does(desk, "/timetable", {"file": str(built)})
