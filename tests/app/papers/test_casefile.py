import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.app.papers.casefile import CaseFile, case_json, case_schema, read_case_json
from kunak.app.papers.casepaper import CaseExport, Happening, Note, Part, Row
from kunak.base.errors import BadInput
from kunak.base.ids import OrganisationId
from kunak.base.instants import Instant

SPEC = Path(__file__).parents[3] / "spec" / "case-export.schema.json"

EXPORT = CaseExport(
    case="quiet heron",
    stage="on the way",
    exported_at=Instant(1_772_363_400_000),
    exported_by="Maro",
    group="Lantern circle",
    organisation=OrganisationId(bytes(range(16))),
    parts=(
        Part(
            kind="identity",
            title="Who",
            rows=(Row("Safe to call", "no", ("at night",)),),
            notes=(Note(Instant(1_772_363_400_001), "Iskra", "Ӏаь\n#read"),),
            timeline=(Happening(Instant(0), "born", "Iskra"),),
        ),
    ),
    left_out=("health",),
)

GOLDEN = """\
{
  "format": "kunak-case-export/1",
  "case": "quiet heron",
  "stage": "on the way",
  "exported_at": "2026-03-01T11:10:00Z",
  "exported_by": "Maro",
  "group": "Lantern circle",
  "organisation": "000102030405060708090a0b0c0d0e0f",
  "contains": [
    "identity"
  ],
  "left_out": [
    "health"
  ],
  "parts": [
    {
      "kind": "identity",
      "title": "Who",
      "rows": [
        {
          "label": "Safe to call",
          "values": [
            "no",
            "at night"
          ]
        }
      ],
      "notes": [
        {
          "at": "2026-03-01T11:10:00.001Z",
          "by": "Iskra",
          "text": "Ӏаь\\n#read"
        }
      ],
      "timeline": [
        {
          "at": "1970-01-01T00:00:00Z",
          "what": "born",
          "by": "Iskra"
        }
      ]
    }
  ]
}
"""


def test_the_file_is_byte_for_byte_what_the_specification_says() -> None:
    assert case_json(EXPORT).decode() == GOLDEN


def test_the_schema_in_the_specification_is_the_one_of_the_code() -> None:
    """If the change is meant: write ``case_schema()`` to this file, and think about the number of the format."""
    assert SPEC.read_bytes() == case_schema()


def test_the_schema_names_every_field_and_allows_no_other() -> None:
    parts = json.loads(case_schema())["$defs"]
    assert all(part["additionalProperties"] is False for part in parts.values())
    assert set(parts["CaseFile"]["properties"]) == set(CaseFile.__struct_fields__)
    assert parts["CaseFile"]["properties"]["format"] == {
        "enum": ["kunak-case-export/1"],
        "default": "kunak-case-export/1",
    }


@given(st.text(), st.integers(0, 4_000_000_000_000))
def test_what_was_typed_comes_back_exactly(text: str, at: int) -> None:
    part = Part(kind="threat", notes=(Note(Instant(at), text, text),))
    file = read_case_json(case_json(msgspec.structs.replace(EXPORT, parts=(part,))))
    assert file.parts[0].notes[0].text == text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        GOLDEN.replace("export/1", "export/2").encode(),
        GOLDEN.replace("11:10:00Z", "11:10:00+03:00").encode(),
        GOLDEN.replace('"case":', '"name": "x", "case":').encode(),
        GOLDEN.replace("000102", "00010G").encode(),
        GOLDEN.encode()[:-4],
    ],
)
def test_a_file_of_another_form_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(BadInput, match="not a case export"):
        read_case_json(content)


def test_half_a_character_is_refused_rather_than_changed() -> None:
    with pytest.raises(BadInput, match="half of a character"):
        case_json(msgspec.structs.replace(EXPORT, stage="\ud800"))
