"""Who may speak to the desk: asked through a real socket, as an attacker would."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.testing.browsing import KEY, TOKEN, Browser, Served
from kunak.web.guard import FOREIGN, NOT_LET_IN, WRONG_HOST, WRONG_METHOD, Ask, Seat, judge
from kunak.web.headers import HEADERS

PORT = 4321
SEAT = Seat(port=PORT, key=KEY, token=None)
GOOD = {"method": "POST", "path": "/x", "host": f"127.0.0.1:{PORT}", "door": SEAT.door, "fetch_site": "same-origin"}


def asked(**changes: str | None) -> tuple[int, str] | None:
    return judge(Ask(**{**GOOD, "origin": "null", **changes}), SEAT)  # type: ignore[arg-type]


def test_a_form_of_our_own_page_is_heard() -> None:
    assert asked() is None
    assert asked(origin=f"http://127.0.0.1:{PORT}", fetch_site=None) is None
    assert asked(host=f"localhost:{PORT}", origin=f"http://localhost:{PORT}") is None


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"host": "evil.example"}, WRONG_HOST),
        ({"host": "127.0.0.1"}, WRONG_HOST),
        ({"host": f"127.0.0.1:{PORT}.evil.example"}, WRONG_HOST),
        ({"host": f"LOCALHOST:{PORT}"}, WRONG_HOST),
        ({"host": f"127.0.0.1:{PORT}\n127.0.0.1:{PORT}"}, WRONG_HOST),
        ({"host": ""}, WRONG_HOST),
        ({"method": "PUT"}, WRONG_METHOD),
        ({"method": "OPTIONS"}, WRONG_METHOD),
        ({"method": "TRACE"}, WRONG_METHOD),
        ({"door": ""}, NOT_LET_IN),
        ({"door": "0" * 64}, NOT_LET_IN),
        ({"door": "дверь"}, NOT_LET_IN),
        ({"origin": "http://evil.example"}, FOREIGN),
        ({"origin": f"http://127.0.0.1:{PORT + 1}", "fetch_site": "same-site"}, FOREIGN),
        ({"origin": f"https://127.0.0.1:{PORT}"}, FOREIGN),
        ({"origin": "null", "fetch_site": None}, FOREIGN),
        ({"origin": None, "fetch_site": None}, FOREIGN),
        ({"origin": "null", "fetch_site": "cross-site"}, FOREIGN),
        ({"fetch_site": "none"}, FOREIGN),
        ({"referer": "http://evil.example/"}, FOREIGN),
        ({"referer": f"http://127.0.0.1:{PORT}1/"}, FOREIGN),
        ({"method": "GET", "fetch_site": "cross-site"}, FOREIGN),
        ({"method": "GET", "fetch_site": "same-site", "origin": None}, FOREIGN),
    ],
)
def test_what_does_not_come_from_our_page_is_refused(changes: dict[str, str | None], refusal: tuple[int, str]) -> None:
    assert asked(**changes) == refusal


@given(host=st.text(), door=st.text(), origin=st.none() | st.text(), site=st.none() | st.text())
def test_nobody_guesses_their_way_in(host: str, door: str, origin: str | None, site: str | None) -> None:
    assert asked(host=host, door=door, origin=origin, fetch_site=site) is not None


def test_the_token_of_a_form_changes_with_each_unlocking() -> None:
    assert len({SEAT.form_token(""), SEAT.form_token("a"), SEAT.form_token("b"), SEAT.door}) == 4


def test_a_seat_does_not_show_its_key() -> None:
    assert KEY.hex() not in repr(SEAT)
    assert repr(KEY) not in repr(SEAT)


def test_a_name_made_to_point_at_loopback_reads_nothing(member: Browser) -> None:
    answer = member.get("/", Host=f"rebound.example:{member.port}")
    assert answer.status == 421
    assert "Today" not in answer.text


def test_a_browser_that_was_not_let_in_sees_nothing(stranger: Browser) -> None:
    for path in ("/", "/locked", "/static/desk.js", "/nowhere", "/enter"):
        assert stranger.get(path).status == 403


def test_a_stranger_is_told_what_to_do_in_their_language(stranger: Browser) -> None:
    assert "Open the desk with the link" in stranger.get("/").text
    assert "по ссылке" in stranger.ask("GET", "/", {"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.5"}).text


def test_a_launch_token_works_once(served: Served, stranger: Browser) -> None:
    first = stranger.enter()
    assert (first.status, first.headers["location"]) == (303, "/")
    (cookie,) = first.cookies
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert served.entered == ["entered"]
    assert Browser(served.port).enter().status == 403


@pytest.mark.parametrize("token", ["", "x", TOKEN + "x", TOKEN[:-1], "%00", "%FF", TOKEN.upper()])
def test_another_token_opens_nothing_and_uses_nothing_up(stranger: Browser, token: str) -> None:
    assert stranger.enter(token).status == 403
    assert stranger.enter().status == 303


def test_a_foreign_page_cannot_act_with_our_cookies(member: Browser) -> None:
    fields = {"_csrf": member.form_token(), "said": "x"}
    assert member.post("/echo", fields).text == "x"
    assert member.post("/echo", fields, {"Origin": "http://evil.example"}).status == 403
    assert member.post("/echo", fields, {"Sec-Fetch-Site": "cross-site"}).status == 403
    assert member.post("/echo", fields, {"Sec-Fetch-Site": "same-site"}).status == 403


@pytest.mark.parametrize("token", [None, "", "0" * 64, "ы"])
def test_a_form_without_its_token_does_nothing(member: Browser, token: str | None) -> None:
    fields = {"said": "x"} if token is None else {"said": "x", "_csrf": token}
    answer = member.post("/echo", fields)
    assert answer.status == 403
    assert "Nothing was done" in answer.text


def test_the_token_of_the_lock_page_is_worth_nothing_once_unlocked(locked: Browser) -> None:
    before = locked.form_token()
    locked.unlock()
    assert locked.post("/echo", {"_csrf": before, "said": "x"}).status == 403


PLACES = ["/", "/settings", "/nowhere", "/broken", "/refused", "/static/desk.css", "/static/none", "/locked"]


@pytest.mark.parametrize("path", PLACES)
def test_every_answer_to_a_member_carries_every_header(member: Browser, path: str) -> None:
    answer = member.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "server" not in answer.headers


@pytest.mark.parametrize("path", [*PLACES, "/enter"])
def test_every_refusal_of_a_stranger_carries_every_header(stranger: Browser, path: str) -> None:
    answer = stranger.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_no_inline_code_no_eval_and_no_other_host() -> None:
    policy = HEADERS["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_a_bug_shows_a_number_and_no_name(served: Served, member: Browser) -> None:
    answer = member.get("/broken")
    assert answer.status == 500
    assert "07070707" in answer.text
    assert "Zarema" not in answer.text
    (report,) = served.reports
    assert report.startswith("07070707: RuntimeError at desk.py:")
    assert "Zarema" not in report


def test_what_is_no_http_is_answered_without_an_echo(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as line:
        line.sendall(b"CANARY / HTTP/9\r\n\r\n")
        assert b"CANARY" not in line.recv(4096)
