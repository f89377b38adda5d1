"""To publish or not: each rule in the way is said before the button, and what a text gives away is marked."""

import json
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from tests.web.working import ESCAPED, HOSTILE, at, does, found, refuses

from kunak.app import cases, members
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.casework import compartments, details
from kunak.casework.compartments import Kind, Role
from kunak.casework.details import Known
from kunak.crypto.profiles import DEMO
from kunak.disclosure.check import Finding
from kunak.testing.browsing import TOKEN, Browser, Served
from kunak.testing.clock import Clock
from kunak.testing.desk import PASSPHRASE
from kunak.web.application import SECTIONS
from kunak.web.pages.found_words import pieces

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from(["name", "place"])), max_size=8)


@pytest.fixture
def publication(vault: OpenVault, case: SubjectId) -> str:
    write = {"name": "given_name", "value": "Mariat", "known": Known.UNKNOWN}
    cases.decide(vault.space, case, lambda file: details.write(file.details, **write))  # type: ignore[arg-type]
    return f"/case/{case.hex()}/publication"


def allow(desk: Browser, publication: str) -> str:
    given = {"scopes": "publish_safe", "how": "spoken", "words": "say that I live", "until": ""}
    return does(desk, f"{publication}/consent", given)


def write(desk: Browser, publication: str, text: str) -> str:
    return does(desk, f"{publication}/draft", {"scope": "publish_safe", "text": text})


def test_every_rule_in_the_way_is_said_before_anything_is_pressed(desk: Browser, publication: str) -> None:
    shown = desk.get(publication).text
    for rule in (
        "There is no draft yet.",
        "has not consented",
        "not passed the check",
        "No second member has approved",
    ):
        assert rule in shown
    assert f"{publication}/publish" not in shown
    refuses(desk, f"{publication}/publish", {"where": "site"}, "There is no draft yet")


def test_consent_is_given_in_scopes_and_taken_back(desk: Browser, publication: str, clock: Clock) -> None:
    refuses(
        desk, f"{publication}/consent", {"how": "", "words": HOSTILE}, "Choose what the person allows", kept=ESCAPED
    )
    refuses(desk, f"{publication}/consent", {"scopes": "statistics", "how": ""}, "Say how the person told you")
    past = {"scopes": "statistics", "how": "spoken", "words": "yes", "until": at(clock, -1)}
    refuses(desk, f"{publication}/consent", past, "would have ended already")
    shown = allow(desk, publication)
    assert "The person has consented to this." in shown
    assert "say that I live" in shown
    refuses(desk, f"{publication}/withdraw", {"how": "spoken", "words": ""}, "own words")
    taken = does(desk, f"{publication}/withdraw", {"how": "by message", "words": "say nothing"})
    assert "Everything was taken back" in taken


def test_what_a_draft_gives_away_is_marked_and_cannot_be_approved(desk: Browser, publication: str) -> None:
    refuses(desk, f"{publication}/draft", {"scope": "publish_safe", "text": " "}, "The draft is empty.")
    shown = write(desk, publication, f"A woman called Mariat is safe. {HOSTILE}")
    assert '<mark class="span-found block">Mariat<span class="kind"> [a name]</span></mark>' in shown
    assert HOSTILE not in shown
    assert "What was not checked" in shown
    does(desk, f"{publication}/check", {})
    assert f"{publication}/approve" not in desk.get(publication).text


