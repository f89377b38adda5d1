"""Members, search and the trail."""

import re

import pytest
from tests.web.working import does, refuses

from kunak.app import cases, members
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Kind
from kunak.testing.browsing import Browser


def test_a_member_is_taken_in_and_their_passphrase_is_shown_once(desk: Browser) -> None:
    refused = desk.send("/members/invite", {"name": "Oda", "language": "en"})
    assert refused.status == 422
    assert "choose at least one role" in refused.text
    assert 'value="Oda"' in refused.text
    taken = desk.send("/members/invite", {"name": "nurbek", "roles": "escort", "language": "en"})
    assert "A member of this name is here already" in taken.text
    welcome = desk.send("/members/invite", {"name": "Oda", "roles": ["escort", "host"], "language": "ru"})
    assert welcome.status == 200
    found = re.search('class="shown-once">([^<]+)<', welcome.text)
    assert found is not None
    assert len(found[1].split()) == members.WORDS
    shown = desk.get("/members").text
    assert "Escort, shelter host" in shown or "Shelter host, escort" in shown
    assert found[1] not in shown


def test_a_member_leaves_with_a_reason(desk: Browser, vault: OpenVault) -> None:
    other = next(member for member in members.listed(vault.space) if member.name == "Nurbek")
    path = f"/members/{other.id.hex()}/remove"
    assert "Nurbek" in desk.get(path).text
    assert "Say why this member leaves." in desk.send(path, {"reason": ""}).text
    assert desk.send(path, {"reason": "moved away"}).status == 303
    assert "Left the group" in desk.get("/members").text
    last = desk.send(f"/members/{vault.space.me().id.hex()}/remove", {"reason": "tired"})
    assert "The last member cannot leave" in last.text


def test_words_are_found_in_any_form_and_marked(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    cases.note(vault.space, case, kind=Kind.IDENTITY, text="Её паспорт <b>у дяди</b> в сейфе.")
    shown = desk.send("/search", {"query": "паспорта", "kind": ""}).text
    assert "<mark>паспорт</mark>" in shown
    assert "&lt;b&gt;у дяди&lt;/b&gt;" in shown
    assert f'href="/case/{case.hex()}/identity"' in shown
    elsewhere = desk.send("/search", {"query": "паспорта", "kind": "money"}).text
    assert "Nothing was found." in elsewhere
    code = vault.space.case(case).case.code
    assert f'href="/case/{case.hex()}/known/desk"' in desk.send("/search", {"query": code, "kind": ""}).text


def test_an_empty_question_is_no_question(desk: Browser) -> None:
    assert desk.get("/search").status == 200
    assert "Nothing was found." not in desk.send("/search", {"query": "  ", "kind": ""}).text


def test_the_trail_shows_who_did_what_and_never_what_was_said(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    cases.note(vault.space, case, kind=Kind.IDENTITY, text="Her passport is in the safe.")
    shown = desk.get("/audit").text
    assert "details.noted" in shown
    assert "Aluna" in shown
    assert "passport" not in shown
    narrowed = desk.get(f"/audit?subject={case.hex()}&area=access").text
    assert "access.let_in" in narrowed
    assert "details.noted" not in narrowed
    assert "request.received" not in narrowed
    assert desk.get("/audit?area=nonsense").status == 400
    assert desk.get("/audit?subject=zz").status == 400


def test_a_member_gets_more_roles(desk: Browser, vault: OpenVault) -> None:
    (nurbek,) = [each for each in members.listed(vault.space) if each.name == "Nurbek"]
    path = f"/members/{nurbek.id.hex()}/roles"
    assert f'href="{path}"' in desk.get("/members").text
    asked = desk.get(path).text
    assert 'value="researcher"' in asked
    assert 'value="lawyer"' not in asked
    refuses(desk, path, {}, "Choose at least one role")
    refuses(desk, path, {"roles": "king"}, "Choose at least one role")
    assert "Lawyer, researcher" in does(desk, path, {"roles": "researcher"})
    assert desk.send(f"/members/{'0' * 32}/roles", {"roles": "host"}).status in {400, 403, 404, 422}
    assert desk.get("/members/nonsense/roles").status == 400


def test_the_trail_goes_back_to_the_founding(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    for number in range(60):
        cases.note(vault.space, case, kind=Kind.DESK, text=f"entry {number}")
    first = desk.get("/audit").text
    assert "group.founded" not in first
    older = re.search('href="([^"]*before=[^"]*)"', first)
    assert older is not None
    assert "group.founded" in desk.get(older[1].replace("&amp;", "&")).text


@pytest.mark.usefixtures("case")
def test_everything_can_be_checked_and_is_as_it_was_written(desk: Browser) -> None:
    checked = desk.send("/audit/verify", {})
    assert checked.status == 200
    assert "Everything is as it was written" in checked.text


def test_the_whole_desk_is_there_in_russian(desk: Browser, case: SubjectId, call: SubjectId) -> None:
    desk.cookies["language"] = "ru"
    paths = ["/", "/requests", "/requests/call", "/requests/file", "/cases", "/search", "/members", "/members/invite"]
    paths += [f"/request/{call.hex()}", f"/case/{case.hex()}", f"/case/{case.hex()}/access", "/audit"]
    paths += [f"/case/{case.hex()}/{part}" for part in ("identity", "contact", "health", "timeline", "do/move")]
    for path in paths:
        answer = desk.get(path)
        assert answer.status == 200, path
        assert '<html lang="ru"' in answer.text
