"""Legal steps: the usual ones offered, each with a deadline, somebody who answers for it, and an end in words."""

from tests.web.working import ESCAPED, HOSTILE, does, found, refuses

from kunak.base.ids import SubjectId
from kunak.casework.legal import USUAL_STEPS
from kunak.testing.browsing import Browser

STEP = {"due": "2030-01-01T10:00", "responsible": "Aluna", "note": ""}


def path(case: SubjectId) -> str:
    return f"/case/{case.hex()}/legal"


def test_usual_steps_are_offered_until_they_are_listed(desk: Browser, case: SubjectId) -> None:
    shown = desk.get(path(case)).text
    assert all(f"/legal/usual/{usual.key}" in shown for usual in USUAL_STEPS)
    refuses(
        desk, f"{path(case)}/usual/theft_answer", {**STEP, "responsible": ""}, "Name the member", kept='value="2030-'
    )
    shown = does(desk, f"{path(case)}/usual/theft_answer", STEP)
    assert "/legal/usual/theft_answer" not in shown
    refuses(desk, f"{path(case)}/usual/theft_answer", STEP, "is on the list and open")
    assert desk.get(f"{path(case)}/usual/nothing").status == 400


def test_a_step_of_our_own_is_moved_assigned_done_and_opened_again(desk: Browser, case: SubjectId) -> None:
    refuses(desk, f"{path(case)}/new", {**STEP, "title": "", "note": HOSTILE}, "Say in a few words", kept=ESCAPED)
    refuses(desk, f"{path(case)}/new", {**STEP, "title": "File it", "due": ""}, "Give a day and a time")
    shown = does(desk, f"{path(case)}/new", {**STEP, "title": HOSTILE})
    assert HOSTILE not in shown
    one = f"{path(case)}/step/{found('/legal/step/([0-9a-f]{32})', shown)}"
    refuses(desk, f"{one}/move", {"due": "2031-01-01T10:00", "reason": ""}, "Say why the deadline changes.")
    does(desk, f"{one}/move", {"due": "2031-01-01T10:00", "reason": "the court moved"})
    refuses(desk, f"{one}/assign", {"responsible": " "}, "Name the member")
    assert "Nurbek" in does(desk, f"{one}/assign", {"responsible": "Nurbek"})
    end = {"outcome": "done", "words": "sent by post", "happened_at": "2026-01-01T10:00"}
    refuses(desk, f"{one}/end", {**end, "words": ""}, "Say what was done")
    assert "Open it again" in does(desk, f"{one}/end", end)
    assert "Done, or dropped" in does(desk, f"{one}/end", {**end, "outcome": "open", "words": "it came back"})