def test_a_text_goes_out_when_no_rule_stands_in_the_way(desk: Browser, vault: OpenVault, publication: str) -> None:
    second = members.invite(
        vault.space, vault.cosigners, name="Sevda", roles=(Role.PRESS,), language="en", profile=DEMO
    )
    allow(desk, publication)
    write(desk, publication, "A young woman is safe.")
    shown = does(desk, f"{publication}/check", {})
    approval = {"of": found('name="of" value="([0-9a-f]+)"', shown), "member": second.member.hex()}
    refuses(desk, f"{publication}/approve", {**approval, "member": ""}, "Choose one.")
    refuses(desk, f"{publication}/approve", {**approval, "passphrase": "wrong"}, "passphrase")
    shown = does(desk, f"{publication}/approve", {**approval, "passphrase": second.passphrase})
    assert f"{publication}/publish" in shown
    refuses(desk, f"{publication}/publish", {"where": ""}, "Say where the text goes out.")
    shown = does(desk, f"{publication}/publish", {"where": "the channel"})
    assert shown.index("What went out") < shown.index("the channel")


def test_an_embargo_holds_and_an_edit_voids_check_and_approval(desk: Browser, publication: str, clock: Clock) -> None:
    allow(desk, publication)
    write(desk, publication, "A young woman is safe.")
    does(desk, f"{publication}/check", {})
    refuses(desk, f"{publication}/embargo", {"until": at(clock, 9), "reason": ""}, "Say why the text has to wait")
    assert "The embargo has not ended." in does(
        desk, f"{publication}/embargo", {"until": at(clock, 9), "reason": "trial"}
    )
    refuses(desk, f"{publication}/publish", {"where": "site"}, "The embargo has not ended")
    assert "not passed the check" in write(desk, publication, "A woman is safe.")


def test_silence_is_a_decision_with_a_reason(desk: Browser, publication: str) -> None:
    refuses(desk, f"{publication}/silence", {"reason": ""}, "Say why the group keeps silent")
    assert "her brother reads us" in does(desk, f"{publication}/silence", {"reason": "her brother reads us"})


@given(SPANS)
def test_a_text_is_whole_after_it_was_cut_at_its_findings(spans: list[tuple[int, int, str]]) -> None:
    text = "абвгдежзийклмнопрстуфхцчшщъыьэюя0123456789"
    findings = tuple(
        Finding(start, start + length, text[start : start + length], kind, "P1", "exact", "block")
        for start, length, kind in spans
    )
    cut = pieces(text, findings)
    assert "".join(piece.text for piece in cut) == text
    marked = {offset for start, length, _ in spans for offset in range(start, start + length)}
    offset = 0
    for piece in cut:
        assert bool(piece.what) == (offset in marked)
        offset += len(piece.text)


def test_a_draft_is_looked_at_mended_and_only_then_saved(desk: Browser, publication: str) -> None:
    typed = {"scope": "publish_safe", "text": "Mariat is safe."}
    looked = desk.send(f"{publication}/draft", {**typed, "look": "yes"})
    assert "The case holds this name" in looked.text
    assert "Write instead: “This person”" in looked.text
    assert "Mariat is safe." in looked.text
    span = found('name="put" value="([^"]+)"', looked.text)
    mended = desk.send(f"{publication}/draft", {**typed, "put": span})
    assert "This person is safe.</textarea>" in mended.text
    assert "There is no draft yet" in desk.get(publication).text
    refuses(desk, f"{publication}/draft", {**typed, "text": "Another text.", "put": span}, "has changed since")
    refuses(desk, f"{publication}/draft", {**typed, "text": "long " * 30_000}, "longer than")


def test_what_is_typed_is_judged_quickly_and_nothing_of_it_is_kept(
    desk: Browser, vault: OpenVault, case: SubjectId, publication: str
) -> None:
    before = len(vault.space.entries(case))
    token = found('name="_csrf" value="([0-9a-f]+)"', desk.get(f"{publication}/draft").text)
    text = f"Mariat is safe. 👩‍👩‍👧 {HOSTILE} " + "A young woman is safe. " * 150
    took = []
    for turn in range(5):
        begun = perf_counter()
        answer = desk.post(f"{publication}/draft/look", {"text": f"{text}{turn}", "_csrf": token})
        took.append(perf_counter() - begun)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")
    html = json.loads(answer.text)["html"]
    assert '<mark class="span-found block">Mariat' in html
    assert HOSTILE not in html
    assert min(took) < 0.3
    assert "P1" not in html
    assert len(vault.space.entries(case)) == before
    assert desk.post(f"{publication}/draft/look", {"text": "x"}).status != 200


