"""The desk of a case, its facts and notes, its timeline, and who is let into what."""

import re

from kunak.app import cases, members
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.casework.case import OwnDecision, Stage
from kunak.casework.compartments import Kind
from kunak.casework.details import Known
from kunak.testing.browsing import Browser


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def nurbek(vault: OpenVault) -> bytes:
    return next(member.id for member in members.listed(vault.space) if member.name == "Nurbek")


def test_the_list_shows_stage_level_and_manager(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    shown = desk.get("/cases").text
    assert vault.space.case(case).case.code in shown
    assert "Assessment · Aluna" in shown
    assert "Danger not judged yet" in shown
    assert case.hex() not in desk.get("/cases?stage=closed").text
    assert desk.get("/cases?stage=nowhere").status == 400


def test_a_case_says_what_stands_in_its_way_and_where_to_mend_it(desk: Browser, case: SubjectId) -> None:
    shown = desk.get(f"/case/{case.hex()}").text
    assert "Nobody has decided how great the danger is: finish the assessment first." in shown
    assert f'href="/case/{case.hex()}/threat">' in shown
    refused = desk.send(f"/case/{case.hex()}/do/move", {"to": "planning", "reason": "in a hurry"})
    assert refused.status == 422
    assert "in a hurry" in refused.text
    assert desk.send(f"/case/{case.hex()}/do/move", {"to": ""}).status == 422


def test_to_go_back_is_theirs_to_decide(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    path = f"/case/{case.hex()}/do/decision"
    unplanned = desk.send(path, {"decision": "return", "words": "I miss my <b>mother</b>", "safety_plan": ""})
    assert unplanned.status == 422
    assert "agree on a safety plan" in unplanned.text
    assert "I miss my &lt;b&gt;mother&lt;/b&gt;" in unplanned.text
    done = {"decision": "return", "words": "I miss my mother", "safety_plan": "She calls on Fridays."}
    assert desk.send(path, done).status == 303
    assert vault.space.case(case).case.decisions[0].decision is OwnDecision.RETURN
    assert desk.send(f"/case/{case.hex()}/do/move", {"to": "returned"}).status == 303
    assert vault.space.case(case).case.stage is Stage.RETURNED
    shown = desk.get(f"/case/{case.hex()}").text
    assert "Went back" in shown
    assert "There is no closing review" in shown


def test_a_task_is_added_shown_and_ticked_off(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    path = f"/case/{case.hex()}"
    refused = desk.send(f"{path}/do/task", {"text": "Call the aunt", "due": "soon", "member": ""})
    assert refused.status == 422
    assert "Call the aunt" in refused.text
    stranger = desk.send(f"{path}/do/task", {"text": "Call", "due": "", "member": "00" * 16})
    assert "Choose a member of the group." in stranger.text
    given = {"text": "Call the aunt", "due": "2999-01-01T10:00", "member": nurbek(vault).hex()}
    assert desk.send(f"{path}/do/task", given).status == 303
    (task,) = vault.space.case(case).case.open_tasks
    assert task.member == nurbek(vault)
    assert desk.send(f"{path}/done", {"task": task.id.hex()}).status == 303
    assert vault.space.case(case).case.open_tasks == ()
    assert desk.send(f"{path}/done", {"task": task.id.hex()}).status == 403


def test_a_manager_is_a_member(desk: Browser, case: SubjectId) -> None:
    path = f"/case/{case.hex()}/do/manager"
    assert desk.get(path).status == 200
    refused = desk.send(path, {"member": ""})
    assert refused.status == 422
    assert "Choose a member of the group." in refused.text
    assert desk.get(f"/case/{case.hex()}/do/nothing").status == 404


def test_another_manager_takes_over(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    assert desk.send(f"/case/{case.hex()}/do/manager", {"member": nurbek(vault).hex()}).status == 303
    assert "Case manager: Nurbek" in desk.get(f"/case/{case.hex()}").text


def test_only_the_fields_that_were_changed_are_written(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    page = desk.get(f"/case/{case.hex()}/edit/contact").text
    form = {
        "phones": "+7 900 000-00-01",
        "was-phones": hidden(page, "was-phones"),
        "seen-phones": hidden(page, "seen-phones"),
        "wasknown-phones": "unknown",
        "known-phones": "unknown",
        "safe_to_call": "no",
        "known-safe_to_call": "yes",
        "seen-safe_to_call": "",
    }
    before = len(vault.space.entries(case))
    assert desk.send(f"/case/{case.hex()}/edit/contact", form).status == 303
    written = vault.space.entries(case)[before:]
    assert [getattr(entry.fact.event, "field", "") for entry in written] == ["safe_to_call"]
    shown = desk.get(f"/case/{case.hex()}/contact").text
    assert "The pursuers know" in shown
    assert "Nobody has asked yet" in shown


def test_a_stale_form_makes_two_accounts_and_no_overwriting(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    path = f"/case/{case.hex()}/edit/identity"
    stale = {"home": "Quellin", "was-home": "", "seen-home": "", "known-home": "no"}
    assert desk.send(path, {**stale, "home": "Emmer"}).status == 303
    assert desk.send(path, stale).status == 303
    assert vault.space.case(case).details.field("home").disputed
    shown = desk.get(f"/case/{case.hex()}/identity").text
    assert "Members disagree" in shown
    assert "Emmer" in shown
    assert "Quellin" in shown
    page = desk.get(path).text
    untouched = {"home": "", "was-home": hidden(page, "was-home"), "seen-home": hidden(page, "seen-home")}
    assert desk.send(path, untouched).status == 303
    assert vault.space.case(case).details.field("home").disputed
    assert desk.send(path, {**untouched, "home": "Quellin"}).status == 303
    assert vault.space.case(case).details.value("home") == "Quellin"
    assert not vault.space.case(case).details.field("home").disputed


def test_a_value_that_is_too_long_is_refused_at_its_field_and_nothing_of_the_form_is_kept(
    desk: Browser, vault: OpenVault, case: SubjectId
) -> None:
    form = {"given_name": "Tamsin", "documents": "9" * 5_000}
    refused = desk.send(f"/case/{case.hex()}/edit/identity", form)
    assert refused.status == 422
    assert 'href="#f-documents"' in refused.text
    assert "9" * 5_000 in refused.text
    assert vault.space.case(case).details.value("given_name") == ""


def test_hostile_words_stay_words(desk: Browser, case: SubjectId) -> None:
    hostile = '"><script>alert(1)</script>{{ 7 * 7 }}'
    desk.send(f"/case/{case.hex()}/edit/identity", {"given_name": hostile})
    desk.send(f"/case/{case.hex()}/note/identity", {"text": hostile})
    for path in ("identity", "edit/identity", "timeline", "", "access"):
        shown = desk.get(f"/case/{case.hex()}/{path}".rstrip("/")).text
        assert "<script>alert" not in shown
        assert ">49<" not in shown


def test_a_note_stands_in_the_part_where_it_was_written(desk: Browser, case: SubjectId) -> None:
    path = f"/case/{case.hex()}"
    assert "The note is empty" in desk.send(f"{path}/note/health", {"text": " "}).text
    assert desk.send(f"{path}/note/health", {"text": "Needs her inhaler."}).status == 303
    assert desk.send(f"{path}/note/custody", {"text": "A second SIM card."}).status == 303
    assert "Needs her inhaler." in desk.get(f"{path}/health").text
    assert "Needs her inhaler." not in desk.get(f"{path}/identity").text
    assert "A second SIM card." in desk.get(f"{path}/known/custody").text
    assert desk.send(f"{path}/note/nowhere", {"text": "x"}).status == 400


def test_the_timeline_tells_everything_in_pages(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    for number in range(60):
        cases.note(vault.space, case, kind=Kind.DESK, text=f"entry {number}.")
    first = desk.get(f"/case/{case.hex()}/timeline").text
    assert "Note: entry 59." in first
    assert "Note: entry 1." not in first
    assert "Note: entry 1." in desk.get(f"/case/{case.hex()}/timeline/2").text


def test_people_are_let_in_part_by_part(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    path = f"/case/{case.hex()}/access/{nurbek(vault).hex()}"
    shown = desk.get(f"{path}/in").text
    assert re.search('value="legal"[^>]*checked', shown)
    assert not re.search('value="identity"[^>]*checked', shown)
    bare = desk.send(f"{path}/in", {"kinds": ["desk", "identity"], "reason": ""})
    assert bare.status == 422
    assert "say why this member needs them" in bare.text
    assert desk.send(f"{path}/in", {"reason": "all"}).status == 422
    assert desk.send(f"{path}/in", {"kinds": ["desk", "identity"], "reason": "files the appeal"}).status == 303
    assert vault.space.case(case).access.kinds_of[nurbek(vault)] == {Kind.DESK, Kind.IDENTITY}
    assert "Can see this: Aluna, Nurbek" in desk.get(f"/case/{case.hex()}/identity").text
    assert desk.send(f"{path}/out", {"kinds": ["identity"], "reason": ""}).status == 303
    assert vault.space.case(case).access.kinds_of[nurbek(vault)] == {Kind.DESK}


def test_nobody_takes_the_last_key_to_a_part(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    me = vault.space.me().id.hex()
    refused = desk.send(f"/case/{case.hex()}/access/{me}/out", {"kinds": ["health"], "reason": ""})
    assert refused.status == 422
    assert "Nobody else can read this part" in refused.text


def test_whoever_is_shut_out_of_a_part_gets_no_page_of_it(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    cases.note(vault.space, case, kind=Kind.HEALTH, text="Needs her inhaler.")
    health = frozenset({Kind.HEALTH})
    cases.let_in(vault.space, case, member=nurbek(vault), kinds=health, reason="medic")
    cases.shut_out(vault.space, case, member=vault.space.me().id, kinds=health, reason="not needed")
    path = f"/case/{case.hex()}"
    assert desk.get(f"{path}/health").status == 403
    assert desk.get(f"{path}/edit/health").status == 403
    assert desk.send(f"{path}/note/health", {"text": "x"}).status == 403
    assert "inhaler" not in desk.get(f"{path}/timeline").text
    assert "(closed to you)" in desk.get(path).text
    assert "inhaler" not in desk.send("/search", {"query": "inhaler", "kind": ""}).text.split("<h2>Found")[1]


def test_nobody_is_said_to_know_what_is_not_chosen(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    desk.send(f"/case/{case.hex()}/edit/identity", {"given_name": "Tamsin", "known-given_name": "nonsense"})
    field = vault.space.case(case).details.field("given_name")
    assert field.latest is not None
    assert field.latest.value.known is Known.UNKNOWN
