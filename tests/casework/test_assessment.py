"""Rules of assessment: people choose the level, silence is refused, and no level stands for ever."""

import re
from collections.abc import Callable, Iterable
from itertools import permutations, product
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import DAY, HOUR, MINUTE, Instant, after
from kunak.casework import assessment
from kunak.casework.assessment import (
    BASIS_NAMES,
    CAUTION,
    CLOCK_SLACK,
    LEVEL_MEANINGS,
    LEVEL_NAMES,
    LEVEL_RANK,
    LIMIT_WORDS,
    PRESENCE_NAMES,
    REASSESS_WHY,
    REASSESS_WITHIN,
    RULES,
    Account,
    AssessmentFile,
    Basis,
    FactorMarked,
    Level,
    LevelDecided,
    PerpetratorRecorded,
    PerpetratorWithdrawn,
    Presence,
    Withdrawal,
)
from kunak.casework.factors import BY_ID, CRITICAL, FACTORS, PLAYBOOK, Factor, Tool
from kunak.casework.facts import Event, Fact, Unknown

NOON = Instant(1_800_000_000_000)
SOON = after(NOON, HOUR)
UNCLE = b"uncle"
COUSIN = b"cousin"
AN_UNCLE = Account(label="elder uncle", relation="mother's brother", reach=frozenset({Tool.POLICE}))


def event_id(number: int) -> EventId:
    return EventId(number.to_bytes(32, "big"))


def fold(events: Iterable[Event], file: AssessmentFile | None = None, *, first: int = 1) -> AssessmentFile:
    """Fold events; their ids are numbers counted from ``first``."""
    file = file or AssessmentFile()
    for number, event in enumerate(events, first):
        device = DeviceId(number.to_bytes(16, "big"))
        file = assessment.evolve(file, Fact(event_id(number), device, Instant(number), event))
    return file


def mark(factor: str, presence: Presence, *, words: str = "", supersedes: tuple[EventId, ...] = ()) -> FactorMarked:
    return FactorMarked(factor=factor, presence=presence, basis=Basis.SAID, words=words, supersedes=supersedes)


def marked(**presences: Presence) -> AssessmentFile:
    """A file in which every critical factor is absent, but for what is given."""
    all_marks = dict.fromkeys(CRITICAL, Presence.ABSENT) | presences
    return fold(mark(factor, presence) for factor, presence in all_marks.items())


def decided(level: Level, *, by: Instant = SOON, suggested: Level = Level.STANDARD, reasons: str = "x") -> LevelDecided:
    return LevelDecided(level=level, reasons=reasons, reassess_by=by, suggested=suggested)


def decide(
    file: AssessmentFile,
    level: Level,
    *,
    reasons: str = "as told on the phone",
    by: Instant | None = SOON,
    difference: str = "",
    seen: tuple[EventId, ...] | None = None,
) -> LevelDecided:
    (event,) = assessment.decide_level(
        file, level=level, reasons=reasons, reassess_by=by, now=NOON, difference=difference, seen=seen
    )
    assert isinstance(event, LevelDecided)
    return event


# The tables


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (PRESENCE_NAMES, Presence),
        (CAUTION, Presence),
        (BASIS_NAMES, Basis),
        (LEVEL_NAMES, Level),
        (LEVEL_MEANINGS, Level),
        (REASSESS_WITHIN, Level),
        (REASSESS_WHY, Level),
        (LIMIT_WORDS, Level),
    ],
)
def test_every_value_has_its_entry_and_no_two_entries_are_alike(names: dict[object, object], kind: type) -> None:
    assert set(names) == set(kind)  # type: ignore[call-overload]
    assert len(set(names.values())) == len(names)


def test_the_higher_the_level_the_sooner_somebody_looks_again() -> None:
    limits = [REASSESS_WITHIN[level] for level in Level]
    assert limits == sorted(limits, reverse=True)
    assert REASSESS_WITHIN[Level.IMMINENT] == 12 * HOUR
    assert REASSESS_WITHIN[Level.EXTREME] == 24 * HOUR
    assert REASSESS_WITHIN[Level.STANDARD] == 30 * DAY


@pytest.mark.parametrize("level", Level)
def test_the_words_of_a_limit_say_what_the_limit_is(level: Level) -> None:
    number, unit = LIMIT_WORDS[level].split()
    assert int(number) * {"hours": HOUR, "days": DAY}[unit] == REASSESS_WITHIN[level]
    assert REASSESS_WHY[level].startswith(LIMIT_WORDS[level])


