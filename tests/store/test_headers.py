from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.store.headers import PatientPolicy, file_name, mailbox, parameter, shown

NAMES = ["From", "Reply-To", "Subject", "Date", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding"]


@given(
    st.sampled_from(NAMES),
    st.binary(max_size=80) | st.text(alphabet="\"'<>@()[]:;,.*=?a0 \\", max_size=60).map(str.encode),
)
def test_no_header_ever_raises(name: str, value: bytes) -> None:
    message = BytesParser(policy=PatientPolicy()).parsebytes(name.encode() + b": " + value + b"\r\n\r\n")
    assert isinstance(shown(message, name), str)
    assert all(isinstance(part, str) for part in mailbox(message, name))
    assert isinstance(file_name(message), str)
    assert isinstance(parameter(message, "charset"), str)


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "utf-8"])
def test_a_bare_russian_subject_is_read(charset: str) -> None:
    raw = "Subject: Помогите, пожалуйста".encode(charset) + b"\r\n\r\n"
    assert shown(BytesParser(policy=PatientPolicy()).parsebytes(raw), "Subject") == "Помогите, пожалуйста"


def test_an_endless_header_is_cut() -> None:
    raw = b"To: " + b"a@b.example, " * 100_000 + b"\r\n\r\n"
    assert len(shown(BytesParser(policy=PatientPolicy()).parsebytes(raw), "To")) < 20_000


@pytest.mark.parametrize("opening", ["(", '"', "[", "a:", "<", "a@b,"])
def test_no_sender_can_overflow_the_parser(opening: str) -> None:
    raw = b"From: " + opening.encode() * 20_000 + b"\r\n\r\n"
    assert mailbox(BytesParser(policy=PatientPolicy()).parsebytes(raw), "From")


def test_an_address_is_found_where_the_parser_gives_up() -> None:
    raw = b"From: Dara ((((" + b"(" * 2_000 + b" <dara@post.example>\r\n\r\n"
    name, address = mailbox(BytesParser(policy=PatientPolicy()).parsebytes(raw), "From")
    assert name.startswith("Dara")
    assert address == "dara@post.example"
