"""The book of a case: committed, spent, refunded; each currency apart, and nothing is erased."""

from tests.web.working import ESCAPED, HOSTILE, does, found, refuses

from kunak.base.ids import SubjectId
from kunak.testing.browsing import Browser

LINE = {
    "flow": "commit",
    "amount": "1 250,50",
    "currency": "EUR",
    "purpose": "travel",
    "happened_at": "2026-01-01T10:00",
}


def path(case: SubjectId) -> str:
    return f"/case/{case.hex()}/money"


def test_amounts_are_read_as_people_write_them_and_summed_by_currency(desk: Browser, case: SubjectId) -> None:
    shown = does(desk, f"{path(case)}/new", LINE)
    assert "1250.50 EUR" in shown
    shown = does(desk, f"{path(case)}/new", {**LINE, "amount": "30", "currency": "GEL"})
    assert "30.00 GEL" in shown
    assert "1280" not in shown


def test_wrong_amounts_are_refused_and_kept(desk: Browser, case: SubjectId) -> None:
    refuses(desk, f"{path(case)}/new", {**LINE, "amount": HOSTILE}, "This is no amount", kept=ESCAPED)
    refuses(desk, f"{path(case)}/new", {**LINE, "amount": "1.234"}, "decimal places")
    refuses(desk, f"{path(case)}/new", {**LINE, "currency": "XXX"}, "not on our list")
    refuses(desk, f"{path(case)}/new", {**LINE, "flow": ""}, "Choose one of the answers.")


def test_more_than_is_committed_needs_a_reason(desk: Browser, case: SubjectId) -> None:
    spent = {**LINE, "flow": "spend", "amount": "20"}
    refuses(desk, f"{path(case)}/new", spent, "Only 0.00 EUR is committed")
    assert "Overdrawn" in does(desk, f"{path(case)}/new", {**spent, "reason": "the last bus had gone"})


def test_a_wrong_line_is_struck_out_and_stays_to_be_seen(desk: Browser, case: SubjectId) -> None:
    shown = does(desk, f"{path(case)}/new", LINE)
    line = f"{path(case)}/{found('/money/([0-9a-f]{32})/strike', shown)}/strike"
    refuses(desk, line, {"reason": ""}, "Say what is wrong")
    shown = does(desk, line, {"reason": "typed twice"})
    assert "<s>1250.50 EUR</s>" in shown
    assert "typed twice" in shown
