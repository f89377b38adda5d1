"""Where a text tells an age, or a year of birth, that gives away when a person of the case was born."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from kunak.disclosure.births import birthdays, years_from_ages, years_of_birth
from kunak.disclosure.daysigns import signs_of
from kunak.disclosure.declension import dictionary, is_known
from kunak.disclosure.findings import Finding, Severity
from kunak.disclosure.folding import Folded
from kunak.disclosure.numerals import Unit, genitive_numbers
from kunak.disclosure.secrets import Secrets, whose

_ANIMATE: Final = re.compile(
    r"ей|ему|мне|им|девушк\w+|женщин\w+|парн\w+|мужчин\w+|подопечн\w+|героин\w+|человек\w*|сестр\w+|брат\w*|она|он|ребенк\w+|"
    r"friend|nurse|student|sister|brother|mother|father|daughter|son|activist|refugee|survivor|victim|client|teenager|girlfriend|"
    r"boyfriend|person|resident|native|cousin|niece|nephew|uncle|aunt|husband|wife|partner|journalist|teacher|doctor|worker|"
    r"she|he|they|is|was|aged?|возраст\w*|woman|man|girl|boy"
)
_THINGS: Final = re.compile(
    r"истори|стаж|опыт|срок|юбиле|перерыв|договор|войн|контракт|закон|отношени|брак|период|план|history|career|war|experience|"
    r"contract|deal|plan|company|firm|wine|whisky|law|veteran|ban|mortgage|drought|reign|rule"
)


def find_ages(draft: str, folded: Folded, secrets: Secrets, units: Sequence[Unit]) -> Iterator[Finding]:
    """Yield where an age, or a year or month of birth, tells when a person of the case was born."""
    ages, years = _born(secrets)
    if not ages and not years:
        return
    signs = signs_of(units)
    for start, end, value in _told_ages(folded.text, units, signs):
        for secret in ages.get(value, ()):
            yield _age(draft, folded, (start, end), secret, "age")
    for start, end, value in _years_alone(units, signs):
        for secret in ages.get(value, ()):
            yield _age(draft, folded, (start, end), secret, "years")
    for match in _BIRTH_YEAR.finditer(folded.text):
        year = int(match["a"] or match["b"] or match["c"] or match["d"])
        for secret in years.get(year, ()):
            yield _age(draft, folded, match.span(), secret, "year of birth")
    for start, end, year in (*years_of_birth(folded.text, units), *years_from_ages(folded.text, units)):
        for secret in years.get(year, ()):
            yield _age(draft, folded, (start, end), secret, "year of birth")


def _age(draft: str, folded: Folded, span: tuple[int, int], secret: str, form: str) -> Finding:
    begin, finish = folded.span(*span)
    severity: Severity = "review" if form == "years" else "block"
    return Finding(begin, finish, draft[begin:finish], "age", secret, form, severity)


_BIRTH_YEAR: Final = re.compile(
    r"(?<!\d)(?P<a>(?:19|20)\d\d)(?:-?го)?\s*(?:года\s+рождения|г\.?\s?р\b|года\s+р\b)|"
    r"(?<!\w)(?:сестр|брат|отец|отц|мат|муж|жен|сын|доч|девушк|женщин|парен|парн|мужчин)[^\W\d_]{0,3},? "
    r"(?P<d>(?:19|20)\d\d) (?:года|г\.)|"
    r"(?:родил\w+|рожден\w*)[^.!?\d]{0,40}(?P<b>(?:19|20)\d\d)|(?:born|b\.)[^.!?\d]{0,40}(?P<c>(?:19|20)\d\d)"
)


def _born(secrets: Secrets) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    ages: dict[int, list[str]] = {}
    years: dict[int, list[str]] = {}
    moments = [day for day in (secrets.published_on, *(fact.date for fact in secrets.dates)) if day]
    for at, person in enumerate(secrets.persons):
        if not person.born:
            continue
        secret = f"{whose(person, at)}.born"
        years.setdefault(int(person.born[:4]), []).append(secret)
        for age in {age for moment in moments for age in _ages(person.born, moment)}:
            ages.setdefault(age, []).append(secret)
    told = secrets.traits.get("age")
    if isinstance(told, int) and told not in ages:
        ages[told] = ["traits.age"]
    return ages, years


def _ages(born: str, moment: date) -> set[int]:
    whole = moment.year - int(born[:4])
    if len(born) == len("2000-01-01"):
        born_on = date.fromisoformat(born)
        return {whole - ((moment.month, moment.day) < (born_on.month, born_on.day))}
    return {whole - 1, whole}


_YEARS_OLD: Final = re.compile(r"(?<!\d)(\d{1,2})-?(?:ти|и|х|ми)?[-‐‑–\s]?летн(?!ий стаж)\w+\s*([^\W\d_]*)")
_YEAR_OLD_EN: Final = re.compile(r"(?<!\d)(\d{1,2})[-‐‑–\s]years?[-‐‑–\s]olds?\W*([^\W\d_]*)")
_SPELT_OLD: Final = re.compile(r"(?<![^\W\d_])([^\W\d_]{5,24})летн\w+\s*([^\W\d_]*)")


_IN_BRACKETS: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,30} \((\d{2})\)|\((\d{2}) (?:года?|лет|years?|y\.?o\.?)\)")
_SHORT_OLD: Final = re.compile(r"(?<![\d.])(\d{1,2})\s?(?:y\.?\s?/?o\b|yrs? old|л\.(?=[,;)\s]|$))")
_SEX_AND_AGE: Final = re.compile(r"(?<!\w)[жмfm]\.?,?\s?(\d{2})(?![\w.])|(?<!\w)(\d{2})\s?[жмfm](?!\w)")
_ABOUT: Final = re.compile(
    r"старше|моложе|около|больше|меньше|более|менее|младше|примерно|почти|едва ли|свыше|до|after|over|under|older|younger|almost|"  # noqa: E501
    r"about|nearly|around|than|с небольшим"
)
"""Words beside a round number that make it a decade and no age."""


def _told_ages(text: str, units: Sequence[Unit], signs: str) -> Iterator[tuple[int, int, int]]:
    yield from _written(text)
    for match in _SPELT_OLD.finditer(text):
        value = genitive_numbers().get(match[1])
        if value and not _THINGS.match(match[2]):
            yield match.start(), match.end(1), value
    yield from _reckoned(units, signs)
    yield from birthdays(text, units)
    for at, unit in enumerate(units):
        if unit.value is not None and 1 <= unit.value <= 99 and not unit.ordinal:  # noqa: PLR2004
            age = _age_at(text, units, signs, at)
            if age is not None:
                yield unit.start, unit.end, age


_LESS: Final = frozenset(["меньше", "младше", "моложе", "short", "younger", "under", "shy", "раньше"])
_MORE: Final = frozenset(["больше", "старше", "older", "over", "past", "сверх"])
_WILL: Final = frozenset(["будет", "исполнится", "стукнет", "will", "turns", "turn"])
_CENTURIES: Final = {"четверть": 25, "quarter": 25, "полвека": 50, "half": 50}


def _reckoned(units: Sequence[Unit], signs: str) -> Iterator[tuple[int, int, int]]:
    """Yield ages that have to be reckoned: “three years short of thirty”, “без года двадцать пять”."""
    for match in re.finditer(r"(N?)y(.{1,2})N", signs):
        years = (units[match.start()].value or 0) if match[1] else 1
        between = {unit.word for unit in units[match.start(2) : match.end(2)]}
        value, end = units[match.end() - 1].value or 0, units[match.end() - 1].end
        if between & _LESS or between & _MORE:
            yield units[match.start()].start, end, value - years if between & _LESS else value + years
    for match in re.finditer(r"(N?)yN", signs):
        before = units[match.start() - 1].word if match.start() else ""
        if before == "без":
            years = (units[match.start()].value or 0) if match[1] else 1
            yield (
                units[match.start() - 1].start,
                units[match.end() - 1].end,
                (units[match.end() - 1].value or 0) - years,
            )
    for match in re.finditer(r"t(N?)y(.{1,3})N", signs):
        between = {unit.word for unit in units[match.start(2) : match.end(2)]}
        if between & (_WILL | _DATIVES):
            years = (units[match.start() + 1].value or 0) if match[1] else 1
            yield units[match.start()].start, units[match.end() - 1].end, (units[match.end() - 1].value or 0) - years
    for match in re.finditer(r"[mwdf](.{1,3})N(?![dwmf])", signs):
        said = {unit.word for unit in units[match.start(1) : match.end(1)]}
        somebody = any(_is_person(unit.word) for unit in units[max(match.start() - 7, 0) : match.start()])
        value = units[match.end() - 1].value or 0
        if said & _LESS and somebody:
            yield units[match.start()].start, units[match.end() - 1].end, value - 1
    yield from _in_years_and_centuries(units, signs)


def _in_years_and_centuries(units: Sequence[Unit], signs: str) -> Iterator[tuple[int, int, int]]:
    """Yield “in her twenty-fifth year” and “a quarter of a century”."""
    for match in re.finditer(r"Oy", signs):
        first = units[max(match.start() - 1, 0)].word
        if first in ("her", "his", "на", "идет", "пошел") and 1 < (units[match.start()].value or 0) < 100:  # noqa: PLR2004
            yield units[match.start()].start, units[match.start() + 1].end, (units[match.start()].value or 0) - 1
    for at, unit in enumerate(units):
        years = _CENTURIES.get(unit.word)
        if years is None:
            continue
        century = next((one for one in units[at : at + 4] if one.word in ("века", "century", "полвека")), None)
        before = [one.word for one in units[max(at - 5, 0) : at]]
        if century and any(map(_is_person, before)) and not any(map(_is_done, before[-2:])):
            yield unit.start, century.end, years - 1 if _WILL & set(before) else years


def _written(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield ages in figures that need no word before them."""
    for pattern in (_YEARS_OLD, _YEAR_OLD_EN):
        for match in pattern.finditer(text):
            if not _THINGS.match(match[2]):
                yield match.start(), match.end(1) + 1, int(match[1])
    for pattern in (_IN_BRACKETS, _SHORT_OLD, _SEX_AND_AGE):
        for match in pattern.finditer(text):
            group = match.lastindex or 1
            yield match.start(group), match.end(group), int(match[group])


