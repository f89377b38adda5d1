"""In which forms an English word can stand in a sentence, and of which word a form can be one.

Regular forms by their endings, others by a table. Generous on purpose, as ``declension`` is: a form too many is in no
text, a form too few is a leak.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_IRREGULAR: Final = (
    "be is are was were been being am|bear bore borne born|beat beat beaten|become became|begin began begun|bend bent|"
    "bite bit bitten|bleed bled|blow blew blown|break broke broken|bring brought|build built|burn burnt|buy bought|"
    "catch caught|choose chose chosen|come came|creep crept|cut|dig dug|do did done does doing|draw drew drawn|dream dreamt|"  # noqa: E501
    "drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|"
    "fly flew flown|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|get got gotten|give gave given|"  # noqa: E501
    "go went gone goes going|grind ground|grow grew grown|hang hung|have had has|hear heard|hide hid hidden|hit|hold held|"  # noqa: E501
    "hurt|keep kept|kneel knelt|know knew known|lay laid|lead led|learn learnt|leave left|lend lent|let|lie lay lain lying|"  # noqa: E501
    "light lit|lose lost|make made|mean meant|meet met|mow mown|pay paid|put|read|ride rode ridden|ring rang rung|"
    "rise rose risen|run ran|saw sawn|say said|see saw seen|seek sought|sell sold|send sent|set|sew sewn|shake shook shaken|"  # noqa: E501
    "shine shone|shoot shot|show shown|shut|sing sang sung|sink sank sunk|sit sat|sleep slept|smell smelt|sow sown|"
    "speak spoke spoken|spend spent|spill spilt|spin spun|split|spoil spoilt|spread|stand stood|steal stole stolen|"
    "stick stuck|sting stung|strike struck|swear swore sworn|sweep swept|swim swam swum|swing swung|take took taken|"
    "teach taught|tear tore torn|tell told|think thought|throw threw thrown|tie tying|understand understood|wake woke woken|"  # noqa: E501
    "wear wore worn|weave wove woven|weep wept|win won|wind wound|write wrote written|"
    "man men|woman women|child children|foot feet|tooth teeth|goose geese|mouse mice|louse lice|ox oxen oxes|person people|"  # noqa: E501
    "sheep|fish|deer|salmon|trout|die dice dying|grandchild grandchildren|policeman policemen|fisherman fishermen|"
    "postman postmen|fireman firemen|cactus cacti"
)
_FORMS: Final = {words[0]: words[1:] for words in map(str.split, _IRREGULAR.split("|"))}
_LEAST: Final = 2
"""Letters of words that have no regular forms: ``be``, ``of``, ``go``."""
_VOWELS: Final = "aeiou"
_HISSING: Final = ("s", "x", "z", "ch", "sh", "o")


def english_forms(word: str) -> set[str]:
    """Return every form of a folded English word, as a noun and as a verb; ``'s`` is left to the reader."""
    return {word, *_FORMS.get(word, ()), *_regular(word)}


def _regular(word: str) -> Iterator[str]:
    if len(word) <= _LEAST or not word.isalpha():
        return
    yield word + "s"
    if word.endswith(_HISSING):
        yield word + "es"
    if word.endswith(("f", "fe")):
        yield word.removesuffix("e")[:-1] + "ves"
    stem = word
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        yield word[:-1] + "ies"
        yield word[:-1] + "ied"
    elif word.endswith("e"):
        stem = word[:-1]
        yield word + "d"
    else:
        yield word + "ed"
    yield stem + "ing"
    if len(word) > 2 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS:  # noqa: PLR2004
        yield word + word[-1] + "ed"
        yield word + word[-1] + "ing"


@lru_cache(maxsize=1)
def _whose() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word, forms in _FORMS.items():
        for form in forms:
            found[form] = (*found.get(form, ()), word)
    return found


def english_bases(form: str) -> tuple[str, ...]:
    """Return the words of which this can be a form, itself first; most of them are no words at all."""
    ways = [form, *_whose().get(form, ())]
    for end, others in (
        ("ies", ("y",)), ("ves", ("f", "fe")), ("es", ("", "e")), ("s", ("",)), ("ied", ("y",)), ("ed", ("", "e")),
        ("ing", ("", "e")),
    ):  # fmt: skip
        stem = form.removesuffix(end)
        if stem != form and len(stem) > 1:
            ways += [stem + other for other in others]
            if end in ("ed", "ing") and stem[-1:] == stem[-2:-1]:
                ways.append(stem[:-1])
    return tuple(word for word in dict.fromkeys(ways) if form in english_forms(word))
