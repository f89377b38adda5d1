import random
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kunak.store.charsets import decode, decode_as

ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-32",
    "utf-16-le",
    "utf-16-be",
    "utf-32-le",
    "cp1251",
    "koi8-r",
    "cp866",
)
WORDS = re.findall(
    r"\w+",
    """
    меня зовут мне девятнадцать лет помогите пожалуйста отец забрал паспорт телефон братья хотят увезти
    завтра утром домой я боюсь пишу с чужого номера скажите куда можно уехать денег
    нет документы у дяди вчера били они знают где работаю съезд объявление ещё щенок
    эхо фамилия цепь юноша подъезд жизнь её выгнали из дома срочно нужна помощь друг
    сказал написать вам живу в селе за перевалом никто не должен знать
    """,
)


def sentence(words: list[str], ending: str) -> str:
    return " ".join(words).capitalize() + ending


SENTENCES = st.builds(
    sentence, st.lists(st.sampled_from(WORDS), min_size=3, max_size=30, unique=True), st.sampled_from(".!?")
)


def letters(text: str) -> int:
    return sum(char.isalpha() for char in text)


@given(SENTENCES, st.sampled_from(ENCODINGS))
def test_russian_of_twenty_letters_is_read_right_in_every_encoding(text: str, encoding: str) -> None:
    assume(letters(text) >= 20)
    found = decode(text.encode(encoding))
    assert found is not None
    assert found.text == text


@given(SENTENCES.map(str.upper), st.sampled_from(["cp1251", "koi8-r", "cp866"]))
def test_russian_in_capitals_is_read_right_too(text: str, encoding: str) -> None:
    assume(letters(text) >= 20)
    found = decode(text.encode(encoding))
    assert found is not None
    assert found.text == text


@given(SENTENCES)
def test_mac_cyrillic_is_read_right_where_it_differs(text: str) -> None:
    assume(letters(text) >= 20)
    data = f"{text} Моя семья меня.".encode("mac-cyrillic")
    found = decode(data)
    assert found is not None
    assert found.text == f"{text} Моя семья меня."


@pytest.mark.parametrize(
    "text",
    ["Ich wohne über dem Bäcker, bitte schöne Grüße", "Ma sœur a été emmenée près de la forêt", "El niño está aquí"],
)
def test_latin_accents_are_not_taken_for_russian(text: str) -> None:
    found = decode(text.encode("cp1252"))
    assert found is not None
    assert found.text == text


def test_latin_with_a_single_hard_space_stays_latin() -> None:
    found = decode("Please help me.\xa0I live with my uncle.".encode("latin-1"))
    assert found is not None
    assert found.text == "Please help me.\xa0I live with my uncle."


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_no_text(seed: int) -> None:
    assert decode(random.Random(seed).randbytes(4096)) is None


def test_a_cut_utf8_text_is_read_with_a_remark() -> None:
    found = decode("Помогите, пожалуйста, скорее".encode()[:-1])
    assert found is not None
    assert found.lossy
    assert found.text == "Помогите, пожалуйста, скоре\ufffd"


def test_a_torn_utf8_text_is_never_taken_for_another_encoding() -> None:
    assert decode("Марина ".encode() + b"\xff\xfe\xd0" + "Озёрная".encode()) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_not(data: bytes) -> None:
    found = decode(data)
    assert found is None or isinstance(found.text, str)


@pytest.mark.parametrize("claim", ["us-ascii", "iso-8859-1", "utf-8", "x-unheard-of", "punycode", "hex", "\x00"])
def test_a_wrong_claim_is_overruled(claim: str) -> None:
    text = "Меня не выпускают из дома"
    found, right = decode_as(text.encode("cp1251"), claim)
    assert found is not None
    assert (found.text, right) == (text, False)


def test_a_right_claim_is_believed() -> None:
    found, right = decode_as("щё".encode("koi8-r"), "KOI8-R")
    assert found is not None
    assert (found.text, right) == ("щё", True)
