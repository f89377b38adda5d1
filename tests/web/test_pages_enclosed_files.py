"""A picture goes out clean, seen and described, or not at all; and no page repeats what it said of itself."""

import io
import re
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect
from tests.store import made_files
from tests.web.working import ESCAPED, HOSTILE, does, found, refuses

from kunak.app import cases, members
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.casework import compartments, consent, details, publication
from kunak.casework.compartments import Kind, Role
from kunak.casework.consent import Scope
from kunak.casework.details import Known
from kunak.crypto.profiles import DEMO
from kunak.store.publishable import content_of
from kunak.testing.browsing import TOKEN, Answer, Browser, Served
from kunak.testing.clock import Clock
from kunak.testing.desk import PASSPHRASE
from kunak.web.application import SECTIONS

ALT = {"alt": "A road in fog.", "name": ""}


@pytest.fixture
def page(vault: OpenVault, case: SubjectId) -> str:
    """A case that knows a name, with a draft."""
    write = {"name": "given_name", "value": "Mariat", "known": Known.UNKNOWN}
    cases.decide(vault.space, case, lambda file: details.write(file.details, **write))  # type: ignore[arg-type]
    text = "A young woman is safe."
    cases.decide(
        vault.space, case, lambda file: publication.draft(file.publication, text=text, scope=Scope.PUBLISH_SAFE)
    )
    return f"/case/{case.hex()}/publication"


def plain(colour: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (colour, 90, 90)).save(out, "PNG")
    return out.getvalue()


def add(desk: Browser, page: str, content: bytes, called: str = "IMG_1.jpg", **fields: str) -> Answer:
    return desk.upload(f"{page}/file", name=called, content=content, fields={**ALT, **fields})


def file_of(shown: str) -> str:
    return found(r'href="(/case/[0-9a-f]+/publication/file/[0-9a-f]{64})"', shown)


def test_a_picture_is_added_clean_and_shown_with_what_was_taken_out(desk: Browser, page: str) -> None:
    assert add(desk, page, made_files.picture("JPEG"), "Mariat at home.jpg").status == 303
    shown = desk.get(page).text
    assert "picture-1.jpg" in shown
    assert "GPS point" in shown
    assert "things that it said of itself were taken out" in shown
    for told in ("12.34560", "Cameramaker", "SERIAL0", "Mariat at home"):
        assert told not in shown
    href = file_of(shown)
    picture = desk.get(f"{href}/picture")
    assert (picture.status, picture.headers["content-type"]) == (200, "image/jpeg")
    assert picture.headers["cache-control"] == "no-store"
    content = content_of(picture.body)
    assert content is not None
    assert content.tags == ()
    saved = desk.get(f"{href}/clean")
    assert saved.body == picture.body
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''picture-1.jpg"
    assert saved.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"MZ" + bytes(900), "no picture, PDF or office document"),
        (made_files.picture("JPEG")[:700], "The picture cannot be read"),
        (b"%PDF-1.4\n" + bytes(50), "The PDF cannot be read"),
    ],
)
def test_what_cannot_be_cleaned_is_refused_at_its_field_with_what_was_typed(
    desk: Browser, vault: OpenVault, page: str, content: bytes, sentence: str
) -> None:
    refused = add(desk, page, content, alt=HOSTILE)
    assert refused.status == 422
    assert sentence in refused.text
    assert ESCAPED in refused.text
    assert re.search(r'id="e-file"', refused.text)
    assert vault.attachments.names() == []


def test_a_form_without_a_file_is_refused_and_a_file_that_is_not_there_is_not_found(desk: Browser, page: str) -> None:
    refuses(desk, f"{page}/file", ALT, "Choose a file.")
    assert desk.get(f"{page}/file/{'0' * 64}").status == 403
    assert desk.get(f"{page}/file/{'0' * 64}/picture").status == 404
    assert desk.get(f"{page}/file/../x/clean").status == 404


def test_more_than_a_form_holds_is_refused_with_a_sentence(desk: Browser, vault: OpenVault, page: str) -> None:
    refused = add(desk, page, b"\xff\xd8\xff" + bytes(33 * 1024 * 1024))
    assert refused.status == 413
    assert "larger than 32 MB" in refused.text
    assert vault.attachments.names() == []


def test_twenty_megabytes_are_taken(desk: Browser, page: str) -> None:
    out = io.BytesIO()
    Image.effect_noise((2_700, 2_700), 200).convert("RGB").save(out, "PNG", compress_level=0)
    assert len(out.getvalue()) > 20_000_000
    assert add(desk, page, out.getvalue()).status == 303
    assert "picture-1.png" in desk.get(page).text


def test_name_and_description_are_marked_and_block(desk: Browser, page: str) -> None:
    add(desk, page, plain(), name="Mariat", alt=f"Mariat at a window. {HOSTILE}")
    shown = desk.get(page).text
    section = shown[shown.index("Pictures and documents") :]
    assert section.count('<mark class="span-found block">Mariat') == 2
    assert HOSTILE not in shown
    assert "Gives something away" in shown
    href = file_of(shown)
    refuses(desk, href, {"alt": " ", "name": ""}, "what the picture shows")
    shown = does(desk, href, {"alt": "A window.", "name": ""})
    assert "picture-1.png" in shown
    assert "Gives something away" not in shown
    refuses(desk, f"{page}/check", {"reviewed": ""}, "what you saw")
    assert "The verdict is recorded" in does(desk, f"{page}/check", {"reviewed": "No face, no sign."})
    shown = does(desk, f"{href}/out", {})
    assert "picture-1.png" not in shown
    assert "not passed the check" in shown