_NO_AGE: Final = re.compile(
    r"стаж\w*|прошл\w+|через|за|более|спустя|около|опыт\w*|срок\w*|до|на|after|for|in|within|last|past|over|under|worked|following|"
    r"заводу|обществу|назад|ago|тюрьм\w+|колони\w+|лишени\w+|строгого|работ\w+|подряд|со|с|before|experience|later|of"
)


def _years_alone(units: Sequence[Unit], signs: str) -> Iterator[tuple[int, int, int]]:
    """Yield numbers of years of which nothing says what they count: they ask for a look."""
    for match in re.finditer(r"(?=[NO]y)", signs):
        at = match.start()
        around = [unit.word for unit in (*units[max(at - 2, 0) : at], *units[at + 2 : at + 4])]
        round_about = (units[at].value or 0) % 5 == 0 and any(_ABOUT.fullmatch(word) for word in around)
        if not round_about and not any(_NO_AGE.fullmatch(word) for word in around):
            yield units[at].start, units[at + 1].end, units[at].value or 0


def _age_at(text: str, units: Sequence[Unit], signs: str, at: int) -> int | None:
    """Return the age that a number tells: who it is of stands before, or “years old” after."""
    value = units[at].value or 0
    near = [unit.word for unit in units[max(at - 3, 0) : at]]
    if _is_still_to_come(text, units, signs, at):
        return value - 1
    if near[-1:] in (["свои"], ["полные"], ["неполные"]):
        return value - (near[-1] == "неполные")
    if value % 5 == 0 and any(_ABOUT.fullmatch(word) for word in near):
        return None
    if any(_THINGS.match(unit.word) for unit in units[max(at - 4, 0) : at]):
        return None
    if text.startswith(_OLD, units[at].end) or _after_years(units, signs, at) in ("old", "отроду"):
        return value
    around = [unit.word for unit in (*units[max(at - 7, 0) : at], *units[at + 1 : at + 4])]
    after = [
        unit.word for unit in units[at + 1 : at + 4] if not re.search(r"[.,;!?\n]", text[units[at].end : unit.start])
    ]
    turned = near + after
    if any(word.startswith(("исполни", "стукну", "turn")) for word in turned) and any(map(_is_person, around)):
        turns = any(word in ("исполнится", "turns", "turn", "стукнет") for word in turned)
        return value - 1 if turns else value
    return value if _is_somebodys(text, units, signs, at) else None


