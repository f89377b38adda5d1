"""How dangerous it is for this person, on whose word, and until when that holds.

People decide the level, and say why; nothing here computes it. What the factors
suggest is shown beside their choice, by the table ``RULES``. Silence about a
critical factor is refused, and no level stands for ever: ``REASSESS_WITHIN`` is
the longest time until somebody has to look again. Where two members disagree,
both words are kept and the more cautious one counts. Perpetrators are known by
labels; nothing here knows a name. The factors themselves and what to do about
each tool of the pursuers are in ``factors``. Lives in the compartment
``threat``; told at length in ``docs/methods/assessment.md``.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.instants import DAY, HOUR, Instant, after
from kunak.base.words import phrase
from kunak.casework.factors import BY_ID, CRITICAL, FACTORS, PLAYBOOK, Factor, Tool
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, Write, written


class Presence(Enum):
    """Whether a factor is there."""

    PRESENT = "present"
    POSSIBLE = "possible"
    ABSENT = "absent"
    UNKNOWN = "unknown"


PRESENCE_NAMES: Final = {
    Presence.PRESENT: phrase("present"),
    Presence.POSSIBLE: phrase("possible"),
    Presence.ABSENT: phrase("absent"),
    Presence.UNKNOWN: phrase("unknown"),
}

CAUTION: Final = {Presence.ABSENT: 0, Presence.UNKNOWN: 1, Presence.POSSIBLE: 2, Presence.PRESENT: 3}
"""The greater, the more cautious. Not to know is never the same as not to be there."""


class Basis(Enum):
    """What a mark rests on."""

    SAID = "said"
    SEEN = "seen"
    TOLD = "told"
    INFERRED = "inferred"


BASIS_NAMES: Final = {
    Basis.SAID: phrase("the person said so"),
    Basis.SEEN: phrase("seen in a document or a message"),
    Basis.TOLD: phrase("told by others"),
    Basis.INFERRED: phrase("our own inference"),
}


class Level(Enum):
    """How dangerous it is; from the lowest to the highest."""

    STANDARD = "standard"
    HIGH = "high"
    EXTREME = "extreme"
    IMMINENT = "imminent"


LEVEL_RANK: Final = {level: rank for rank, level in enumerate(Level)}

LEVEL_NAMES: Final = {
    Level.STANDARD: phrase("standard"),
    Level.HIGH: phrase("high"),
    Level.EXTREME: phrase("extreme"),
    Level.IMMINENT: phrase("imminent"),
}

LEVEL_MEANINGS: Final = {
    Level.STANDARD: phrase("Help is needed; nothing known so far points to grave harm soon."),
    Level.HIGH: phrase("Grave harm is likely if nothing changes; a plan is needed within days."),
    Level.EXTREME: phrase("The life of the person is in danger; somebody works on this case today."),
    Level.IMMINENT: phrase("It can happen within hours; everything else waits."),
}

REASSESS_WITHIN: Final = {
    Level.IMMINENT: 12 * HOUR,
    Level.EXTREME: 24 * HOUR,
    Level.HIGH: 3 * DAY,
    Level.STANDARD: 30 * DAY,
}
"""Longest time until the next assessment, in milliseconds. The reasons are ``REASSESS_WHY``."""

REASSESS_WHY: Final = {
    Level.IMMINENT: phrase("12 hours: whoever decided at night looks again, or hands over, before the next night."),
    # PRACTICE: two women taken a day after arrival (Kazan 2021); an alarm a day late (Yerevan 2025).
    Level.EXTREME: phrase("24 hours: people were found and taken within a day of feeling safe."),
    # Criminal Procedure Code of the Russian Federation, article 144, part 1.
    Level.HIGH: phrase("3 days: the police have three days to decide on a complaint, such as a false one of theft."),
    # The same article, part 3. Support lasts 1.5 months at the shortest (PRACTICE).
    Level.STANDARD: phrase("30 days: the longest that the police may check a complaint; support lasts longer."),
}

LIMIT_WORDS: Final = {
    Level.IMMINENT: phrase("12 hours"),
    Level.EXTREME: phrase("24 hours"),
    Level.HIGH: phrase("3 days"),
    Level.STANDARD: phrase("30 days"),
}

CLOCK_SLACK: Final = HOUR
"""How far the clocks of two honest laptops may differ, in milliseconds: a zone or a summer time set wrongly."""

REACH_MEANS: Final = Presence.POSSIBLE
"""Whoever has a tool may use it: the factor that it implies counts as at least this."""


class Mark(msgspec.Struct, frozen=True):
    """What somebody holds to be so about one factor, and what they rest it on."""

    presence: Presence
    basis: Basis | None = None
    words: str = ""


class Account(msgspec.Struct, frozen=True):
    """What somebody recorded about a perpetrator, by a label such as: elder uncle."""

    label: str
    relation: str = ""
    reach: frozenset[Tool] = frozenset()
    words: str = ""


class Withdrawal(msgspec.Struct, frozen=True):
    """Somebody decided, with a reason, that this perpetrator does not belong here."""

    reason: str


class Perpetrator(msgspec.Struct, frozen=True):
    """One perpetrator.

    Attributes:
        accounts: What stands: more than one after writes that did not know of each other.
        history: Every write there ever was, in the order of the log.
    """

    id: bytes
    accounts: Field[Account | Withdrawal] = Field()
    history: tuple[Write[Account | Withdrawal], ...] = ()

    @property
    def standing(self) -> tuple[Account, ...]:
        """The accounts that count; empty once withdrawn and nobody disagrees."""
        return tuple(write.value for write in self.accounts.writes if isinstance(write.value, Account))

    @property
    def reach(self) -> frozenset[Tool]:
        """Every tool that any standing account names."""
        return frozenset[Tool]().union(*(account.reach for account in self.standing))


class Decision(msgspec.Struct, frozen=True):
    """A level that somebody chose.

    Attributes:
        suggested: What the factors suggested when it was chosen.
        difference: Why it is lower than that; empty where it is not.
    """

    level: Level
    reasons: str
    reassess_by: Instant
    suggested: Level
    difference: str = ""


class FactorMarked(Event, frozen=True, tag="assessment.factor_marked"):
    """Somebody says whether a factor is there, and what they rest it on."""

    factor: str
    presence: Presence
    basis: Basis | None = None
    words: str = ""
    supersedes: tuple[EventId, ...] = ()


class PerpetratorRecorded(Event, frozen=True, tag="assessment.perpetrator_recorded"):
    """Somebody the person has to fear, or a correction of what was recorded about them."""

    perpetrator: bytes
    label: str
    relation: str = ""
    reach: tuple[Tool, ...] = ()
    words: str = ""
    supersedes: tuple[EventId, ...] = ()


class PerpetratorWithdrawn(Event, frozen=True, tag="assessment.perpetrator_withdrawn"):
    """This perpetrator was recorded by mistake. The earlier text stays readable."""

    perpetrator: bytes
    reason: str
    supersedes: tuple[EventId, ...] = ()


class LevelDecided(Event, frozen=True, tag="assessment.level_decided"):
    """Somebody chose a level, said why, and until when."""

    level: Level
    reasons: str
    reassess_by: Instant
    suggested: Level
    difference: str = ""
    supersedes: tuple[EventId, ...] = ()


EVENTS: Final = (FactorMarked, PerpetratorRecorded, PerpetratorWithdrawn, LevelDecided)


class AssessmentFile(msgspec.Struct, frozen=True):
    """All that is held about the danger to one person.

    Attributes:
        marks: By the id of the factor. Ids of a newer version are kept, too.
        impossible: Facts that fit nothing here. Shown, never dropped.
    """

    marks: dict[str, Field[Mark]] = {}
    perpetrators: dict[bytes, Perpetrator] = {}
    level: Field[Decision] = Field()
    impossible: tuple[Fact, ...] = ()


class Need(msgspec.Struct, frozen=True):
    """So many of these factors are at least so present."""

    factors: tuple[str, ...]
    least: Presence
    count: int = 1


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """If all ``needs`` hold, the factors suggest ``level``; ``en`` and ``ru`` say why."""

    level: Level
    needs: tuple[Need, ...]
    en: str
    ru: str


_PRESENT, _POSSIBLE, _UNKNOWN = Presence.PRESENT, Presence.POSSIBLE, Presence.UNKNOWN

# No rule may ask for absence: a more cautious mark must never lower what is suggested.
RULES: Final = (
    Rule(
        level=Level.IMMINENT,
        needs=(Need(("outed", "threat_to_kill", "whereabouts_known"), _PRESENT, 3),),
        en="It has come out, there is a threat to kill, and they know where the person is.",
        ru="Тайное стало известно, угрожают убийством, и они знают, где человек.",
    ),
    Rule(
        level=Level.IMMINENT,
        needs=(
            Need(("threat_to_kill",), _POSSIBLE),
            Need(("whereabouts_known",), _PRESENT),
            Need(("searching_now",), _PRESENT),
        ),
        en="Those who may kill are looking for the person, and know where to look.",
        ru="Те, кто может убить, ищут человека и знают, где он.",
    ),
    Rule(
        level=Level.IMMINENT,
        needs=(Need(("threat_to_kill",), _PRESENT), Need(("held_captive",), _PRESENT)),
        en="The person is in the hands of those who threaten to kill.",
        ru="Человек в руках тех, кто угрожает убийством.",
    ),
    Rule(
        level=Level.EXTREME,
        needs=(
            Need(("threat_to_kill",), _PRESENT),
            Need(("outed", "whereabouts_known", "relatives_in_security_services"), _POSSIBLE),
        ),
        en="There is a threat to kill, and something that may bring it about.",
        ru="Есть угроза убийством и то, что может её приблизить.",
    ),
    Rule(
        level=Level.EXTREME,
        needs=(Need(("threat_to_kill",), _POSSIBLE), Need(("killed_before", "weapons_at_hand"), _PRESENT)),
        en="There may be a threat to kill, in a family that has killed or has the means at hand.",
        ru="Возможна угроза убийством, а в семье уже убивали или под рукой есть оружие.",
    ),
    Rule(
        level=Level.EXTREME,
        needs=(Need(("strangled", "pushed_to_suicide"), _PRESENT), Need(("whereabouts_known",), _POSSIBLE)),
        en="Somebody who has nearly killed, or pushes towards death, can reach the person.",
        ru="Тот, кто уже едва не убил или подталкивает к смерти, может добраться до человека.",
    ),
    Rule(
        level=Level.EXTREME,
        needs=(
            Need(("relatives_in_security_services", "police_side_with_family"), _PRESENT),
            Need(("searching_now", "search_announced", "false_complaint"), _POSSIBLE),
        ),
        en="The search may use the means of the state, and those who lead it have people there.",
        ru="Искать могут силами государства, и у тех, кто ищет, там свои люди.",
    ),
    Rule(
        level=Level.EXTREME,
        needs=(Need(("held_captive",), _PRESENT),),
        en="The person cannot leave by their own will.",
        ru="Человек не может уйти по своей воле.",
    ),
    Rule(
        level=Level.EXTREME,
        needs=(Need(CRITICAL, _POSSIBLE, 3),),
        en="Three or more of the critical factors are at least possible.",
        ru="Возможны как минимум три решающих обстоятельства.",
    ),
    Rule(
        level=Level.HIGH,
        needs=(Need(CRITICAL, _POSSIBLE),),
        en="One of the critical factors is at least possible.",
        ru="Возможно как минимум одно решающее обстоятельство.",
    ),
    Rule(
        level=Level.HIGH,
        needs=(Need(CRITICAL, _UNKNOWN, 2),),
        en="Two or more of the critical factors are not known: until somebody asks, do not count on luck.",
        ru="Неизвестны как минимум два решающих обстоятельства: пока не спросили, не рассчитывайте на удачу.",
    ),
    Rule(
        level=Level.HIGH,
        needs=(
            Need(
                (
                    "recent_violence",
                    "strangled",
                    "sexual_violence",
                    "forced_marriage_or_cure",
                    "killed_before",
                    "pushed_to_suicide",
                    "weapons_at_hand",
                    "despair",
                ),
                _PRESENT,
            ),
        ),
        en="There is grave violence, the means for it, or despair.",
        ru="Есть тяжёлое насилие, средства для него или отчаяние.",
    ),
    Rule(
        level=Level.HIGH,
        needs=(Need(("held_captive", "search_announced", "false_complaint", "searching_now"), _POSSIBLE),),
        en="The person may be held, searched for or accused.",
        ru="Возможно, человека удерживают, ищут или обвиняют.",
    ),
    Rule(
        level=Level.HIGH,
        needs=(Need(tuple(factor.id for factor in FACTORS), _POSSIBLE, 6),),
        en="Six or more factors are at least possible: together they weigh more than each alone.",
        ru="Возможны как минимум шесть обстоятельств: вместе они весят больше, чем каждое отдельно.",
    ),
)


class Reason(msgspec.Struct, frozen=True):
    """A rule that holds, and the factors that make it hold."""

    rule: Rule
    factors: tuple[str, ...]


class Suggestion(msgspec.Struct, frozen=True):
    """What the factors suggest: shown beside the choice of a person, never instead of it.

    Attributes:
        because: Every rule that holds, the highest level first; empty means that no rule does.
    """

    level: Level
    because: tuple[Reason, ...]


def evolve(file: AssessmentFile, fact: Fact) -> AssessmentFile:
    """Return the file after ``fact``. Total: what does not fit is kept as impossible."""
    event = fact.event
    match event:
        case FactorMarked():
            mark = Mark(event.presence, event.basis, event.words)
            field = written(file.marks.get(event.factor, Field()), fact, mark, event.supersedes)
            return msgspec.structs.replace(file, marks={**file.marks, event.factor: field})
        case PerpetratorRecorded():
            account = Account(event.label, event.relation, frozenset(event.reach), event.words)
            return _told(file, fact, event, account)
        case PerpetratorWithdrawn():
            return _told(file, fact, event, Withdrawal(event.reason))
        case LevelDecided():
            decision = Decision(event.level, event.reasons, event.reassess_by, event.suggested, event.difference)
            return msgspec.structs.replace(file, level=written(file.level, fact, decision, event.supersedes))
        case _:
            return msgspec.structs.replace(file, impossible=(*file.impossible, fact))


def mark_factor(
    file: AssessmentFile,
    *,
    factor: str,
    presence: Presence,
    basis: Basis | None = None,
    words: str = "",
    seen: tuple[EventId, ...] | None = None,
) -> tuple[Event, ...]:
    """Say whether a factor is there.

    Args:
        file: The assessment so far.
        factor: Its id in ``FACTORS``.
        presence: Whether it is there.
        basis: What that rests on; only what is unknown rests on nothing.
        words: What was said, seen or thought, in the author's words.
        seen: The writes that the author had before them; by default, all that
            stand. What they did not see is not overwritten.

    Raises:
        Refused: There is no such factor, or nothing that the mark rests on.
    """
    if factor not in BY_ID:
        raise Refused("There is no such factor in this version of Kunak: choose one from the list.", field="factor")
    if basis is None and presence is not Presence.UNKNOWN:
        raise Refused("Say what this rests on, or mark it as unknown.", field="basis")
    if basis is Basis.INFERRED and not words.strip():
        raise Refused("Our own inference needs a few words: what leads you to it?", field="words")
    heads = _heads(file.marks.get(factor, Field()), seen)
    return (FactorMarked(factor=factor, presence=presence, basis=basis, words=words, supersedes=heads),)


def record_perpetrator(file: AssessmentFile, *, perpetrator: bytes, account: Account) -> tuple[Event, ...]:
    """Record somebody the person has to fear.

    Raises:
        Refused: The id is taken, or the label is empty or in use.
    """
    if perpetrator in file.perpetrators:
        raise Refused("This perpetrator is recorded already: correct the entry instead.", field="perpetrator")
    _check_label(file, perpetrator, account.label)
    return (_recorded(perpetrator, account, ()),)


def correct_perpetrator(
    file: AssessmentFile, *, perpetrator: bytes, account: Account, seen: tuple[EventId, ...] | None = None
) -> tuple[Event, ...]:
    """Replace what is recorded about a perpetrator; the earlier text stays in the history.

    Raises:
        Refused: Nobody is recorded under this id, or the label is empty or in use.
    """
    known = _known(file, perpetrator)
    _check_label(file, perpetrator, account.label)
    return (_recorded(perpetrator, account, _heads(known.accounts, seen)),)


def withdraw_perpetrator(
    file: AssessmentFile, *, perpetrator: bytes, reason: str, seen: tuple[EventId, ...] | None = None
) -> tuple[Event, ...]:
    """Say that somebody was recorded by mistake; the earlier text stays in the history.

    Raises:
        Refused: Nobody is recorded under this id, it is withdrawn already, or no reason is given.
    """
    known = _known(file, perpetrator)
    if not known.standing:
        raise Refused("This entry is withdrawn already.", field="perpetrator")
    if not reason.strip():
        raise Refused("Say why this entry is withdrawn. What was written stays readable.", field="reason")
    heads = _heads(known.accounts, seen)
    return (PerpetratorWithdrawn(perpetrator=perpetrator, reason=reason, supersedes=heads),)


def decide_level(
    file: AssessmentFile,
    *,
    level: Level,
    reasons: str,
    reassess_by: Instant | None,
    now: Instant,
    difference: str = "",
    seen: tuple[EventId, ...] | None = None,
) -> tuple[Event, ...]:
    """Choose a level, as a person does, with reasons and an end.

    Args:
        file: The assessment so far.
        level: What the author chose.
        reasons: Why, in the author's words.
        reassess_by: When somebody looks again, at the latest.
        now: The present instant.
        difference: Why the level is lower than what the factors suggest.
        seen: The decisions that the author had before them; by default, all that
            stand. What they did not see is not overwritten.

    Raises:
        Refused: No reasons are given; nothing is said about a critical factor;
            the level is lower than suggested and nobody says why; or the time of
            the next assessment is missing, past, or later than the level allows.
    """
    if not reasons.strip():
        raise Refused("Say why you choose this level: the next person has only your words.", field="reasons")
    _check_silence(file)
    suggested = suggest(file).level
    if LEVEL_RANK[level] < LEVEL_RANK[suggested] and not difference.strip():
        raise Refused(
            "The factors suggest “%(suggested)s”. You may choose “%(level)s”: say what the factors do not show.",
            field="difference",
            suggested=LEVEL_NAMES[suggested],
            level=LEVEL_NAMES[level],
        )
    return (
        LevelDecided(
            level=level,
            reasons=reasons,
            reassess_by=_deadline(level, reassess_by, now),
            suggested=suggested,
            difference=difference,
            supersedes=_heads(file.level, seen),
        ),
    )


def mark_in_force(file: AssessmentFile, factor: str) -> Mark | None:
    """Return the most cautious mark of a factor that stands, or None where it is unmarked."""
    return file.marks.get(factor, Field[Mark]()).in_force(caution=_mark_caution)


def level_in_force(file: AssessmentFile) -> Level | None:
    """Return the highest level that stands, or None where nobody has decided yet."""
    return max((write.value.level for write in file.level.writes), key=lambda level: LEVEL_RANK[level], default=None)


def silent(file: AssessmentFile) -> tuple[Factor, ...]:
    """Return the critical factors about which nothing is said: unmarked, or unknown without words."""
    return tuple(BY_ID[factor] for factor in CRITICAL if not _is_spoken_of(file, factor))


def suggest(file: AssessmentFile) -> Suggestion:
    """Return what the factors suggest, and by which rules. An unmarked factor counts as unknown."""
    weights = _weights(file)
    because = tuple(reason for rule in RULES if (reason := _reason(rule, weights)))
    ordered = sorted(because, key=lambda reason: -LEVEL_RANK[reason.rule.level])
    return Suggestion(ordered[0].rule.level if ordered else Level.STANDARD, tuple(ordered))


def contradictions(file: AssessmentFile) -> tuple[tuple[Factor, Perpetrator], ...]:
    """Return each factor that is marked absent although a perpetrator's reach implies it."""
    pairs = ((factor, perpetrator) for perpetrator in file.perpetrators.values() for factor in _implied(perpetrator))
    return tuple((BY_ID[factor], perpetrator) for factor, perpetrator in pairs if _is_absent(file, factor))


