"""Messages as they come in: files with gaps, filled, turned into bytes and read by the one door.

Nothing is put into the vault that was not read from bytes, as with any file that
a coordinator is given (``store.files``). The files lie in ``messages/``, each in
the encoding that it claims.
"""

import json
import re
from collections.abc import Mapping
from email.header import Header
from email.utils import format_datetime, formataddr
from functools import cache
from html import escape
from importlib import resources
from typing import Final

from kunak.app.demo.dice import Dice
from kunak.app.demo.people import Person
from kunak.app.demo.troubles import TROUBLES
from kunak.app.demo.world import Said, Tongue
from kunak.base.instants import MINUTE, SECOND, Instant, after, to_datetime
from kunak.store.files import from_bytes
from kunak.store.incoming import Incoming

ENCODINGS: Final = {
    "ru_cp1251.txt": "cp1251",
    "ru_koi8.txt": "koi8-r",
    "ru_plain.eml": "koi8-r",
    "ru_html.eml": "cp1251",
    "inbox_uncle.txt": "cp1251",
    "inbox_other_region.txt": "koi8-r",
}
"""Files that are not UTF-8."""

TEMPLATES: Final[dict[Tongue, tuple[str, ...]]] = {
    "en": ("en_plain.eml", "en_html.eml", "chat_en/result.json", "en_plain.eml", "en_call.txt"),
    "ru": (
        "ru_plain.eml",
        "chat_ru/result.json",
        "ru_utf8.txt",
        "ru_html.eml",
        "ru_cp1251.txt",
        "ru_picture.eml",
        "chat_ru/result.json",
        "ru_koi8.txt",
    ),
}
"""In turn; most people write by messenger or e-mail."""

_OPENINGS: Final[dict[str, tuple[Said, ...]]] = {
    "f": (
        Said(
            "My name is {given}, I am {age} years old, I am from {home}.",
            "Меня зовут {given}, мне {age}, я из села {home}.",
        ),
        Said("Hello. I was told that you answer.", "Здравствуйте. Мне сказали, что вы отвечаете."),
        Said("I am writing from {home}. I am {age}.", "Пишу из села {home}. Мне {age}."),
        Said(
            "Good evening, this is {given}. A friend gave me this address.",
            "Добрый вечер, это {given}. Адрес дала подруга.",
        ),
        Said("I do not know how one begins such a letter.", "Не знаю, как начинают такие письма."),
        Said("Please read this today.", "Пожалуйста, прочтите это сегодня."),
    ),
    "m": (
        Said("My name is {given}, I am {age} years old, from {home}.", "Меня зовут {given}, мне {age}, село {home}."),
        Said("Hello, are you the ones who help people to leave?", "Здравствуйте, это вы помогаете уехать?"),
        Said("I write from {home}, age {age}.", "Пишу из села {home}, возраст {age}."),
        Said("Good evening. You can call me {given}.", "Добрый вечер. Можете звать меня {given}."),
        Said("I have read about you and thought for a week.", "Читал о вас и неделю думал, писать ли."),
        Said("It is about me, nobody sends me.", "Пишу о себе, меня никто не посылал."),
    ),
}  # fmt: skip

_CLOSINGS: Final = (
    Said("Write only here, never call.", "Пишите только сюда, звонить нельзя."),
    Said("I can read until ten in the evening.", "Читать могу до десяти вечера."),
    Said(
        "My number is {phone}, but call only if I write first.",
        "Мой номер {phone}, но звоните, только если я сначала напишу.",
    ),
    Said("If I do not answer, somebody else has the phone.", "Если не отвечаю, телефон не у меня."),
    Said("You find me as {handle}.", "Меня можно найти как {handle}."),
    Said("Thank you for reading, whatever you answer.", "Спасибо, что прочли, что бы вы ни ответили."),
    Said("Please delete this when you have read it.", "Удалите, пожалуйста, когда прочтёте."),
)

_SUBJECTS: Final = (
    Said("Help", "Помощь"),
    Said("A question", "Вопрос"),
    Said("Is this the right address?", "Туда ли я пишу?"),
    Said("Please answer", "Ответьте, пожалуйста"),
    Said("I need to leave", "Мне нужно уехать"),
    Said("(no subject)", "(без темы)"),
)

_GAP: Final = re.compile(r"\{\{(\w+)\}\}")


def letter(dice: Dice, person: Person, sent_at: Instant) -> Incoming:
    """Return what a person writes, read from the bytes that it came as."""
    choices = TEMPLATES[person.tongue]
    return read(choices[person.number // 2 % len(choices)], _gaps(dice, person), sent_at)


def read(template: str, gaps: Mapping[str, str], sent_at: Instant) -> Incoming:
    """Fill a file, turn it into bytes, and read it as any file from outside.

    Args:
        template: Its name in ``messages/``.
        gaps: What fills it; dates are filled in here.
        sent_at: When the message says it was written.
    """
    encoding = ENCODINGS.get(template, "utf-8")
    filled = {**gaps, **_dates(sent_at)}
    text = _GAP.sub(lambda gap: _written(template, gap[1], filled[gap[1]]), _text(template, encoding))
    (message,) = from_bytes(text.encode(encoding), template.rpartition("/")[2])
    return message


@cache
def _text(template: str, encoding: str) -> str:
    return resources.files(__package__).joinpath("messages", template).read_bytes().decode(encoding)


def _gaps(dice: Dice, person: Person) -> dict[str, str]:
    trouble, turn = person.trouble, person.number
    parts = {
        "opening": dice.pick(_OPENINGS[person.sex]),
        "what": trouble.what[turn // len(TROUBLES) % 3],
        "now": trouble.now[(turn // len(TROUBLES) + turn // (3 * len(TROUBLES)) + 1) % 3],
        "ask": dice.pick(trouble.ask),
        "closing": dice.pick(_CLOSINGS),
        "subject": dice.pick(_SUBJECTS),
    }
    about = {"given": person.given, "age": str(person.age), "home": person.home}
    about |= {"phone": person.phone, "handle": person.handle}
    said = {name: part.of(person.tongue).format(**about) for name, part in parts.items()}
    named = f"{person.given} {person.family[:2]}."
    sender = f"{person.given} {person.family}" if dice.number(0, 2) else ""
    said |= {"given": person.given, "named": named, "sender": f"{sender}\n{person.email}"}
    return {**said, "mark": str(dice.number(10**6, 10**7))}


def _dates(sent_at: Instant) -> dict[str, str]:
    chat = {f"unix{number}": str(after(sent_at, (number - 6) * 3 * MINUTE) // SECOND) for number in range(1, 6)}
    return {"date": format_datetime(to_datetime(sent_at)), **chat}


def _written(template: str, gap: str, value: str) -> str:
    """Return a value as the file's format writes it."""
    if template.endswith(".json"):
        return json.dumps(value, ensure_ascii=False)[1:-1]
    if gap == "sender":
        name, _, address = value.partition("\n")
        return formataddr((name, address), charset="utf-8")
    if gap == "subject":
        return Header(value, "utf-8").encode()
    return escape(value) if "_html" in template else value
