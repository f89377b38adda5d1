"""Names that are also words: the word is nobody, and the name is still heard."""

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.secrets import read_secrets

SECRETS = read_secrets(
    """{
  "published_on": "2026-05-20",
  "persons": [
    {"id": "P1", "role": "client", "names": [{"given": "Лилия", "patronymic": "Саидовна", "family": "Соболь"}],
     "born": "2001-06-12"},
    {"id": "P2", "role": "relative", "names": [{"given": "Марк", "family": "Соболь"}]},
    {"id": "P3", "role": "staff", "names": [{"given": "Любовь", "family": "Кузнец"}]},
    {"id": "P4", "role": "helper", "names": [{"given": "Heather", "family": "Fisher"}]}
  ],
  "places": [
    {"name": "Тихое", "within": ["Озёрный край"], "kind": "settlement", "role": "home"},
    {"name": "Беслан", "also": ["Beslan", "аэропорт Каменноводск"], "within": ["Нагорная область"], "kind": "airport",
     "role": "route"},
    {"name": "Turkey", "also": ["Турция"], "kind": "country", "role": "route"}
  ],
  "dates": [{"what": "left home", "date": "2026-04-11"}]
}""".encode()
)


def _verdict(text: str) -> str:
    return check(text, SECRETS).verdict


@pytest.mark.parametrize(
    "text",
    [
        "В лесу снова появился соболь, егеря довольны.",
        "Соболь и белка линяют позже обычного.",
        "Соболь-одиночка вышел к посёлку.",
        "Соболь охотника не испугался.",
        "На клумбе расцвела белая лилия.",
        "Лилия, пион и тюльпан подорожали вдвое.",
        "Лилия долин цветёт в мае.",
        "Любовь не обманула и на этот раз.",
        "Старый кузнец продал мастерскую.",
        "The last fisher sold his boat to a museum.",
        "Purple heather covers the hills in August.",
        "Two hundred turkeys were sold before the feast.",
        "Buses to Каменноводск are late today.",
        "В Нагорной области открыли мост.",
        "The judge named Beslan Okhurov as a witness.",
        "В День России площадь закроют.",
    ],
)
def test_a_word_that_is_also_a_name_never_blocks(text: str) -> None:
    assert _verdict(text) != "block"


@pytest.mark.parametrize(
    "text",
    [
        "Лилия в безопасности.",
        "Лилия дома и спит.",
        "Лилия Соболь больше не числится пропавшей.",
        "Соболь уехала рано утром.",
        "Соболь Л. С. вызвана на допрос.",
        "лилия вышла на связь, живая",
        "её брат марк соболь опять у ворот",
        "брат соболь опять у ворот",
        "Мы говорили с Лилией вчера.",
        "Любовь дома, звоните ей.",
        "Любовь рассказала, как это было.",
        "В доме Соболей не спят.",
        "Our lawyer spoke to Lilia Sobol.",
        "Heather said the room was ready.",
        "Fisher was the first to call.",
        "her host heather fisher baked a pie",
        "We thank Heather for the room.",
        "В аэропорту Каменноводска её ждали.",
        "Из Беслана летели ночью.",
        "She left on Easter Eve.",
        "Родилась она в День России.",
        "Родом она из Тихого.",
    ],
)
def test_a_name_that_is_also_a_word_is_still_heard(text: str) -> None:
    assert _verdict(text) == "block"
