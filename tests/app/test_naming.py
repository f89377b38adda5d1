"""By what an entry is called, and which one somebody means who writes a number or some words."""

import pytest
from tests.app.test_matches import a_list, group, victim, whole
from tests.app.test_proposing import named, people

from kunak.app import incidents, matches, naming
from kunak.base.errors import BadInput
from kunak.casework.incidents.fields import Sort
from kunak.testing.group import InventedGroup

__all__ = ["group"]


def test_a_victim_is_named_by_incident_and_number(group: InventedGroup) -> None:
    space = group.space
    amina, latin, *_ = people(space)
    for place, name in zip((amina, latin), named(space, amina, latin), strict=True):
        assert naming.place_of(space, f" {name.upper()} ") == place
        assert naming.place_of(space, name.split(".")[0]) == place
    for wrong in ("", "nonsense", "00000000", f"{amina.subject.hex()[:8]}.2", f"{amina.subject.hex()[:8]}.x"):
        with pytest.raises(BadInput):
            naming.place_of(space, wrong)


def test_an_incident_is_called_by_its_number(group: InventedGroup) -> None:
    space = group.space
    place = whole(victim(space, a_list(space, "Ferry")))
    entry = matches.entry_at(space, place)
    assert entry is not None
    assert naming.place_of(space, naming.name(entry), unit=Sort.INCIDENT) == place
    for wrong in (f"{naming.name(entry)}.2", f"{naming.name(entry)}.x", "00000000"):
        with pytest.raises(BadInput):
            naming.place_of(space, wrong, unit=Sort.INCIDENT)


@pytest.mark.parametrize(
    ("text", "unit", "which"),
    [
        ("Магомадова", Sort.VICTIM, [0]),
        ("магомад амин", Sort.VICTIM, [0]),
        ("Kelduin 2014", Sort.INCIDENT, [0]),
        ("2014-03", Sort.VICTIM, [0, 1]),
        ("killed 2014", Sort.VICTIM, [0, 1]),
        ("УБИТ 2014", Sort.VICTIM, [0, 1]),
        ("magomadova", Sort.INCIDENT, [1]),
        ("Halvora", Sort.VICTIM, [0, 1, 2, 3]),
        ("Магомадова 2016", Sort.VICTIM, []),
        ("", Sort.VICTIM, []),
        (" . ", Sort.VICTIM, []),
        ("00000000", Sort.VICTIM, []),
    ],
)
def test_every_word_has_to_stand_on_the_page(group: InventedGroup, text: str, unit: Sort, which: list[int]) -> None:
    entered = people(group.space)
    found = {entry.subject for entry in naming.meant(group.space, text, unit)}
    assert found == {entered[each].subject for each in which}


def test_one_of_several_is_chosen_by_its_number(group: InventedGroup) -> None:
    space = group.space
    entered = people(space)
    with pytest.raises(BadInput, match="Several entries fit"):
        naming.one_meant(space, "2014-03", Sort.VICTIM)
    _, latin = named(space, entered[0], entered[1])
    assert naming.one_meant(space, "2014-03", Sort.VICTIM, chosen=latin) == entered[1]
    assert naming.one_meant(space, "магомадова", Sort.VICTIM, chosen="left over from before") == entered[0]
    for wrong, sentence in (("nobody", "No entry fits"), ("00000000", "no incident"), ("2014-03", "Several")):
        with pytest.raises(BadInput, match=sentence) as refused:
            naming.one_meant(space, wrong, Sort.VICTIM, chosen="00000000.1", field="one")
        assert refused.value.field == "one"


def test_no_more_are_offered_than_a_page_holds(group: InventedGroup) -> None:
    space = group.space
    for _ in range(naming.MOST_FOUND + 3):
        victim(space, a_list(space, "Ferry"))
    assert len(naming.meant(space, "halvora", Sort.INCIDENT)) == naming.MOST_FOUND + 1


def test_what_was_withdrawn_is_found_by_its_number_alone(group: InventedGroup) -> None:
    space = group.space
    place = whole(victim(space, a_list(space, "Ferry")))
    number = place.subject.hex()[:8]
    incidents.withdraw(space, place.subject, thing=place.thing, reason="typed twice")
    assert naming.meant(space, "halvora", Sort.INCIDENT) == []
    assert naming.one_meant(space, number, Sort.INCIDENT) == place


def test_whatever_an_incident_is_made_of_has_a_name_that_means_it(group: InventedGroup) -> None:
    space = group.space
    victim(space, a_list(space, "Ferry"), act__act="killing", act__2__act="beating", outcome="convicted")
    for unit in Sort:
        for entry in matches.entries(space, unit):
            assert naming.place_of(space, naming.name(entry), unit=unit).thing == entry.thing.id
