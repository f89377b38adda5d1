"""The invented group's register: what sources told of violence in an invented region, as the founder entered it.

A list of others counts without names. Some women are told of by two or three lists, each in its own spelling: a few
were decided to be one person, of some of these it was decided that the lists tell of one incident, and the others wait
for somebody's eye.
"""

from itertools import pairwise
from typing import Final, NamedTuple

from kunak.app import coding, incidents, matches, sources
from kunak.app.demo.days import Story
from kunak.app.demo.dice import Dice
from kunak.app.demo.people import FAMILIES, MEN, WOMEN
from kunak.app.demo.stand import Stand
from kunak.app.demo.world import SETTLEMENTS, Said
from kunak.app.incidents import Hangs, Told, key
from kunak.app.matches import Place
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, after, to_datetime
from kunak.casework.incidents.events import Credibility
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import Verdict
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


TOLD_BY: Final = ("FWC", "FW", "FC", "WC", "F", "W", "FW", "FWC", "C", "FW", "F", "WC", "FC", "W", "FW", "FWC")
"""Of each woman who is named, which lists tell: the Ferry's, the weekly, the courts' cards."""
DECIDED: Final = 11
"""Of the first so many of these it is decided that each is one person."""
ONE_INCIDENT: Final = 6
"""Of the first so many of these it is decided that the lists tell of one incident."""
WHY: Final = ("The village and the father's name are the same.", "Her aunt knows both entries.", "")


class Named(NamedTuple):
    """A woman as she was, whoever tells of her."""

    given: Said
    family: Said
    father: Said
    place: Said
    year: int
    month: int
    day: int
    age: int


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
    yield after(stand.present, -58 * DAY)
    women = [_named(stand, dice, number) for number in range(len(TOLD_BY))]
    told = [_tell(stand, woman, lists, known) for woman, lists in zip(women, TOLD_BY, strict=True)]
    # Two sisters of one house: nobody can tell from the lists how many they were.
    sister = women[-2]._replace(given=WOMEN[2], age=women[-2].age + 2)
    told.append(_tell(stand, sister, "F", known))
    yield after(stand.present, -20 * DAY)
    # The weekly says another age, and another year: somebody has to decide.
    for subject, said in ((entered[0], {"victim.age": "41"}), (entered[1], {"date": "1999"})):
        incidents.state(space, subject, _told(said), Hangs(known[VALLEY.label], Credibility.POSSIBLE, "p. 4"))
    for subject in entered[:12]:
        coding.code(space, subject, [(key("motive"), dice.pick(MOTIVES)), (key("act"), dice.pick(ACTS[:4]))])
    yield after(stand.present, -12 * DAY)
    for entries in told[:DECIDED]:
        for one, other in pairwise(entries):
            matches.decide(space, one, other, Verdict.SAME, reason=dice.pick(WHY))
    for entries in told[:ONE_INCIDENT]:
        for one, other in pairwise(Place(each.subject, each.subject) for each in entries):
            matches.decide(space, one, other, Verdict.SAME, unit=Sort.INCIDENT)
    matches.decide(
        space, told[4][0], told[5][0], Verdict.DIFFERENT, reason="One was seen alive after the other had died."
    )


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


def _named(stand: Stand, dice: Dice, number: int) -> Named:
    """Return the woman of this number; two who follow each other share neither name."""
    return Named(
        WOMEN[(5 * number + 1) % len(WOMEN)],
        FAMILIES[(7 * number + number // len(FAMILIES)) % len(FAMILIES)],
        MEN[(5 * number + 2) % len(MEN)],
        SETTLEMENTS[number % 6],
        to_datetime(stand.present).year - 1 - dice.number(0, YEARS - 1),
        dice.number(1, 12),
        dice.number(1, 28),
        dice.number(16, 34),
    )


def _tell(stand: Stand, woman: Named, lists: str, known: dict[str, SubjectId]) -> list[Place]:
    """Enter what each list says of a woman, as if it knew of no other."""
    tellings = {"F": (LIST, _by_the_ferry), "W": (VALLEY, _by_the_weekly), "C": (CARDS, _by_the_court)}
    places = []
    for letter in lists:
        record, telling = tellings[letter]
        said = {"region": REGIONS[0], "act": "killing", "victim.sex": "female", "victim.fate": "killed"}
        hangs = Hangs(known[record.label], Credibility.PROBABLE)
        subject = incidents.add(stand.space, _told(said | telling(woman)), hangs)
        places.append(Place(subject, stand.space.incident(subject).incident.of_sort(Sort.VICTIM)[0].id))
    return places


def _by_the_ferry(woman: Named) -> dict[str, str]:
    return {
        "date": f"{woman.year}-{woman.month:02}-{woman.day:02}",
        "settlement": woman.place.ru,
        "victim.given": woman.given.ru,
        "victim.patronymic": f"{woman.father.ru}овна",
        "victim.family": woman.family.ru,
        "victim.age": str(woman.age),
    }


def _by_the_weekly(woman: Named) -> dict[str, str]:
    """A month, an age that may be a year off, and letters as an English ear hears them."""
    heard = woman.given.en.replace("y", "i").replace("v", "w")
    return {
        "date": f"{woman.year}-{woman.month:02}",
        "settlement": woman.place.en,
        "victim.given": heard,
        "victim.family": woman.family.en.replace("ll", "l"),
        "victim.age": str(woman.age + woman.day % 2),
    }


def _by_the_court(woman: Named) -> dict[str, str]:
    """Initials and a year of birth; the district instead of the village."""
    return {
        "date": f"{woman.year}",
        "district": f"{woman.place.en} district",
        "victim.given": f"{woman.given.ru[0]}.",
        "victim.patronymic": f"{woman.father.ru[0]}.",
        "victim.family": woman.family.ru,
        "victim.born": str(woman.year - woman.age),
    }
