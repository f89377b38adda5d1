"""What lies beside a village, and in which words a text tells the village by it."""

from collections.abc import Iterator
from typing import Final

from kunak.disclosure.declension import is_common, is_noun, is_person, is_russian, word_forms
from kunak.disclosure.gazetteer import named_near, point_of
from kunak.disclosure.phrases import FEW_LETTERS, Phrase, any_form, parts, slot
from kunak.disclosure.romanise import coarse
from kunak.disclosure.secrets import Place
from kunak.disclosure.villages import neighbours

_GENERIC: Final = frozenset(map(coarse, (
    "юрт", "аул", "хутор", "чу", "эвл", "отар", "махи", "казмаляр", "село", "станица", "верхний", "верхняя", "верхнее",
    "верхние", "нижний", "нижняя", "нижнее", "нижние", "новый", "новая", "новое", "новые", "старый", "старая", "старое",
    "старые", "большой", "большая", "большое", "малый", "малая", "малое", "малые", "средний", "средние", "красный",
    "красная", "красное",
)))  # fmt: skip
"""Words of many villages' names: one of them in common makes no two of them one."""


def of_neighbours(path: str, place: Place) -> Iterator[Phrase]:
    """Yield what lies beside a village: a text that says how far it is from there tells which one it is.

    A small village next door needs a sign of nearness, another place also that somebody's home is there, and what is
    not near has to be said to be no farther; a village of the same district that is only named asks for a look. What
    is a word or many places needs both, a name of people a word before it that places it.
    """
    if place.kind != "settlement" or place.role not in ("home", None):
        return
    names = (place.name, *place.also)
    known = point_of(place.name.strip())
    own = {coarse(word) for name in (*names, *(known[2] if known else ())) for word in parts(name)}
    own -= _GENERIC
    told: set[tuple[str, ...]] = set()
    for one in neighbours(names, place.within, place.coordinates):
        words = tuple(parts(one.name))
        if not _is_other(words, own) or words in told:
            continue
        told.add(words)
        known_else = one.doubtful or not all(map(is_russian, words)) or _is_common(one.name, words)
        person = len(words) == 1 and is_person(words[0])
        plainly = not known_else and not person
        slots = tuple(slot(any_form(word, word_forms)) for word in words)
        near = "beside far" if one.far else "beside"
        if one.next_door and not known_else:
            near = "beside placed" if person else "beside next"
        yield Phrase(path, "place", "neighbour", slots, words, near=near)
        if one.district and plainly:
            yield Phrase(path, "place", "neighbour", slots, words, block=False, near="upper", typed=False)
    point = place.coordinates or (known[:2] if known else None)
    for name in named_near(*point) if point else ():
        words = tuple(parts(name))
        if _is_other(words, own) and words not in told:
            slots = tuple(slot(any_form(word, word_forms)) for word in words)
            yield Phrase(path, "place", "neighbour", slots, words, near="beside")


def _is_other(words: tuple[str, ...], own: set[str]) -> bool:
    return bool(words) and own.isdisjoint(map(coarse, words)) and len("".join(words)) >= FEW_LETTERS


def _is_common(name: str, words: tuple[str, ...]) -> bool:
    """Return whether a name is a common word, or a row of them: ``Новая Жизнь``, not ``Новый Шарой``."""
    if len(words) == 1:
        return is_common(words[0])
    return "-" not in name and all(map(is_common, words)) and is_noun(words[-1])
