"""What a file says of itself is judged like a text, and is something to look at even where the case does not hold it."""  # noqa: E501

from pathlib import Path

import pytest

from kunak.disclosure.secrets import Place, Secrets, read_secrets
from kunak.disclosure.tags import Content, FileReport, Tag, judge_file, told_by_tags

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


@pytest.mark.parametrize(("point", "told"), [("43.67, 45.12", True), ("43.80, 45.12", True), ("44.00, 45.12", False)])
def test_a_point_near_a_place_of_the_case_is_found_by_the_name_of_the_place(point: str, *, told: bool) -> None:
    """The harm: nobody wrote down the coordinates of the place, so the picture that was taken there is let through."""
    case = Secrets(places=(Place(name="Знаменское", role="route"),))
    judgement = judge_file("", Content("jpeg", (Tag("Make", "Cameramaker"), Tag("GPS point", point))), case)
    (_, none), (tag, kinds) = told_by_tags(judgement)
    assert (tag.name, none) == ("GPS point", ())
    assert ("place" in kinds) is told
    assert {finding.secret for finding in judgement.report.findings} <= {"", "places.0"}
    # What else lies there is not for anybody to look at.
    assert len([finding for finding in judgement.report.findings if not finding.secret]) == 2 - told


def test_a_city_with_an_airport_is_known_by_its_point() -> None:
    case = Secrets(places=(Place(name="Тбилиси", role="destination"),))
    (told,) = told_by_tags(judge_file("", Content("jpeg", (Tag("GPS point", "41.70, 44.80"),)), case))
    assert "place" in told[1]
