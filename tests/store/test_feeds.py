"""Feeds come as zip files or folders, and nothing but their own files is taken."""

import zipfile
from pathlib import Path

import pytest

from kunak.base.errors import BadInput
from kunak.store.feeds import read_feed_files, read_table

WANTED = ("stops.txt", "trips.txt")


def test_a_zip_file_and_a_folder_bring_the_same(tmp_path: Path) -> None:
    (tmp_path / "stops.txt").write_bytes(b"stop_id\n")
    (tmp_path / "other.txt").write_bytes(b"x")
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as archive:
        archive.write(tmp_path / "stops.txt", "stops.txt")
        archive.write(tmp_path / "other.txt", "other.txt")
    assert (
        read_feed_files(tmp_path, WANTED)
        == read_feed_files(tmp_path / "feed.zip", WANTED)
        == {"stops.txt": b"stop_id\n"}
    )


def test_a_zipped_folder_is_looked_into_and_the_file_nearest_the_top_counts(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as archive:
        archive.writestr("feed/old/stops.txt", b"old")
        archive.writestr("feed/stops.txt", b"new")
    assert read_feed_files(tmp_path / "feed.zip", WANTED) == {"stops.txt": b"new"}


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all"])
def test_what_is_no_zip_file_is_refused_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "feed.zip").write_bytes(data)
    with pytest.raises(BadInput, match=r"feed\.zip cannot be unpacked"):
        read_feed_files(tmp_path / "feed.zip", WANTED)


def test_a_feed_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no feed nowhere"):
        read_feed_files(tmp_path / "nowhere", WANTED)
    with pytest.raises(BadInput, match=r"There is no file drivers\.csv"):
        read_table(tmp_path / "drivers.csv")
