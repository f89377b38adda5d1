"""The desk in a real browser: entered, unlocked, used by keyboard, locked."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kunak.testing.browsing import TOKEN, Served
from kunak.testing.desk import PASSPHRASE

pytestmark = pytest.mark.browser

HEAR = "new BroadcastChannel('desk').addEventListener('message', () => { window.heard = true; })"


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context(viewport={"width": 360, "height": 740}) as one:
        yield one


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def at(served: Served, path: str) -> str:
    return f"http://127.0.0.1:{served.port}{path}"


def unlock(page: Page, served: Served) -> None:
    page.goto(at(served, f"/enter?token={TOKEN}"))
    expect(page.locator("input[type=password]")).to_be_focused()  # by itself; typing sooner loses letters
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def test_a_member_unlocks_with_the_keyboard_alone_and_locks_with_one_key(served: Served, page: Page) -> None:
    unlock(page, served)
    page.goto(at(served, "/settings"))
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    page.keyboard.press("Control+.")
    page.wait_for_url(at(served, "/locked"))
    assert served.left.wait(5)


def test_without_scripts_the_desk_is_unlocked_used_and_locked(served: Served, chromium: Browser) -> None:
    with chromium.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        unlock(page, served)
        page.goto(at(served, "/settings"))
        page.get_by_role("button", name="Русский").click()
        expect(page.get_by_role("heading", name="Настройки")).to_be_visible()
        page.wait_for_load_state()  # before its style sheet has come, both lock buttons show
        page.get_by_role("button", name="Запереть").first.click()
        assert served.left.wait(5)


def test_the_browser_finds_nothing_to_forbid_and_asks_no_other_host(served: Served, page: Page) -> None:
    complaints: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    unlock(page, served)
    page.goto(at(served, "/settings"))
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert complaints == []
    assert hosts == {f"127.0.0.1:{served.port}"}


def test_nothing_of_a_page_stays_in_the_browsers_stores(served: Served, page: Page, context: BrowserContext) -> None:
    unlock(page, served)
    page.goto(at(served, "/settings"))
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert page.evaluate("document.cookie") == ""
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Strict" for cookie in context.cookies())


def test_every_part_of_a_phone_page_can_be_reached_and_nothing_is_wider_than_the_phone(
    served: Served, page: Page
) -> None:
    unlock(page, served)
    page.goto(at(served, "/settings"))
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    small = page.evaluate(
        """[...document.querySelectorAll("button, a.place, input:not([type=hidden])")]
        .filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""
    )
    assert small == []


def test_a_lock_in_one_tab_leaves_no_case_on_the_screen_of_another(served: Served, page: Page) -> None:
    unlock(page, served)
    other = page.context.new_page()
    other.goto(at(served, "/settings"))
    page.goto(at(served, "/settings"))
    page.get_by_role("button", name="Lock").locator("visible=true").first.click()
    page.wait_for_url(at(served, "/locked"))
    expect(other.locator("body")).to_have_css("visibility", "hidden")


def test_a_forgotten_tab_does_not_lock_the_desk_over_what_is_typed_in_another(served: Served, page: Page) -> None:
    unlock(page, served)
    page.clock.install()
    page.goto(at(served, "/settings"))
    working = page.context.new_page()
    working.goto(at(served, "/settings"))
    page.clock.fast_forward(6 * 60_000)
    page.evaluate(HEAR)
    working.keyboard.press("Tab")
    page.wait_for_function("window.heard")
    page.clock.fast_forward(6 * 60_000)
    assert not served.left.is_set()
    expect(page.locator("html")).not_to_have_class("is-locking")


def test_typing_keeps_the_desk_open_and_silence_locks_it(served: Served, page: Page) -> None:
    unlock(page, served)
    page.clock.install()
    page.goto(at(served, "/settings"))
    page.clock.fast_forward(31_000)
    with page.expect_response("**/stir") as stirred:
        page.keyboard.press("a")
    assert stirred.value.status == 204
    page.clock.fast_forward(10 * 60_000)
    page.wait_for_url(at(served, "/locked"))
    assert served.left.wait(5)


def test_a_lock_page_speaks_the_language_of_the_browser(served: Served, chromium: Browser) -> None:
    with chromium.new_context(locale="ru-RU") as russian:
        page = russian.new_page()
        page.goto(at(served, f"/enter?token={TOKEN}"))
        expect(page.get_by_role("heading", name="Заперто")).to_be_visible()
        assert page.title() == "Notes"


def test_a_page_on_another_port_can_neither_frame_nor_read_nor_drive_the_desk(served: Served, page: Page) -> None:
    unlock(page, served)
    other = page.context.new_page()
    other.route("http://127.0.0.1:9/", lambda route: route.fulfill(body="<h1>bait</h1>", content_type="text/html"))
    other.goto("http://127.0.0.1:9/")
    read = other.evaluate(
        "url => fetch(url, {credentials: 'include', mode: 'no-cors'}).then(a => a.type + a.status, e => 'refused')",
        at(served, "/settings"),
    )
    assert read in {"refused", "opaque0"}
    other.evaluate(
        "url => fetch(url, {method: 'POST', credentials: 'include', mode: 'no-cors'}).catch(() => 0)",
        at(served, "/lock"),
    )
    assert not served.left.is_set()
    other.set_content(f'<iframe src="{at(served, "/settings")}"></iframe>')
    other.wait_for_timeout(300)
    assert all("Settings" not in frame.content() for frame in other.frames[1:])


LONG = "W" * 10_000
"""What a stranger may send as a name or a title."""


@pytest.mark.parametrize("tag", ["h1", "p", "dd", "li"])
def test_a_long_word_from_a_stranger_does_not_push_the_page_off_a_phone(served: Served, page: Page, tag: str) -> None:
    unlock(page, served)
    page.goto(at(served, "/settings"))
    page.evaluate(
        """([tag, long]) => {
            const row = document.createElement("div"), one = document.createElement(tag);
            row.style.display = "flex";
            one.append(Object.assign(document.createElement("span"), { textContent: long }));
            row.append(one);
            document.querySelector("main").append(row);
        }""",
        [tag, LONG],
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 360
