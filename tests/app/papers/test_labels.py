import re
from pathlib import Path

import pytest

from kunak.app.papers import labels
from kunak.app.papers.certificate import GAPS
from kunak.app.papers.labels import LABELS, compartment_name, speaker
from kunak.app.papers.visible import shown, unbroken
from kunak.casework.custody import Sanitization, Step


@pytest.mark.parametrize("key", LABELS)
def test_every_label_is_there_in_both_languages_and_can_be_printed(key: str) -> None:
    texts = LABELS[key]
    assert set(texts) == {"en", "ru"}
    assert all(unbroken(shown(text)) == text and text for text in texts.values())
    assert texts["en"].count("%s") == texts["ru"].count("%s")
    assert re.search("[а-яё]", texts["ru"])


def test_every_step_method_and_gap_of_the_record_has_its_words() -> None:
    keys = [f"step.{step.value}" for step in Step] + [f"method.{method.value}" for method in Sanitization]
    assert set(keys) | {f"gap.{name}" for name in GAPS} <= set(LABELS)


def test_no_label_is_left_over() -> None:
    folder = Path(labels.__file__).parent
    code = "".join(path.read_text() for path in folder.glob("*.py") if path.name != "labels.py")
    plain = [key for key in LABELS if "." not in key]
    assert [key for key in plain if f'"{key}"' not in code and f"'{key}'" not in code] == []


def test_a_compartment_that_is_not_ours_keeps_its_own_word() -> None:
    assert compartment_name("route", "ru") == "маршрут"
    assert compartment_name("garden", "ru") == "garden"
    assert speaker("en")("case_named") % "quiet heron" == "Case “quiet heron”"