def test_not_to_know_is_more_cautious_than_to_rule_out() -> None:
    assert sorted(Presence, key=lambda presence: CAUTION[presence]) == [
        Presence.ABSENT,
        Presence.UNKNOWN,
        Presence.POSSIBLE,
        Presence.PRESENT,
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.en)
def test_a_rule_names_factors_that_exist_and_can_be_met(rule: assessment.Rule) -> None:
    for need in rule.needs:
        assert set(need.factors) <= set(BY_ID)
        assert 1 <= need.count <= len(need.factors)
        assert need.least is not Presence.ABSENT
    assert rule.level is not Level.STANDARD
    assert rule.en
    assert rule.ru
    assert rule.en != rule.ru


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.en)
def test_each_rule_is_met_by_the_least_that_it_names(rule: assessment.Rule) -> None:
    presences: dict[str, Presence] = {}
    for need in rule.needs:
        free = [factor for factor in need.factors if factor not in presences]
        presences |= dict.fromkeys(free[: need.count], need.least)
    suggestion = assessment.suggest(marked(**presences))
    assert rule in [reason.rule for reason in suggestion.because]
    assert LEVEL_RANK[suggestion.level] >= LEVEL_RANK[rule.level]


@pytest.mark.parametrize("critical", CRITICAL)
def test_every_critical_factor_alone_raises_the_suggestion(critical: str) -> None:
    assert assessment.suggest(marked(**{critical: Presence.POSSIBLE})).level is not Level.STANDARD


PRESENT, POSSIBLE, UNKNOWN = Presence.PRESENT, Presence.POSSIBLE, Presence.UNKNOWN
FIVE_BARRIERS = dict.fromkeys(
    ("small_settlement", "control_by_relatives", "no_money", "no_documents", "health"), POSSIBLE
)


@pytest.mark.parametrize(
    ("presences", "level"),
    [
        ({"outed": PRESENT, "threat_to_kill": PRESENT, "whereabouts_known": PRESENT}, Level.IMMINENT),
        ({"threat_to_kill": POSSIBLE, "whereabouts_known": PRESENT, "searching_now": PRESENT}, Level.IMMINENT),
        ({"threat_to_kill": POSSIBLE, "whereabouts_known": PRESENT, "searching_now": POSSIBLE}, Level.HIGH),
        ({"threat_to_kill": PRESENT, "held_captive": PRESENT}, Level.IMMINENT),
        ({"threat_to_kill": PRESENT, "outed": POSSIBLE}, Level.EXTREME),
        ({"threat_to_kill": PRESENT}, Level.HIGH),
        ({"threat_to_kill": POSSIBLE, "killed_before": PRESENT}, Level.EXTREME),
        ({"threat_to_kill": POSSIBLE, "weapons_at_hand": PRESENT}, Level.EXTREME),
        ({"strangled": PRESENT, "whereabouts_known": POSSIBLE}, Level.EXTREME),
        ({"pushed_to_suicide": PRESENT, "whereabouts_known": POSSIBLE}, Level.EXTREME),
        ({"strangled": PRESENT}, Level.HIGH),
        ({"relatives_in_security_services": PRESENT, "searching_now": POSSIBLE}, Level.EXTREME),
        ({"police_side_with_family": PRESENT, "false_complaint": POSSIBLE}, Level.EXTREME),
        ({"held_captive": PRESENT}, Level.EXTREME),
        ({"held_captive": POSSIBLE}, Level.HIGH),
        ({"outed": POSSIBLE, "whereabouts_known": POSSIBLE, "relatives_in_security_services": POSSIBLE}, Level.EXTREME),
        ({"outed": POSSIBLE, "whereabouts_known": POSSIBLE}, Level.HIGH),
        ({"outed": UNKNOWN, "whereabouts_known": UNKNOWN}, Level.HIGH),
        ({"outed": UNKNOWN}, Level.STANDARD),
        ({"recent_violence": PRESENT}, Level.HIGH),
        ({"recent_violence": POSSIBLE}, Level.STANDARD),
        ({"despair": PRESENT}, Level.HIGH),
        ({"search_announced": POSSIBLE}, Level.HIGH),
        (FIVE_BARRIERS, Level.STANDARD),
        (FIVE_BARRIERS | {"dependence": POSSIBLE}, Level.HIGH),
    ],
)
def test_what_the_factors_suggest_with_every_other_critical_one_ruled_out(
    presences: dict[str, Presence], level: Level
) -> None:
    assert assessment.suggest(marked(**presences)).level is level


