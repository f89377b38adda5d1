"""What goes out of the vault on paper: what was chosen, all of it, and nothing else."""

from pathlib import Path

import pytest

from kunak.app import cases, exporting
from kunak.app.languages import in_language
from kunak.app.papers.casepaper import CaseExport
from kunak.base.errors import BadInput, Fault, Refused
from kunak.base.instants import HOUR, after
from kunak.casework import assessment, details, legal, money, plan
from kunak.casework.assessment import Basis, Presence
from kunak.casework.compartments import Kind
from kunak.casework.custody import DeviceIdentified, DeviceRecord
from kunak.casework.details import Known
from kunak.casework.plan import Leg, Means
from kunak.testing.group import InventedGroup

KINDS = frozenset(Kind)


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def rows(export: CaseExport, kind: Kind) -> dict[str, str]:
    [part] = [part for part in export.parts if part.kind == kind.value]
    return {row.label: row.value for row in part.rows}


def test_each_part_says_what_stands_now(group: InventedGroup) -> None:
    subject, now = group.open_case(), group.clock()
    leg = Leg(
        id=b"l" * 16, origin="Quellin", destination="Tarro", departs=now, arrives=after(now, HOUR), means=Means.BUS
    )
    group.write(
        subject,
        *details.write(group.space.case(subject).details, name="given_name", value="Tamsin", known=Known.YES),
        *assessment.mark_factor(
            group.space.case(subject).assessment, factor="outed", presence=Presence.PRESENT, basis=Basis.SAID
        ),
        *plan.draft(group.space.case(subject).plan, legs=(leg,)),
        DeviceIdentified(device=b"d", record=DeviceRecord(label="old phone")),
        legal.LegalStepSet(step=b"s", title="x", due=now, responsible="Adam", usual="theft_answer"),
        money.MoneyEntered(
            entry=b"m",
            flow=money.Flow.COMMIT,
            money=money.Money(1250, "EUR"),
            purpose=money.Purpose.TRAVEL,
            happened_at=now,
        ),
    )
    out = exporting.export(group.space, subject, KINDS, translate=lambda text: in_language(text, "ru"))
    assert rows(out, Kind.IDENTITY) == {"Имя": "Tamsin"}
    assert "Quellin → Tarro" in rows(out, Kind.ROUTE)["Отрезок 1"]
    assert rows(out, Kind.CUSTODY)["old phone"].startswith("известно")
    assert "Ответить на ложное заявление о краже" in rows(out, Kind.LEGAL)
    assert "12.50 EUR" in rows(out, Kind.MONEY)["EUR"]
    assert any(value.startswith("есть") for value in rows(out, Kind.THREAT).values())
    assert out.left_out == ()


def test_every_value_of_a_conflict_goes_out(group: InventedGroup) -> None:
    subject = group.open_case()
    for value in ("at home", "with an aunt"):
        group.write(subject, details.DetailWritten(field="whereabouts", value=value))
    out = exporting.export(group.space, subject, [Kind.ROUTE], translate=str)
    [row] = out.parts[0].rows
    assert {row.value, *row.also} == {"at home", "with an aunt"}


def test_notes_stand_apart_from_the_timeline(group: InventedGroup) -> None:
    subject = group.open_case()
    cases.note(group.space, subject, kind=Kind.HEALTH, text="takes insulin")
    [part] = exporting.export(group.space, subject, [Kind.HEALTH], translate=str).parts
    assert [note.text for note in part.notes] == ["takes insulin"]
    assert part.timeline == ()


def test_nothing_chosen_or_nothing_allowed_is_refused(group: InventedGroup) -> None:
    subject = group.open_case()
    with pytest.raises(BadInput):
        exporting.export(group.space, subject, [], translate=str)
    cases.let_in(
        group.space, subject, member=group.second_member(), kinds=frozenset({Kind.MONEY}), reason="keeps the book"
    )
    cases.shut_out(
        group.space, subject, member=group.space.me().id, kinds=frozenset({Kind.MONEY}), reason="keeps it no more"
    )
    with pytest.raises(Refused):
        exporting.export(group.space, subject, KINDS, translate=str)


def test_files_are_for_their_owner_and_overwrite_nothing(group: InventedGroup, tmp_path: Path) -> None:
    files = exporting.files(group.space, group.open_case(), kinds=[Kind.DESK], language="en")
    written = exporting.write_out(tmp_path / "out", files)
    assert [path.name for path in written] == ["case.pdf", "case.json"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in written)
    with pytest.raises(BadInput, match="already"):
        exporting.write_out(tmp_path / "out", files)
    (tmp_path / "a file").touch()
    with pytest.raises(Fault):
        exporting.write_out(tmp_path / "a file" / "out", files)


def test_no_destruction_no_certificate_and_no_third_language(group: InventedGroup) -> None:
    subject = group.open_case()
    assert exporting.certificates(group.space, subject, language="en") == ()
    with pytest.raises(BadInput):
        exporting.files(group.space, subject, kinds=[Kind.DESK], language="de")


def test_that_parts_left_the_vault_is_written_down(group: InventedGroup) -> None:
    """Accusations come later: the trail says what went out, when, and by whom."""
    subject = group.open_case("quiet-otter")
    exporting.files(group.space, subject, kinds={Kind.DESK, Kind.ROUTE}, language="ru")
    (exported,) = group.space.case(subject).access.exports
    assert exported.kinds == (Kind.DESK, Kind.ROUTE)
