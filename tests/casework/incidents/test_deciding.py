"""What may be said of an incident: everything hangs on a source, and nothing is half said."""

import msgspec
import pytest

from kunak.base.errors import BadInput, Refused
from kunak.base.instants import DAY, Instant
from kunak.casework.facts import Event
from kunak.casework.incidents import deciding
from kunak.casework.incidents import state as states
from kunak.casework.incidents.events import Basis, Coded, Credibility, Entered, Joined, Ruled, Stated, Withdrawn
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.state import Incident
from kunak.testing.events import DEVICES, EVENT_IDS, folded, told

NOW = Instant(20_000 * DAY)
ITSELF, GIRL, HIM, DEED, PRESS = b"incident", b"girl", b"him", b"deed", b"press"
NOTHING = Incident()
INCIDENT = Entered(thing=ITSELF, sort=Sort.INCIDENT)
VICTIM = Entered(thing=GIRL, sort=Sort.VICTIM)


def says(thing: bytes, field: str, value: str, **more: object) -> Stated:
    said = Stated(thing=thing, field=field, value=value, source=PRESS, credibility=Credibility.PROBABLE)
    return msgspec.structs.replace(said, **more)


WHEN, AGE = says(ITSELF, "date", "2014"), says(GIRL, "age", "19")


def decided(*said: Event, before: Incident = NOTHING, sources: tuple[bytes, ...] = (PRESS,)) -> tuple[Event, ...]:
    entered = [each for each in said if isinstance(each, Entered)]
    stated = [each for each in said if isinstance(each, Stated)]
    return deciding.record(before, entered=entered, stated=stated, sources=sources, now=NOW)


def known(*said: Event) -> Incident:
    return folded(states.evolve, Incident(), told(*said))


def test_an_incident_is_entered_with_what_a_source_says() -> None:
    assert decided(INCIDENT, VICTIM, WHEN, AGE) == (INCIDENT, VICTIM, WHEN, AGE)


def test_an_incident_of_which_only_the_victim_is_known_is_one() -> None:
    assert decided(INCIDENT, VICTIM, AGE) == (INCIDENT, VICTIM, AGE)
    with pytest.raises(Refused, match="no source says"):
        decided(INCIDENT)


@pytest.mark.parametrize(
    ("said", "says_so"),
    [
        ((INCIDENT, VICTIM, WHEN), "no source says"),
        ((VICTIM, AGE), "exactly one incident"),
        ((INCIDENT, Entered(thing=b"2", sort=Sort.INCIDENT), WHEN), "exactly one incident"),
        ((INCIDENT, WHEN, AGE), "not in the record"),
        ((INCIDENT, WHEN, says(ITSELF, "age", "19")), "no field"),
        ((INCIDENT, WHEN, says(ITSELF, "nonsense", "19")), "no field"),
        ((INCIDENT, says(ITSELF, "date", "2014-02-30")), "no date"),
        ((INCIDENT, says(ITSELF, "date", "2014", source=b"hearsay")), "Describe the source first"),
        ((INCIDENT, WHEN, Entered(thing=DEED, sort=Sort.ACT, joins=(ITSELF,)), says(DEED, "act", "killing")), "joins"),
        ((INCIDENT, WHEN, Entered(thing=DEED, sort=Sort.ACT, joins=(HIM,)), says(DEED, "act", "killing")), "joins"),
        ((INCIDENT, WHEN, Entered(thing=GIRL, sort=Sort.VICTIM, joins=(GIRL,)), AGE), "joins"),
    ],
)
def test_what_does_not_fit_is_refused_as_a_whole(said: tuple[Event, ...], says_so: str) -> None:
    with pytest.raises(BadInput if says_so == "no date" else Refused, match=says_so):
        decided(*said)


def test_what_a_source_said_before_is_superseded_and_nothing_is_said_twice() -> None:
    before = known(INCIDENT, WHEN)
    assert decided(WHEN, before=before) == ()
    (again,) = decided(says(ITSELF, "date", "2014-03"), before=before)
    assert folded(states.evolve, before, told(again, first=9)).value(ITSELF, "date").text == "2014-03"


