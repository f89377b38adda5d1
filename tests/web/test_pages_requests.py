"""Calls for help: taken in, judged, checked, accepted, referred, declined."""

from kunak.app import requests
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.casework.request import Standing
from kunak.testing.browsing import Browser

MAIL = (
    b"From: Tamsin <tamsin@post.invalid>\r\nSubject: =?utf-8?q?=3Cscript=3Ealert=281=29=3C/script=3E?=\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n"
    b"--edge\r\nContent-Type: text/plain\r\n\r\nThey know that I want to leave.\r\n"
    b'--edge\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="letter.html"\r\n\r\n'
    b"<script>alert(2)</script>\r\n--edge--\r\n"
)


def standing(vault: OpenVault, subject: SubjectId) -> Standing:
    return vault.space.request(subject).request.standing


def only(vault: OpenVault) -> SubjectId:
    (listed,) = requests.listed(vault.space, only_open=False)
    return listed.id


def test_a_call_is_written_down_and_what_was_typed_is_kept_until_it_is_whole(desk: Browser, vault: OpenVault) -> None:
    assert desk.get("/requests/call").status == 200
    refused = desk.send("/requests/call", {"text": " ", "sender": "a <b>neighbour</b>", "happened_at": ""})
    assert refused.status == 422
    assert "Write down what was said." in refused.text
    assert "a &lt;b&gt;neighbour&lt;/b&gt;" in refused.text
    late = desk.send("/requests/call", {"text": "Help", "happened_at": "2999-01-01T10:00"})
    assert "This time lies in the future" in late.text
    done = desk.send("/requests/call", {"text": "She is locked in.", "sender": "a neighbour", "happened_at": ""})
    assert done.status == 303
    assert done.headers["location"] == f"/request/{only(vault).hex()}"
    assert "She is locked in." in desk.get(done.headers["location"]).text


def test_a_message_is_shown_as_it_came_and_nothing_in_it_is_run(desk: Browser, vault: OpenVault) -> None:
    done = desk.upload("/requests/file", name="message.eml", content=MAIL)
    assert done.status == 303
    shown = desk.get(f"/request/{only(vault).hex()}").text
    assert "They know that I want to leave." in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown


def test_a_file_leaves_only_after_a_warning_and_as_bytes_that_no_browser_runs(desk: Browser, vault: OpenVault) -> None:
    desk.upload("/requests/file", name="message.eml", content=MAIL)
    path = f"/request/{only(vault).hex()}/file/0"
    warned = desk.get(path)
    assert "Outside the vault nothing protects this file" in warned.text
    assert "alert(2)" not in warned.text
    given = desk.send(path, {})
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"] == "attachment; filename*=UTF-8''letter.html"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in given.headers["cache-control"]
    assert "<script>alert(2)</script>" in given.text
    assert desk.get(f"/request/{only(vault).hex()}/file/7").status == 404


def test_a_file_that_holds_no_message_is_refused_at_its_field(desk: Browser, vault: OpenVault) -> None:
    refused = desk.upload("/requests/file", name="picture.png", content=b"\x89PNG\r\n\x1a\n" + bytes(99))
    assert refused.status == 422
    assert 'href="#f-file"' in refused.text
    assert desk.send("/requests/file", {}).status == 422
    assert requests.listed(vault.space) == []


def test_the_list_goes_by_urgency_and_narrows_by_standing(desk: Browser, call: SubjectId) -> None:
    assert "My uncle took my passport. &lt;b&gt;I am&lt;/b&gt; from Quellin." in desk.get("/requests").text
    assert call.hex() not in desk.get("/requests?standing=declined").text
    assert desk.get("/requests?standing=nothing").status == 400


def test_a_request_goes_from_triage_over_vetting_to_a_case_with_a_code_name(
    desk: Browser, vault: OpenVault, call: SubjectId
) -> None:
    path = f"/request/{call.hex()}"
    assert "How soon must somebody act?" in desk.get(path).text
    early = desk.send(f"{path}/accept", {"reason": "fits"})
    assert early.status == 422
    refused = desk.send(f"{path}/triage", {"urgency": "4", "reason": ""})
    assert refused.status == 422
    assert "Say why it is as urgent as this" in refused.text
    assert 'value="4" autocomplete="off" checked' in refused.text
    assert desk.send(f"{path}/triage", {"urgency": "4", "reason": "the passport is gone"}).status == 303
    assert "What was checked, and how" in desk.get(path).text
    unvetted = desk.send(f"{path}/accept", {"reason": "fits"})
    assert "Nobody has vetted the caller" in unvetted.text
    assert desk.send(f"{path}/vet", {"check": "called back", "outcome": ""}).status == 422
    assert desk.send(f"{path}/vet", {"check": "called back", "outcome": "confirmed"}).status == 303
    accepted = desk.send(f"{path}/accept", {"reason": "nobody else can act"})
    assert accepted.status == 303
    opened = SubjectId(bytes.fromhex(accepted.headers["location"].rsplit("/", 1)[1]))
    code = vault.space.case(opened).case.code
    assert code in desk.get(accepted.headers["location"]).text
    assert code in desk.get(path).text
    assert vault.space.case(opened).details.value("phones") == "+7 900 000-00-01"


def test_a_request_is_referred_declined_and_taken_up_again(desk: Browser, vault: OpenVault, call: SubjectId) -> None:
    path = f"/request/{call.hex()}"
    desk.send(f"{path}/triage", {"urgency": "1", "reason": "safe for now"})
    kept = desk.send(f"{path}/refer", {"to": "the lawyers of the lake", "reason": ""})
    assert kept.status == 422
    assert "the lawyers of the lake" in kept.text
    assert desk.send(f"{path}/refer", {"to": "the lawyers", "reason": "a legal question"}).status == 303
    assert standing(vault, call) is Standing.REFERRED
    assert desk.send(f"{path}/reopen", {"reason": "they do not answer"}).status == 303
    assert "Say why the group cannot help" in desk.send(f"{path}/decline", {"reason": ""}).text
    assert desk.send(f"{path}/decline", {"reason": "not our profile"}).status == 303
    assert standing(vault, call) is Standing.DECLINED


def test_notes_and_likenesses_stand_on_the_page(desk: Browser, vault: OpenVault, call: SubjectId) -> None:
    path = f"/request/{call.hex()}"
    assert "The note is empty" in desk.send(f"{path}/note", {"text": ""}).text
    assert desk.send(f"{path}/note", {"text": "Writes <i>only</i> at night."}).status == 303
    other = requests.Call(sender="Tamsin", reply_to="", text="Call +7 900 000-00-01, please.", happened_at=None)
    twin = requests.add_call(vault.space, other)
    shown = desk.get(path).text
    assert "Writes &lt;i&gt;only&lt;/i&gt; at night." in shown
    assert f'href="/request/{twin.hex()}"' in shown


def test_what_is_no_request_is_said_plainly(desk: Browser) -> None:
    assert desk.get("/request/" + "0" * 32).status == 400
    assert desk.get("/request/../etc").status in {400, 404}
    assert desk.get("/request/" + "zz" * 16).status == 400