def foreign(file: AssessmentFile) -> tuple[str, ...]:
    """Return the ids of marked factors that this version does not know: no rule here weighs them."""
    return tuple(factor for factor in file.marks if factor not in BY_ID)


def reassessment_due(file: AssessmentFile) -> Instant | None:
    """Return the earliest deadline of the decisions that stand, or None where nobody has decided yet."""
    return min((write.value.reassess_by for write in file.level.writes), default=None)


def overdue(file: AssessmentFile, now: Instant) -> bool:
    """Whether somebody has to assess again now.

    A deadline further off than its level allows comes from a wrong clock, here
    or where it was written. It counts as passed: nobody may wait a year for it.
    """
    return any(not _is_ahead(write.value, now) for write in file.level.writes)


def outgrown(file: AssessmentFile) -> bool:
    """Whether the factors suggest more than the level in force, and more than its author could see."""
    suggested = LEVEL_RANK[suggest(file).level]
    accounted = (max(LEVEL_RANK[write.value.level], LEVEL_RANK[write.value.suggested]) for write in file.level.writes)
    return suggested > max(accounted, default=suggested)


def _heads(
    field: Field[Mark] | Field[Account | Withdrawal] | Field[Decision], seen: tuple[EventId, ...] | None
) -> tuple[EventId, ...]:
    return field.heads if seen is None else tuple(head for head in field.heads if head in seen)


