import pytest

from kunak.base.errors import BadInput
from kunak.store.sniff import Kind, kind_of

MAIL = b"From: a@b.example\r\nSubject: x\r\n\r\nbody"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"hello", "a.txt", Kind.TEXT),
        (MAIL, "a.txt", Kind.EMAIL),
        (b"From someone Sun Mar 1\n" + MAIL, "noname", Kind.EMAIL),
        (b"hello", "a.eml", Kind.EMAIL),
        (b"Subject: my brother\nhe knows", "a.txt", Kind.TEXT),
        (b'{"name": "x", "messages": []}', "a.txt", Kind.TELEGRAM),
        (b"hello", "a.json", Kind.TELEGRAM),
        (b"{curly but prose}", "a.txt", Kind.TEXT),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>", "a.txt", Kind.HTML),
        (b"MZ is how my note begins", "a.txt", Kind.TEXT),
    ],
)
def test_the_content_says_what_a_file_is(data: bytes, name: str, kind: Kind) -> None:
    assert kind_of(data, name) is kind


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n...",
        b"PK\x03\x04...",
        b"%PDF-1.7",
        b"MZ\x90\x00",
        b"\x00\x00\x00\x20ftypisom",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        b" \r\n\x00",
    ],
)
def test_what_is_no_message_is_refused_under_any_name(data: bytes) -> None:
    for name in ("a.txt", "a.eml", "result.json"):
        with pytest.raises(BadInput, match=name):
            kind_of(data, name)