_SOON: Final = frozenset(["almost", "nearly", "почти", "скоро", "малого", "yet", "soon", "вот-вот"])


def _is_still_to_come(text: str, units: Sequence[Unit], signs: str, at: int) -> bool:
    """Return whether somebody is not yet as old: “she will be twenty-four”, «ей скоро двадцать четыре»."""
    near = [unit.word for unit in units[max(at - 4, 0) : at]]
    if signs[at + 1 : at + 2] not in ("", "y") and not _ends_there(text, units, at):
        return False
    person = any(word in _DATIVES or word in _PRONOUNS for word in near)
    will = "будет" in near or near[-2:] == ["will", "be"] or near[-3:-1] == ["will", "be"]
    soon = (units[at].value or 0) % 5 != 0 and bool(_SOON & set(near[-2:]))
    return person and (will or soon)


def _ends_there(text: str, units: Sequence[Unit], at: int) -> bool:
    """Return whether a number closes its clause, or something begins behind it that it does not count."""
    following = units[at + 1].word if at + 1 < len(units) else ""
    return not following.isalpha() or _closes(text, units[at].end) or following in _BEGINS


_DATIVES: Final = frozenset(["ей", "ему", "мне", "им"])
_BEGINS: Final = frozenset(
    [
        "when",
        "and",
        "but",
        "in",
        "on",
        "this",
        "next",
        "когда",
        "и",
        "а",
        "но",
        "в",
        "к",
        "осенью",
        "весной",
        "зимой",
        "летом",
        "она",
        "он",
    ]
)