def test_the_document_tells_the_same_limits_and_the_same_critical_factors() -> None:
    told = (Path(__file__).parents[2] / "docs" / "methods" / "assessment.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\w+) \| [^|]+ \| (\d+ \w+) \|", told, re.MULTILINE))
    assert rows == {level.value: words for level, words in LIMIT_WORDS.items()}
    (critical,) = re.findall(r"\*\*Critical\*\* are ([^.]+?)\. ", told)
    assert set(re.findall(r"`(\w+)`", critical)) == set(CRITICAL)


# Marks


@pytest.mark.parametrize(("presence", "basis", "words"), list(product(Presence, [None, *Basis], ["", "her brother"])))
def test_a_mark_rests_on_something_or_is_refused(presence: Presence, basis: Basis | None, words: str) -> None:
    no_basis = basis is None and presence is not Presence.UNKNOWN
    if no_basis or (basis is Basis.INFERRED and not words):
        with pytest.raises(Refused) as refusal:
            assessment.mark_factor(AssessmentFile(), factor="outed", presence=presence, basis=basis, words=words)
        assert refusal.value.field == ("basis" if no_basis else "words")
        return
    events = assessment.mark_factor(AssessmentFile(), factor="outed", presence=presence, basis=basis, words=words)
    assert assessment.mark_in_force(fold(events), "outed") == assessment.Mark(presence, basis, words)


def test_a_factor_that_is_not_in_the_table_cannot_be_marked() -> None:
    with pytest.raises(Refused, match="no such factor"):
        assessment.mark_factor(AssessmentFile(), factor="bad_mood", presence=Presence.UNKNOWN)


def test_a_mark_of_a_later_version_is_kept_and_named() -> None:
    file = fold([mark("drones", Presence.PRESENT)])
    assert assessment.foreign(file) == ("drones",)
    assert assessment.mark_in_force(file, "drones") is not None
    assert assessment.suggest(file) == assessment.suggest(AssessmentFile())


@pytest.mark.parametrize(("first", "second"), list(product(Presence, Presence)))
def test_of_two_marks_that_did_not_know_of_each_other_the_more_cautious_counts(
    first: Presence, second: Presence
) -> None:
    file = fold([mark("outed", first), mark("outed", second)])
    assert file.marks["outed"].disputed
    in_force = assessment.mark_in_force(file, "outed")
    assert in_force
    assert in_force.presence is max(first, second, key=lambda presence: CAUTION[presence])


def test_a_new_mark_ends_a_dispute() -> None:
    file = fold([mark("outed", Presence.PRESENT), mark("outed", Presence.ABSENT)])
    events = assessment.mark_factor(file, factor="outed", presence=Presence.ABSENT, basis=Basis.TOLD)
    settled = fold(events, file, first=3)
    assert not settled.marks["outed"].disputed
    assert assessment.mark_in_force(settled, "outed") == assessment.Mark(Presence.ABSENT, Basis.TOLD)


def test_a_mark_does_not_overwrite_what_its_author_had_not_seen() -> None:
    """A form that stood open for an hour must not wipe out what a colleague learned meanwhile."""
    file = fold([mark("outed", Presence.ABSENT), mark("outed", Presence.PRESENT, supersedes=(event_id(1),))])
    late = assessment.mark_factor(file, factor="outed", presence=Presence.ABSENT, basis=Basis.SAID, seen=(event_id(1),))
    file = fold(late, file, first=3)
    assert file.marks["outed"].disputed
    in_force = assessment.mark_in_force(file, "outed")
    assert in_force
    assert in_force.presence is Presence.PRESENT


# Perpetrators


def recorded(*accounts: tuple[bytes, Account]) -> AssessmentFile:
    file = AssessmentFile()
    for number, (who, account) in enumerate(accounts, 1):
        file = fold(assessment.record_perpetrator(file, perpetrator=who, account=account), file, first=number)
    return file


def test_there_can_be_many_perpetrators() -> None:
    file = recorded((UNCLE, AN_UNCLE), (COUSIN, Account(label="cousin with a taxi")))
    assert [who.standing[0].label for who in file.perpetrators.values()] == ["elder uncle", "cousin with a taxi"]


def test_a_correction_loses_nothing_of_the_earlier_text() -> None:
    file = recorded((UNCLE, AN_UNCLE))
    better = Account(label="elder uncle", relation="father's brother", reach=frozenset({Tool.MONEY}))
    file = fold(assessment.correct_perpetrator(file, perpetrator=UNCLE, account=better), file, first=2)
    assert file.perpetrators[UNCLE].standing == (better,)
    assert file.perpetrators[UNCLE].reach == {Tool.MONEY}
    assert [write.value for write in file.perpetrators[UNCLE].history] == [AN_UNCLE, better]


