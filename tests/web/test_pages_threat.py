"""The assessment on one page: marks and a level together or not at all, and nothing typed is lost."""

from tests.web.working import ESCAPED, HOSTILE, does, found, refuses

from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.casework import assessment
from kunak.casework.assessment import Basis, Level, Presence
from kunak.casework.factors import CRITICAL, FACTORS
from kunak.testing.browsing import Browser

SPOKEN = dict.fromkeys(CRITICAL, "absent")


def path(case: SubjectId) -> str:
    return f"/case/{case.hex()}/threat"


def seen(page: str) -> dict[str, str]:
    return {"seen": found('name="seen" value="([^"]*)"', page)}


def prints(page: str) -> dict[str, str]:
    return {f"was.{factor.id}": found(f'name="was.{factor.id}" value="([^"]*)"', page) for factor in FACTORS}


def test_all_factors_are_asked_with_why_in_the_language_of_the_reader(desk: Browser, case: SubjectId) -> None:
    shown = desk.get(path(case)).text
    assert all(factor.en in shown.replace("&#39;", "'") for factor in FACTORS)
    assert all(f"#f-{factor}" in shown for factor in CRITICAL), "each critical factor that nobody spoke of is named"
    desk.cookies["language"] = "ru"
    shown = desk.get(path(case)).text
    assert all(factor.ru in shown and factor.why_ru in shown for factor in FACTORS)


def test_marks_are_saved_with_one_basis_for_all(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    does(desk, path(case), {"do": "marks", "basis_all": "said", "outed": "present", "no_money": "possible", "seen": ""})
    file = vault.space.case(case).assessment
    mark = assessment.mark_in_force(file, "outed")
    assert mark is not None
    assert (mark.presence, mark.basis) == (Presence.PRESENT, Basis.SAID)
    assert len(file.marks) == 2


def test_a_mark_without_a_basis_is_refused_at_its_factor_and_nothing_is_written(
    desk: Browser, vault: OpenVault, case: SubjectId
) -> None:
    typed = {"do": "marks", "outed": "present", "words.outed": HOSTILE, "no_money": "unknown", "seen": ""}
    refuses(desk, path(case), typed, "Say what this rests on", kept=ESCAPED)
    assert vault.space.case(case).assessment.marks == {}


def test_a_level_is_judged_with_the_marks_sent_with_it(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    sent = {"do": "level", "basis_all": "said", **SPOKEN, "level": "standard", "reasons": "calm so far", "seen": ""}
    refuses(desk, path(case), {**sent, "outed": "present"}, "The factors suggest", kept="calm so far")
    assert vault.space.case(case).assessment.marks == {}, "all or nothing"
    shown = does(desk, path(case), sent)
    assert assessment.level_in_force(vault.space.case(case).assessment) is Level.STANDARD
    assert "calm so far" in shown


def test_silence_about_a_critical_factor_a_missing_reason_and_a_late_deadline_are_refused(
    desk: Browser, case: SubjectId
) -> None:
    sent = {"do": "level", "basis_all": "said", **SPOKEN, "level": "high", "reasons": "so", "seen": ""}
    refuses(desk, path(case), {**sent, "outed": ""}, "Nothing is said yet about")
    refuses(desk, path(case), {**sent, "reasons": ""}, "Say why you choose this level")
    refuses(desk, path(case), {**sent, "reassess_by": "2099-01-01T00:00"}, "is due within")
    refuses(desk, path(case), {**sent, "level": ""}, "Choose one of the answers")
    refuses(desk, path(case), {**sent, "reassess_by": "soon"}, "Give a day and a time")


def test_what_was_not_changed_is_not_written_again(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    shown = does(desk, path(case), {"do": "marks", "basis_all": "said", "outed": "present", "seen": ""})
    before = vault.space.vault.log.count
    same = {"do": "marks", "outed": "present", "basis.outed": "said", **seen(shown), **prints(shown)}
    does(desk, path(case), same)
    assert vault.space.vault.log.count == before


def test_a_stale_page_makes_a_conflict_and_not_an_overwrite(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    stale = desk.get(path(case)).text
    does(desk, path(case), {"do": "marks", "basis_all": "said", "outed": "present", "seen": ""})
    does(desk, path(case), {"do": "marks", "basis_all": "told", "outed": "absent", **seen(stale), **prints(stale)})
    assert vault.space.case(case).assessment.marks["outed"].disputed
    shown = desk.get(path(case)).text
    assert "Members disagree" in shown
    does(desk, path(case), {"do": "marks", "basis_all": "seen", "outed": "possible", **seen(shown), **prints(shown)})
    assert not vault.space.case(case).assessment.marks["outed"].disputed


def test_an_untouched_conflict_stays_one(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    for presence in ("present", "absent"):
        does(desk, path(case), {"do": "marks", "basis_all": "said", "outed": presence, "seen": ""})
    shown = desk.get(path(case)).text
    does(desk, path(case), {"do": "marks", "basis_all": "said", "no_money": "present", **seen(shown), **prints(shown)})
    assert vault.space.case(case).assessment.marks["outed"].disputed


def test_perpetrators_are_recorded_corrected_and_withdrawn_with_the_playbook_beside_them(
    desk: Browser, vault: OpenVault, case: SubjectId
) -> None:
    refuses(desk, f"{path(case)}/perpetrator/new", {"label": " ", "words": HOSTILE}, "Give them a label", kept=ESCAPED)
    shown = does(desk, f"{path(case)}/perpetrator/new", {"label": "elder uncle", "reach": "security_services"})
    assert "What we do:" in shown
    one = f"{path(case)}/perpetrator/{found('perpetrator/([0-9a-f]{32})', shown)}"
    standing = found('name="seen" value="([^"]*)"', desk.get(one).text)
    assert "younger uncle" in does(desk, one, {"label": "younger uncle", "reach": "police", "seen": standing})
    refuses(desk, f"{one}/withdraw", {"reason": "", "seen": ""}, "Say why this entry is withdrawn")
    standing = found('name="seen" value="([^"]*)"', desk.get(f"{one}/withdraw").text)
    assert "younger uncle" not in does(desk, f"{one}/withdraw", {"reason": "another case", "seen": standing})
    assert len(vault.space.case(case).assessment.perpetrators) == 1


def test_a_factor_that_a_perpetrator_contradicts_is_pointed_at(desk: Browser, case: SubjectId) -> None:
    does(desk, f"{path(case)}/perpetrator/new", {"label": "elder uncle", "reach": "security_services"})
    sent = {"do": "marks", "basis_all": "said", "relatives_in_security_services": "absent", "seen": ""}
    assert "This does not fit together" in does(desk, path(case), sent)


def test_earlier_levels_are_shown_apart(desk: Browser, case: SubjectId) -> None:
    sent = {"do": "level", "basis_all": "said", **SPOKEN, "level": "extreme", "reasons": "the first word", "seen": ""}
    shown = does(desk, path(case), sent)
    shown = does(desk, path(case), {**sent, "reasons": "the second word", **seen(shown), **prints(shown)})
    assert shown.index("the second word") < shown.index("Earlier levels") < shown.index("the first word")
