"""A form that was sent never stays in the browser's own files: its answer is a redirect, whatever it was."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from kunak.testing.browsing import Browser, Served
from kunak.web.afterwards import KEPT, PATH, Afterwards


def _raw_post(browser: Browser, path: str, body: str) -> tuple[int, str]:
    sent = {
        "Origin": f"http://127.0.0.1:{browser.port}",
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = browser.ask("POST", path, sent, body)
    return answer.status, answer.headers.get("location", "")


def test_a_wrong_passphrase_is_answered_from_another_address(locked: Browser) -> None:
    status, where = _raw_post(locked, "/unlock", f"_csrf={locked.form_token()}&passphrase=nearly+right")
    assert status == 303
    assert where.startswith(PATH)
    shown = locked.get(where)
    assert shown.status == 422
    assert "does not open the vault" in shown.text
    assert shown.headers["cache-control"] == "no-store"


def test_a_refusal_and_an_error_are_laid_aside_too(member: Browser) -> None:
    for path in ("/echo", "/nowhere", "/settings"):
        status, where = _raw_post(member, path, "said=my+name")
        assert (status, where[: len(PATH)]) == (303, PATH), path
        assert member.get(where).status in {200, 400, 403, 404, 422}


def test_what_leads_on_by_itself_is_let_through(member: Browser) -> None:
    status, where = _raw_post(member, "/lock", f"_csrf={member.form_token()}")
    assert status == 303
    assert where == "/locked"


def test_a_page_laid_aside_is_for_the_browser_that_was_let_in(locked: Browser, served: Served) -> None:
    _, where = _raw_post(locked, "/unlock", f"_csrf={locked.form_token()}&passphrase=no")
    assert Browser(served.port).get(where).status == 403


def test_an_address_that_was_never_given_is_no_page(member: Browser) -> None:
    assert member.get(PATH + "00" * 16).status == 404


async def _page(_scope: object, _receive: object, send: object) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"a page", "more_body": False})  # type: ignore[operator]


async def _post(shell: Afterwards) -> None:
    async def hear(_message: object) -> None:
        return None

    await shell({"type": "http", "method": "POST", "path": "/"}, None, hear)  # type: ignore[arg-type]


def test_only_so_many_pages_are_laid_aside() -> None:
    numbers = iter(range(1_000))
    shell = Afterwards(_page, random=lambda length: next(numbers).to_bytes(length, "big"))

    async def many() -> None:
        for _ in range(KEPT + 5):
            await _post(shell)

    # A thread of its own: the browser tests of the same process keep a loop running in this one.
    with ThreadPoolExecutor() as pool:
        pool.submit(asyncio.run, many()).result()
    assert len(shell._pages) == KEPT
