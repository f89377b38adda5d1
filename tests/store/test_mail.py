from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.base.instants import to_rfc3339
from kunak.store import mail
from kunak.store.cleaning import clean_text
from kunak.store.htmltext import FALSE_LINK, HIDDEN_PARTS
from kunak.store.incoming import Incoming
from kunak.store.mail import (
    DATE_WITHOUT_ZONE,
    DEFECTIVE,
    ENCODING_GUESSED,
    NO_DATE,
    NO_SENDER,
    NO_TEXT,
    REPLY_ELSEWHERE,
    STRANGE_DATE,
    read_mail,
)

FIXTURES = Path(__file__).parent / "incoming"
KOI8 = (FIXTURES / "request_koi8.eml").read_bytes()
HTML = (FIXTURES / "html_only.eml").read_bytes()
HEAD = b"From: Dara <dara@post.example>\r\nDate: Sun, 1 Mar 2026 10:00:00 +0000\r\n"


def read(data: bytes) -> Incoming:
    return read_mail(data, "a.eml")


def test_a_request_in_koi8_is_read_with_its_attachments() -> None:
    message = read(KOI8)
    assert message.sender == "Амина К."
    assert message.reply_to == "amina.k@post.example"
    assert message.subject == "Нужна помощь, срочно"
    assert message.text.startswith("Здравствуйте. Меня зовут Амина")
    assert message.sent_at is not None
    assert to_rfc3339(message.sent_at) == "2026-03-01T14:10:00Z"
    assert [(file.name, file.media_type) for file in message.attachments] == [
        ("справка.png", "image/png"),
        ("записка.txt", "text/plain"),
    ]
    assert message.attachments[1].data.decode("cp1251") == "Телефон дяди у меня записан."
    assert message.warnings == ()


def test_a_page_for_a_body_is_read_as_it_looked() -> None:
    message = read(HTML)
    assert "My name is Dara. I live in Old Tessam." in message.text
    assert "- My brothers know." in message.text
    assert "2. Then they called" in message.text
    assert "> We will come for you" in message.text
    assert "this letter <https://letters.example/one?id=7>" in message.text
    assert "[photo of the door]" in message.text
    for hidden in ("hidden preview", "script words", "track.example", "javascript", "color:red"):
        assert hidden not in message.text
    assert message.warnings == (REPLY_ELSEWHERE, FALSE_LINK, HIDDEN_PARTS)
    assert message.reply_to == "dara.t@elsewhere.example"


def test_the_plain_alternative_is_preferred_unless_it_is_empty() -> None:
    parts = HEAD + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n%s\r\n--b\r\n"
    parts += b"Content-Type: text/html\r\n\r\n<p>rich</p>\r\n--b--\r\n"
    assert read(parts % b"plain").text == "plain"
    assert read(parts % b"  ").text == "rich"


def test_a_message_inside_a_message_is_told_apart() -> None:
    inner = b"From: Uncle <uncle@post.example>\r\nSubject: come home\r\n\r\nWe know where you are."
    data = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nLook at this.\r\n--b\r\n"
    data += b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    assert read(data).text == (
        "Look at this.\n\n---- Forwarded message ----\nFrom: Uncle <uncle@post.example>\nSubject: come home"
        "\n\nWe know where you are."
    )


def test_flowed_paragraphs_are_put_together() -> None:
    data = HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\nThey took \r\nmy papers.\r\n"
    assert read(data).text == "They took my papers."


@pytest.mark.parametrize("claim", [b"utf-8", b"x-nothing", b"us-ascii", b"iso-8859-1"])
def test_a_false_charset_is_guessed_and_said(claim: bytes) -> None:
    data = HEAD + b"Content-Type: text/plain; charset=" + claim + b"\r\n\r\n" + "Меня ищут братья".encode("cp1251")
    message = read(data)
    assert message.text == "Меня ищут братья"
    assert ENCODING_GUESSED in message.warnings


def test_broken_base64_is_a_warning() -> None:
    data = HEAD + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\naGVscA=\r\n"
    message = read(data)
    assert message.text == "help"
    assert DEFECTIVE in message.warnings


@pytest.mark.parametrize(
    ("date", "warning"),
    [
        (b"", NO_DATE),
        (b"Date: yesterday\r\n", STRANGE_DATE),
        (b"Date: Sun, 1 Mar 1026 10:00:00 +0000\r\n", STRANGE_DATE),
        (b"Date: Sun, 1 Mar 2026 10:00:00\r\n", DATE_WITHOUT_ZONE),
    ],
)
def test_a_time_that_is_no_instant_is_not_invented(date: bytes, warning: str) -> None:
    message = read(b"From: a@b.example\r\n" + date + b"\r\nhelp")
    assert message.sent_at is None
    assert message.warnings == (warning,)


def test_missing_headers_are_said() -> None:
    assert set(read(b"Subject: x\r\nX-A: b\r\n\r\n").warnings) == {NO_SENDER, NO_DATE, NO_TEXT}


def test_what_is_no_mail_is_refused() -> None:
    for data in (b"only some words\n", b"\r\n\r\nwords", b"X-Empty: 1\r\n\r\n"):
        with pytest.raises(BadInput, match=r"a\.eml"):
            read(data)


def test_ten_thousand_nested_parts_are_refused_quickly() -> None:
    data = HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(10_000)
    )
    with pytest.raises(BadInput, match="too many parts"):
        read(data)


def test_nesting_below_the_count_ends_too() -> None:
    data = HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(900))
    with pytest.raises(BadInput, match="too many parts"):
        read(data)


def test_work_that_would_not_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "WORK_LIMIT", 10)
    with pytest.raises(BadInput, match="too many parts"):
        read(KOI8)


@given(st.data())
def test_a_damaged_message_is_read_or_refused(data: st.DataObject) -> None:
    original = data.draw(st.sampled_from([KOI8, HTML]))
    start = data.draw(st.integers(0, len(original)))
    length = data.draw(st.integers(0, 60))
    damaged = original[:start] + data.draw(st.binary(max_size=40)) + original[start + length :]
    try:
        message = read(damaged)
    except BadInput:
        return
    assert clean_text(message.text) == message.text
