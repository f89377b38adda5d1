"""What was typed is read whole, in memory, and kept when it is refused."""

import contextlib
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput, Refused
from kunak.web.forms import FIELD_LIMIT, Form, Upload, read

URLENCODED = "application/x-www-form-urlencoded"


def parts(*fields: tuple[str, str | None, bytes], boundary: str = "b0") -> tuple[bytes, str]:
    lines = []
    for name, filename, content in fields:
        file = f'; filename="{filename}"' if filename is not None else ""
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        lines.append(head.encode() + content + b"\r\n")
    return b"".join(lines) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def test_a_field_that_is_sent_twice_keeps_both() -> None:
    form = read("a=1&a=2&б=в+г".encode(), URLENCODED)
    assert form.chosen("a") == ("1", "2")
    assert form.text("б") == "в г"


def test_line_ends_are_as_people_typed_them() -> None:
    assert read(b"note=one%0D%0Atwo", URLENCODED).text("note") == "one\ntwo"


def test_files_come_with_their_name_and_bytes() -> None:
    form = read(*parts(("note", None, "слово".encode()), ("mail", "a.eml", b"\x00\xff"), ("none", "", b"")))
    assert form.text("note") == "слово"
    assert form.files == {"mail": Upload("a.eml", b"\x00\xff")}


def test_a_large_file_never_touches_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        pytest.fail("a temporary file was made")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    content = b"x" * 9_000_000
    assert read(*parts(("mail", "a.eml", content))).files["mail"].content == content


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"x", ""),
        (b"x", "text/plain"),
        (b"a=%FF", URLENCODED),
        ("a=я".encode("cp1251"), URLENCODED),
        (b"&".join(b"a=1" for _ in range(FIELD_LIMIT + 1)), URLENCODED),
        (b"--b0\r\nContent-Disposition: form-data; name=a\r\n\r\ncut", "multipart/form-data; boundary=b0"),
        (b"anything", "multipart/form-data"),
    ],
)
def test_what_is_no_whole_form_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(BadInput):
        read(body, kind)


@given(st.binary(), st.sampled_from([URLENCODED, "multipart/form-data; boundary=b0", "multipart/form-data; boundary="]))
def test_any_bytes_are_a_form_or_refused(body: bytes, kind: str) -> None:
    with contextlib.suppress(BadInput):
        assert isinstance(read(body, kind), Form)


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_where() -> None:
    form = read(b"name=x&age=-1", URLENCODED).refused(BadInput("Too small.", field="age"), Refused("Not now."))
    assert form.text("name") == "x"
    assert {name: str(error) for name, error in form.errors.items()} == {"age": "Too small.", "": "Not now."}


def test_a_form_shows_nothing_of_itself_in_a_traceback() -> None:
    assert "secret" not in repr(read(b"a=secret", URLENCODED))
    assert "secret" not in repr(Upload("secret", b"secret"))


def test_defaults_hold_until_something_was_sent() -> None:
    assert Form().chosen("level", ("high",)) == ("high",)
    assert read(b"other=1", URLENCODED).chosen("level", ("high",)) == ()
