"""Whose age, or year of birth, a text tells: of somebody in the case, or of whoever is in the news.

An age is a number that many share. It stays a sure sign where the client may be meant, or where kin, a task or a name
ties it to somebody else of the case; where the sentence is about another person it asks for a look.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

import msgspec

from kunak.disclosure.declension import is_common
from kunak.disclosure.findings import Finding
from kunak.disclosure.lexicon import is_english
from kunak.disclosure.secrets import Name, Person, Secrets, whose

_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+(?=[«\"“]?[A-ZА-ЯЁ])|\n")
_KIN: Final = re.compile(
    r"\b(?:её|ее|его|их|мой|моя|моего|моему|моей|мои|наш\w*|свой|своего|своему|своей|her|his|their|my|our|girl's|woman's|client's)\b"
    r"(?: [^\W\d_]+){0,2}? (?:брат|сестр|отец|отц|мат[ьер]|мам|пап|муж(?:а|у|ем|е)?\b|жен[аыеуо]\w?\b|дяд|тёт|тет|дедушк|бабушк|дед|сын|доч|жених|невест|кузен|"  # noqa: E501
    r"племянни|свекр|тест|тёщ|отчим|мачех|родствен|brother|sister|father|mother|dad|mum|mom|uncle|aunt|cousin|husband|wife|son\b|"
    r"daughter|fianc|bride|groom|nephew|niece|stepfather|grandfather|grandmother|relative|in-law)|"
    r"(?:брат|сестр|отец|отц|мать|матер|муж|дяд|тёт|тет|жених|brother|sister|father|mother|uncle|aunt|husband|fianc\w+|cousin)\w* "  # noqa: E501
    r"(?:девушки|девочки|женщины|подопечной|героини|беглянки|of the girl|of our|детей|of the children|пострадавшей)",
    re.IGNORECASE,
)
_KIN_ALONE: Final = re.compile(
    r"\b(?:брат|сестр|отец|отц|мать|матер|муж(?:а|у|ем|е)?\b|жен[аыеу]\b|дяд|тёт|тет[яеи]|дедушк|бабушк|жених|свекр|отчим|brother|sister|father|mother|"
    r"uncle|aunt|cousin|husband|wife|fianc|stepfather)",
    re.IGNORECASE,
)
_BESIDE: Final = 24
"""Characters beside an age in which kin stands whose it is."""
_TASK: Final = re.compile(
    r"\b(?:волонт|водител|координатор|юрист|адвокат|хозяйк|хозяин|куратор|помощни|сотрудни|таксист|проводник|переводчи|психолог|друг|подруг|"
    r"volunteer|driver|coordinator|lawyer|host\b|hostess|helper|caseworker|staff|colleague|interpreter|friend)",
    re.IGNORECASE,
)
_FAME: Final = re.compile(
    r"\b(?:вратар|нападающ|защитник|полузащит|футболист|хоккеист|теннисист|пловц|пловчих|лыжни|биатлонист|фигурист|гимнаст|боксёр|боксер|"
    r"борец|борц|дзюдоист|чемпион|рекордсмен|тренер|актёр|актер|актрис|певиц|певец|певц|музыкант|режиссёр|режиссер|художни|писател|поэт|"
    r"композитор|депутат|министр|сенатор|мэр\b|губернатор|президент|премьер|принц|корол|академик|космонавт|альпинист|гонщи|шахматист|"
    r"пенсионер|турист|грибник|музе|театр|завод|goalkeeper|striker|midfielder|defender|footballer|player|batsman|batter|bowler|skier|"
    r"skater|swimmer|runner|cyclist|boxer|wrestler|gymnast|champion|coach|trainer|actor|actress|singer|painter|artist|musician|director|"
    r"novelist|poet|composer|princess|prince\b|king\b|queen|minister|senator|mayor|governor|president|astronaut|climber|retired|pensioner|"
    r"tournament|grand slam|marathon|wicket|league|season|album|film\b|турнир|сезон|лиг[аеуи]\b|матч|клуб|рол[ьи]\b)",
    re.IGNORECASE,
)
"""What speaks of people whom everybody knows, or of things that have an age."""

_FULL_NAME: Final = re.compile(
    r"(?<![\w-])([A-ZА-ЯЁ][^\W\d_A-ZА-ЯЁ]+(?:-[A-ZА-ЯЁ]\w+)?) (?:(?:de|van|von|al|el|ди|де|ван|фон) )?([A-ZА-ЯЁ][^\W\d_A-ZА-ЯЁ]+)"  # noqa: E501
)
_HE: Final = re.compile(
    r"\b(?:он|ему|него|нём|мужчин\w+|парень|парн\w{1,2}|юнош\w+|мальчик\w*|летн(?:ий|его|ему|им)|he|him|man|boy|his)\b",
    re.IGNORECASE,
)
_SHE: Final = re.compile(
    r"\b(?:она|её|ее|ей|неё|нее|ней|девушк\w+|девочк\w+|женщин\w+|дочь|дочер\w+|сестр\w+|мать|\w*летн(?:яя|ей|юю)|she|her|woman|girl|daughter|sister|mother)\b",
    re.IGNORECASE,
)
_LETNIY: Final = re.compile(r"-?летн(?:ий|его|ему|им)\b", re.IGNORECASE)


class Bearer(msgspec.Struct, frozen=True):
    """A person of the case, as far as it matters whose age is told."""

    role: str | None
    woman: bool | None


def bearers(secrets: Secrets) -> dict[str, Bearer]:
    """Return the people of the case by the beginning of their secrets."""
    sex = str(secrets.traits.get("sex", "")).casefold()
    return {
        whose(person, at): Bearer(person.role, _is_woman(person, sex if person.role == "client" else ""))
        for at, person in enumerate(secrets.persons)
    }


def _is_woman(person: Person, told: str) -> bool | None:
    sexes = {sex for name in person.names if (sex := _sex_of(name)) is not None}
    if sexes:
        # Somebody who bears names of both is told as either.
        return sexes.pop() if len(sexes) == 1 else None
    return True if told.startswith(("f", "ж")) else False if told.startswith(("m", "м")) else None


def _sex_of(name: Name) -> bool | None:
    """Return whether a name is a woman's; nothing where it does not show."""
    patronymic, family = name.patronymic.casefold(), name.family.casefold()
    if patronymic.endswith(("вна", "чна", "кызы", "гызы")) or family.endswith(("ова", "ева", "ина", "ая")):
        return True
    if patronymic.endswith(("ич", "оглы", "оглу")) or family.endswith(("ов", "ев", "ский", "цкий")):
        return False
    return None


