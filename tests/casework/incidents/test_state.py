"""What statements add up to: all sources stand, and nothing is chosen between them."""

from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.ids import EventId
from kunak.casework.facts import Event, Fact
from kunak.casework.incidents import state as states
from kunak.casework.incidents.events import EVENTS, Basis, Coded, Credibility, Entered, Joined, Ruled, Stated, Withdrawn
from kunak.casework.incidents.fields import FIELDS, Sort
from kunak.casework.incidents.state import STANDING_NAMES, Incident, Standing, line
from kunak.testing.events import EVENT_IDS, events, facts, folded, told

ITSELF, GIRL, HIM, DEED = b"incident", b"girl", b"him", b"deed"
PRESS, COURT = b"press", b"court"
THINGS = (
    Entered(thing=ITSELF, sort=Sort.INCIDENT),
    Entered(thing=GIRL, sort=Sort.VICTIM),
    Entered(thing=HIM, sort=Sort.PERPETRATOR),
    Entered(thing=DEED, sort=Sort.ACT, joins=(GIRL, HIM)),
)


def says(thing: bytes, field: str, value: str, source: bytes, *supersedes: EventId) -> Stated:
    return Stated(
        thing=thing,
        field=field,
        value=value,
        source=source,
        credibility=Credibility.POSSIBLE,
        supersedes=supersedes,
    )


def known(*said: Event) -> Incident:
    return folded(states.evolve, Incident(), told(*THINGS, *said))


def test_what_one_source_says_counts() -> None:
    assert known(says(GIRL, "age", "19", PRESS)).value(GIRL, "age") == states.Value("19", Standing.AGREED)


def test_sources_that_contradict_each_other_both_stand_and_neither_counts() -> None:
    """The harm: a table that quietly chose."""
    incident = known(says(GIRL, "age", "19", PRESS), says(GIRL, "age", "20", COURT))
    assert incident.value(GIRL, "age") == states.Value("", Standing.CONTRADICTED)
    assert [write.value.value for write in incident.writes(GIRL, "age")] == ["19", "20"]
    assert incident.contradictions() == ((GIRL, "age"),)
    assert line(incident).contradictions == 1


def test_of_dates_the_one_within_all_others_counts() -> None:
    incident = known(says(ITSELF, "date", "2014", PRESS), says(ITSELF, "date", "2014-03-05", COURT))
    assert incident.value(ITSELF, "date") == states.Value("2014-03-05", Standing.AGREED)
    apart = known(says(ITSELF, "date", "2013", PRESS), says(ITSELF, "date", "2014-03-05", COURT))
    assert apart.value(ITSELF, "date").standing is Standing.CONTRADICTED


def test_two_members_who_read_one_source_differently_are_both_kept() -> None:
    both = known(says(GIRL, "fate", "killed", PRESS), says(GIRL, "fate", "injured", PRESS))
    assert len(both.writes(GIRL, "fate")) == 2
    assert both.value(GIRL, "fate").standing is Standing.CONTRADICTED
    settled = known(
        says(GIRL, "fate", "killed", PRESS),
        says(GIRL, "fate", "injured", PRESS),
        says(GIRL, "fate", "killed", PRESS, EVENT_IDS[len(THINGS)], EVENT_IDS[len(THINGS) + 1]),
    )
    assert settled.value(GIRL, "fate") == states.Value("killed", Standing.AGREED)


def decided(value: str, *supersedes: EventId) -> Ruled:
    return Ruled(thing=GIRL, field="age", value=value, basis=Basis.ADJUDICATED, reason="seen", supersedes=supersedes)


def test_what_somebody_decided_counts_whatever_sources_say() -> None:
    said = says(GIRL, "age", "19", PRESS), says(GIRL, "age", "20", COURT)
    assert known(*said, decided("20")).value(GIRL, "age") == states.Value("20", Standing.DECIDED)
    assert known(*said, decided("20")).contradictions() == ()
    two = known(*said, decided("19"), decided("20"))
    assert two.value(GIRL, "age") == states.Value("", Standing.CONTRADICTED)
    assert two.contradictions() == ((GIRL, "age"),)


def test_what_is_coded_counts_for_nothing_by_itself() -> None:
    incident = known(Coded(thing=DEED, field="act", value="killing"))
    assert incident.value(DEED, "act").standing is Standing.NOTHING
    assert [write.value for write in incident.coded[DEED, "act"].writes] == ["killing"]


def test_what_was_withdrawn_no_longer_counts_and_is_still_there() -> None:
    incident = known(says(GIRL, "age", "19", PRESS), Withdrawn(thing=GIRL, reason="the same as another"))
    assert incident.of_sort(Sort.VICTIM) == ()
    assert incident.things[GIRL].withdrawn == "the same as another"
    assert line(incident).victims == 0


def test_an_incident_is_listed_without_anything_that_finds_somebody() -> None:
    incident = known(
        says(GIRL, "given", "Nerisa", PRESS),
        says(ITSELF, "settlement", "Kelduin", PRESS),
        says(DEED, "act", "killing", PRESS),
    )
    assert line(incident).acts == ("killing",)
    assert b"Nerisa" not in msgspec.json.encode(line(incident))
    assert b"Kelduin" not in msgspec.json.encode(line(incident))


@given(facts(events(EVENTS)))
def test_any_facts_fold_and_every_value_can_be_asked(history: list[Fact]) -> None:
    incident = folded(states.evolve, Incident(), history)
    for thing in incident.things:
        assert all(incident.value(thing, field).standing in STANDING_NAMES for field in FIELDS)
    assert line(incident).contradictions == len(incident.contradictions())


@pytest.mark.parametrize("order", list(permutations(range(3))))
@given(st.data())
def test_what_stands_of_a_field_does_not_depend_on_the_order_of_statements(
    order: tuple[int, ...], data: st.DataObject
) -> None:
    values = data.draw(st.lists(st.sampled_from(["2014", "2014-03", "2015", "x"]), min_size=3, max_size=3))
    sources = data.draw(st.lists(st.sampled_from([PRESS, COURT]), min_size=3, max_size=3))
    history = told(*(says(ITSELF, "date", *pair) for pair in zip(values, sources, strict=True)))
    one = folded(states.evolve, Incident(), history)
    other = folded(states.evolve, Incident(), [history[place] for place in order])
    assert one.value(ITSELF, "date") == other.value(ITSELF, "date")


def test_an_act_joins_all_that_were_ever_said_of_it_once() -> None:
    incident = known(Joined(thing=DEED, joins=(HIM, b"another")), Joined(thing=b"nothing", joins=(HIM,)))
    assert incident.things[DEED].joins == (GIRL, HIM, b"another")
    assert len(incident.impossible) == 1