def test_text_and_files_are_approved_together_and_go_out_together(
    desk: Browser, vault: OpenVault, case: SubjectId, page: str
) -> None:
    second = members.invite(
        vault.space, vault.cosigners, name="Sevda", roles=(Role.PRESS,), language="en", profile=DEMO
    )
    give = {"scopes": frozenset({Scope.PUBLISH_SAFE}), "how": "spoken", "words": "yes", "until": None}
    now = vault.space.clock()
    cases.decide(vault.space, case, lambda file: consent.give(file.consent, **give, now=now))  # type: ignore[arg-type]
    add(desk, page, plain())
    shown = does(desk, f"{page}/check", {"reviewed": "A road."})
    assert "looks at every file above" in shown
    old = found('name="of" value="([0-9a-f]+)"', shown)
    add(desk, page, plain(9))
    shown = does(desk, f"{page}/check", {"reviewed": "Two roads."})
    approval = {"member": second.member.hex(), "passphrase": second.passphrase}
    refuses(desk, f"{page}/approve", {**approval, "of": old}, "has changed since")
    shown = does(desk, f"{page}/approve", {**approval, "of": found('name="of" value="([0-9a-f]+)"', shown)})
    assert "approved exactly this text and its files" in shown
    assert "picture-2.png: A road in fog." in desk.get(f"{page}/publish").text
    shown = does(desk, f"{page}/publish", {"where": "the channel"})
    out = shown[shown.index("What went out") :]
    assert "picture-1.png" in out
    assert "A road in fog." in out


def test_who_may_not_read_the_case_sees_marks_and_pictures_and_adds_none(
    desk: Browser, vault: OpenVault, case: SubjectId, page: str
) -> None:
    add(desk, page, plain(), alt="Mariat at a window.")
    does(desk, f"{page}/check", {})
    me = vault.space.me().id
    nurbek = next(one.id for one in vault.space.group().roster.members.values() if one.name == "Nurbek")
    cases.let_in(vault.space, case, member=nurbek, kinds=frozenset({Kind.IDENTITY}), reason="reads the case")
    shut = {"member": me, "kinds": frozenset({Kind.IDENTITY}), "reason": "writes only"}
    cases.decide(vault.space, case, lambda file: compartments.shut_out(file.access, **shut))  # type: ignore[arg-type]
    shown = desk.get(page).text
    assert '<mark class="span-found block">Mariat' in shown
    assert desk.get(f"{file_of(shown)}/picture").status == 200
    refused = add(desk, page, plain(9))
    assert refused.status == 422
    assert "compared with it first" in refused.text


def test_two_browsers_at_once_lose_no_file(desk: Browser, vault: OpenVault, case: SubjectId, page: str) -> None:
    """The harm: two members add a picture in one moment, and one of them is gone or stands twice."""
    statuses: list[int] = []

    def one(number: int) -> None:
        statuses.append(add(desk, page, plain(number)).status)

    threads = [Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 6
    known = vault.space.case(case).publication
    assert known.draft is not None
    assert not known.drafts.disputed
    assert sorted(file.sealed.name for file in known.draft.files) == [f"picture-{n}.png" for n in range(1, 7)]


def test_a_file_that_is_not_here_yet_breaks_no_page(
    desk: Browser, vault: OpenVault, case: SubjectId, page: str
) -> None:
    add(desk, page, plain())
    draft = vault.space.case(case).publication.draft
    assert draft is not None
    vault.shelf.discard(draft.files[0].sealed)
    shown = desk.get(page).text
    assert "not on this laptop yet" in shown
    assert "/picture" not in shown
    assert "Sync with a laptop" in desk.send(f"{page}/check", {"reviewed": "looked"}).text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "IMG_1.jpg").write_bytes(made_files.picture("JPEG"))
    return tmp_path


@pytest.mark.browser
def test_in_a_browser_a_picture_is_chosen_seen_and_saved_by_keyboard_on_a_phone(
    vault: OpenVault, clock: Clock, chromium: Chromium, page: str, folder: Path
) -> None:
    complaints: list[str] = []
    served = Served(lambda _passphrase: vault, sections=SECTIONS, clock=clock)
    try:
        with chromium.new_context(viewport={"width": 360, "height": 740}) as context:
            tab = context.new_page()
            tab.set_default_timeout(10_000)
            tab.on("console", lambda message: complaints.append(message.text))
            _adds(tab, served.port, page, folder)
    finally:
        served.stop()
    assert complaints == []
    assert served.reports == []


def _adds(tab: Page, port: int, page: str, folder: Path) -> None:
    tab.goto(f"http://127.0.0.1:{port}/enter?token={TOKEN}")
    expect(tab.locator("input[type=password]")).to_be_focused()
    tab.keyboard.type(PASSPHRASE)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Today")).to_be_visible()
    tab.goto(f"http://127.0.0.1:{port}{page}")
    tab.get_by_role("link", name="Add a file").focus()
    tab.keyboard.press("Enter")
    tab.get_by_label("The file", exact=True).set_input_files(folder / "IMG_1.jpg")
    tab.get_by_label("What it shows").focus()
    tab.keyboard.type("A road in fog.")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    image = tab.get_by_role("img", name="A road in fog.")
    image.scroll_into_view_if_needed()
    expect(image).to_be_visible()
    tab.wait_for_function("() => document.querySelector('.enclosed img').naturalWidth > 0")
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    with tab.expect_download() as saved:
        tab.get_by_role("link", name="Save the clean file").click()
    assert saved.value.suggested_filename == "picture-1.jpg"
