"""Coding apart: nobody sees another's word before their own, and what counts is decided by a person."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.app.test_incidents import described, entered, told

from kunak.app import coding, incidents, settling
from kunak.app.incidents import Hangs, key
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Role, Subject
from kunak.casework.incidents.events import Basis, Coded, Ruled
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.state import Standing
from kunak.testing.group import InventedGroup

MOTIVE = key("motive")


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    fleet = Fleet(tmp_path)
    fleet.joins("Zara", roles=(Role.RESEARCHER,))
    fleet.joins("Amir", roles=(Role.RESEARCHER,))
    return fleet


def three(space: Workspace) -> list[SubjectId]:
    source = described(space)
    return [entered(space, {"date": f"201{number}", "act": "killing"}, source) for number in range(3)]


def seen(space: Workspace, subject: SubjectId) -> dict[str, str]:
    incident = incidents.opened(space, subject)
    itself = incident.of_sort(Sort.INCIDENT)[0].id
    return coding.visible(space, incident, itself, "motive")


def test_two_code_apart_and_what_they_differ_on_is_decided(fleet: Fleet) -> None:
    with fleet.on("Zara") as zara:
        first, second, third = three(zara.space)
        for subject, word in ((first, "honour"), (second, "honour"), (third, "feud")):
            coding.code(zara.space, subject, [(MOTIVE, word)])
    fleet.exchange("Zara", "Amir", FOUNDER)
    with fleet.on("Amir") as amir:
        assert seen(amir.space, first) == {}
        assert coding.agreement(amir.space) == []
        for subject, word in ((first, "honour"), (second, "jealousy"), (third, "feud")):
            coding.code(amir.space, subject, [(MOTIVE, word)])
        assert seen(amir.space, first) == {"Zara": "honour", "Amir": "honour"}
        (found,) = coding.agreement(amir.space)
        assert (found.field, found.alpha.units, [unit.subject for unit in found.differing]) == ("motive", 3, [second])
        (pair,) = found.pairs
        assert (pair.first, pair.second, pair.kappa.units) == ("Amir", "Zara", 3)
        assert pair.kappa.kappa == pytest.approx((2 / 3 - 1 / 3) / (1 - 1 / 3))
        assert coding.confirm(amir.space) == 2
        with pytest.raises(Refused):
            coding.confirm(amir.space)
        coding.rule(amir.space, second, MOTIVE, value="honour", reason="the verdict says so")
        assert coding.agreement(amir.space)[0].differing == ()
    fleet.exchange("Zara", "Amir", FOUNDER)
    with fleet.on(FOUNDER) as founder:
        for subject, word in ((first, "honour"), (second, "honour"), (third, "feud")):
            incident = incidents.opened(founder.space, subject)
            value = incident.value(incident.of_sort(Sort.INCIDENT)[0].id, "motive")
            assert (value.text, value.standing) == (word, Standing.DECIDED)
        assert not founder.space.cache.search("jealousy", limit=9, kinds=None)


def test_what_sources_contradict_each_other_on_is_decided_by_a_person(group: InventedGroup) -> None:
    subject = entered(group.space)
    incidents.state(group.space, subject, told(victim__age="20"), Hangs(described(group.space)))
    coding.rule(group.space, subject, key("victim.age"), value="20", reason="her passport was seen")
    incident = incidents.opened(group.space, subject)
    victim = incident.of_sort(Sort.VICTIM)[0].id
    assert incident.value(victim, "age").text == "20"
    assert incidents.listed(group.space)[0].line.contradictions == 0


def test_two_decisions_that_differ_are_settled_by_one_choice(group: InventedGroup) -> None:
    subject = entered(group.space)
    for word in ("honour", "feud"):
        said = Ruled(thing=subject, field="motive", value=word, basis=Basis.ADJUDICATED, reason="so")
        group.space.write(subject, Subject.INCIDENT, (said,))
    (found,) = settling.of(group.space, subject, Subject.INCIDENT)
    ids = [side.id for side in found.sides]
    settling.settle(group.space, subject, Subject.INCIDENT, chosen=ids[0], seen=ids)
    assert incidents.opened(group.space, subject).value(subject, "motive").text == "honour"


def test_all_words_are_coded_or_none_and_only_of_things_that_are_there(group: InventedGroup) -> None:
    subject = entered(group.space)
    count = group.log.count
    with pytest.raises(BadInput):
        coding.code(group.space, subject, [(MOTIVE, "honour"), (key("relation"), "nonsense")])
    with pytest.raises(BadInput, match="no such thing"):
        coding.code(group.space, subject, [(MOTIVE, "honour"), (key("act.2.act"), "killing")])
    assert group.log.count == count


def test_a_word_under_an_unknown_laptop_counts_for_nobody(group: InventedGroup) -> None:
    subject = entered(group.space)
    group.space.write(subject, Subject.INCIDENT, (Coded(thing=b"nothing", field="motive", value="feud"),))
    assert list(coding.units(group.space)) == []


def test_the_desk_needs_no_engine_to_show_the_register() -> None:
    """The harm: kunak without its extras, and the desk does not open."""
    code = "import sys; import kunak.web.application, kunak.app.demo.violence; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