def test_a_withdrawn_perpetrator_no_longer_counts_and_stays_readable() -> None:
    file = recorded((UNCLE, AN_UNCLE))
    file = fold(assessment.withdraw_perpetrator(file, perpetrator=UNCLE, reason="wrong person"), file, first=2)
    assert file.perpetrators[UNCLE].standing == ()
    assert file.perpetrators[UNCLE].reach == frozenset()
    assert [write.value for write in file.perpetrators[UNCLE].history] == [AN_UNCLE, Withdrawal("wrong person")]


def test_a_withdrawal_can_be_taken_back_by_a_correction() -> None:
    file = recorded((UNCLE, AN_UNCLE))
    file = fold(assessment.withdraw_perpetrator(file, perpetrator=UNCLE, reason="wrong person"), file, first=2)
    file = fold(assessment.correct_perpetrator(file, perpetrator=UNCLE, account=AN_UNCLE), file, first=3)
    assert file.perpetrators[UNCLE].standing == (AN_UNCLE,)


def test_whom_one_withdraws_and_another_corrects_at_once_still_counts() -> None:
    file = recorded((UNCLE, AN_UNCLE))
    withdrawal = assessment.withdraw_perpetrator(file, perpetrator=UNCLE, reason="mixed up")
    wider = msgspec.structs.replace(AN_UNCLE, reach=frozenset({Tool.WEAPONS}))
    correction = assessment.correct_perpetrator(file, perpetrator=UNCLE, account=wider)
    file = fold((*withdrawal, *correction), file, first=2)
    assert file.perpetrators[UNCLE].accounts.disputed
    assert file.perpetrators[UNCLE].standing == (wider,)


def test_two_accounts_at_once_add_up_their_reach() -> None:
    file = recorded((UNCLE, AN_UNCLE))
    wider = [msgspec.structs.replace(AN_UNCLE, reach=frozenset({tool})) for tool in (Tool.MONEY, Tool.COURTS)]
    corrections = [assessment.correct_perpetrator(file, perpetrator=UNCLE, account=account)[0] for account in wider]
    assert fold(corrections, file, first=2).perpetrators[UNCLE].reach == {Tool.MONEY, Tool.COURTS}


def test_what_cannot_be_said_about_a_perpetrator_is_refused() -> None:
    file = recorded((UNCLE, AN_UNCLE))
    with pytest.raises(Refused, match="recorded already"):
        assessment.record_perpetrator(file, perpetrator=UNCLE, account=Account(label="other"))
    with pytest.raises(Refused, match="names nobody"):
        assessment.record_perpetrator(file, perpetrator=COUSIN, account=Account(label="  "))
    with pytest.raises(Refused, match="has this label"):
        assessment.record_perpetrator(file, perpetrator=COUSIN, account=Account(label=" Elder Uncle "))
    with pytest.raises(Refused, match="Nobody is recorded"):
        assessment.correct_perpetrator(file, perpetrator=COUSIN, account=AN_UNCLE)
    with pytest.raises(Refused, match="Nobody is recorded"):
        assessment.withdraw_perpetrator(file, perpetrator=COUSIN, reason="x")
    with pytest.raises(Refused, match="Say why"):
        assessment.withdraw_perpetrator(file, perpetrator=UNCLE, reason=" ")
    withdrawn = fold(assessment.withdraw_perpetrator(file, perpetrator=UNCLE, reason="x"), file, first=2)
    with pytest.raises(Refused, match="withdrawn already"):
        assessment.withdraw_perpetrator(withdrawn, perpetrator=UNCLE, reason="x")


@pytest.mark.parametrize("tool", Tool)
def test_the_reach_of_a_perpetrator_counts_even_where_the_factor_is_marked_absent(tool: Tool) -> None:
    implied = PLAYBOOK[tool].implies
    marks = [mark(factor.id, Presence.ABSENT) for factor in FACTORS]
    file = fold([*marks, PerpetratorRecorded(perpetrator=UNCLE, label="uncle", reach=(tool,))])
    assert [factor.id for factor, _ in assessment.contradictions(file)] == ([implied] if implied else [])
    if implied in {"relatives_in_security_services", "search_announced", "false_complaint"}:
        assert assessment.suggest(file).level is Level.HIGH


def test_a_reach_never_weakens_a_factor_that_is_present() -> None:
    file = marked(relatives_in_security_services=PRESENT, searching_now=POSSIBLE)
    uncle = PerpetratorRecorded(perpetrator=UNCLE, label="uncle", reach=(Tool.SECURITY_SERVICES,))
    assert assessment.suggest(fold([uncle], file, first=10)).level is Level.EXTREME


