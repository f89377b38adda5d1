"""The rows beside the facts: whatever a fact holds, its row can be kept."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.app import index
from kunak.app.cases import summary_of
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant
from kunak.casework.case import CaseOpened, TaskAdded
from kunak.casework.compartments import Kind
from kunak.casework.request import RequestReceived
from kunak.casework.shelter import PeoplePlaced
from kunak.casework.subjects import CASE, REQUEST, Entry
from kunak.testing.events import ANY_OF_A_CASE, entries, told

SUBJECT = SubjectId(b"s" * 16)


@settings(max_examples=60, deadline=None)
@given(entries(CASE, ANY_OF_A_CASE))
def test_every_number_of_a_row_fits_the_database(history: list[Entry]) -> None:
    file = CASE.all(history)
    assert abs(index.subject_row(SUBJECT, file, Instant(0)).urgency) < 2**63
    assert all(abs(row.due) <= index.MOST for row in index.deadline_rows(SUBJECT, file))


def test_a_fact_with_a_huge_number_pushes_no_case_to_the_top() -> None:
    """The harm: one row that the database refuses, and the vault no longer opens."""
    opened = CaseOpened(code="azure-heron", urgency=2**63 - 1)
    task = TaskAdded(task=b"t", text="x", due=Instant(2**63 - 1))
    file = CASE.all(Entry(Kind.DESK, fact) for fact in told(opened, task))
    assert index.subject_row(SUBJECT, file, Instant(0)).urgency == 9
    assert index.deadline_rows(SUBJECT, file)[0].due == index.MOST


def test_a_number_that_no_row_can_hold_closes_no_list() -> None:
    """The harm: a member's laptop writes a deadline before all time, and nobody's list opens."""
    opened = CaseOpened(code="azure-heron", urgency=2**64 - 1)
    task = TaskAdded(task=b"t", text="x", due=Instant(-(2**64)))
    file = CASE.all(Entry(Kind.DESK, fact) for fact in told(opened, task))
    line = summary_of(index.subject_row(SUBJECT, file, Instant(0)).summary)
    assert line.next_due is not None
    assert (line.urgency, line.next_due.due) == (index.MOST, -index.MOST)


def test_a_stay_says_where() -> None:
    stay = PeoplePlaced(placement=b"s", place=b"p" * 16, people=1, since=Instant(1), until=Instant(2))
    file = CASE.all([Entry(Kind.SHELTER, told(stay)[0])])
    assert [row.says for row in index.deadline_rows(SUBJECT, file)] == [b"p" * 16]


@given(st.text(max_size=400), st.text(max_size=400))
def test_a_line_of_the_list_is_one_short_line(subject: str, text: str) -> None:
    received = RequestReceived(channel="text", sender="", reply_to="r", subject=subject, text=text)
    file = REQUEST.all([Entry(Kind.CONTACT, told(received)[0])])
    row = index.subject_row(SUBJECT, file, Instant(0))
    assert row.code == SUBJECT.hex()[:8]
    assert len(row.summary) < 4 * index.LINE_LIMIT + 200
