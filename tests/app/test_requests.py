"""A call for help is taken in whole, and accepted once."""

import threading
from hashlib import sha256

import pytest

from kunak.app import cases, requests, searching
from kunak.base.errors import BadInput, KunakError, Refused
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Kind, Subject
from kunak.casework.request import AttachedFile, RequestReceived, Standing, Urgency, Vetting, receive
from kunak.store.incoming import Incoming, IncomingFile
from kunak.testing.group import InventedGroup


class Shelf:
    """Files in a dictionary."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, file: IncomingFile) -> AttachedFile:
        name = sha256(file.data).hexdigest()
        self.files[name] = file.data
        return AttachedFile(file.name, file.media_type, name, b"k" * 32, len(file.data))

    def get(self, file: AttachedFile) -> bytes:
        return self.files[file.stored]


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def _message(text: str) -> Incoming:
    return Incoming(
        channel="text",
        sender="",
        reply_to="",
        subject="",
        text=text,
        sent_at=None,
        source_sha256=b"",
        source_name="",
        attachments=(),
        warnings=(),
    )


def _asked(group: InventedGroup, text: str = "help me") -> SubjectId:
    (subject,) = requests.add(group.space, Shelf(), [_message(text)])
    return subject


def _vetted(group: InventedGroup) -> SubjectId:
    subject = _asked(group)
    requests.triage(group.space, subject, urgency=Urgency.NOW, reason="a threat")
    requests.vet(group.space, subject, check="called back", outcome=Vetting.CONFIRMED)
    return subject


@pytest.mark.parametrize("letter", ["a", "ё", "ქ", "🜂"])
def test_a_long_message_is_taken_in_in_any_script(group: InventedGroup, letter: str) -> None:
    """The harm: a call for help that is too long for one record is turned away."""
    shelf, text = Shelf(), letter * 120_000
    (subject,) = requests.add(group.space, shelf, [_message(text)])
    received = group.space.request(subject).request.received
    assert received is not None
    assert text.startswith(received.text)
    assert shelf.get(received.files[0]).decode() == text


def test_messages_are_taken_in_all_or_none(group: InventedGroup) -> None:
    with pytest.raises(Refused, match="empty"):
        requests.add(group.space, Shelf(), [_message("help"), _message("  ")])
    assert requests.listed(group.space) == []


def test_an_accepted_request_opens_one_case_with_what_is_known(group: InventedGroup) -> None:
    subject = _vetted(group)
    opened, code = requests.accept(group.space, subject, reason="it fits")
    assert group.space.case_by_code(code) == opened
    file = group.space.case(opened)
    assert file.aside == ()
    assert file.details.value("story") == "help me"
    assert cases.readable(group.space, opened) == frozenset(Kind)
    assert group.space.request(subject).request.standing is Standing.ACCEPTED
    with pytest.raises(Refused):
        requests.accept(group.space, subject, reason="again")


def test_two_clicks_at_once_open_one_case(group: InventedGroup) -> None:
    """The harm: two cases, two code names, and two teams for one person."""
    subject, answers = _vetted(group), list[str]()

    def click() -> None:
        try:
            answers.append(requests.accept(group.space, subject, reason="it fits")[1])
        except Refused:
            answers.append("refused")

    hands = [threading.Thread(target=click) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert answers.count("refused") == 3
    assert len(group.space.codes()) == 1


def test_a_full_disk_accepts_nothing(group: InventedGroup) -> None:
    subject = _vetted(group)
    group.log.full = True
    with pytest.raises(KunakError):
        requests.accept(group.space, subject, reason="it fits")
    assert group.space.request(subject).request.standing is Standing.TRIAGED
    assert group.space.codes() == []


def test_code_names_are_never_taken_twice(group: InventedGroup) -> None:
    for number in range(30):
        subject = _vetted(group)
        if number == 20:
            group.space.random = lambda length: b"\x07" * length if length == 2 else group.random(length)
        requests.accept(group.space, subject, reason="it fits")
    assert len(set(group.space.codes())) == 30


def test_a_request_is_listed_referred_declined_and_opened_again(group: InventedGroup) -> None:
    subject = _vetted(group)
    requests.note(group.space, subject, text="sounds tired")
    requests.decline(group.space, subject, reason="too far")
    assert requests.listed(group.space) == []
    requests.reopen(group.space, subject, reason="a threat since")
    requests.refer(group.space, subject, to="others", reason="nearer")
    (line,) = requests.listed(group.space, only_open=False)
    assert (line.id, line.standing) == (subject, Standing.REFERRED)
    assert group.space.request(subject).details.notes[0].text == "sounds tired"
    assert group.space.request(subject).aside == ()


def test_a_request_that_is_not_here_is_no_request(group: InventedGroup) -> None:
    with pytest.raises(BadInput):
        requests.vet(group.space, SubjectId(b"?" * 16), check="x", outcome=Vetting.CONFIRMED)
    with pytest.raises(BadInput):
        requests.note(group.space, group.open_case(), text="x")


def test_what_was_written_is_found_and_a_case_by_its_name_first(group: InventedGroup) -> None:
    subject = _asked(group, "they found the lantern")
    opened = group.open_case("azure-heron")
    cases.note(group.space, opened, kind=Kind.DESK, text="a lantern was seen")
    assert [found.subject for found in searching.search(group.space, "lantern")] == [opened, subject]
    assert [found.subject for found in searching.search(group.space, "Azure  Heron")] == [opened]
    assert searching.search(group.space, "lantern", kinds=frozenset({Kind.HEALTH})) == []


def test_an_unreadable_message_is_still_listed(group: InventedGroup) -> None:
    subject = SubjectId(b"r" * 16)
    received = RequestReceived(channel="", sender="", reply_to="r", subject="", text="x", warnings=("cut",))
    group.space.write(subject, Subject.REQUEST, receive(received))
    (line,) = requests.listed(group.space)
    assert line.line.sender == "r"