_OLD: Final = (" years old", "-years-old", " year-old", "-year-old", " года от роду", " лет от роду", " год от роду")


def _after_years(units: Sequence[Unit], signs: str, at: int) -> str:
    """Return the word after a number and “years”; nothing where no years follow."""
    return units[at + 2].word if signs[at + 1 : at + 2] == "y" and at + 2 < len(units) else ""


def _lasts(units: Sequence[Unit], at: int) -> bool:
    """Return whether what is done for so many years stands beside them: «сорок лет чинит», «рисовал воду сорок лет»."""
    after = units[at + 2].word if at + 2 < len(units) else ""
    return _is_done(after) or any(_is_done(unit.word) for unit in units[max(at - 3, 0) : at])


def _is_done(word: str) -> bool:
    if not is_known(word) or word.startswith(("был", "буд", "исполн", "стукн")):
        return False
    tag = dictionary().parse(word)[0].tag
    return "VERB" in tag and "impf" in tag


def _is_somebodys(text: str, units: Sequence[Unit], signs: str, at: int) -> bool:
    """Return whether a person stands where the number can only be theirs."""
    near = [unit.word for unit in units[max(at - 3, 0) : at]]
    following = units[at + 1].word if at + 1 < len(units) else ""
    years, after = signs[at + 1 : at + 2] == "y", _after_years(units, signs, at)
    last = near[-1] if near else ""
    if (last == "at" and following in _PRONOUNS) or (last == "в" and after in _PRONOUNS):
        return True
    start, end = units[at].start, units[at].end
    aside = text[max(start - 2, 0) : start] == ", " and _ASIDE.match(text[end : end + 2])
    if aside and _is_person(last):
        return True
    if not any(map(_is_person, near)) and not (years and _in_commas(text, units, at)):
        return False
    if years:
        if _lasts(units, at) and not _GENITIVE.search(text[max(units[at].start - 30, 0) : units[at].start]):
            return False
        is_term = any(_TERM.fullmatch(word) for word in near)
        return not is_term and after not in ("назад", "ago", "тюрьмы", "колонии", "лишения", "строгого")
    if last == "of" and near[-2:-1] and near[-2] in ("man", "woman", "girl", "boy", "age"):
        return True
    said = [word for word in near if word not in _ONLY]
    if said and _is_dative(said[-1]) and not re.search(r"[.,;:!?\n]", text[units[at].start - 2 : units[at].start]):
        return _closes(text, units[at].end)
    if said[-1:] in (["было"], ["was"]) and said[-2:-1] and said[-2] in (*_DATIVES, "she", "he"):
        return _ends_there(text, units, at)
    return (
        bool(said)
        and said[-1] in ("ей", "ему", "aged", "age", "is", "s", "мне", "возраст")
        and _ends_there(text, units, at)
    )


