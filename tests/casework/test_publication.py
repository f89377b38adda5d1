"""To publish or not: check, word and embargo are bound to exactly this text, and none gives way."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.base.instants import DAY, Instant
from kunak.casework import consent, publication
from kunak.casework.consent import Consent, ConsentGiven, Scope
from kunak.casework.facts import Event
from kunak.casework.publication import (
    DraftApproved,
    DraftChecked,
    DraftWritten,
    EmbargoSet,
    Publication,
    TextPublished,
    Verdict,
)
from kunak.casework.roster import Approval
from kunak.testing.events import folded, told

NOW = Instant(1_000 * DAY)
DRAFT = DraftWritten(text="Somebody is safe.", scope=Scope.PUBLISH_SAFE)
DIGEST = publication.digest(DRAFT.text, DRAFT.scope)
CLEAR = DraftChecked(of=DIGEST, verdict=Verdict.CLEAR, findings=0)
WORD = DraftApproved(approval=Approval(b"second", DIGEST, b"s"))
CONSENT = ConsentGiven(scopes=(Scope.PUBLISH_SAFE,), how="spoken", words="you may")


def _file(*said: Event) -> Publication:
    return folded(publication.evolve, Publication(), told(*said))


def _consent(*said: Event) -> Consent:
    return folded(consent.evolve, Consent(), told(*said))


READY = _file(DRAFT, CLEAR, WORD)


def _publish(
    file: Publication = READY,
    *,
    allowed: Consent | None = None,
    needed: int = 1,
    moved: Instant | None = None,
    where: str = "page",
) -> tuple[Event, ...]:
    return publication.publish(
        file,
        consent=_consent(CONSENT) if allowed is None else allowed,
        approvals_needed=needed,
        last_movement=moved,
        where=where,
        now=NOW,
    )


def test_with_consent_check_and_a_second_word_a_text_goes_out() -> None:
    assert _publish() == (TextPublished(of=DIGEST, where="page", happened_at=NOW),)


@pytest.mark.parametrize(
    "said",
    [
        (),
        (ConsentGiven(scopes=(), how="spoken", words="no"),),
        (ConsentGiven(scopes=(Scope.PUBLISH_STORY, Scope.STATISTICS), how="spoken", words="not that"),),
        (msgspec.structs.replace(CONSENT, until=NOW),),
        (CONSENT, ConsentGiven(scopes=(), how="letter", words="no")),
    ],
)
def test_no_word_of_any_member_stands_in_for_consent(said: tuple[Event, ...]) -> None:
    many = [DraftApproved(approval=Approval(bytes([each]), DIGEST, b"s")) for each in range(9)]
    with pytest.raises(Refused, match="consented"):
        _publish(_file(DRAFT, CLEAR, *many), allowed=_consent(*said))


@pytest.mark.parametrize("until", [NOW + 1, NOW + 900 * DAY])
def test_no_word_of_any_member_stands_in_for_the_embargo(until: int) -> None:
    with pytest.raises(Refused, match="embargo"):
        _publish(_file(DRAFT, CLEAR, WORD, EmbargoSet(until=Instant(until), reason="a trial")))


def test_of_two_embargoes_the_later_holds() -> None:
    file = _file(DRAFT, EmbargoSet(until=NOW, reason="a"), EmbargoSet(until=Instant(NOW + 9), reason="b"))
    assert file.embargo_until == NOW + 9


def test_the_silence_after_a_movement_cannot_be_shortened() -> None:
    moved = Instant(NOW - publication.EMBARGO_AFTER_MOVE + 1)
    (shorter,) = publication.set_embargo(READY, until=Instant(0), reason="the press asks")
    file = folded(publication.evolve, READY, told(shorter, first=9))
    with pytest.raises(Refused, match="embargo"):
        _publish(file, moved=moved)
    assert _publish(file, moved=Instant(moved - 1))


@given(st.text(max_size=20), st.sampled_from(Scope))
def test_any_edit_voids_check_and_word(text: str, scope: Scope) -> None:
    file = folded(
        publication.evolve, READY, told(DraftWritten(text=text, scope=scope, supersedes=READY.drafts.heads), first=9)
    )
    same = (text, scope) == (DRAFT.text, DRAFT.scope)
    assert (file.check is not None) is same
    if not same:
        with pytest.raises(Refused):
            _publish(file, allowed=_consent(ConsentGiven(scopes=tuple(Scope), how="spoken", words="all")))


def test_one_member_counts_once() -> None:
    """The harm: where two words are asked for, one member gives both."""
    twice = _file(DRAFT, CLEAR, WORD, WORD)
    with pytest.raises(Refused, match="second member"):
        _publish(twice, needed=2)
    with pytest.raises(Refused, match="already"):
        publication.approve(READY, WORD.approval)


def test_a_blocked_text_is_neither_approved_nor_published() -> None:
    blocked = _file(DRAFT, DraftChecked(of=DIGEST, verdict=Verdict.BLOCK, findings=1), WORD)
    with pytest.raises(Refused, match="take it out"):
        publication.approve(blocked, Approval(b"third", DIGEST, b"s"))
    with pytest.raises(Refused, match="take it out"):
        _publish(blocked)


def test_an_unchecked_text_is_neither_approved_nor_published() -> None:
    with pytest.raises(Refused, match="not been checked"):
        publication.approve(_file(DRAFT), WORD.approval)
    with pytest.raises(Refused, match="not been checked"):
        _publish(_file(DRAFT, WORD))


def test_findings_need_somebody_who_looked() -> None:
    with pytest.raises(Refused, match="each finding"):
        publication.check(_file(DRAFT), verdict=Verdict.REVIEW, findings=2, reviewed=" ")


def test_two_drafts_side_by_side_go_nowhere() -> None:
    both = _file(DRAFT, CLEAR, WORD, DraftWritten(text="Another."))
    with pytest.raises(Refused, match="side by side"):
        _publish(both)


@pytest.mark.parametrize("text", ["", " \n", "x" * (publication.TEXT_LIMIT + 1)])
def test_a_draft_has_words_but_not_too_many(text: str) -> None:
    with pytest.raises(Refused):
        publication.draft(Publication(), text=text, scope=Scope.PUBLISH_SAFE)


def test_silence_and_embargo_have_a_reason_and_a_text_a_place() -> None:
    with pytest.raises(Refused, match="keeps silent"):
        publication.choose_silence(reason=" ")
    with pytest.raises(Refused, match="has to wait"):
        publication.set_embargo(READY, until=NOW, reason="")
    with pytest.raises(Refused, match="where the text"):
        _publish(where=" ")


@pytest.mark.parametrize(
    ("text", "where"), [(" ", "paper"), ("She left.", " "), ("x" * 100_001, "paper"), ("Old.", "paper")]
)
def test_what_others_wrote_is_kept_once_with_its_place(text: str, where: str) -> None:
    kept = _file(*publication.notice(_file(), text="Old.", where="paper"))
    assert [one.text for one in kept.noticed] == ["Old."]
    with pytest.raises(Refused):
        publication.notice(kept, text=text, where=where)
