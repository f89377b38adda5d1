"""What a case holds can always be looked for in a text, whatever the case holds."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.app.secrets import other_cases, secrets_of
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import DAY, Instant
from kunak.casework.case import Case
from kunak.casework.details import Detail, Details, DetailWritten, Known
from kunak.casework.fields import Field, Write
from kunak.casework.plan import PlanDrafted
from kunak.casework.subjects import CASE, CaseFile, Entry
from kunak.disclosure.check import check
from kunak.testing.events import entries, events


@settings(max_examples=80, deadline=None)
@given(entries(CASE, events((PlanDrafted, DetailWritten))), st.text(max_size=40))
def test_any_case_can_be_checked_against_any_text(history: list[Entry], text: str) -> None:
    """The harm: an odd date or an empty place in the case, and no text can be checked at all."""
    secrets = secrets_of(CASE.all(history))
    assert all(place.name.strip() for place in secrets.places)
    assert check(text, secrets).verdict in {"clear", "review", "block"}


BORN = DetailWritten(field="born", value="2003-05-04", known_to_pursuers=Known.NO)
HOME = DetailWritten(field="home", value="Верхний Тарк")
SEX = DetailWritten(field="sex", value="f", known_to_pursuers=Known.YES)
CHILDREN = DetailWritten(field="children", value="2", known_to_pursuers=Known.NO)


def _details(*written: DetailWritten) -> Details:
    fields = {
        event.field: Field(
            (Write(EventId(bytes(32)), Detail(event.value, event.known_to_pursuers), DeviceId(b"d"), Instant(0)),)
        )
        for event in written
    }
    return Details(fields=fields)


def test_what_describes_the_person_becomes_traits_and_what_the_pursuers_know_is_said() -> None:
    secrets = secrets_of(CaseFile(details=_details(BORN, HOME, SEX, CHILDREN)), today=date(2026, 5, 3))
    assert secrets.published_on == date(2026, 5, 3)
    assert secrets.traits == {"settlement": "Верхний Тарк", "sex": "f", "children": 2, "age": 22}
    assert secrets.known_to_pursuers == {
        "P1.born": False,
        "traits.age": False,
        "traits.children": False,
        "traits.sex": True,
    }


def test_a_place_or_a_sex_of_which_the_pursuers_do_not_know_is_news_and_blocks() -> None:
    """The harm: “unknown to the pursuers” was noted at a place and the text told it as one of many."""
    home = DetailWritten(field="home", value="Нижний Кель, Верхний Тарк", known_to_pursuers=Known.YES)
    end = DetailWritten(field="destination", value="Велштад", known_to_pursuers=Known.NO)
    sex = DetailWritten(field="sex", value="f", known_to_pursuers=Known.NO)
    secrets = secrets_of(CaseFile(details=_details(home, end, sex)))
    assert [secrets.places[number].name for number in range(3)] == ["Нижний Кель", "Верхний Тарк", "Велштад"]
    assert secrets.known_to_pursuers["places.1"] is True
    assert check("Всё хорошо в Велштаде.", secrets).crowd.news == ("places.2",)
    told = check("Эта женщина в безопасности.", secrets)
    assert (told.verdict, told.crowd.news) == ("block", ("traits.sex",))


def test_cases_of_two_years_are_handed_on_as_traits_and_nothing_else() -> None:
    now = Instant(3 * 365 * DAY)
    old, recent = (
        CaseFile(case=Case(code=str(at), opened_at=Instant(at)), details=_details(SEX)) for at in (0, int(now))
    )
    assert other_cases([old, recent], now) == ({"sex": "f"},)