def _mark_caution(mark: Mark) -> int:
    return CAUTION[mark.presence]


def _is_absent(file: AssessmentFile, factor: str) -> bool:
    mark = mark_in_force(file, factor)
    return mark is not None and mark.presence is Presence.ABSENT


def _is_spoken_of(file: AssessmentFile, factor: str) -> bool:
    mark = mark_in_force(file, factor)
    if mark is None:
        return False
    standing = (write.value for write in file.marks[factor].writes)
    return mark.presence is not Presence.UNKNOWN or any(
        other.words.strip() for other in standing if other.presence is Presence.UNKNOWN
    )


def _check_silence(file: AssessmentFile) -> None:
    for factor in silent(file):
        raise Refused(
            "Nothing is said yet about “%(factor)s”. Mark it; if it is unknown, write who will ask, and when.",
            field=factor.id,
            factor=factor.en,
        )


def _latest(level: Level, now: Instant) -> Instant:
    return after(now, REASSESS_WITHIN[level])


def _is_ahead(decision: Decision, now: Instant) -> bool:
    return now < decision.reassess_by <= after(_latest(decision.level, now), CLOCK_SLACK)


def _deadline(level: Level, reassess_by: Instant | None, now: Instant) -> Instant:
    if reassess_by is None:
        raise Refused("Say when this is to be assessed again: no level stands for ever.", field="reassess_by")
    if reassess_by <= now:
        raise Refused("The time of the next assessment has passed: choose one that lies ahead.", field="reassess_by")
    if reassess_by > _latest(level, now):
        raise Refused(
            "At the level “%(level)s” the next assessment is due within %(limit)s: choose an earlier time.",
            field="reassess_by",
            level=LEVEL_NAMES[level],
            limit=LIMIT_WORDS[level],
        )
    return reassess_by


