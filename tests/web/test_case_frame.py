"""Where a case stands, as the stepper shows it."""

import pytest

from kunak.base.errors import BadInput
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework.case import USUAL_WAY, Case, Stage, StageMoved, evolve
from kunak.casework.compartments import Kind
from kunak.casework.facts import Fact
from kunak.web.pages.case_frame import case_id, known_path, steps_of, tab_path


def been(*stages: Stage) -> Case:
    case = Case()
    for number, stage in enumerate(stages):
        moved = StageMoved(to=stage, supersedes=case.stages.heads)
        case = evolve(case, Fact(EventId(number.to_bytes(32)), DeviceId(bytes(16)), Instant(number), moved))
    return case


@pytest.mark.parametrize("stage", USUAL_WAY)
def test_the_usual_way_is_shown_whole(stage: Stage) -> None:
    assert steps_of(been(stage)) == USUAL_WAY


@pytest.mark.parametrize("ended", [(Stage.RETURNED,), (Stage.RETURNED, Stage.CLOSED)])
def test_of_a_way_back_home_only_what_was_reached_is_shown(ended: tuple[Stage, ...]) -> None:
    shown = steps_of(been(Stage.PLANNING, *ended))
    assert shown == (Stage.ASSESSMENT, Stage.PLANNING, Stage.RETURNED, Stage.CLOSED)


def test_a_case_that_was_taken_up_again_is_on_the_usual_way() -> None:
    assert steps_of(been(Stage.RETURNED, Stage.PLANNING)) == USUAL_WAY


@pytest.mark.parametrize("kind", Kind)
def test_every_part_has_a_page_and_a_page_of_its_facts(kind: Kind) -> None:
    assert tab_path("aa", kind).startswith("/case/aa")
    assert known_path("aa", kind).endswith(kind.value)


@pytest.mark.parametrize("text", ["", "zz" * 16, "AA" * 16, "aa" * 15, "aa" * 17])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        case_id(text)
