"""Phones of a case: from hand to hand to destruction, and the certificate of it."""

from io import BytesIO

from pypdf import PdfReader
from tests.web.working import ESCAPED, HOSTILE, does, found, refuses

from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.casework import custody
from kunak.casework.custody import Custody
from kunak.testing.browsing import Browser

NOW = {"happened_at": "2026-01-01T10:00"}
TAKEN = {"giver": "the person", "receiver": "Aluna", "witness": "Nurbek", **NOW}
DESTROYED = {
    "method": "destroy",
    "technique": "drilled through the chip",
    "verification": "the chip lies in three pieces",
    "performer": "Aluna",
    "verifier": "Nurbek",
    "witnesses": "Sevda",
    "witness_2": "Ilmar",
    **NOW,
}


def path(case: SubjectId) -> str:
    return f"/case/{case.hex()}/custody"


def registered(desk: Browser, case: SubjectId, label: str = "old phone") -> str:
    shown = does(desk, f"{path(case)}/new", {"label": label, "serial": "356938035643809", "trackable": "yes"})
    return f"{path(case)}/{found('/custody/([0-9a-f]{32})', shown)}"


def test_nobody_has_asked_yet_and_then_there_is_none(desk: Browser, case: SubjectId) -> None:
    assert "Nobody has recorded whether the person carries a phone." in desk.get(path(case)).text
    refuses(desk, f"{path(case)}/none", {"reason": ""}, "Say how you know")
    assert "asked twice" in does(desk, f"{path(case)}/none", {"reason": "asked twice"})


def test_a_registered_phone_stands_on_top_until_it_is_accounted_for(desk: Browser, case: SubjectId) -> None:
    refuses(desk, f"{path(case)}/new", {"label": " ", "model": HOSTILE}, "Give the device a label", kept=ESCAPED)
    registered(desk, case, HOSTILE)
    shown = desk.get(path(case)).text
    assert "1 device can still lead somebody to the person." in shown
    assert HOSTILE not in shown
    refuses(desk, f"{path(case)}/none", {"reason": "none"}, "Devices are registered in this case")


def test_only_possible_steps_are_offered_and_a_hand_over_needs_a_second_witness(
    desk: Browser, vault: OpenVault, case: SubjectId
) -> None:
    device = registered(desk, case)
    shown = desk.get(device).text
    assert f"{device}/step/take_over" in shown
    assert f"{device}/destroy" not in shown
    refuses(desk, f"{device}/destroy", DESTROYED, "cannot go through")
    refuses(
        desk, f"{device}/step/take_over", {**TAKEN, "witness": ""}, "needs a second witness", kept='value="the person"'
    )
    refuses(desk, f"{device}/step/take_over", {**TAKEN, "witness": "aluna"}, "somebody other than the giver")
    shown = does(desk, f"{device}/step/take_over", TAKEN)
    assert f"{device}/destroy" in shown
    assert "the person → Aluna" in shown
    gap = does(desk, f"{device}/step/isolate", {**TAKEN, "giver": "Ilmar"})
    assert "a hand-over in between was not recorded" in gap
    assert custody.is_settled(vault.space.case(case).custody)


def test_a_destruction_is_certified_in_the_language_of_the_reader(
    desk: Browser, vault: OpenVault, case: SubjectId
) -> None:
    device = registered(desk, case)
    assert desk.get(f"{device}/certificate.pdf").status == 403
    does(desk, f"{device}/step/take_over", TAKEN)
    refuses(desk, f"{device}/destroy", {**DESTROYED, "witness_2": "aluna"}, "two witnesses")
    refuses(desk, f"{device}/destroy", {**DESTROYED, "verifier": "Aluna"}, "Somebody other than who destroyed")
    refuses(
        desk,
        f"{device}/destroy",
        {**DESTROYED, "technique": ""},
        "The certificate needs this line",
        kept="three pieces",
    )
    shown = does(desk, f"{device}/destroy", DESTROYED)
    assert f'href="{device}/certificate.pdf"' in shown
    words = {}
    for language in ("en", "ru"):
        desk.cookies["language"] = language
        paper = desk.get(f"{device}/certificate.pdf")
        assert paper.headers["content-disposition"] == 'attachment; filename="certificate.pdf"'
        words[language] = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.body)).pages)
    assert "Certificate of sanitization" in words["en"]
    assert "Акт об уничтожении данных" in words["ru"]
    [known] = vault.space.case(case).custody.devices.values()
    assert known.state is Custody.DESTROYED


def test_an_excuse_needs_a_reason(desk: Browser, vault: OpenVault, case: SubjectId) -> None:
    device = registered(desk, case)
    refuses(desk, f"{device}/excuse", {"reason": ""}, "Say why this device need not")
    assert "it fell into the river" in does(desk, f"{device}/excuse", {"reason": "it fell into the river"})
    assert custody.is_settled(vault.space.case(case).custody)


def test_a_new_phone_is_issued_from_the_stock_once(desk: Browser, case: SubjectId) -> None:
    assert "The stock is empty" in desk.get("/stock").text
    refuses(desk, "/stock/new", {"label": ""}, "Give the device a label")
    does(desk, "/stock/new", {"label": "new phone 7"})
    offered = desk.get(f"{path(case)}/issue").text
    sent = {
        "device": found('<option value="([0-9a-f]{32})"', offered),
        **TAKEN,
        "giver": "Aluna",
        "receiver": "the person",
    }
    refuses(desk, f"{path(case)}/issue", {**sent, "device": ""}, "Choose one.")
    assert "Ours" in does(desk, f"{path(case)}/issue", sent)
    refuses(desk, f"{path(case)}/issue", sent, "cannot go through")


def test_a_device_of_another_case_is_not_shown(desk: Browser, case: SubjectId) -> None:
    assert desk.get(f"{path(case)}/{'00' * 16}").status == 400
    assert desk.get(f"{path(case)}/nothing").status == 400
