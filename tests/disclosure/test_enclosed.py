"""A text and the files beside it are read as one, and every finding knows where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from kunak.disclosure.check import PICTURES, judge, prepare
from kunak.disclosure.enclosed import Enclosed, judge_together, spans, together
from kunak.disclosure.secrets import Name, Person, Secrets

CASE = prepare(Secrets(persons=(Person(id="P1", names=(Name(given="Мариат", family="Тельтова"),)),)))
FILES = st.lists(st.builds(Enclosed, st.text(max_size=9), st.text(max_size=9), st.text(max_size=9)), max_size=4)


@given(st.text(max_size=20), FILES)
def test_every_piece_is_where_it_is_said_to_be(text: str, files: list[Enclosed]) -> None:
    whole, pieces = together(text, files), spans(text, files)
    assert whole.startswith(text)
    for file, (name, alt, words) in zip(files, pieces, strict=True):
        said = (whole[name.start : name.end], whole[alt.start : alt.end], whole[words.start : words.end])
        assert said == (file.name, file.alt, file.words)
    assert max((piece.end for one in pieces for piece in one), default=len(text)) == len(whole)


def test_without_files_it_is_the_text_and_nothing_else() -> None:
    text = "Somebody is safe."
    assert together(text, ()) == text
    assert judge_together(text, (), CASE) == judge(text, CASE)


def test_a_name_in_a_description_blocks_the_text_beside_it() -> None:
    report = judge_together("Somebody is safe.", (Enclosed("picture-1.jpg", "Госпожа Тельтова у окна"),), CASE)
    assert report.verdict == "block"
    found = next(finding for finding in report.findings if finding.severity == "block")
    assert (
        together("Somebody is safe.", (Enclosed("picture-1.jpg", "Госпожа Тельтова у окна"),))[found.start : found.end]
        == found.text
    )


def test_a_file_is_never_clear_and_says_what_nobody_looked_at() -> None:
    report = judge_together("Somebody is safe.", (Enclosed("picture-1.jpg", "A road.", unread=("Faces.",)),), CASE)
    assert report.verdict == "review"
    assert report.not_checked[0] == "Faces."
    assert PICTURES not in report.not_checked
