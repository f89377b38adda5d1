"""Numbers, days and words of a case are found as people write them, and others are not taken for them."""

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.secrets import Secrets, read_secrets

MONTHS_RU = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
MONTHS_EN = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def _secrets(document: str) -> Secrets:
    return read_secrets(document.encode())


def _texts(draft: str, document: str) -> list[str]:
    return [found.text for found in check(draft, _secrets(document)).findings if found.secret]


PHONE = '{"persons": [{"phones": ["+7 900 123-45-67"]}]}'
FOREIGN = '{"persons": [{"phones": ["+995 555 12 34 56"]}]}'


@pytest.mark.parametrize(
    "written",
    [
        "+79001234567",
        "8 900 123 45 67",
        "8(900)123-45-67",
        "(900) 123-45-67",
        "7.900.123.45.67",
        "9001234567",
        "007 900 123 4567",
        "8\u00a0900\u00a0123–45–67",
        "123-45-67",
        "8 900 123, 45 67",
    ],
)
def test_a_phone_number_is_found_with_any_separators(written: str) -> None:
    assert _texts(f"Звоните: {written}, спросите врача.", PHONE) == [written]


@pytest.mark.parametrize("other", ["+7 900 123-45-68", "123-45-68", "90012345678", "8 900 123, 45 68"])
def test_another_number_is_not_taken_for_it(other: str) -> None:
    assert _texts(f"Звоните: {other}.", PHONE) == []


@pytest.mark.parametrize("written", ["+995555123456", "00995 555 12-34-56", "995 (555) 12 34 56"])
def test_a_foreign_number_is_found_too(written: str) -> None:
    assert _texts(f"Call {written} now", FOREIGN) == [written]


DAY = '{"dates": [{"date": "2026-03-01"}]}'


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01",
        "2026.3.1",
        "01.03.2026",
        "1.3.26",
        "01/03/2026",
        "03/01/2026",
        "1 марта 2026",
        "1 марта",
        "1-го марта",
        "01 МАРТА 2026",
        "March 1, 2026",
        "Mar. 1",
        "1 March 2026",
        "1st of March",
        "March 1st",
    ],
)
def test_a_day_is_found_as_people_write_it(written: str) -> None:
    assert _texts(f"Это было {written}, ночью", DAY) == [written]


@pytest.mark.parametrize(
    "other",
    ["2026-03-011", "11.03.2026", "1 марта 2019", "March 1, 2019", "1 марточка", "2 марта", "21 марта", "March 12"],
)
def test_another_day_is_not_taken_for_it(other: str) -> None:
    assert _texts(f"Это было {other}, ночью", DAY) == []


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_words(month: int) -> None:
    document = f'{{"dates": [{{"date": "2025-{month:02}-09"}}]}}'
    for written in (
        f"9 {MONTHS_RU[month - 1]} 2025",
        f"{MONTHS_EN[month - 1].title()} 9",
        f"9 {MONTHS_EN[month - 1][:3]}",
    ):
        assert _texts(f"on {written}, early", document) == [written]


@pytest.mark.parametrize("written", ["Sept. 9", "9 Sept 2025"])
def test_september_has_a_short_form_of_four_letters(written: str) -> None:
    assert _texts(f"on {written} it rained", '{"dates": [{"date": "2025-09-09"}]}') == [written]


@pytest.mark.parametrize("written", ["А123ВС 00", "а 123 вс00", "A123BC00", "А-123-ВС 00"])
def test_a_plate_is_found_in_either_alphabet(written: str) -> None:
    assert _texts(f"Машина {written} стояла", '{"plates": ["А123ВС 00"]}') == [written]


@pytest.mark.parametrize(
    ("draft", "document", "found"),
    [
        ("паспорт 0000 123456 утерян", '{"persons": [{"documents": [{"number": "0000123456"}]}]}', ["0000 123456"]),
        ("ID AB-1234567.", '{"persons": [{"documents": [{"number": "ab 1234567"}]}]}', ["AB-1234567"]),
        ("рейс RL204", '{"services": [{"number": "RL 204"}]}', ["RL204"]),
        ("поезд № 92 ушёл, в нём 92 человека", '{"services": [{"number": 92}]}', ["92"]),
        ("River Lines 92", '{"services": [{"carrier": "River Lines", "number": "92"}]}', ["River Lines", "92"]),
        ("поезд № 204А в пути", '{"services": [{"number": "ночной поезд 204А"}]}', ["204А"]),
        ("Ночной поезд 204 и 204 гостя", '{"services": [{"number": "ночной поезд 204"}]}', ["204", "204"]),
        ("flight RL 204.", '{"services": [{"number": "flight RL 204"}]}', ["RL 204"]),
        ("train 204!", '{"services": [{"number": "flight RL 204"}]}', ["204"]),
        ("в Old\n Harbour", '{"places": [{"name": "Old Harbour"}]}', ["Old\n Harbour"]),
        ("в Нижнем, Нижний-Дол", '{"places": [{"name": "Нижний Дол"}]}', ["Нижний-Дол"]),
        ("aka Gorsk", '{"places": [{"name": "Горск", "also": ["Gorsk"]}]}', ["Gorsk"]),
        ("Горск и Горскому", '{"places": [{"name": "Горск"}]}', ["Горск", "Горскому"]),
        ("_Горск_ **ГОРСК**", '{"places": [{"name": "Горск"}]}', ["Горск", "ГОРСК"]),
        (
            "t.me/grey_heron или @Grey_Heron",
            '{"persons": [{"handles": ["@grey_heron"]}]}',
            ["grey_heron", "@Grey_Heron"],
        ),
        ("Mina@Post.Example!", '{"persons": [{"emails": ["mina@post.example"]}]}', ["Mina@Post.Example"]),
        ("кафе Чайка", '{"words": ["«Чайка»"]}', ["Чайка"]),
        ("пишет на C++ и ☂", '{"words": ["C++", "☂"]}', ["C++", "☂"]),
        ("а и б", '{"persons": [{"names": [{"given": "А"}]}]}', []),
        ("born 4 May 2003", '{"persons": [{"born": "2003-05-04"}]}', ["4 May 2003"]),
        ("born 2003", '{"persons": [{"born": "2003"}]}', ["born 2003"]),
    ],
)
def test_a_secret_is_found_as_it_is_written(draft: str, document: str, found: list[str]) -> None:
    assert _texts(draft, document) == found
