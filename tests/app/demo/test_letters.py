from importlib import resources

import pytest

from kunak.app.demo import letters
from kunak.app.demo.dice import Dice
from kunak.app.demo.letters import ENCODINGS, TEMPLATES
from kunak.app.demo.people import invent
from kunak.base.instants import from_rfc3339
from kunak.casework.resemblance import Kind, Voice, resemblances

SENT = from_rfc3339("2026-03-14T09:30:00Z")
EVERY = sorted({template for templates in TEMPLATES.values() for template in templates})


@pytest.mark.parametrize("number", range(60))
def test_every_letter_is_read_as_it_was_meant(number: int) -> None:
    person = invent(Dice(1, number), number)
    message = letters.letter(Dice(1, number), person, SENT)
    said = " ".join(message.text.split())
    assert any(" ".join(what.of(person.tongue).split()) in said for what in person.trouble.what)
    assert "{" not in message.text
    assert "\ufffd" not in message.text


@pytest.mark.parametrize("template", EVERY)
def test_every_file_is_in_the_encoding_that_it_claims(template: str) -> None:
    data = resources.files("kunak.app.demo").joinpath("messages", template).read_bytes()
    data.decode(ENCODINGS.get(template, "utf-8"))


def test_few_letters_look_alike_although_nobody_copied() -> None:
    people = [invent(Dice(1, number), number) for number in range(74)]
    messages = [letters.letter(Dice(1, person.number), person, SENT) for person in people]
    voices = [
        Voice(bytes([number]), message.sender, message.reply_to, f"{message.subject}\n{message.text}")
        for number, message in enumerate(messages)
    ]
    found = [each.kind for each in resemblances(voices)]
    assert len(found) <= 6
    assert Kind.SAME_PHONE not in found
