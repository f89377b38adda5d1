from hashlib import sha256
from pathlib import Path

import pytest

from kunak.base.errors import BadInput
from kunak.store.textfile import TURNED_WRITING, UNREADABLE_CHARACTERS, read_page, read_text

FIXTURES = Path(__file__).parent / "incoming"


def test_a_note_from_an_old_program_is_read() -> None:
    data = (FIXTURES / "request_cp1251.txt").read_bytes()
    message = read_text(data, "request.txt")
    assert message.text == "Помогите, пожалуйста. Меня не выпускают из дома."
    assert (message.channel, message.sender, message.reply_to, message.sent_at) == ("text", "", "", None)
    assert message.source_sha256 == sha256(data).digest()


def test_what_could_not_be_read_is_said() -> None:
    assert read_text("Помогите, пожалуйста".encode()[:-1], "a.txt").warnings == (UNREADABLE_CHARACTERS,)


def test_turned_writing_is_said() -> None:
    assert read_text("call \u202e12345".encode(), "a.txt").warnings == (TURNED_WRITING,)


def test_a_saved_page_is_read_as_it_looked() -> None:
    assert read_page("<html><p>Помогите</p><p>мне</p></html>".encode("koi8-r"), "a.html").text == "Помогите\n\nмне"


@pytest.mark.parametrize("data", [bytes(range(256)), "\u200b\u200b".encode(), b"a" * 1_000_001])
def test_what_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"a\.txt"):
        read_text(data, "a.txt")


def test_nobody_reads_a_message_in_a_log() -> None:
    assert "Помогите" not in repr(read_text("Помогите".encode(), "a.txt"))
