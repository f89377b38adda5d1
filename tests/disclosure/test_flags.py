"""A flag is told by its colours and by what it shows; colours of many flags ask for a look."""

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.flags import fits
from kunak.disclosure.secrets import Place, Secrets
from kunak.disclosure.tables import listed, rows

RUSSIAN = {
    "r": "красный", "w": "белый", "b": "синий", "y": "жёлтый", "g": "зелёный", "k": "чёрный", "o": "оранжевый",
    "m": "бордовый",
}  # fmt: skip
ENGLISH = {
    "r": "red", "w": "white", "b": "blue", "y": "yellow", "g": "green", "k": "black", "o": "orange", "m": "maroon",
}  # fmt: skip
FLAGS = [(code, colours) for code, colours, _ in rows("flags.tsv")]


@pytest.mark.parametrize(("code", "colours"), [each for each in FLAGS if len(each[1]) > 1])
@pytest.mark.parametrize("words", [RUSSIAN, ENGLISH])
def test_every_flag_is_told_by_its_colours_in_any_order(code: str, colours: str, words: dict[str, str]) -> None:
    for order in (colours, colours[::-1]):
        found, _, _ = fits(" и ".join(words[colour] for colour in order).replace("ё", "е") + " флаг")
        assert code in found
        assert found == {other for other, held in FLAGS if set(held) == set(colours)}


def told(text: str, country: str) -> set[tuple[str, str]]:
    found = check(text, Secrets(places=(Place(name=country, kind="country", role="destination"),))).findings
    return {(one.text, one.severity) for one in found if one.form == "flag"}


@pytest.mark.parametrize(
    ("text", "country", "span", "severity"),
    [
        ("He sent a selfie under a black, red and gold flag, free.", "Германия", "black, red and gold flag", "block"),
        ("Чёрно-красно-золотой флаг висел над ратушей.", "Германия", "Чёрно-красно-золотой флаг", "block"),
        ("A red maple leaf flag flapped over the school.", "Канада", "red maple leaf flag", "block"),
        ("Ему подарили жёлто-зелёный флаг с синим кругом.", "Бразилия", "жёлто-зелёный флаг с синим кругом", "block"),
        ("A red, blue and orange flag hung there.", "Армения", "red, blue and orange flag", "block"),
        ("The flag is blue with a yellow cross.", "Швеция", "flag is blue with a yellow cross", "block"),
        ("Красно-белый флаг реял над зданием.", "Польша", "Красно-белый флаг", "review"),
        ("Их новый флаг красный, с белым крестом.", "Швейцария", "флаг красный, с белым крестом", "block"),
        ("She sees the maple leaf flag over the school.", "Канада", "maple leaf flag", "block"),
        ("A green, white and red flag hung there.", "Италия", "green, white and red flag", "block"),
        ("A white, green and red flag hung there.", "Болгария", "white, green and red flag", "block"),
        ("A red, blue and white flag hung there.", "Люксембург", "red, blue and white flag", "review"),
    ],
)
def test_a_flag_is_described(text: str, country: str, span: str, severity: str) -> None:
    assert told(text, country) == {(span, severity)}
    assert not told(text, "Ирландия")


@pytest.mark.parametrize(
    "text", ["Флаг подняли утром.", "Белые облака и зелёный парк. Флаг сняли.", "A red car passed the flag."]
)
def test_a_flag_without_its_colours_is_none(text: str) -> None:
    assert not told(text, "Германия")
    assert not told(text, "Канада")


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        ("cross", "крестом cross"), ("star", "звёздами stars"), ("crescent", "полумесяцем crescent"),
        ("leaf", "кленовым leaf"), ("eagle", "орлом eagle"), ("sun", "солнцем sun"), ("cedar", "кедром cedar"),
        ("sphere", "сферой sphere"),
        ("crown", "короной crown"), ("sword", "саблей sword"), ("wheel", "колесом wheel"),
        ("map", "картой map"), ("triangle", "клином triangle"), ("circle", "кругом circle"),
        ("carpet", "ковром carpet"),
    ],
)  # fmt: skip
def test_what_a_flag_shows_tells_it_from_others_of_its_colours(sign: str, words: str) -> None:
    for code, colours, shown in rows("flags.tsv"):
        if sign in listed(shown):
            for word, names in zip(words.split(), (RUSSIAN, ENGLISH), strict=True):
                described = " ".join(names[colour] for colour in colours)
                found, _, _ = fits(f"{described} flag {word}".replace("ё", "е"))
                assert code in found
                assert all(sign in listed(has) for other, _, has in rows("flags.tsv") if other in found)
