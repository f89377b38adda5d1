"""The end of a case: what is left to do, how long it is kept, and what is taken out on paper."""

from io import BytesIO

from pypdf import PdfReader
from tests.web.working import ESCAPED, HOSTILE, at, does, refuses

from kunak.app import cases
from kunak.app.papers.casefile import read_case_json
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.base.instants import HOUR
from kunak.casework import case as rules
from kunak.casework.case import OwnDecision, Stage
from kunak.casework.compartments import Kind
from kunak.testing.browsing import Browser
from kunak.testing.clock import Clock


def path(case: SubjectId) -> str:
    return f"/case/{case.hex()}/closing"


def test_a_case_is_closed_from_here_once_nothing_stands_in_the_way(
    desk: Browser, vault: OpenVault, case: SubjectId
) -> None:
    assert "This one is not there yet." in desk.get(path(case)).text
    decided = {"decision": OwnDecision.RETURN, "words": "I go back", "safety_plan": "a neighbour calls each evening"}
    cases.decide(vault.space, case, lambda _file: rules.record_decision(**decided))  # type: ignore[arg-type]
    cases.move(vault.space, case, to=Stage.RETURNED)
    assert "There is no closing review" in desk.get(path(case)).text
    refuses(desk, f"{path(case)}/close", {"reason": ""}, "There is no closing review")
    refuses(desk, f"{path(case)}/review", {"went_well": HOSTILE, "went_badly": ""}, "Say what went badly", kept=ESCAPED)
    shown = does(desk, f"{path(case)}/review", {"went_well": "she was heard", "went_badly": "too late"})
    assert f"{path(case)}/close" in shown
    assert "The case is closed." in does(desk, f"{path(case)}/close", {"reason": ""})


def test_keeping_has_an_end_and_a_hold_stops_the_clock(
    desk: Browser, vault: OpenVault, case: SubjectId, clock: Clock
) -> None:
    refuses(desk, f"{path(case)}/keep", {"until": "2099-01-01T00:00", "reason": "x"}, "within the next five years")
    refuses(desk, f"{path(case)}/keep", {"until": at(clock, 9000), "reason": ""}, "Say why the case is kept that long")
    assert "Kept until" in does(desk, f"{path(case)}/keep", {"until": at(clock, 9000), "reason": "a trial"})
    refuses(desk, f"{path(case)}/hold", {"reason": ""}, "must not be destroyed")
    assert "A hold is on this case" in does(desk, f"{path(case)}/hold", {"reason": "a court asks"})
    refuses(desk, f"{path(case)}/lift", {"reason": ""}, "may be destroyed again")
    does(desk, f"{path(case)}/lift", {"reason": "the court is done"})
    assert vault.space.case(case).retention.held == ""


def test_an_export_holds_the_chosen_parts_and_names_the_others(
    desk: Browser, vault: OpenVault, case: SubjectId
) -> None:
    cases.note(vault.space, case, kind=Kind.HEALTH, text="takes insulin")
    cases.note(vault.space, case, kind=Kind.CONTACT, text="call the aunt")
    refuses(desk, f"{path(case)}/export", {"format": "pdf"}, "Choose at least one part")
    answer = desk.send(f"{path(case)}/export", {"kinds": ["contact", "desk"], "format": "json"})
    assert answer.headers["content-disposition"] == 'attachment; filename="case.json"'
    file = read_case_json(answer.body)
    assert file.contains == ("desk", "contact")
    assert "health" in file.left_out
    assert "call the aunt" in answer.text
    assert "insulin" not in answer.text
    answer = desk.send(f"{path(case)}/export", {"kinds": ["contact"], "format": "pdf"})
    assert answer.headers["content-disposition"] == 'attachment; filename="case.pdf"'
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.body)).pages).replace("\u200b", "")
    assert "call the aunt" in words


def test_a_part_that_the_reader_is_not_let_into_is_neither_offered_nor_exported(
    desk: Browser, vault: OpenVault, case: SubjectId
) -> None:
    other = next(member for member in vault.space.group().roster.present if member.name == "Nurbek")
    kinds = frozenset({Kind.HEALTH})
    cases.let_in(vault.space, case, member=other.id, kinds=kinds, reason="doctor")
    cases.shut_out(vault.space, case, member=vault.space.me().id, kinds=kinds, reason="no need")
    assert 'value="health"' not in desk.get(f"{path(case)}/export").text
    refuses(desk, f"{path(case)}/export", {"kinds": "health", "format": "json"}, "You are not let into this part")


def test_keys_are_destroyed_from_here_once_its_time_has_come(
    desk: Browser, vault: OpenVault, case: SubjectId, clock: Clock
) -> None:
    code = vault.space.case(case).case.code
    assert "The time for which this case is kept has not ended." in desk.get(path(case)).text
    refuses(desk, f"{path(case)}/destroy", {"code": code}, "has not ended")
    does(desk, f"{path(case)}/keep", {"until": at(clock, 1), "reason": "a complaint"})
    clock.ahead += 2 * HOUR
    assert "Destroy the keys …" in desk.get(path(case)).text
    refuses(desk, f"{path(case)}/destroy", {"code": "another-name"}, "This is not the code name of this case")
    shown = does(desk, f"{path(case)}/destroy", {"code": f" {code.upper()} "})
    assert "to be destroyed on every laptop" in shown
    assert "Lock it and open it again" in desk.get("/").text
    assert "Lock it and open it again" in desk.get("/laptops").text
    refuses(desk, f"{path(case)}/review", {"went_well": "x", "went_badly": "y"}, "Its keys are being destr")
