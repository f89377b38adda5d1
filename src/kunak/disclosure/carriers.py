"""Which words name the airlines, railways and buses of a case."""

from collections.abc import Iterator
from typing import Final

from kunak.disclosure.aviation import carrier_names
from kunak.disclosure.declension import (
    adjective_forms,
    is_common,
    is_known,
    is_russian,
    word_forms,
)
from kunak.disclosure.phrases import FEW_LETTERS, STEM, Phrase, any_form, parts, slot
from kunak.disclosure.secrets import Secrets, Service

_CARRYING: Final = frozenset((
    "air", "airlines", "airways", "avia", "aero", "lines", "line", "express", "bus", "coach", "rail", "railway",
    "railways", "trans", "travel", "company", "авиа", "авиалинии", "авиакомпания", "аэро", "экспресс", "автобус",
    "автобусы", "поезд", "поезда", "маршрутка", "электричка", "такси", "линии", "компания", "железные", "дороги",
    "ржд", "train", "taxi", "flight", "the", "and", "и",
))  # fmt: skip
"""Words in the name of a carrier that say only that it carries."""


def of_carriers(secrets: Secrets) -> Iterator[Phrase]:
    """Yield the names of carriers; the word of a name that is its own, beside a word for travel."""
    for number, service in enumerate(secrets.services):
        yield from _known_carrier(f"services.{number}", service)
        words = parts(service.carrier)
        own = [word for word in words if word not in _CARRYING]
        path = f"services.{number}"
        if words and not own:  # the railway that everybody takes: beside a ticket, a berth, somebody on board
            told_by = tuple(slot(any_form(word, word_forms)) for word in words)
            yield Phrase(path, "service", "carrier", told_by, tuple(words), near="rides", typed=False)
        if not own or len("".join(words)) < 2:  # noqa: PLR2004
            continue
        slots = tuple(slot(any_form(word, word_forms)) for word in words)
        doubtful = f"~{service.carrier.strip()}" in carrier_names(service.carrier, str(service.number))
        yield Phrase(path, "service", "inflected", slots, tuple(words), near="vehicle" if doubtful else "")
        if len(words) == 1 and is_russian(words[0]) and len(words[0]) > FEW_LETTERS + 1:
            stems = {words[0].rstrip("аяыйь") + end for end in ("овск", "ск")}  # «аэрофлотовский борт»
            made = slot(STEM + stem for stem in stems if not is_known(stem + "ий"))
            yield Phrase(path, "service", "adjective", (made,), near="vehicle", typed=False, proper=False)
        if len(words) > 1:
            yield Phrase(path, "service", "in one word", (slot({"".join(words)}),), ("".join(words),))
            if len(own[0]) > FEW_LETTERS + 1 and not is_common(own[0]):
                short = (slot(any_form(own[0], word_forms)),)
                yield Phrase(path, "service", "shortened", short, (own[0],), near="vehicle", typed=False)


def _known_carrier(path: str, service: Service) -> Iterator[Phrase]:
    """Yield the other names of an airline; one that is a common word, beside a word for travel."""
    for name in carrier_names(service.carrier, str(service.number)):
        words, told_by = parts(name), name.startswith("~")
        if words != parts(service.carrier) and len("".join(words)) >= FEW_LETTERS:
            slots = tuple(
                slot(any_form(word, adjective_forms if word.endswith("ие") else word_forms)) for word in words
            )
            near = (
                "vehicle"
                if told_by or (len(words) == 1 and (is_common(words[0]) or len(words[0]) <= FEW_LETTERS + 1))
                else ""
            )
            yield Phrase(path, "service", "another name", slots, tuple(words), near=near, typed=not near)