def test_who_may_not_read_the_case_sees_marks_of_somebody_else_and_no_verdict_of_their_own(
    desk: Browser, vault: OpenVault, case: SubjectId, publication: str
) -> None:
    write(desk, publication, "Mariat is safe.")
    does(desk, f"{publication}/check", {})
    me = vault.space.me().id
    nurbek = next(one.id for one in vault.space.group().roster.members.values() if one.name == "Nurbek")
    cases.let_in(vault.space, case, member=nurbek, kinds=frozenset({Kind.IDENTITY}), reason="reads the case")
    cases.decide(
        vault.space,
        case,
        lambda file: compartments.shut_out(
            file.access, member=me, kinds=frozenset({Kind.IDENTITY}), reason="writes only"
        ),
    )
    shown = desk.get(publication).text
    assert '<mark class="span-found block">Mariat' in shown
    assert "not let into all of this case" in shown
    assert "nothing is marked here" in desk.get(f"{publication}/draft").text
    write(desk, publication, "Mariat is well.")
    shown = desk.get(publication).text
    assert '<mark class="span-found' not in shown
    assert "has to be checked by somebody" in desk.send(f"{publication}/check", {}).text
    token = found('name="_csrf" value="([0-9a-f]+)"', shown)
    refused = desk.post(f"{publication}/draft/look", {"text": "Mariat", "_csrf": token})
    assert refused.status != 200
    assert "Mariat" not in refused.text


@pytest.mark.browser
def test_marks_come_while_one_types_and_one_click_puts_a_wording_in(
    vault: OpenVault, clock: Clock, chromium: Chromium, publication: str
) -> None:
    """In a real browser: no inline script or style is needed, and nothing is written before it is saved."""
    complaints: list[str] = []
    served = Served(lambda _passphrase: vault, sections=SECTIONS, clock=clock)
    try:
        _types(served, chromium, publication, complaints)
    finally:
        served.stop()
    assert complaints == []
    assert served.reports == []


def _types(served: Served, chromium: Chromium, publication: str, complaints: list[str]) -> None:
    with chromium.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"http://127.0.0.1:{served.port}/enter?token={TOKEN}")
        expect(page.locator("input[type=password]")).to_be_focused()
        page.keyboard.type(PASSPHRASE)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Today")).to_be_visible()
        page.goto(f"http://127.0.0.1:{served.port}{publication}/draft")
        field = page.get_by_label("Text", exact=True)
        field.press_sequentially("👩‍👩‍👧 We say: Mariat is safe.")
        expect(page.locator(".mirror mark")).to_have_text("Mariat")
        page.get_by_role("button", name="Write instead: “this person”").click()
        expect(field).to_have_value("👩‍👩‍👧 We say: this person is safe.")
        expect(page.locator(".mirror mark")).to_have_count(0)
        expect(page.get_by_role("status").filter(has_text="No finding.")).to_be_visible()


def test_what_others_wrote_counts_for_the_next_draft(desk: Browser, publication: str) -> None:
    """The harm: a paper told the sex and the work, our text the month, and each alone left a crowd."""
    refuses(desk, f"{publication}/noticed", {"text": "Mariat is a nurse.", "where": ""}, "Say where the text stands")
    shown = does(desk, f"{publication}/noticed", {"text": f"Mariat is a nurse. {HOSTILE}", "where": "a paper"})
    assert '<mark class="span-found block">Mariat' in shown[shown.index("What others wrote") :]
    assert HOSTILE not in shown
    looked = desk.send(f"{publication}/draft", {"scope": "publish_safe", "text": "Somebody is safe.", "look": "yes"})
    assert "What earlier texts gave away already" in looked.text
    assert "Told by now: the work" in looked.text
