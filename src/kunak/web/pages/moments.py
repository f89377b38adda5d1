"""How what was written down is told on a page: one sentence each, by whom, and how grave."""

from collections.abc import Iterable
from typing import Final

import msgspec

from kunak.app.cases import Moment
from kunak.app.telling import Told, tell
from kunak.base.instants import Instant
from kunak.casework.assessment import Level, LevelDecided
from kunak.casework.case import CaseOpened, PersonDecided, StageMoved
from kunak.casework.checkins import AlarmAnswered, CheckedIn, Heard
from kunak.casework.compartments import KIND_NAMES, CompartmentOpened
from kunak.casework.facts import Event

MILESTONES: Final = (CaseOpened, StageMoved, PersonDecided)
GRAVE_LEVELS: Final = frozenset({Level.EXTREME, Level.IMMINENT})


class Said(msgspec.Struct, frozen=True):
    """One entry of a timeline.

    Attributes:
        part: Name of the compartment, a phrase.
        tone: Empty, ``now`` for a milestone, ``grave`` for danger.
    """

    at: Instant
    told: Told
    by: str
    part: str
    tone: str


def said(moments: Iterable[Moment]) -> tuple[Said, ...]:
    """Return what pages show of the moments. That a part was opened is left out: the machine did it."""
    shown = (moment for moment in moments if not isinstance(moment.entry.fact.event, CompartmentOpened))
    return tuple(_said(moment) for moment in shown)


def _said(moment: Moment) -> Said:
    fact = moment.entry.fact
    return Said(fact.at, tell(fact.event), moment.by, KIND_NAMES[moment.entry.kind], _tone(fact.event))


def _tone(event: Event) -> str:
    match event:
        case AlarmAnswered() | CheckedIn(heard=Heard.DURESS | Heard.WRONG_PHRASE):
            return "grave"
        case LevelDecided(level=level) if level in GRAVE_LEVELS:
            return "grave"
    return "now" if isinstance(event, MILESTONES) else ""