@pytest.mark.parametrize("presence", Presence)
def test_a_reach_contradicts_only_a_factor_that_is_ruled_out(presence: Presence) -> None:
    uncle = PerpetratorRecorded(perpetrator=UNCLE, label="uncle", reach=(Tool.WEAPONS,))
    file = fold([uncle, mark("weapons_at_hand", presence)])
    assert bool(assessment.contradictions(file)) is (presence is Presence.ABSENT)


# The level


@pytest.mark.parametrize("reasons", ["", " \n"])
def test_a_level_without_reasons_is_refused(reasons: str) -> None:
    with pytest.raises(Refused, match="Say why you choose this level"):
        decide(marked(), Level.HIGH, reasons=reasons)


@pytest.mark.parametrize("critical", CRITICAL)
def test_silence_about_a_critical_factor_is_refused_and_the_sentence_names_it(critical: str) -> None:
    silent_files = (
        fold(mark(factor, Presence.ABSENT) for factor in CRITICAL if factor != critical),
        marked(**{critical: Presence.UNKNOWN}),
    )
    for file in silent_files:
        assert assessment.silent(file) == (BY_ID[critical],)
        with pytest.raises(Refused) as refusal:
            decide(file, Level.IMMINENT)
        assert BY_ID[critical].en in str(refusal.value)
        assert refusal.value.field == critical


@pytest.mark.parametrize("critical", CRITICAL)
def test_unknown_with_words_about_it_is_no_silence(critical: str) -> None:
    words = "nobody could ask yet; the case manager asks tomorrow at ten"
    marks = [mark(factor, Presence.ABSENT) for factor in CRITICAL if factor != critical]
    assert decide(fold([*marks, mark(critical, Presence.UNKNOWN, words=words)]), Level.HIGH).level is Level.HIGH


def test_words_of_one_of_two_who_do_not_know_are_enough() -> None:
    spoken = mark("outed", Presence.UNKNOWN, words="asked, the line broke off")
    for marks in permutations([mark("outed", Presence.UNKNOWN), spoken]):
        file = fold([*(mark(factor, Presence.ABSENT) for factor in CRITICAL if factor != "outed"), *marks])
        assert assessment.silent(file) == ()


def test_one_who_rules_it_out_does_not_speak_for_one_who_does_not_know() -> None:
    for marks in permutations([mark("outed", Presence.UNKNOWN), mark("outed", Presence.ABSENT, words="sure")]):
        file = fold([*(mark(factor, Presence.ABSENT) for factor in CRITICAL if factor != "outed"), *marks])
        assert assessment.silent(file) == (BY_ID["outed"],)


SUGGESTING = {
    Level.STANDARD: marked(),
    Level.HIGH: marked(outed=Presence.POSSIBLE),
    Level.EXTREME: marked(outed=Presence.POSSIBLE, threat_to_kill=Presence.PRESENT),
    Level.IMMINENT: marked(outed=Presence.PRESENT, threat_to_kill=Presence.PRESENT, whereabouts_known=Presence.PRESENT),
}


@pytest.mark.parametrize("level", Level)
def test_the_examples_suggest_what_they_are_here_for(level: Level) -> None:
    assert assessment.suggest(SUGGESTING[level]).level is level


@pytest.mark.parametrize(("suggested", "chosen"), list(product(Level, Level)))
def test_a_level_below_the_suggestion_needs_a_reason_for_the_difference(suggested: Level, chosen: Level) -> None:
    file = SUGGESTING[suggested]
    if LEVEL_RANK[chosen] >= LEVEL_RANK[suggested]:
        assert decide(file, chosen).suggested is suggested
        return
    with pytest.raises(Refused) as refusal:
        decide(file, chosen, difference="  ")
    assert refusal.value.field == "difference"
    assert LEVEL_NAMES[suggested] in str(refusal.value)
    event = decide(file, chosen, difference="the threat was made ten years ago, by somebody who has died since")
    assert (event.level, event.suggested, bool(event.difference)) == (chosen, suggested, True)


@pytest.mark.parametrize("level", Level)
def test_the_next_assessment_lies_ahead_and_within_the_limit(level: Level) -> None:
    latest = after(NOON, REASSESS_WITHIN[level])
    for good in (after(NOON, 1), latest):
        assert decide(marked(), level, by=good).reassess_by == good
    for bad in (None, NOON, after(NOON, -DAY), after(latest, 1)):
        with pytest.raises(Refused) as refusal:
            decide(marked(), level, by=bad)
        assert refusal.value.field == "reassess_by"
    with pytest.raises(Refused, match=f"within {LIMIT_WORDS[level]}"):
        decide(marked(), level, by=after(latest, 1))