def _weights(file: AssessmentFile) -> dict[str, int]:
    marks = {factor: mark_in_force(file, factor) for factor in BY_ID}
    weights = {factor: CAUTION[mark.presence if mark else Presence.UNKNOWN] for factor, mark in marks.items()}
    for perpetrator in file.perpetrators.values():
        for factor in _implied(perpetrator):
            weights[factor] = max(weights[factor], CAUTION[REACH_MEANS])
    return weights


def _implied(perpetrator: Perpetrator) -> tuple[str, ...]:
    return tuple(play.implies for play in PLAYBOOK.values() if play.implies and play.tool in perpetrator.reach)


def _reason(rule: Rule, weights: dict[str, int]) -> Reason | None:
    factors: list[str] = []
    for need in rule.needs:
        met = [factor for factor in need.factors if weights[factor] >= CAUTION[need.least]]
        if len(met) < need.count:
            return None
        factors += met
    return Reason(rule, tuple(factors))


def _recorded(perpetrator: bytes, account: Account, supersedes: tuple[EventId, ...]) -> PerpetratorRecorded:
    return PerpetratorRecorded(
        perpetrator=perpetrator,
        label=account.label,
        relation=account.relation,
        reach=tuple(tool for tool in Tool if tool in account.reach),
        words=account.words,
        supersedes=supersedes,
    )


