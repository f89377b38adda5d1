"""Which messages a text with files becomes: as few as there can be, nothing cut, nothing left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.transport.postings import ALBUM, CAPTION_UNITS, FILE_BYTES, As, Enclosure, Posting, is_photo, postings


def picture(number: int = 0, kind: str = "jpeg", sides: tuple[int, int] = (40, 30), size: int = 9) -> Enclosure:
    return Enclosure(name=f"picture-{number}", data=bytes(size), kind=kind, sides=sides)


def paper(number: int = 0, size: int = 9) -> Enclosure:
    return Enclosure(name=f"document-{number}", data=bytes(size), kind="pdf")


FILES = st.lists(st.sampled_from([picture(), picture(1, "gif"), paper(), paper(1)]), max_size=ALBUM)


def test_a_text_alone_is_one_message() -> None:
    assert postings("She is safe.", ()) == (Posting(As.TEXT, "She is safe."),)


@pytest.mark.parametrize(
    ("length", "files", "plan"),
    [
        (CAPTION_UNITS, [picture()], [(As.PICTURES, CAPTION_UNITS, 1)]),
        (CAPTION_UNITS, [picture(), picture(1)], [(As.PICTURES, CAPTION_UNITS, 2)]),
        (CAPTION_UNITS, [paper()], [(As.DOCUMENTS, CAPTION_UNITS, 1)]),
        (9, [paper(), picture(), paper(1)], [(As.PICTURES, 9, 1), (As.DOCUMENTS, 0, 2)]),
        (CAPTION_UNITS + 1, [picture()], [(As.TEXT, CAPTION_UNITS + 1, 0), (As.PICTURES, 0, 1)]),
        (4096, [paper(), picture()], [(As.TEXT, 4096, 0), (As.PICTURES, 0, 1), (As.DOCUMENTS, 0, 1)]),
    ],
)
def test_the_text_stands_below_the_files_where_it_fits_and_before_them_where_not(
    length: int, files: list[Enclosure], plan: list[tuple[As, int, int]]
) -> None:
    made = postings("x" * length, files)
    assert [(each.what, len(each.text), len(each.files)) for each in made] == plan


def test_the_bot_api_counts_half_words() -> None:
    assert len(postings("🙂" * 512, [picture()])) == 1
    assert len(postings("🙂" * 513, [picture()])) == 2


@given(st.text(min_size=1, max_size=1_200).filter(lambda text: text == text.strip()), FILES)
def test_nothing_is_cut_doubled_or_left_out(text: str, files: list[Enclosure]) -> None:
    made = postings(text, files)
    assert "".join(each.text for each in made) == text
    assert made[0].text == text
    out = [file for each in made for file in each.files]
    assert sorted(map(id, out)) == sorted(map(id, files))
    for what in (As.PICTURES, As.DOCUMENTS):
        of_it = [file for each in made if each.what is what for file in each.files]
        assert of_it == [file for file in files if is_photo(file) is (what is As.PICTURES)]


@pytest.mark.parametrize(
    ("file", "photo"),
    [
        (picture(), True),
        (picture(kind="png"), True),
        (picture(kind="gif"), False),
        (picture(kind="webp"), False),
        (picture(kind="tiff"), False),
        (picture(sides=(5_000, 5_000)), True),
        (picture(sides=(5_001, 5_000)), False),
        (picture(sides=(2_000, 100)), True),
        (picture(sides=(2_001, 100)), False),
        (picture(size=10_000_000), True),
        (picture(size=10_000_001), False),
    ],
)
def test_what_telegram_would_refuse_as_a_picture_goes_as_a_document(file: Enclosure, *, photo: bool) -> None:
    assert is_photo(file) is photo


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("x" * 4097, []),
        ("🙂" * 2049, [picture()]),
        (" x", []),
        ("x\n", [picture()]),
        ("x", [picture(number) for number in range(11)]),
        ("x", [paper(size=FILE_BYTES + 1)]),
    ],
)
def test_what_cannot_go_out_as_it_is_is_refused(text: str, files: list[Enclosure]) -> None:
    with pytest.raises(BadInput):
        postings(text, files)