def test_nobody_has_decided_yet() -> None:
    file = AssessmentFile()
    assert assessment.level_in_force(file) is None
    assert assessment.reassessment_due(file) is None
    assert not assessment.overdue(file, NOON)
    assert not assessment.outgrown(file)


def test_what_nobody_has_asked_about_is_not_taken_for_harmless() -> None:
    assert assessment.suggest(AssessmentFile()).level is Level.HIGH
    assert assessment.suggest(marked()).level is Level.STANDARD
    assert assessment.suggest(marked()).because == ()


def test_a_suggestion_names_its_rules_and_factors_the_highest_level_first() -> None:
    suggestion = assessment.suggest(SUGGESTING[Level.IMMINENT])
    ranks = [LEVEL_RANK[reason.rule.level] for reason in suggestion.because]
    assert ranks == sorted(ranks, reverse=True)
    assert suggestion.because[0].factors == ("outed", "threat_to_kill", "whereabouts_known")


@pytest.mark.parametrize(("first", "second"), list(product(Level, Level)))
def test_of_two_levels_the_higher_is_in_force_until_both_are_superseded(first: Level, second: Level) -> None:
    early, late = after(NOON, HOUR), after(NOON, 2 * HOUR)
    file = fold([*(mark(factor, Presence.ABSENT) for factor in CRITICAL)])
    file = fold([decided(first, by=late), decided(second, by=early)], file, first=10)
    assert file.level.disputed
    assert assessment.level_in_force(file) is max(first, second, key=lambda level: LEVEL_RANK[level])
    assert assessment.reassessment_due(file) == early
    half = fold([decide(file, Level.STANDARD, seen=(event_id(10),))], file, first=12)
    assert LEVEL_RANK[assessment.level_in_force(half) or Level.STANDARD] >= LEVEL_RANK[second]
    settled = fold([decide(file, Level.STANDARD)], file, first=12)
    assert assessment.level_in_force(settled) is Level.STANDARD
    assert not settled.level.disputed


def test_a_level_is_overdue_from_its_deadline_on() -> None:
    file = fold([decided(Level.HIGH, by=SOON)])
    assert not assessment.overdue(file, after(SOON, -1))
    assert assessment.overdue(file, SOON)
    assert assessment.overdue(file, after(SOON, DAY))


@pytest.mark.parametrize("level", Level)
def test_a_deadline_from_a_clock_that_is_a_year_off_counts_as_passed(level: Level) -> None:
    """A laptop that ran a year ahead would otherwise put the next look off by a year."""
    latest = after(NOON, REASSESS_WITHIN[level])
    assert assessment.overdue(fold([decided(level, by=after(latest, 365 * DAY))]), NOON)
    assert assessment.overdue(fold([decided(level, by=after(latest, CLOCK_SLACK + 1))]), NOON)
    assert not assessment.overdue(fold([decided(level, by=after(latest, 5 * MINUTE))]), NOON)


def test_a_level_is_outgrown_when_the_factors_suggest_more_than_its_author_could_see() -> None:
    calm = fold([decide(marked(), Level.STANDARD)], marked(), first=20)
    assert not assessment.outgrown(calm)
    worse = fold([mark("false_complaint", Presence.PRESENT)], calm, first=21)
    assert assessment.outgrown(worse)
    again = fold([decide(worse, Level.STANDARD, difference="withdrawn by the family in court")], worse, first=22)
    assert not assessment.outgrown(again)


# Any story


Ids = st.integers(1, 16).map(event_id)
Supersedes = st.lists(Ids, max_size=3, unique=True).map(tuple)
Texts = st.sampled_from(["", " ", "as she told it", "как она рассказала"])
Instants = st.integers(-(2**40), 2**44).map(Instant)
FactorIds = st.sampled_from([*BY_ID, "of a later version"])
Bases = st.sampled_from([None, *Basis])
Presences = st.sampled_from(Presence)
Levels = st.sampled_from(Level)
Whom = st.sampled_from([UNCLE, COUSIN])
Tools = st.lists(st.sampled_from(Tool), max_size=4).map(tuple)

Marks = st.builds(FactorMarked, factor=FactorIds, presence=Presences, basis=Bases, words=Texts, supersedes=Supersedes)
Ours = st.one_of(
    Marks,
    st.builds(
        PerpetratorRecorded,
        perpetrator=Whom,
        label=Texts,
        relation=Texts,
        reach=Tools,
        words=Texts,
        supersedes=Supersedes,
    ),
    st.builds(PerpetratorWithdrawn, perpetrator=Whom, reason=Texts, supersedes=Supersedes),
    st.builds(
        LevelDecided,
        level=Levels,
        reasons=Texts,
        reassess_by=Instants,
        suggested=Levels,
        difference=Texts,
        supersedes=Supersedes,
    ),
)
Stories = st.lists(st.one_of(Ours, st.just(Unknown(kind="of a later version"))), max_size=12)


