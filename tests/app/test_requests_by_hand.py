"""Calls for help that are written down or uploaded."""

import pytest

from kunak.app import requests
from kunak.app.requests import CALL, Call
from kunak.base.errors import BadInput, KunakError, Refused
from kunak.base.instants import HOUR, Instant
from kunak.casework.request import Standing, Urgency, Vetting
from kunak.testing.group import InventedGroup
from kunak.testing.memory import MemoryShelf


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def call(text: str = "She is locked in.", *, at: Instant | None = None) -> Call:
    return Call(sender=" a neighbour ", reply_to="+7 900 000-00-01", text=text, happened_at=at)


def test_a_call_is_kept_as_it_was_said(group: InventedGroup) -> None:
    subject = requests.add_call(group.space, call())
    received = group.space.request(subject).request.received
    assert received is not None
    assert (received.channel, received.sender, received.text) == (CALL, "a neighbour", "She is locked in.")


@pytest.mark.parametrize("text", ["", " \n", "x" * (requests.TEXT_KEPT + 1)])
def test_a_call_without_words_or_with_too_many_is_refused_at_its_field(group: InventedGroup, text: str) -> None:
    with pytest.raises(KunakError) as refused:
        requests.add_call(group.space, call(text))
    assert isinstance(refused.value, (Refused, BadInput))
    assert refused.value.field == "text"


def test_a_call_from_the_future_is_refused(group: InventedGroup) -> None:
    with pytest.raises(BadInput):
        requests.add_call(group.space, call(at=Instant(group.clock() + HOUR)))


def test_the_number_of_a_caller_stands_among_the_phones_of_the_case(group: InventedGroup) -> None:
    subject = requests.add_call(group.space, call())
    requests.triage(group.space, subject, urgency=Urgency.NOW, reason="locked in")
    requests.vet(group.space, subject, check="called back", outcome=Vetting.CONFIRMED)
    case, _code = requests.accept(group.space, subject, reason="fits")
    assert group.space.case(case).details.value("phones") == "+7 900 000-00-01"


def test_an_upload_is_read_like_a_file_and_its_attachment_comes_back_whole(group: InventedGroup) -> None:
    mail = (
        b"From: T <t@post.invalid>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=e\r\n\r\n"
        b"--e\r\nContent-Type: text/plain\r\n\r\nhelp\r\n--e\r\nContent-Type: text/plain\r\n"
        b"Content-Disposition: attachment; filename=a.txt\r\n\r\nproof\r\n--e--\r\n"
    )
    shelf = MemoryShelf()
    (subject,) = requests.add_bytes(group.space, shelf, data=mail, name="m.eml")
    file, data = requests.attachment(group.space, shelf, subject, 0)
    assert (file.name, data.strip()) == ("a.txt", b"proof")
    for number in (-1, 1):
        with pytest.raises(BadInput):
            requests.attachment(group.space, shelf, subject, number)


def test_requests_are_listed_and_counted_by_standing(group: InventedGroup) -> None:
    one, two = (requests.add_call(group.space, call(text)) for text in ("one", "two"))
    requests.triage(group.space, two, urgency=Urgency.TODAY, reason="silence")
    assert requests.count_by_standing(group.space) == {Standing.NEW: 1, Standing.TRIAGED: 1}
    assert [each.id for each in requests.listed(group.space)] == [two, one]
    assert [each.id for each in requests.listed(group.space, standing=Standing.NEW)] == [one]


def test_a_new_request_is_compared_with_those_before_it(group: InventedGroup) -> None:
    one = requests.add_call(group.space, call("one"))
    assert requests.alike(group.space) == []
    two = requests.add_call(group.space, call("two"))
    assert {each.a for each in requests.alike(group.space, one)} | {two} == {one, two}
    requests.triage(group.space, one, urgency=Urgency.TODAY, reason="silence")
    assert len(requests.alike(group.space)) == len(requests.alike(group.space, two)) > 0
