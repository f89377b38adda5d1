"""A refusal is a sentence that a tired person can act on."""

import pytest

from kunak.base.errors import BadInput, Fault, KunakError, Refused
from kunak.base.words import phrase


def test_the_details_stand_in_the_sentence() -> None:
    assert str(Refused("Two of %(all)d must agree.", all=5)) == "Two of 5 must agree."


def test_a_sentence_without_details_may_hold_a_per_cent_sign() -> None:
    assert str(Refused("Nobody is 100 % sure.")) == "Nobody is 100 % sure."


@pytest.mark.parametrize(("error", "code"), [(Refused, 1), (BadInput, 2), (Fault, 3)])
def test_each_kind_of_no_has_its_exit_code(error: type[KunakError], code: int) -> None:
    assert error("No.").exit_code == code
    assert issubclass(error, KunakError)


def test_the_field_it_is_about_is_kept_and_may_be_missing() -> None:
    assert BadInput("No.", field="text").field == "text"
    assert BadInput("No.").field is None


def test_marking_a_phrase_changes_nothing() -> None:
    assert phrase("What happened") == "What happened"
