"""Words of the case in another order, with words between, and in the other language."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.disclosure.check import check, judge, prepare
from kunak.disclosure.declension import dictionary
from kunak.disclosure.english import english_forms
from kunak.disclosure.folding import fold
from kunak.disclosure.glossary import COMMON, RARE, Entry, entries, entries_of, weight_of
from kunak.disclosure.retold import Retold
from kunak.disclosure.secrets import Secrets
from kunak.disclosure.tables import plain


def told(text: str, *words: str) -> set[str]:
    return {finding.severity for finding in check(text, Secrets(words=words)).findings if finding.kind == "word"}


def said_of(text: str, words: str) -> list[str]:
    return [finding.severity for finding in Retold(Secrets(words=(words,))).find(text, fold(text))]


def tag(word: str) -> str:
    return str(dictionary().parse(word)[0].tag)


def things() -> Iterator[Entry]:
    for entry in entries():
        if entry.weight != COMMON and " " not in entry.russian[0] and tag(entry.russian[0]).startswith("NOUN"):
            yield entry


def rare() -> Iterator[tuple[Entry, str]]:
    for entry in things():
        names = [name for name in entry.english if weight_of(name) == RARE and " " not in name]
        if entry.weight == RARE and names and len(entries_of([entry.russian[0]])) == 1:
            yield entry, names[0]


THINGS, LONE = list(things()), list(rare())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("тётя привезла айву", "Сказали так: тётя айву привезла."),
        ("тётя привезла айву", "Привезла нам тётя айвы."),
        ("тётя привезла айву", "Передай, что тётка везти айву не стала, привезёт потом тётка айву."),
        ("тётя привезла айву", "Our auntie is bringing some fresh quinces."),
        ("aunt brought quince", "Тётушка привезла нам айвы."),
        ("синий термос", "They left a blue thermos on the seat."),
        ("синий термос", "Look for somebody whose flask is blue."),
        ("синий термос", "На столе стоял термос, и термос был синий."),
        ("blue thermos", "На лавке стоит синий помятый термос."),
        ("гранатовое варенье", "There was pomegranate jam from aunt again."),
        ("гранатовое варенье", "Опять прислали варенье из граната."),
        ("Пекарня на углу", "We met at the bakery on the corner."),
        ("Барсучья нора", "They slept in a badger's burrow, he said."),
        ("бабушкин самовар", "He polished granny’s samovar."),
        ("божья коровка красная", "Красная божья коровка села на окно, a red ladybird."),
        ("Paper Lantern", "Пароль — бумажный фонарик."),
        ("бритва и пена", "He left a razor and some foam, no more."),
        ("Операция Журавль", "They spoke of Operation Crane and no more."),
        ("тётя Зарема привезла айву", "Айву привезла Зарема, его тётя."),
    ],
)
def test_a_phrase_is_found_in_another_order_or_language(words: str, text: str) -> None:
    assert told(text, words) == {"block"}


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("синий термос", "Она выпила чай из термоса в синей куртке."),
        ("синий термос", "В синюю чашку налили из термоса."),
        ("синий термос", "She drank from a thermos in a blue jacket."),
        ("синий термос", "The thermos is full. Blue curtains hang on the wall."),
        ("красный дом", "A house stood there, and the sun was red."),
        ("красный дом", "Красный Крест снял дом у реки."),
        ("гранатовое варенье", "Pomegranates ripened in October, and by the time of the first frost she had made jam."),
        ("Lighthouse Seven", "Семь человек спасли с катера. Маяк не горел."),
        ("mulberry", "Мы тут ни при чём."),
        ("steel", "Они стали ждать."),
    ],
)
def test_words_that_are_not_said_of_one_another_are_no_phrase(words: str, text: str) -> None:
    assert told(text, words) == set()


@pytest.mark.parametrize(
    ("words", "text", "severity"),
    [
        ("красный дом", "We passed a red house.", "review"),
        ("красный дом", "The password is “red house”.", "block"),
        ("Пекарня", "The bakery opens at six.", "review"),
        ("Пекарня", "The codeword for tonight is bakery.", "block"),
        ("Пекарня", "He asked for «the bakery» and left.", "block"),
        ("Зимородок", "Then kingfisher called back.", "block"),
        ("Зимородок", "A kingfisher is a shy bird.", "review"),
        ("Kingfisher", "Вечером позвонил зимородок.", "block"),
        ("Роза ветров", "The wind rose at noon.", "review"),
        ("роза", "Prices rose again.", "review"),
        ("Paper Boat", "Children folded paper boats.", "review"),
        ("Тихая гавань", "They painted a quiet harbour.", "review"),
        ("Тихая гавань", "She waits for you in the quiet harbour.", "block"),
        ("Тихая гавань", "Гавань была тихой.", "review"),
        ("чемодан у двери", "She took her suitcase and opened the door.", "review"),
        ("чемодан у двери", "Her suitcase stood by the door.", "block"),
    ],
)
def test_common_words_ask_unless_the_text_says_that_they_are_a_sign(words: str, text: str, severity: str) -> None:
    assert told(text, words) == {severity}


def test_words_as_they_stand_are_weighed_once() -> None:
    """Where a phrase is found in its own order, it is one finding, of the form that was found before."""
    report = check("У окна стоял синий термос.", Secrets(words=("синий термос",)))
    assert [(finding.form, finding.text) for finding in report.findings] == [("inflected", "синий термос")] or [
        (finding.form, finding.text) for finding in report.findings
    ] == [("exact", "синий термос")]


def test_a_finding_is_where_the_draft_says_it() -> None:
    text = "Передали: тётя\u00ad айву нам привезла!"
    (finding,) = check(text, Secrets(words=("тётя привезла айву",))).findings
    assert finding.text == text[finding.start : finding.end] == "тётя\u00ad айву нам привезла"


@pytest.mark.parametrize("entry", THINGS[:: max(len(THINGS) // 150, 1)], ids=lambda entry: entry.russian[0])
def test_every_form_of_a_thing_is_found_in_both_directions(entry: Entry) -> None:
    """Beside a word that is rare, in whatever form and order; each name of the table, of one word or several."""
    russian = f"{entry.russian[0]} зимородка"
    for name in entry.english:
        head, _, last = name.rpartition(" ")
        for form in english_forms(last):
            said = f"{head} {form}".strip()
            assert said_of(f"they have {said} of kingfishers there", russian) == ["block"], said
            assert said_of(f"they have kingfisher's {said} there", russian) == ["block"], said
        english = f"{name} of kingfisher"
        for word in entry.russian:
            if tag(word).startswith("NOUN") and " " not in word:
                assert said_of(f"там у зимородков {word}", english) == ["block"], (english, word)


@pytest.mark.parametrize(("entry", "name"), LONE[:: max(len(LONE) // 120, 1)], ids=lambda one: str(one)[:20])
def test_a_rare_word_alone_blocks_in_the_other_language(entry: Entry, name: str) -> None:
    for form in english_forms(name):
        if weight_of(form) == RARE:
            assert said_of(f"he spoke to {form} yesterday", entry.russian[0]) == ["block"]


@settings(max_examples=60, deadline=None)
@given(
    st.permutations(["тётя", "привезла", "айву"]),
    st.lists(st.sampled_from(["нам", "вчера", "свежую", "наша", "опять"]), max_size=2),
    st.integers(0, 3),
)
def test_any_order_with_words_between_is_found(order: list[str], more: list[str], at: int) -> None:
    text = " ".join([*order[:at], *more, *order[at:]])
    assert said_of(text, "тётя привезла айву")[:1] == ["block"]
    assert said_of(text, "aunt brings quince")[:1] == ["block"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["и", "дом", "снег", "лежал", "над", "рекой", "рано", "тихо"]), min_size=8, max_size=12)
)
def test_far_apart_is_not_together(between: list[str]) -> None:
    assert said_of(" ".join(["термосы", *between, "самовара"]), "термос самовара") == []


def test_a_long_sentence_hides_nothing() -> None:
    """Words that stand there often, far from the others, do not use up the places that are looked at."""
    text = "айва " * 300 + "и дом " * 20 + "привезла айву тётя"
    assert "block" in said_of(text, "тётя привезла айву")


def test_many_drafts_are_judged_by_one_expansion() -> None:
    case = prepare(Secrets(words=("синий термос",)))
    texts = ["He had a blue flask.", "Nothing to see.", "He had a blue flask."]
    assert [judge(text, case).verdict for text in texts] == ["block", "clear", "block"]


def test_no_word_of_the_case_means_nothing_to_look_for() -> None:
    for words in ((), ("на у под",), ("?",)):
        assert list(Retold(Secrets(words=words)).find("A blue thermos.", fold("A blue thermos."))) == []


def test_the_glossary_is_folded_as_the_texts_are() -> None:
    assert [
        word for entry in entries() for word in entry.russian if plain(word) != word or fold(word).text != word
    ] == []
