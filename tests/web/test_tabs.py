"""The parts of a case on a phone: the one that is shown is in sight."""

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from kunak.base.ids import SubjectId
from kunak.casework.compartments import Kind
from kunak.testing.browsing import Browser
from kunak.web.pages.case_frame import tab_path


@pytest.mark.browser
@pytest.mark.parametrize("kind", [Kind.DESK, Kind.CUSTODY, Kind.PUBLICATION])
def test_on_a_phone_the_part_that_is_shown_is_in_sight(
    desk: Browser, case: SubjectId, chromium: Chromium, kind: Kind
) -> None:
    host = f"http://127.0.0.1:{desk.port}"
    cookies = [{"name": name, "value": value, "url": host} for name, value in desk.cookies.items()]
    with chromium.new_context(viewport={"width": 360, "height": 740}) as context:
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(host + tab_path(case.hex(), kind))
        expect(page.locator(".tabs > [aria-current=page]")).to_be_in_viewport(ratio=1)