def test_a_disputed_statement_can_be_said_once_more() -> None:
    before = known(INCIDENT, WHEN, says(ITSELF, "date", "2015"))
    (again,) = decided(WHEN, before=before)
    assert isinstance(again, Stated)
    assert len(again.supersedes) == 2


def test_what_is_withdrawn_is_withdrawn_once_with_a_reason_and_takes_no_statement() -> None:
    before = known(INCIDENT, VICTIM, WHEN, AGE)
    (gone,) = deciding.withdraw(before, thing=GIRL, reason=" the same as another ")
    assert gone == Withdrawn(thing=GIRL, reason="the same as another")
    after = folded(states.evolve, before, told(gone, first=9))
    for thing, reason in ((GIRL, "again"), (HIM, "nobody"), (ITSELF, "  ")):
        with pytest.raises(Refused):
            deciding.withdraw(after, thing=thing, reason=reason)
    with pytest.raises(Refused):
        decided(says(GIRL, "age", "20"), before=after)


CODED = Coded(thing=ITSELF, field="motive", value="honour")


def coded(value: str, *, before: Incident, mine: int = 0, field: str = "motive") -> tuple[Event, ...]:
    return deciding.code(before, thing=ITSELF, field=field, value=value, mine=[DEVICES[mine]], now=NOW)


def test_one_coder_supersedes_their_own_word_and_nobody_elses() -> None:
    """The harm: the second coder wipes out the first."""
    before = folded(states.evolve, known(INCIDENT, WHEN), told(CODED, first=5, device=DEVICES[0]))
    assert coded("«честь»", before=before) == ()
    assert coded("feud", before=before) == (msgspec.structs.replace(CODED, value="feud", supersedes=(EVENT_IDS[5],)),)
    assert coded("feud", before=before, mine=1) == (msgspec.structs.replace(CODED, value="feud"),)


@pytest.mark.parametrize(("field", "value"), [("date", "2014"), ("nonsense", "x"), ("act", "killing"), ("motive", "x")])
def test_only_what_takes_judgement_is_coded_and_only_with_its_words(field: str, value: str) -> None:
    with pytest.raises(BadInput if value == "x" and field == "motive" else Refused):
        coded(value, before=known(INCIDENT, WHEN), field=field)


def ruled(value: str, *, before: Incident, reason: str = "the verdict says so") -> tuple[Event, ...]:
    return deciding.rule(before, thing=ITSELF, field="motive", value=value, reason=reason, now=NOW)


def test_a_decision_has_a_reason_ends_every_other_and_changes_something() -> None:
    before = known(INCIDENT, WHEN)
    (one,) = ruled("feud", before=before)
    assert one == Ruled(
        thing=ITSELF, field="motive", value="feud", basis=Basis.ADJUDICATED, reason="the verdict says so"
    )
    after = folded(states.evolve, before, told(one, one, first=5))
    (other,) = ruled("honour", before=after)
    assert folded(states.evolve, after, told(other, first=9)).value(ITSELF, "motive").text == "honour"
    for value, reason in (("honour", " "), ("x", "so"), ("feud", "again")):
        with pytest.raises(BadInput if value == "x" else Refused):
            ruled(value, before=known(INCIDENT, WHEN, one), reason=reason)


def test_only_acts_and_verdicts_that_are_there_join_people_who_are_there() -> None:
    before = known(INCIDENT, WHEN, Entered(thing=DEED, sort=Sort.ACT))

    def joining(*joined: Joined) -> tuple[Event, ...]:
        return deciding.record(before, entered=[VICTIM], stated=[AGE], sources=[PRESS], now=NOW, joined=joined)

    assert Joined(thing=DEED, joins=(GIRL,)) in joining(Joined(thing=DEED, joins=(GIRL,)))
    for thing, other in ((b"nothing", GIRL), (DEED, HIM), (DEED, ITSELF), (GIRL, GIRL)):
        with pytest.raises(Refused, match="joins"):
            joining(Joined(thing=thing, joins=(other,)))
