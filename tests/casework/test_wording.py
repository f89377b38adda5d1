"""What a person wrote can be found; what opens a door cannot."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base.instants import Instant
from kunak.casework.catalogue import EVENT_TYPES
from kunak.casework.checkins import AlarmAnswered, AlarmKind, PhrasesAgreed
from kunak.casework.details import DetailWritten, NoteAdded
from kunak.casework.facts import Event, Unknown
from kunak.casework.incidents.events import Coded
from kunak.casework.plan import Leg, Means, PlanDrafted
from kunak.casework.request import AttachedFile, RequestReceived
from kunak.casework.roster import GroupFounded
from kunak.casework.wording import words
from kunak.testing.events import EVENT_OF

LEG = Leg(
    id=b"1",
    origin="Upper Mill",
    destination="Harbour",
    departs=Instant(0),
    arrives=Instant(1),
    means=Means.BUS,
    code="kestrel-word",
    countersign="heron-word",
    note="sits at the back",
)


def test_code_words_of_a_meeting_are_never_indexed() -> None:
    """The harm: a seized, unlocked laptop and a search for the word that opens the door."""
    found = words(PlanDrafted(legs=(LEG,), note="by night"))
    assert "kestrel-word" not in found
    assert "heron-word" not in found
    assert {"Upper Mill", "Harbour", "sits at the back", "by night"} <= set(found.splitlines())


def test_phrases_of_duress_are_never_indexed() -> None:
    assert words(PhrasesAgreed(well="the blue kettle", duress="the red kettle")) == ""


def test_the_founders_statement_and_what_is_not_understood_are_never_indexed() -> None:
    assert words(GroupFounded(name="The invented group", statement=b"key")) == ""
    assert words(Unknown(kind="route.imagined")) == ""


def test_keys_and_names_of_sealed_files_are_never_indexed() -> None:
    file = AttachedFile("picture.jpg", "image/jpeg", "00ff" * 16, b"k" * 32, 5)
    found = words(RequestReceived(channel="email", sender="S", reply_to="", subject="", text="help", files=(file,)))
    assert found.splitlines() == ["S", "help", "picture.jpg"]


def test_what_one_coder_chose_is_not_found_by_the_other() -> None:
    """The harm: two people who code apart, and a search that tells one what the other chose."""
    assert words(Coded(thing=b"1", field="motive", value="honour")) == ""


def test_what_was_written_is_found() -> None:
    assert words(NoteAdded(text="slept at last")) == "slept at last"
    assert words(DetailWritten(field="story", value="threatened")) == "threatened"
    assert words(AlarmAnswered(checkin=b"1", kind=AlarmKind.OVERDUE, action="called the host")) == "called the host"


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda each: each.__name__)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_no_event_breaks_the_index_and_no_blank_line_is_kept(event_type: type[Event], data: st.DataObject) -> None:
    found = words(data.draw(EVENT_OF[event_type]))
    assert found == "" or found.strip()
    assert found.encode().decode() == found
