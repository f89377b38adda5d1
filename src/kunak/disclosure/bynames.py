"""Whether a byname, a code name or a given name that is another word, too, is meant by what stands around it."""

import re
from typing import Final

_OURS: Final = re.compile(
    r",? (?:наш[аи]?|мо[йя]|тво[йя])(?![^\W_])|[,!]* (?:(?:снова|опять|уже|теперь|наконец|наконец-то) )*(?:с нами|у нас|дома|в безопасности|на свободе|"  # noqa: E501
    r"на воле|на связи|жива?|свободна?|цела?|далеко)(?![^\W_])|!|\? (?:он|она) |, (?:привет|спасибо|держись|мы |с днем|с возвращением|милая|милый|родн\w+|дорог\w+)|"  # noqa: E501
    r" (?:is|was) (?:finally |now |already |back |at last )*(?:safe|free|here|home|with us|back|ours)(?![^\W_])"
)
"""What follows a byname that somebody is called by: “Комар наш приземлился”."""

_OURS_BEFORE: Final = re.compile(r"(?<![^\W_])(?:наш[аеу]?|нашего|нашей|мо[йяю]|моего|моей|our|my) $")
_MET: Final = re.compile(
    r" (?:(?:уже|наконец|вчера|сегодня|тепло) )*(?:встретили|встретила|обняли|поздравили|проводили|поселили|выдали|оформили|купили|сняли)(?![^\W_])"  # noqa: E501
)
_WILD: Final = re.compile(
    r"(?<![^\W_])(?:зоопарк\w*|вольер\w*|орнитолог\w*|зоолог\w*|гнезд\w*|заповедник\w*|птиц\w*|птенц\w*|насеком\w*|стая|стае|"
    r"дачник\w*|ветеринар\w*|приют\w{0,2} для животных|клетк\w|zoo|nests?|birds?|wildlife|vet|shelter for animals)(?![^\W_])"  # noqa: E501
)
"""Where animals are animals."""
_UNDERTAKING: Final = re.compile(
    r"(?<![^\W_])(?:операци\w*|план\w{0,3}|код\w{0,2}|кодов\w+|парол\w*|сигнал\w*|слов[оаеу]м?|групп\w+|команд\w+|проект\w*|заверш\w+|"
    r"закончен\w*|законч\w+|сработа\w+|удал\w+|нача\w+|начн\w+|готов\w*|этап\w*|участник\w*|доброволь\w*|волонт\w*|штаб\w*|чат\w{0,2}|спас\w+|"
    r"эвакуаци\w+|провал\w+|отмен\w+|запущен\w*|мы|нас|нам|нами|наш(?:[аеиу]|его|ей|ему|их?м?|ими|ем)?|её|ее|его|они|их|он|она|прош[её]л|прошла|прошло|дош[её]л|"
    r"operation|plan|code\w*|password|signal|words?|team|group|crew|project|over|done|complete\w*|began|begins|starts?|started|ready|"
    r"phase|worked|works|volunteers?|chat|rescue\w*|evacuation|failed|ended|cancelled|we|us|our|her|him|his|they|them|he|she)(?![^\W_])"
)
"""What is said of an undertaking with a name, and of those who take part in it."""
_MAPPED: Final = 70
_IN_A_TOWN: Final = re.compile(r"(?<![^\W_])(?:в|во|из|под|через|in|near|via|across|through|on|up) $")
_NATURE: Final = re.compile(
    r"(?<![^\W_])(?:гор[аыуе]|вершин\w*|перевал\w*|ледник\w*|восхо[жд]\w+|альпини\w+|взош\w+|подня\w+сь на|склон\w*|пик\w?|рек[аиуе]|"  # noqa: E501
    r"берег\w*|устье\w?|русл\w+|паводк\w+|столиц\w+|город\w{0,2}|аэропорт\w*|рейс\w*|мэр\w*|summit|peak|climb\w*|glacier|mountains?|"
    r"slopes?|river|banks?|flood\w*|capital|city|mayor|airport|flights?)(?![^\W_])"
)
"""What speaks of mountains, rivers and towns."""


def on_the_map(text: str, start: int, end: int) -> bool:
    """Return whether a name that is a mountain, a river or a town, too, is one at these places of a folded text."""
    town = _IN_A_TOWN.search(text[max(start - 9, 0) : start])
    return town is not None or _NATURE.search(text[max(start - _MAPPED, 0) : end + _MAPPED]) is not None


def is_ours(text: str, start: int) -> bool:
    """Return whether “our” or “my” stands before a word."""
    return _OURS_BEFORE.search(text[max(start - 9, 0) : start]) is not None


def is_called_ours(text: str, end: int) -> bool:
    """Return whether what follows a word greets somebody, or says that they are ours, at home or free."""
    return _OURS.match(text, end) is not None


def is_met(text: str, end: int) -> bool:
    """Return whether what follows a word is done to people."""
    return _MET.match(text, end) is not None


def is_wild(text: str, start: int, end: int) -> bool:
    """Return whether animals are spoken of around a word."""
    return _WILD.search(text[max(start - _MAPPED, 0) : end + _MAPPED]) is not None


def is_undertaking(text: str, start: int, end: int) -> bool:
    """Return whether something is spoken of that can bear a code name: an operation, a plan, a signal."""
    return _UNDERTAKING.search(text[max(start - _MAPPED, 0) : start] + "|" + text[end : end + _MAPPED]) is not None
