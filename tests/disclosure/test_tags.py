"""What a file says of itself is judged like a text, and is something to look at even where the case does not hold it."""  # noqa: E501

from pathlib import Path

import pytest

from kunak.disclosure.secrets import read_secrets
from kunak.disclosure.tags import Content, FileReport, Tag, judge_file

CASE = read_secrets((Path(__file__).parent / "press" / "case.json").read_bytes())


def judged(*tags: Tag, name: str = "photo.jpg", words: str = "") -> FileReport:
    return judge_file(name, Content("jpeg", tags, words), CASE)


@pytest.mark.parametrize(
    ("tag", "secret"),
    [
        (Tag("GPS point", "12.34560, 45.67890"), "places.0"),
        (Tag("Exif DateTimeOriginal", "2026:03:05 09:00:00"), "dates.1"),
        (Tag("PDF CreationDate", "D:20260305100000+03'00'"), "dates.1"),
        (Tag("Artist", "Z. Khamzatova"), "P1.family"),
        (Tag("Location", "Верхний Тарк"), "places.0"),
    ],
)
def test_place_time_and_names_are_compared_with_the_case(tag: Tag, secret: str) -> None:
    findings = judged(tag).report.findings
    assert any(finding.secret == secret and finding.severity == "block" for finding in findings)


def test_any_other_tag_asks_for_a_look() -> None:
    report = judged(Tag("Make", "Cameramaker")).report
    assert report.verdict == "review"
    assert [(finding.kind, finding.text) for finding in report.findings] == [("metadata", "Make: Cameramaker")]


def test_names_of_files_and_words_in_them_are_read() -> None:
    assert judged(name="zarema.jpg").report.verdict == "block"
    assert judged(words="Она в Исландии").report.verdict == "block"
    assert judged(name="photo.jpg").report.verdict == "clear"


def test_offsets_count_in_what_was_read() -> None:
    judgement = judged(Tag("Artist", "Zarema"), Tag("Make", "C"), words="Зарема")
    assert judgement.report.findings
    assert all(judgement.file.read[one.start : one.end] == one.text for one in judgement.report.findings)