def attributed(draft: str, found: Sequence[Finding], secrets: Secrets) -> list[Finding]:
    """Return the findings; ages that are somebody else's ask for a look."""
    if not any(finding.kind == "age" and finding.severity == "block" for finding in found):
        return list(found)
    people = bearers(secrets)
    cuts = [0, *(cut.end() for cut in _SENTENCE.finditer(draft)), len(draft)]
    surely = [one for one in found if one.severity == "block" and one.secret]
    names = {one.secret.partition(".")[0] for one in surely if one.kind in ("name", "nick")}
    by_place = sorted((one for one in surely if one.kind != "age"), key=lambda one: one.start)
    starts = [one.start for one in by_place]
    judged = []
    for finding in found:
        if finding.kind == "age" and finding.severity == "block" and finding.secret.partition(".")[0] not in names:
            at = bisect_right(cuts, finding.start)
            start, end = cuts[at - 1], cuts[min(at, len(cuts) - 1)]
            beside = by_place[bisect_right(starts, start - _BESIDE) : bisect_right(starts, end)]
            if _is_anothers(draft, finding, (start, end), beside, people):
                finding = msgspec.structs.replace(finding, severity="review")  # noqa: PLW2901
        judged.append(finding)
    return judged


def _is_anothers(
    draft: str, finding: Finding, span: tuple[int, int], beside: Sequence[Finding], people: dict[str, Bearer]
) -> bool:
    """Return whether an age in the sentence at ``span`` is told of somebody outside the case."""
    start, end = span
    sentence = draft[start:end]
    bearer = people.get(finding.secret.partition(".")[0], Bearer("client", None))
    if bearer.role in ("relative", "staff", "helper"):
        near = draft[max(finding.start - _BESIDE, start) : min(finding.end + _BESIDE, end)]
        tasked = bearer.role != "relative" and _TASK.search(sentence)
        return not (_KIN.search(sentence) or _KIN_ALONE.search(near) or tasked)
    if beside:
        return False
    another_sex = (
        bearer.woman is True
        and not _SHE.search(sentence)
        and (_HE.search(sentence) or _LETNIY.match(draft, finding.end - 1))
    )
    return bool(another_sex or _FAME.search(sentence) or _names_another(sentence, start, beside))


def _names_another(sentence: str, start: int, found: Sequence[Finding]) -> bool:
    return any(
        not any(one.start < start + match.end() and start + match.start() < one.end for one in found)
        for match in _FULL_NAME.finditer(sentence)
        if not any(map(_is_a_word, match.groups())) and not _IN.search(sentence[: match.start()])
    )


_IN: Final = re.compile(r"\b(?:in|from|to|of|near|at|в|из|во|под|около|до)(?: the)? $", re.IGNORECASE)
"""Before the name of a place."""


def _is_a_word(word: str) -> bool:
    """Return whether a word with a capital is no name: a month, a weekday, a word of the language."""
    plain = word.casefold().replace("ё", "е")
    return is_common(plain) or is_english(plain) or plain in _NO_NAMES


_NO_NAMES: Final = frozenset((
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "in", "on", "at", "by",
    "for", "from", "the", "this", "that", "when", "after", "before", "since", "until", "her", "his", "she", "he",
    "they", "our", "we", "it", "if", "as", "with", "and", "but", "to", "of", "one", "every", "last", "next", "first",
    "north", "south", "east", "west", "new",
))  # fmt: skip
