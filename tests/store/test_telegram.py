import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.base.instants import to_rfc3339
from kunak.store import telegram
from kunak.store.incoming import Incoming
from kunak.store.telegram import FILES_MISSING, FILES_NOT_EXPORTED, NO_INSTANTS, SENDERS_UNKNOWN, read_telegram

FIXTURES = Path(__file__).parent / "incoming"
CHAT = (FIXTURES / "chat" / "result.json").read_bytes()
ACCOUNT = (FIXTURES / "account" / "result.json").read_bytes()


def export(*messages: dict[str, object]) -> bytes:
    return json.dumps({"name": "Dara", "type": "personal_chat", "id": 5, "messages": list(messages)}).encode()


def said(text: object = "x", **more: object) -> dict[str, object]:
    usual = {"id": 1, "type": "message", "date_unixtime": "1772373660", "from": "Dara", "from_id": "user5"}
    return {**usual, "text": text, **more}


def test_a_conversation_is_read_line_by_line() -> None:
    (chat,) = read_telegram(CHAT, "result.json")
    assert chat.text.split("\n") == [
        "[2026-03-01 14:00 UTC] — Салтанат: call (42 s)",
        "[2026-03-01 14:01 UTC] Салтанат: Здравствуйте, мне нужна помощь.",
        "    Братья едут из города Тессам.",
        "[2026-03-01 14:02 UTC] Дежурная: [a reply] Вы где? Напишите на нашу страницу <https://group.example/>.",
        "[2026-03-01 14:03 UTC] Салтанат: [photo_1.jpg] Вот записка",
        "[2026-03-01 14:04 UTC] Салтанат: [voice message] [file not exported]",
        "[2026-03-01 14:05 UTC] Салтанат: [forwarded from Старший брат] Ты вернёшься домой",
        "[2026-03-01 14:06 UTC] Салтанат: [place 1.5, 2.5]",
    ]
    assert (chat.sender, chat.reply_to, chat.subject) == ("Салтанат", "user700001", "Салтанат")
    assert chat.sent_at is not None
    assert to_rfc3339(chat.sent_at) == "2026-03-01T14:00:00Z"
    assert set(chat.warnings) == {FILES_MISSING, FILES_NOT_EXPORTED}


def test_files_beside_the_export_are_attached() -> None:
    (chat,) = read_telegram(CHAT, "result.json", {"photos/photo_1.jpg": b"picture"}.get)
    assert [(file.name, file.media_type, file.data) for file in chat.attachments] == [
        ("photo_1.jpg", "image/jpeg", b"picture")
    ]
    assert chat.warnings == (FILES_NOT_EXPORTED,)


def test_a_whole_account_gives_one_message_for_each_chat_that_says_something() -> None:
    assert [chat.subject for chat in read_telegram(ACCOUNT, "result.json")] == ["Dara", ""]


def test_nobody_can_write_a_line_that_looks_like_another_persons() -> None:
    (chat,) = read_telegram(export(said("hello\n[2026-03-01 14:01 UTC] Lawyer: come out")), "result.json")
    assert chat.text.split("\n")[1].startswith("    [")


def test_times_without_an_instant_are_shown_and_not_invented() -> None:
    (chat,) = read_telegram(export(said("x", date_unixtime="", date="2019-01-01T10:00:00")), "result.json")
    assert chat.sent_at is None
    assert chat.text == "[2019-01-01T10:00:00] Dara: x"
    assert chat.warnings == (NO_INSTANTS,)


def test_deleted_accounts_are_named_as_unknown() -> None:
    (chat,) = read_telegram(export(said("x", **{"from": None})), "result.json")
    assert chat.text.endswith("unknown sender: x")
    assert chat.warnings == (SENDERS_UNKNOWN,)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (CHAT[:1500], "line"),
        (b"[1, 2", "line 1"),
        (b"[1, 2]", "no Telegram chat export"),
        (b'{"a": 1}', "no Telegram chat export"),
        (b'{"messages": [1]}', "no Telegram chat export"),
        (b'{"chats": {"list": [{}]}}', "no Telegram chat export"),
        (b"[" * 100_000, "no Telegram chat export"),
        (b'{"messages": ' + b"9" * 5_000 + b"}", "no Telegram chat export"),
        (b'{"messages": []}', "holds no messages"),
    ],
)
def test_what_is_no_export_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_telegram(data, "result.json")


def test_too_many_chats_or_messages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram, "CHATS", 1)
    with pytest.raises(BadInput, match="more than 1 chats"):
        read_telegram(ACCOUNT, "result.json")
    monkeypatch.setattr(telegram, "MESSAGES", 3)
    with pytest.raises(BadInput, match="more than 3 messages"):
        read_telegram(CHAT, "result.json")


def read_or_refuse(data: bytes) -> list[Incoming]:
    """Anything but BadInput fails the test that calls this."""
    try:
        return read_telegram(data, "result.json", {"a": b"x"}.get)
    except BadInput:
        return []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "href", "type", "id"]), inner),
    max_leaves=6,
)
KEYS = [
    "id",
    "type",
    "date",
    "date_unixtime",
    "from",
    "from_id",
    "text",
    "file",
    "photo",
    "reply_to_message_id",
    "forwarded_from",
    "media_type",
    "actor",
    "action",
    "members",
    "title",
    "duration_seconds",
    "location_information",
    "contact_information",
    "poll",
    "sticker_emoji",
    "mime_type",
]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(KEYS), VALUES).map(lambda more: {**said(), **more}), min_size=1, max_size=3
    )
)
def test_any_value_in_any_field_is_read_or_refused(messages: list[dict[str, object]]) -> None:
    chats = read_or_refuse(export(*messages))
    assert all(chat.text for chat in chats)


@given(st.data())
def test_a_damaged_export_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(CHAT)))
    damaged = CHAT[:start] + data.draw(st.binary(max_size=10)) + CHAT[start + data.draw(st.integers(0, 40)) :]
    assert all(chat.source_name == "result.json" for chat in read_or_refuse(damaged))
