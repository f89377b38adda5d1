"""A clean file reaches the laptop of whoever approves it, survives a dispute, and goes with its case."""

from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.app.test_shredding import ordered, past_its_time
from tests.store import made_files

from kunak.app import cases, enclosing, publishing, settling
from kunak.base.errors import Refused
from kunak.base.ids import SubjectId
from kunak.casework import publication
from kunak.casework.compartments import Kind, Subject
from kunak.casework.consent import Scope
from kunak.casework.publication import Draft


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def draft_on(fleet: Fleet, name: str, subject: SubjectId) -> Draft:
    with fleet.on(name) as vault:
        draft = vault.space.case(subject).publication.draft
        assert draft is not None
        return draft


def writes(fleet: Fleet, name: str, subject: SubjectId, text: str) -> None:
    with fleet.on(name) as vault:
        cases.decide(
            vault.space,
            subject,
            lambda file: publication.draft(file.publication, text=text, scope=Scope.PUBLISH_SAFE),
        )


def adds(fleet: Fleet, name: str, subject: SubjectId, data: bytes) -> None:
    with fleet.on(name) as vault:
        enclosing.enclose(vault.space, vault.shelf, subject, data=data, name="", alt="A road in fog.")


def test_who_writes_and_may_not_read_the_case_sees_the_file_and_adds_none(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.PUBLICATION)
    writes(fleet, FOUNDER, subject, "Somebody is safe.")
    adds(fleet, FOUNDER, subject, made_files.picture("JPEG"))
    fleet.exchange(FOUNDER, "Zara")
    draft = draft_on(fleet, "Zara", subject)
    assert draft == draft_on(fleet, FOUNDER, subject)
    with fleet.on("Zara") as vault:
        assert enclosing.bytes_of(vault.shelf, draft.files[0])
        assert enclosing.read_all(vault.shelf, draft.files)
        with pytest.raises(Refused, match="compared with it first"):
            enclosing.enclose(vault.space, vault.shelf, subject, data=made_files.pdf(), name="", alt="")


@pytest.fixture
def disputed(fleet: Fleet) -> SubjectId:
    """Two members each add a picture without knowing of the other."""
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, *Kind)
    writes(fleet, FOUNDER, subject, "Somebody is safe.")
    fleet.exchange(FOUNDER, "Zara")
    adds(fleet, FOUNDER, subject, made_files.picture("PNG", 1))
    adds(fleet, "Zara", subject, made_files.picture("PNG", 2))
    fleet.exchange(FOUNDER, "Zara")
    return subject


def test_of_two_drafts_side_by_side_nothing_is_checked_and_saving_keeps_all_files(
    fleet: Fleet, disputed: SubjectId
) -> None:
    """The harm: one picture of two is gone without a word."""
    with fleet.on(FOUNDER) as vault:
        with pytest.raises(Refused, match="side by side"):
            publishing.check_draft(vault.space, disputed, shelf=vault.shelf, reviewed="looked")
        with pytest.raises(Refused, match="side by side"):
            enclosing.enclose(vault.space, vault.shelf, disputed, data=made_files.pdf(), name="", alt="")
        assert len(vault.attachments.names()) == 2
    writes(fleet, FOUNDER, disputed, "Somebody is safe and well.")
    assert len(draft_on(fleet, FOUNDER, disputed).files) == 2


def test_the_draft_that_is_chosen_stands_with_its_own_files(fleet: Fleet, disputed: SubjectId) -> None:
    with fleet.on(FOUNDER) as vault:
        (dispute,) = settling.of(vault.space, disputed, Subject.CASE)
        assert all("picture-1.png: A road in fog." in side.text for side in dispute.sides)
        seen = tuple(side.id for side in dispute.sides)
        settling.settle(vault.space, disputed, Subject.CASE, chosen=seen[0], seen=seen)
    assert len(draft_on(fleet, FOUNDER, disputed).files) == 1


def test_the_sealed_file_goes_when_the_case_is_destroyed(fleet: Fleet) -> None:
    subject = fleet.opens_case(FOUNDER)
    writes(fleet, FOUNDER, subject, "Somebody is safe.")
    adds(fleet, FOUNDER, subject, made_files.picture("PNG"))
    with fleet.on(FOUNDER) as vault:
        assert len(vault.attachments.names()) == 1
    past_its_time(fleet, FOUNDER, subject)
    assert ordered(fleet, FOUNDER, subject).missing == 0
    with fleet.on(FOUNDER) as vault:
        assert vault.attachments.names() == []
