"""A draft keeps every character."""

import os
from pathlib import Path

import pytest

from kunak.base.errors import BadInput
from kunak.store.drafts import read_draft

TEXT = "Первый абзац.\r\n\r\n\tВторой\u200b: «ё» e\u0301 ﬁ."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_draft_keeps_every_character(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read_draft(path) == TEXT


def test_a_draft_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes("Человек в безопасности, и больше мы ничего не скажем.".encode("cp1251"))
    assert read_draft(path) == "Человек в безопасности, и больше мы ничего не скажем."


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", os.urandom(5_000) + b"\0"])
def test_a_binary_in_disguise_is_no_draft(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"draft\.txt is no text"):
        read_draft(path)


def test_a_draft_with_broken_letters_is_refused_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    data = "Марина в безопасности.\nЕё фамилия Озёрная.".encode()
    for broken in (data.replace("Озёрная".encode(), "Озёрная".encode("cp1251")), data[:-3] + b"\xff."):
        path.write_bytes(broken)
        with pytest.raises(BadInput, match=r"draft\.txt cannot be read whole: line 2"):
            read_draft(path)
    path.write_bytes("Марина ".encode() + b"\xff\xfe\xd0" + "Озёрная".encode())
    with pytest.raises(BadInput):
        read_draft(path)
