"""Sources on this disk: snapshots are kept whole or not at all, and shown only as they were."""

from hashlib import sha256
from pathlib import Path

import pytest

from kunak.app import sources, verifying, wiring
from kunak.app.wiring import Founding
from kunak.base.errors import BadInput, Fault, Refused
from kunak.base.instants import Instant
from kunak.casework.compartments import Subject
from kunak.casework.incidents.sources import Grade, Reliability, SourceRecord, Whereabouts
from kunak.crypto.profiles import DEMO
from kunak.testing.group import InventedGroup
from kunak.testing.memory import MemoryShelf

PAGE = b"<html><body>a verdict</body></html>"
RECORD = SourceRecord("verdict 3", "verdict", "2015")


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def test_sources_are_listed_by_label_with_their_grade(group: InventedGroup) -> None:
    for label, grade in (("weekly", None), ("Archive", Grade(Reliability.USUALLY, "the court’s own"))):
        sources.add(group.space, record=SourceRecord(label, "press"), grade=grade)
    listed = [(each.line.label, each.line.reliability.value) for each in sources.listed(group.space)]
    assert listed == [("Archive", "B"), ("weekly", "F")]


def test_a_source_is_described_and_graded_anew(group: InventedGroup) -> None:
    subject = sources.add(group.space, record=RECORD, found=Whereabouts("The verdict"))
    sources.describe(group.space, subject, record=SourceRecord("verdict 3b", "verdict"), found=None)
    sources.grade(group.space, subject, reliability=Reliability.RELIABLE, reason="seen on paper")
    source = sources.opened(group.space, group.space.by_number(Subject.SOURCE, subject.hex()[:8]))
    assert (source.record.label, source.found.title, source.reliability) == (
        "verdict 3b",
        "The verdict",
        Reliability.RELIABLE,
    )


def test_a_snapshot_with_another_hash_is_refused_and_nothing_of_it_is_kept(group: InventedGroup) -> None:
    shelf, subject = MemoryShelf(), sources.add(group.space, record=RECORD)
    with pytest.raises(Refused):
        sources.snapshot(group.space, shelf, subject, name="page.html", data=PAGE, expected=bytes(32))
    assert shelf.files == {}
    digest = sources.snapshot(
        group.space, shelf, subject, name="page.html", data=PAGE, expected=sha256(PAGE).digest(), taken_at=Instant(5)
    )
    taken, data = sources.kept(group.space, shelf, subject, 0)
    assert (taken.sha256, taken.taken_at, taken.file.media_type, data) == (digest, 5, "text/html", PAGE)


def test_a_snapshot_that_was_altered_is_not_shown(group: InventedGroup) -> None:
    shelf, subject = MemoryShelf(), sources.add(group.space, record=RECORD)
    sources.snapshot(group.space, shelf, subject, name="page.html", data=PAGE)
    shelf.files["page.html"] = b"another"
    with pytest.raises(Fault, match="not the one whose hash"):
        sources.kept(group.space, shelf, subject, 0)
    with pytest.raises(BadInput):
        sources.kept(group.space, shelf, subject, 1)
    for data in (b"", b"x" * 25_000_001):
        with pytest.raises(BadInput):
            sources.snapshot(group.space, shelf, subject, name="page.html", data=data)


def test_snapshots_are_sealed_on_the_disk_and_verified_with_everything_else(tmp_path: Path) -> None:
    passphrase = "seven quiet geese cross the river"
    wiring.found(tmp_path / "v", Founding("The Ferry", "Aluna", passphrase, DEMO))
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    with wiring.opened(tmp_path / "v", passphrase) as vault:
        subject = sources.add(vault.space, record=RECORD)
        sources.snapshot(vault.space, vault.shelf, subject, name=path.name, data=sources.read_snapshot(path))
        assert sources.kept(vault.space, vault.shelf, subject, 0)[1] == PAGE
    with wiring.opened(tmp_path / "v", passphrase) as vault:
        report = verifying.verify(vault)
        assert (list(report.problems), report.files) == ([], 1)
    sealed = [each for each in (tmp_path / "v").rglob("*") if each.is_file()]
    assert all(PAGE not in each.read_bytes() for each in sealed)
    (stored,) = (tmp_path / "v" / "files").iterdir()
    stored.write_bytes(b"x" * 99)
    with wiring.opened(tmp_path / "v", passphrase) as vault:
        assert verifying.verify(vault).problems
