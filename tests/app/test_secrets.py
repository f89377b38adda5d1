"""What a case holds can always be looked for in a text, whatever the case holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.app.secrets import secrets_of
from kunak.casework.details import DetailWritten
from kunak.casework.plan import PlanDrafted
from kunak.casework.subjects import CASE, Entry
from kunak.disclosure.check import check
from kunak.testing.events import entries, events


@settings(max_examples=80, deadline=None)
@given(entries(CASE, events((PlanDrafted, DetailWritten))), st.text(max_size=40))
def test_any_case_can_be_checked_against_any_text(history: list[Entry], text: str) -> None:
    """The harm: an odd date or an empty place in the case, and no text can be checked at all."""
    secrets = secrets_of(CASE.all(history))
    assert all(place.name.strip() for place in secrets.places)
    assert check(text, secrets).verdict in {"clear", "review", "block"}