@given(Ours)
def test_every_event_comes_back_from_plain_values_as_it_was(event: Event) -> None:
    plain = msgspec.to_builtins(event, builtin_types=(bytes,))
    assert msgspec.convert(plain, type(event), strict=True) == event
    kinds = FactorMarked | PerpetratorRecorded | PerpetratorWithdrawn | LevelDecided
    assert msgspec.convert(msgspec.to_builtins(event), kinds) == event


def test_every_event_has_its_own_tag_in_this_area() -> None:
    tags = [kind.__struct_config__.tag for kind in assessment.EVENTS]
    assert len(set(tags)) == len(tags) == 4
    assert all(str(tag).startswith("assessment.") for tag in tags)


@given(Stories)
def test_any_story_folds_and_every_word_about_a_perpetrator_stays(story: list[Event]) -> None:
    file = fold(story)
    assert len(file.impossible) == sum(isinstance(event, Unknown) for event in story)
    history = sum(len(perpetrator.history) for perpetrator in file.perpetrators.values())
    assert history == sum(isinstance(event, PerpetratorRecorded | PerpetratorWithdrawn) for event in story)
    assert all(field.writes for field in file.marks.values())
    assert all(perpetrator.accounts.writes for perpetrator in file.perpetrators.values())


@given(Stories, st.integers(0, 2**44).map(Instant))
def test_every_question_has_an_answer_after_any_story(story: list[Event], now: Instant) -> None:
    file = fold(story)
    levels = [write.value.level for write in file.level.writes]
    deadlines = [write.value.reassess_by for write in file.level.writes]
    assert assessment.level_in_force(file) == max(levels, key=lambda level: LEVEL_RANK[level], default=None)
    assert assessment.reassessment_due(file) == min(deadlines, default=None)
    assert assessment.overdue(file, now) or not deadlines or min(deadlines) > now
    assert LEVEL_RANK[assessment.suggest(file).level] == max(
        (LEVEL_RANK[reason.rule.level] for reason in assessment.suggest(file).because), default=0
    )
    assert {factor.id for factor, _ in assessment.contradictions(file)} <= set(BY_ID)


def outcome(decision: Callable[[], tuple[Event, ...]]) -> tuple[Event, ...] | Refused:
    try:
        return decision()
    except Refused as refusal:
        return refusal


@given(Stories, Levels, Texts, Texts, st.one_of(st.none(), st.integers(-DAY, 31 * DAY)))
def test_a_decision_on_a_level_is_an_event_that_counts_or_a_refusal_with_its_reason(
    story: list[Event], level: Level, reasons: str, difference: str, ahead: int | None
) -> None:
    file = fold(story, marked(), first=5)
    by = None if ahead is None else after(NOON, ahead)
    what_is_wrong = [
        (not reasons.strip(), "reasons"),
        *((factor in assessment.silent(file), factor.id) for factor in FACTORS if factor.critical),
        (LEVEL_RANK[level] < LEVEL_RANK[assessment.suggest(file).level] and not difference.strip(), "difference"),
        (ahead is None or not 0 < ahead <= REASSESS_WITHIN[level], "reassess_by"),
    ]
    answer = outcome(
        lambda: assessment.decide_level(
            file, level=level, reasons=reasons, reassess_by=by, now=NOON, difference=difference
        )
    )
    if isinstance(answer, Refused):
        assert str(answer)
        assert answer.field == next(field for wrong, field in what_is_wrong if wrong)
        return
    assert not any(wrong for wrong, _ in what_is_wrong)
    after_it = fold(answer, file, first=100)
    assert [write.value.level for write in after_it.level.writes] == [level]
    assert not assessment.overdue(after_it, NOON)
    assert not assessment.outgrown(after_it)


@given(Stories, FactorIds, Presences, Bases, Texts)
def test_a_mark_is_an_event_that_counts_or_a_refusal(
    story: list[Event], factor: str, presence: Presence, basis: Basis | None, words: str
) -> None:
    file = fold(story)
    answer = outcome(lambda: assessment.mark_factor(file, factor=factor, presence=presence, basis=basis, words=words))
    if isinstance(answer, Refused):
        assert answer.field in {"factor", "basis", "words"}
        return
    assert assessment.mark_in_force(fold(answer, file, first=100), factor) == assessment.Mark(presence, basis, words)


