"""When the desk is open, to whom, and how it is left."""

import pytest

from kunak.base.errors import BadInput, Refused
from kunak.base.instants import MINUTE, Instant
from kunak.testing.browsing import Browser, Served
from kunak.testing.desk import EmptyVault, unlock
from kunak.web.session import Desk, Ingredients, Settings, wait_after


class Clock:
    def __init__(self) -> None:
        self.now = Instant(0)

    def __call__(self) -> Instant:
        return self.now


def desk(clock: Clock) -> Desk:
    def random(length: int) -> bytes:
        return b"\x01" * length

    made = Ingredients(unlock=unlock, settings=Settings(), clock=clock, random=random)
    return Desk(made, leave=lambda: None)


def test_wrong_passphrases_are_slowed_more_and_more() -> None:
    assert [wait_after(failures) for failures in range(8)] == [0, 0, 0, 1, 2, 4, 8, 16]
    assert wait_after(500) == 60


def test_a_right_passphrase_makes_the_next_try_quick_again() -> None:
    one = desk(Clock())
    for _ in range(4):
        with pytest.raises(BadInput):
            one.open("wrong")
    assert one.wait_s() == 2
    one.open("seven quiet kettles")
    assert one.wait_s() == 0


def test_a_locked_desk_admits_nobody_and_opens_nothing() -> None:
    one = desk(Clock())
    assert not one.admits("")
    with pytest.raises(Refused, match="locked"):
        _ = one.opened


def test_an_open_desk_is_not_opened_twice() -> None:
    one = desk(Clock())
    session = one.open("seven quiet kettles")
    assert one.admits(session)
    assert isinstance(one.opened, EmptyVault)
    with pytest.raises(Refused, match="another window"):
        one.open("seven quiet kettles")


def test_a_desk_that_nobody_touches_is_deserted_after_its_minutes() -> None:
    clock = Clock()
    one = desk(clock)
    clock.now = Instant(60 * MINUTE)
    assert not one.is_deserted(), "a locked desk holds nothing to leave"
    one.open("seven quiet kettles")
    clock.now = Instant(70 * MINUTE - 1)
    assert not one.is_deserted()
    clock.now = Instant(70 * MINUTE)
    assert one.is_deserted()


def test_a_clock_put_back_neither_locks_nor_keeps_open_for_ever() -> None:
    clock = Clock()
    clock.now = Instant(100 * MINUTE)
    one = desk(clock)
    one.open("seven quiet kettles")
    clock.now = Instant(0)
    assert not one.is_deserted()
    clock.now = Instant(10 * MINUTE)
    assert one.is_deserted()


@pytest.mark.parametrize("path", ["/", "/settings", "/nowhere", "/broken", "/echo"])
def test_while_locked_every_path_leads_to_the_lock(locked: Browser, path: str) -> None:
    answer = locked.get(path)
    assert (answer.status, answer.headers.get("location")) == (303, "/locked")


def test_the_lock_page_and_its_style_are_shown_while_locked(locked: Browser) -> None:
    assert "Passphrase" in locked.get("/locked").text
    assert locked.get("/static/desk.css").status == 200


def test_a_wrong_passphrase_is_refused_at_its_field_without_a_hint_and_without_itself(locked: Browser) -> None:
    answer = locked.unlock("seven quiet kettle")
    assert answer.status == 422
    assert 'id="e-passphrase"' in answer.text
    assert "This passphrase does not open the vault." in answer.text
    assert "seven quiet kettle" not in answer.text
    assert "session" not in locked.cookies


def test_an_empty_passphrase_is_not_counted_as_a_try(locked: Browser) -> None:
    for _ in range(5):
        assert "Type the passphrase." in locked.unlock("").text
    assert locked.unlock().status == 303


def test_a_second_browser_sees_no_page_of_an_open_desk(served: Served, member: Browser) -> None:
    other = Browser(served.port)
    other.cookies["door"] = member.cookies["door"]
    assert other.get("/").headers["location"] == "/locked"
    assert "Open in another window" in other.get("/locked").text
    assert member.get("/").status == 200


def test_locking_answers_forgets_the_cookie_and_then_leaves(served: Served, member: Browser) -> None:
    answer = member.post("/lock", {"_csrf": member.form_token()})
    assert (answer.status, answer.headers["location"]) == (303, "/locked")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert member.cookies["session"] in {"", "null"}
    assert served.left.wait(5)


def test_the_lock_cannot_be_pressed_by_a_foreign_page(served: Served, member: Browser) -> None:
    member.post("/lock", {}, {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert not served.left.is_set()
