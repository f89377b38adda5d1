"""What is known of the person: both values of two hands stand, the cautious one is in force."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.casework import details
from kunak.casework.details import FIELD_VALUES, FIELDS, KNOWN_NAMES, Details, DetailWritten, Known
from kunak.casework.facts import Event
from kunak.testing.events import folded, told


def _known(*said: Event) -> Details:
    return folded(details.evolve, Details(), told(*said))


def _safe(value: str) -> DetailWritten:
    return DetailWritten(field="safe_to_call", value=value)


@pytest.mark.parametrize("values", list(permutations(["yes", "at_times", "unknown", "no"], 2)))
def test_of_two_answers_whether_it_is_safe_to_call_the_cautious_one_is_in_force(values: tuple[str, str]) -> None:
    order = FIELDS["safe_to_call"].cautious
    assert _known(*map(_safe, values)).value("safe_to_call") == max(values, key=order.index)


def test_an_emptied_answer_never_hides_a_no() -> None:
    """The harm: one member clears the field, another wrote no, and somebody calls."""
    assert _known(_safe(""), _safe("no")).value("safe_to_call") == "no"
    assert _known(_safe("yes"), _safe("")).value("safe_to_call") == ""


def test_an_answer_that_only_a_newer_version_knows_is_the_most_cautious() -> None:
    assert _known(_safe("no"), _safe("never_again")).value("safe_to_call") == "never_again"


@given(st.sampled_from(sorted(FIELDS)) | st.text(max_size=9), st.text(max_size=30), st.sampled_from(Known))
def test_what_is_written_stands_alone_or_is_refused(name: str, value: str, known: Known) -> None:
    before = _known(*(DetailWritten(field=each, value="no") for each in (name, name)))
    try:
        events = details.write(before, name=name, value=value, known=known)
    except Refused:
        assert name not in FIELDS or FIELDS[name].cautious
        return
    after = folded(details.evolve, before, told(*events, first=9))
    assert [write.value for write in after.field(name).writes] == [details.Detail(value.strip(), known)]


def test_writing_the_same_again_writes_nothing() -> None:
    (once,) = details.write(Details(), name="story", value=" threatened ", known=Known.NO)
    assert details.write(_known(once), name="story", value="threatened", known=Known.NO) == ()
    assert details.write(Details(), name="story", value="  ", known=Known.NO) == ()


@pytest.mark.parametrize(("name", "value"), [("shoe_size", "41"), ("story", "x" * 4_001), ("safe_to_call", "perhaps")])
def test_a_field_has_a_name_a_length_and_choices(name: str, value: str) -> None:
    with pytest.raises(Refused) as refusal:
        details.write(Details(), name=name, value=value, known=Known.NO)
    assert refusal.value.field == name


@pytest.mark.parametrize("text", ["", " \n", "x" * (details.NOTE_LIMIT + 1)])
def test_a_note_has_words_but_not_too_many(text: str) -> None:
    with pytest.raises(Refused):
        details.note(text=text)


def test_everything_has_a_name_to_show() -> None:
    assert set(KNOWN_NAMES) == set(Known)
    assert {value for kind in FIELDS.values() for value in kind.cautious} == set(FIELD_VALUES)
