"""The invented group's register: what sources told of violence in an invented region, as a coordinator entered it.

No name is in it: a coordinator counts, and a researcher keeps the names.
"""

from typing import Final

from kunak.app import coding, incidents, sources
from kunak.app.demo.days import Story
from kunak.app.demo.dice import Dice
from kunak.app.demo.stand import Stand
from kunak.app.demo.world import SETTLEMENTS
from kunak.app.incidents import Hangs, Told, key
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, after, to_datetime
from kunak.casework.incidents.events import Credibility
from kunak.casework.incidents.sources import Grade, Reliability, SourceRecord

REGIONS: Final = ("Halvora", "Halvora", "Halvora", "Varn coast", "Brenna highlands")
YEARS: Final = 9
INCIDENTS: Final = 46
COURTS: Final = 3
"""One incident in so many came to a verdict."""

VALLEY: Final = SourceRecord("Valley weekly, all issues", "press", "2019")
LIST: Final = SourceRecord("List of the Ferry", "list", "2022")
CARDS: Final = SourceRecord("Cards of the district courts", "court_card", "2023")
SO: Final = {
    VALLEY.label: Grade(Reliability.FAIRLY, "It knows the villages, and twice got an age wrong."),
    LIST.label: Grade(Reliability.USUALLY, "They spoke with families; we compared ten entries by telephone."),
    CARDS.label: Grade(Reliability.USUALLY, "The courts' own words. Motives are softened."),
}

ACTS: Final = ("killing", "killing", "killing", "attempted_killing", "abduction", "confinement", "forced_marriage")
RELATIONS: Final = ("brother", "brother", "father", "husband", "husband", "former_husband", "uncle", "cousin")
MOTIVES: Final = ("honour", "honour", "honour", "jealousy", "leaving", "orientation", "not_established")
IN_COURT: Final = ("honour", "quarrel", "quarrel", "jealousy")
OUTCOMES: Final = ("convicted", "convicted", "convicted", "convicted", "acquitted", "treatment", "closed")
FATES: Final = {"killing": "killed", "attempted_killing": "injured"}


def be_counted(stand: Stand, dice: Dice) -> Story:
    """Tell how the register was filled: a list of others, then what the press and the courts add to it."""
    space = stand.space
    yield after(stand.present, -250 * DAY)
    known = {
        record.label: sources.add(space, record=record, grade=SO[record.label]) for record in (VALLEY, LIST, CARDS)
    }
    entered = []
    for number in range(INCIDENTS):
        yield after(stand.present, -(240 - 4 * number) * DAY)
        entered.append(_enter(stand, dice, known[LIST.label]))
        if dice.once_in(COURTS):
            _come_to_court(stand, dice, entered[-1], known[CARDS.label])
    yield after(stand.present, -20 * DAY)
    # The weekly says another age, and another year: somebody has to decide.
    for subject, said in ((entered[0], {"victim.age": "41"}), (entered[1], {"date": "1999"})):
        incidents.state(space, subject, _told(said), Hangs(known[VALLEY.label], Credibility.POSSIBLE, "p. 4"))
    for subject in entered[:12]:
        coding.code(space, subject, [(key("motive"), dice.pick(MOTIVES)), (key("act"), dice.pick(ACTS[:4]))])


def _enter(stand: Stand, dice: Dice, source: SubjectId) -> SubjectId:
    region, act = dice.pick(REGIONS), dice.pick(ACTS)
    year = to_datetime(stand.present).year - 1 - dice.number(0, YEARS - 1)
    said = {
        "date": dice.pick((f"{year}", f"{year}-{dice.number(1, 12):02}")),
        "region": region,
        "motive": dice.pick(MOTIVES),
        "motive_basis": dice.pick(("relatives", "press", "witness")),
        "act": act,
        "relation": dice.pick(RELATIONS),
        "victim.sex": dice.pick(("female",) * 6 + ("male",)),
        "victim.age": str(dice.number(15, 40)),
        "victim.fate": FATES.get(act, "unharmed"),
        "perpetrator.sex": "male",
    }
    if region == REGIONS[0]:
        said["district"] = f"{dice.pick(SETTLEMENTS[:6]).en} district"
    if dice.once_in(9):
        said["victim.2.sex"] = "female"
    if dice.once_in(11):
        del said["date"]
    return incidents.add(stand.space, _told(said), Hangs(source, Credibility.PROBABLE))


def _come_to_court(stand: Stand, dice: Dice, subject: SubjectId, source: SubjectId) -> None:
    outcome = dice.pick(OUTCOMES)
    said = {"verdict.outcome": outcome, "verdict.article": "105", "verdict.court_motive": dice.pick(IN_COURT)}
    if outcome == "convicted":
        said |= {"verdict.penalty": "prison", "verdict.months": str(12 * dice.number(4, 14))}
    incidents.state(stand.space, subject, _told(said), Hangs(source, Credibility.CONFIRMED))


def _told(said: dict[str, str]) -> list[Told]:
    return [Told(key(name), value) for name, value in said.items()]
