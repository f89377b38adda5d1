"""Sources: described without names on the desk, graded by a person, kept with their hash."""

import msgspec
import pytest
from hypothesis import given

from kunak.base.errors import BadInput, KunakError, Refused
from kunak.base.instants import DAY, Instant
from kunak.casework.compartments import Kind
from kunak.casework.facts import Event, Fact
from kunak.casework.incidents import sources
from kunak.casework.incidents.sources import (
    EVENTS,
    RELIABILITY_NAMES,
    Grade,
    Reliability,
    SnapshotTaken,
    Source,
    SourceGraded,
    SourceRecord,
    Whereabouts,
)
from kunak.casework.request import AttachedFile
from kunak.casework.subjects import SOURCE
from kunak.testing.events import events, facts, folded, told

NOW = Instant(20_000 * DAY)
RECORD = SourceRecord("weekly, spring 2014", "press", "2014-04")
FOUND = Whereabouts("A girl of Kelduin", "I. Ostrova", "https://weekly.example/17")
FILE = AttachedFile("page.html", "text/html", "00" * 32, b"k" * 32, 5)
TAKEN = SnapshotTaken(sha256=b"h" * 32, taken_at=NOW, file=FILE)


def known(*said: Event) -> Source:
    return folded(sources.evolve, Source(), told(*said))


def test_a_source_is_described_and_nothing_is_written_twice() -> None:
    said = sources.describe(Source(), record=RECORD, found=FOUND, now=NOW)
    after = known(*said)
    assert (after.record, after.found) == (RECORD, FOUND)
    assert sources.describe(after, record=RECORD, found=FOUND, now=NOW) == ()
    assert sources.describe(after, record=RECORD, found=None, now=NOW) == ()


def test_titles_addresses_and_snapshots_stand_apart_from_labels_and_grades() -> None:
    """The harm: a headline beside a table says who it was."""
    said = sources.describe(Source(), record=RECORD, found=FOUND, now=NOW)
    graded = sources.grade(Source(), reliability=Reliability.USUALLY, reason="checked twice")
    homes = [SOURCE.home(each) for each in (*said, *graded, TAKEN)]
    assert homes == [Kind.DESK, Kind.IDENTITY, Kind.DESK, Kind.IDENTITY]


@pytest.mark.parametrize(
    "change", [{"label": " "}, {"label": "x" * 81}, {"sort": "rumour"}, {"published": "2014-13"}, {"published": "2031"}]
)
def test_a_description_with_gaps_is_refused(change: dict[str, str]) -> None:
    with pytest.raises((Refused, BadInput)):
        sources.describe(Source(), record=msgspec.structs.replace(RECORD, **change), found=None, now=NOW)


def test_of_two_grades_the_worse_is_in_force_and_nobody_judged_is_f() -> None:
    two = [SourceGraded(grade=Grade(each, "so")) for each in (Reliability.RELIABLE, Reliability.UNRELIABLE)]
    assert known(*two).reliability is Reliability.UNRELIABLE
    assert Source().reliability is Reliability.NOT_JUDGED
    assert [each.value for each in Reliability] == list("ABCDEF")
    assert set(RELIABILITY_NAMES) == set(Reliability)


def test_a_grade_needs_a_reason_and_a_change() -> None:
    (graded,) = sources.grade(Source(), reliability=Reliability.FAIRLY, reason="knows the village")
    for reason in (" ", "knows the village"):
        with pytest.raises(Refused):
            sources.grade(known(graded), reliability=Reliability.FAIRLY, reason=reason)


def test_a_snapshot_whose_hash_differs_is_refused() -> None:
    """The harm: an altered page is kept as the evidence."""
    assert sources.snapshot(Source(), TAKEN, expected=b"h" * 32, now=NOW) == (TAKEN,)
    with pytest.raises(Refused, match="is not the one that was meant"):
        sources.snapshot(Source(), TAKEN, expected=b"x" * 32, now=NOW)


def test_a_snapshot_is_kept_once_and_not_from_the_future() -> None:
    with pytest.raises(Refused, match="kept already"):
        sources.snapshot(known(TAKEN), TAKEN, expected=None, now=NOW)
    late = msgspec.structs.replace(TAKEN, taken_at=Instant(NOW + 1))
    with pytest.raises(Refused, match="future"):
        sources.snapshot(Source(), late, expected=None, now=NOW)


@given(facts(events(EVENTS)))
def test_any_facts_fold(history: list[Fact]) -> None:
    source = folded(sources.evolve, Source(), history)
    assert source.reliability in RELIABILITY_NAMES
    try:
        sources.describe(source, record=RECORD, found=FOUND, now=NOW)
    except KunakError as error:
        raise AssertionError from error