@given(Stories, Whom, st.builds(Account, label=Texts, reach=st.frozensets(st.sampled_from(Tool))), Texts)
def test_a_word_about_a_perpetrator_is_an_event_that_counts_or_a_refusal(
    story: list[Event], who: bytes, account: Account, reason: str
) -> None:
    file = fold(story)
    decide_on = assessment.correct_perpetrator if who in file.perpetrators else assessment.record_perpetrator
    answer = outcome(lambda: decide_on(file, perpetrator=who, account=account))
    if not isinstance(answer, Refused):
        assert fold(answer, file, first=100).perpetrators[who].standing == (account,)
    answer = outcome(lambda: assessment.withdraw_perpetrator(file, perpetrator=who, reason=reason))
    if not isinstance(answer, Refused):
        assert fold(answer, file, first=100).perpetrators[who].standing == ()


@given(Stories, st.sampled_from(CRITICAL), Levels, Texts)
def test_silence_about_a_critical_factor_is_always_refused(
    story: list[Event], critical: str, level: Level, difference: str
) -> None:
    others = [mark(factor, Presence.PRESENT) for factor in CRITICAL if factor != critical]
    quiet = [
        event
        for event in story
        if not (isinstance(event, FactorMarked) and event.factor == critical)
        or (event.presence is Presence.UNKNOWN and not event.words.strip())
    ]
    file = fold(others, fold(quiet), first=100)
    with pytest.raises(Refused, match="Nothing is said yet") as refusal:
        decide(file, level, difference=difference)
    assert refusal.value.field == critical


@given(Stories, st.sampled_from(FACTORS), Presences)
def test_a_more_cautious_mark_never_lowers_what_is_suggested(
    story: list[Event], factor: Factor, presence: Presence
) -> None:
    file = fold(story)
    before = assessment.mark_in_force(file, factor.id)
    assume(CAUTION[presence] >= CAUTION[before.presence if before else Presence.UNKNOWN])
    events = assessment.mark_factor(file, factor=factor.id, presence=presence, basis=Basis.SAID)
    later = assessment.suggest(fold(events, file, first=100))
    assert LEVEL_RANK[later.level] >= LEVEL_RANK[assessment.suggest(file).level]
    assert {reason.rule.en for reason in assessment.suggest(file).because} <= {r.rule.en for r in later.because}


@given(st.dictionaries(st.sampled_from(FACTORS).map(lambda factor: factor.id), Presences), st.data())
def test_of_two_files_the_one_more_cautious_in_every_mark_suggests_no_less(
    presences: dict[str, Presence], data: st.DataObject
) -> None:
    raised = {
        factor: data.draw(st.sampled_from([other for other in Presence if CAUTION[other] >= CAUTION[presence]]))
        for factor, presence in presences.items()
    }
    lower, higher = (
        assessment.suggest(fold(mark(factor, presence) for factor, presence in marks.items()))
        for marks in (presences, raised)
    )
    assert LEVEL_RANK[higher.level] >= LEVEL_RANK[lower.level]


@given(Stories, Tools)
def test_a_further_perpetrator_never_lowers_what_is_suggested(story: list[Event], reach: tuple[Tool, ...]) -> None:
    file = fold(story)
    wider = fold([PerpetratorRecorded(perpetrator=b"another", label="another", reach=reach)], file, first=100)
    assert LEVEL_RANK[assessment.suggest(wider).level] >= LEVEL_RANK[assessment.suggest(file).level]


@given(Stories, st.randoms(use_true_random=False))
def test_what_counts_does_not_depend_on_the_order_in_which_facts_arrive(story: list[Event], random: Random) -> None:
    facts = [
        Fact(event_id(number), DeviceId(bytes(16)), Instant(number), event)
        for number, event in enumerate(story, 1)
        if not set(getattr(event, "supersedes", ())) - {event_id(earlier) for earlier in range(1, number)}
    ]
    shuffled = list(facts)
    random.shuffle(shuffled)
    files = []
    for order in (facts, shuffled):
        file = AssessmentFile()
        for fact in order:
            file = assessment.evolve(file, fact)
        files.append(file)
    one, other = files
    assert assessment.suggest(one) == assessment.suggest(other)
    assert assessment.level_in_force(one) == assessment.level_in_force(other)
    assert assessment.reassessment_due(one) == assessment.reassessment_due(other)
    assert {who: p.reach for who, p in one.perpetrators.items()} == {
        who: p.reach for who, p in other.perpetrators.items()
    }
