"""From the message to the case: read, triaged, vetted, accepted, and the right people let in."""

from typing import Final

from kunak.app import cases, requests
from kunak.app.demo import letters
from kunak.app.demo.days import Story
from kunak.app.demo.stand import Tale
from kunak.app.demo.world import FOUNDER, LAWYER, REGION, Said
from kunak.base.instants import MINUTE, after, to_datetime
from kunak.casework import case, details
from kunak.casework.assessment import Level
from kunak.casework.compartments import USUALLY_NEEDS, Kind, Role
from kunak.casework.details import Known
from kunak.casework.facts import Event
from kunak.casework.request import Urgency, Vetting
from kunak.casework.subjects import CaseFile

URGENCY: Final = {
    Level.STANDARD: Urgency.THIS_WEEK,
    Level.HIGH: Urgency.THIS_WEEK,
    Level.EXTREME: Urgency.TODAY,
    Level.IMMINENT: Urgency.NOW,
}

TRIAGED: Final = {
    Urgency.THIS_WEEK: Said("A plan is needed within days, not within hours.", "План нужен в ближайшие дни, не часы."),
    Urgency.TODAY: Said("Threats, and they know where to find the person.", "Угрозы, и знают, где искать."),
    Urgency.NOW: Said("Locked in; it can happen within hours.", "Держат взаперти; счёт может идти на часы."),
}

CHECKS: Final = (
    Said(
        "Called back at the agreed minute; names of the street and the school are right.",
        "Перезвонили в условленную минуту; улица и школа названы верно.",
    ),
    Said(
        "A person whom we helped before knows them and vouches.",
        "Человек, которому мы помогали раньше, знает и ручается.",
    ),
    Said(
        "Video call of two minutes: the face fits the document.", "Видеозвонок две минуты: лицо совпадает с документом."
    ),
    Said("Asked three questions about the settlement; all answers fit.", "Три вопроса о селе; все ответы сходятся."),
    Said("The old account has a history of years, no new friends.", "Аккаунту много лет, новых друзей нет."),
)

ACCEPTED: Final = (
    Said("Fits our work; a manager is free.", "Наш профиль; куратор свободен."),
    Said("Life in danger, nobody nearer can help.", "Жизнь в опасности, ближе помочь некому."),
    Said("We have a driver near and a place that fits.", "Рядом есть водитель и подходящее место."),
)

_LEGAL_NEED: Final = Said("prepares the statements before the departure", "готовит заявления до отъезда")
_MANAGER_NEED: Final = Said("looks after the case", "ведёт дело")
_TWO_LANGUAGES: Final = {"en": "English, some Russian", "ru": "русский, родной"}


_NO_LONGER: Final = Said("no longer needed", "больше не нужно")


def take_in(tale: Tale) -> Story:
    """Tell how a message became a case."""
    dice, space = tale.dice, tale.space
    yield tale.times.opened
    sent_at = after(space.clock(), -dice.span(4 * MINUTE, 50 * MINUTE))
    (asked,) = requests.add(space, tale.stand.vault.shelf, [letters.letter(dice, tale.person, sent_at)])
    yield after(space.clock(), dice.span(6 * MINUTE, 35 * MINUTE))
    urgency = URGENCY[tale.person.trouble.level]
    requests.triage(space, asked, urgency=urgency, reason=tale.say(TRIAGED[urgency]))
    yield after(space.clock(), dice.span(8 * MINUTE, 45 * MINUTE))
    outcome = Vetting.INCONCLUSIVE if dice.once_in(9) else Vetting.CONFIRMED
    requests.vet(space, asked, check=tale.say(dice.pick(CHECKS)), outcome=outcome)
    tale.subject, _ = requests.accept(space, asked, reason=tale.say(dice.pick(ACCEPTED)))
    _let_in(tale)
    tale.decide(lambda file: _known(tale, file))


def let_in(tale: Tale, member: bytes, kinds: frozenset[Kind], reason: Said) -> None:
    """Let somebody into parts of the case, where they are not yet."""
    if kinds - tale.file.access.kinds_of.get(member, frozenset()):
        cases.let_in(tale.space, tale.subject, member=member, kinds=kinds, reason=tale.say(reason))


def _let_in(tale: Tale) -> None:
    if tale.manager is not FOUNDER:
        member = tale.stand.member(tale.manager)
        let_in(tale, member, USUALLY_NEEDS[Role.CASE_MANAGER], _MANAGER_NEED)
        tale.decide(lambda file: case.name_manager(file.case, member=member))
    if tale.dice.number(0, 2):
        let_in(tale, tale.stand.member(LAWYER), USUALLY_NEEDS[Role.LAWYER], _LEGAL_NEED)


def _known(tale: Tale, file: CaseFile) -> tuple[Event, ...]:
    """What is known of the person after the first talk."""
    person, trouble, say = tale.person, tale.person.trouble, tale.say
    born = to_datetime(tale.times.opened).year - person.age
    yes, no, unknown = Known.YES, Known.NO, Known.UNKNOWN
    values = {
        "given_name": (person.given, yes),
        "patronymic": (person.patronymic, yes),
        "family_name": (person.family, yes),
        "born": (f"{born}-{1 + person.number % 12:02d}-{1 + person.number * 7 % 28:02d}", yes),
        "sex": (say(Said("woman", "женщина") if person.sex == "f" else Said("man", "мужчина")), yes),
        "orientation": (say(trouble.orientation), yes),
        "home": (person.home, yes),
        "region": (REGION.of(person.tongue), yes),
        "children": (say(trouble.children), yes),
        "phones": (person.phone, yes),
        "handles": (person.handle, no),
        "safe_to_call": (("no", "at_times", "unknown", "at_times")[person.number % 4], unknown),
        "languages": (_TWO_LANGUAGES[person.tongue], yes),
        "wishes": (say(trouble.wishes), no),
        "health": (say(trouble.health), unknown),
        "documents": (
            f"{say(Said('passport', 'паспорт'))} {4400 + person.number} {311_207 + 733 * person.number}",
            yes,
        ),
    }
    return tuple(
        event
        for name, (value, known) in values.items()
        for event in details.write(file.details, name=name, value=value, known=known)
    )


def shut_out(tale: Tale, member: bytes) -> None:
    """Take everything from a member who no longer needs it."""
    kinds = tale.file.access.kinds_of.get(member, frozenset())
    if kinds:
        cases.shut_out(tale.space, tale.subject, member=member, kinds=kinds, reason=tale.say(_NO_LONGER))
