import os
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.store import files
from kunak.store.cleaning import clean_text
from kunak.store.files import Incoming, from_bytes, read_capped, read_incoming
from kunak.store.telegram import FILES_MISSING

FIXTURES = Path(__file__).parent / "incoming"


@pytest.fixture
def chat_folder(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "chat", tmp_path / "chat")
    return tmp_path / "chat"


def name_in_export(folder: Path, name: str) -> Path:
    export = folder / "result.json"
    export.write_text(export.read_text("utf-8").replace("photos/photo_1.jpg", name), "utf-8")
    return export


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("request_koi8.eml", "email"),
        ("html_only.eml", "email"),
        ("request_cp1251.txt", "text"),
        ("chat/result.json", "telegram"),
        ("account/result.json", "telegram"),
    ],
)
def test_each_kind_of_request_comes_in(name: str, channel: str) -> None:
    messages = read_incoming(FIXTURES / name)
    assert {message.channel for message in messages} == {channel}
    assert all(message.source_name == Path(name).name for message in messages)


def test_the_content_decides_and_not_the_extension(tmp_path: Path) -> None:
    for fixture, channel in (("request_koi8.eml", "email"), ("chat/result.json", "telegram")):
        copy = tmp_path / "note.txt"
        copy.write_bytes((FIXTURES / fixture).read_bytes())
        assert read_incoming(copy)[0].channel == channel


def test_a_picture_beside_the_export_comes_with_it(chat_folder: Path) -> None:
    (chat,) = read_incoming(chat_folder / "result.json")
    assert [file.name for file in chat.attachments] == ["photo_1.jpg"]


@pytest.mark.parametrize(
    "name", ["../secret.jpg", "photos/../../secret.jpg", "/etc/hostname", "C:/x", "photos", "photos//a", ""]
)
def test_nothing_outside_the_export_is_ever_read(chat_folder: Path, name: str) -> None:
    (chat_folder.parent / "secret.jpg").write_bytes(b"secret")
    (chat,) = read_incoming(name_in_export(chat_folder, name))
    assert chat.attachments == ()
    assert name == "" or FILES_MISSING in chat.warnings


@pytest.mark.parametrize("linked", ["photos/photo_1.jpg", "photos"])
def test_links_are_not_followed(chat_folder: Path, linked: str) -> None:
    outside = chat_folder.parent / "outside"
    shutil.move(chat_folder / linked, outside)
    (chat_folder / linked).symlink_to(outside)
    (chat,) = read_incoming(chat_folder / "result.json")
    assert chat.attachments == ()
    assert FILES_MISSING in chat.warnings


def test_a_named_pipe_beside_the_export_does_not_hold_the_desk_up(chat_folder: Path) -> None:
    (chat_folder / "photos" / "photo_1.jpg").unlink()
    os.mkfifo(chat_folder / "photos" / "photo_1.jpg")
    assert read_incoming(chat_folder / "result.json")[0].attachments == ()


def test_what_is_missing_or_no_file_is_one_sentence(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    for path in (tmp_path / "none.txt", tmp_path, pipe, pipe / "below.txt", tmp_path / ("x" * 5_000)):
        with pytest.raises(BadInput, match=r"\.$"):
            read_incoming(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(BadInput, match="may not read"):
        read_incoming(path)


def test_a_refused_permission_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(BadInput, match="may not read"):
        read_capped(tmp_path / "a.txt", limit=10)


def test_a_file_is_read_up_to_its_limit_and_no_further(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    assert read_capped(path, limit=5) == b"12345"
    with pytest.raises(BadInput, match=r"a\.txt is larger"):
        read_capped(path, limit=4)


def test_an_upload_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SOURCE_BYTES", 4)
    with pytest.raises(BadInput, match="larger"):
        from_bytes(b"12345", "a.txt")


@pytest.mark.parametrize("name", ["noise.txt", "noise.eml", "result.json", "noise"])
def test_five_megabytes_of_noise_are_refused(name: str) -> None:
    with pytest.raises(BadInput, match=name):
        from_bytes(random.Random(7).randbytes(5_000_000), name)


def test_a_name_with_a_path_is_not_repeated() -> None:
    with pytest.raises(BadInput) as refusal:
        from_bytes(b"", "../../home/dara/help.txt")
    assert "home" not in str(refusal.value)


def read_or_refuse(data: bytes, name: str) -> list[Incoming]:
    """Anything but BadInput fails the test that calls this."""
    try:
        return from_bytes(data, name)
    except BadInput:
        return []


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.eml", "result.json", "a.html", ""]))
def test_any_bytes_under_any_name_are_read_or_refused(data: bytes, name: str) -> None:
    assert all(clean_text(message.text) == message.text for message in read_or_refuse(data, name))


@given(st.text(max_size=300), st.sampled_from(["From: a@b\r\nDate: x\r\n", "<html>", '{"messages":', ""]))
def test_any_text_behind_any_beginning_is_read_or_refused(text: str, beginning: str) -> None:
    data = beginning.encode() + text.encode(errors="replace")
    assert all(clean_text(message.text) == message.text for message in read_or_refuse(data, "a.txt"))


def test_a_folder_is_called_by_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lists").mkdir()
    monkeypatch.chdir(tmp_path / "lists")
    for path in (Path(), Path(), tmp_path / "lists"):
        with pytest.raises(BadInput, match=r"^lists is not a file\."):
            read_capped(path, limit=10)