def _known(file: AssessmentFile, perpetrator: bytes) -> Perpetrator:
    try:
        return file.perpetrators[perpetrator]
    except KeyError:
        raise Refused("Nobody is recorded here under this id: record them first.", field="perpetrator") from None


def _check_label(file: AssessmentFile, perpetrator: bytes, label: str) -> None:
    if not label.strip():
        raise Refused("Give them a label that names nobody, such as: elder uncle.", field="label")
    others = (other for other in file.perpetrators.values() if other.id != perpetrator)
    taken = {account.label.strip().casefold() for other in others for account in other.standing}
    if label.strip().casefold() in taken:
        raise Refused("Another perpetrator of this case has this label: choose one that differs.", field="label")


def _told(
    file: AssessmentFile,
    fact: Fact,
    event: PerpetratorRecorded | PerpetratorWithdrawn,
    value: Account | Withdrawal,
) -> AssessmentFile:
    before = file.perpetrators.get(event.perpetrator, Perpetrator(event.perpetrator))
    accounts = written(before.accounts, fact, value, event.supersedes)
    write = Write(fact.id, value, fact.device, fact.at)
    told = Perpetrator(event.perpetrator, accounts, (*before.history, write))
    return msgspec.structs.replace(file, perpetrators={**file.perpetrators, event.perpetrator: told})