_GENITIVE: Final = re.compile(
    r"(?<![^\W_])(?:ей|ему|мне|им|девушк\w|женщин\w|мужчин\w|парень|сестр\w|брат\w?|дочер\w|сын\w?)\W{1,3}$"
)
"""Who is so old, right before the years."""

_TERM: Final = re.compile(
    r"given|gets?|got|sentenced|jailed|imprisoned|served|serving|faces?|facing|spent|received|"
    r"дал[аи]?|получил[аи]?|осужд\w+|приговор\w+|назначил[аи]?|отсидел[аи]?|отбы\w+|сидит|провел[аи]?|грозит"
)
"""What is done to somebody for years, or by them: so many years are no age."""

_PRONOUNS: Final = frozenset(("he", "she", "they", "он", "она", "они"))
_ONLY: Final = frozenset(
    ["всего", "только", "едва", "лишь", "уже", "сейчас", "теперь", "ныне", "just", "only", "now", "barely", "already"]
)
_ASIDE: Final = re.compile(r"[,.;)\n]|$")


def _is_person(word: str) -> bool:
    """Return whether a word means a person: so says the table, or the dictionary."""
    if _ANIMATE.fullmatch(word):
        return True
    if not is_known(word) or len(word) <= 2:  # noqa: PLR2004
        return False
    tag = dictionary().parse(word)[0].tag
    return "anim" in tag and "NOUN" in tag


def _is_dative(word: str) -> bool:
    """Return whether a word says to whom something is given, one person: «сестре двадцать»."""
    if not is_known(word) or word in _DATIVES:
        return False
    tag = dictionary().parse(word)[0].tag
    return all(mark in tag for mark in ("NOUN", "anim", "sing", "datv"))


_NOTHING: Final = re.compile(r"\s*\Z")


def _closes(text: str, end: int) -> bool:
    """Return whether a number closes its clause."""
    return text[end : end + 1] in ",.;!?)\n" or _NOTHING.match(text, end) is not None


def _in_commas(text: str, units: Sequence[Unit], at: int) -> bool:
    """Return whether it reads as an aside: “Name, 22 years,”."""
    before = text[max(units[at].start - 2, 0) : units[at].start]
    return before.startswith(",") and text[units[at + 1].end : units[at + 1].end + 1] in ",.)"
