"""An account of the log, checked by a reader that shares no code with Kunak and has no key."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from tests.app.fleet import FOUNDER, Fleet

from kunak.app import accounting, weekly
from kunak.app.papers.weeksheet import WeekSheet, week_pdf
from kunak.base.instants import DAY
from kunak.casework.compartments import Subject
from kunak.casework.roster import Rank

READER = Path(__file__).parents[2] / "spec" / "vectors" / "verify" / "audit.py"


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    """Two laptops that have exchanged for more than a week."""
    made = Fleet(tmp_path)
    made.joins("Zara", rank=Rank.ADMIN)
    subject = made.opens_case(FOUNDER)
    made.notes(FOUNDER, subject, "quince-orchard")
    made.clock.forward(8 * DAY)
    made.exchange(FOUNDER, "Zara")
    return made


def accounted(fleet: Fleet, name: str = FOUNDER) -> dict[str, Any]:
    with fleet.on(name) as vault:
        return accounting.account(vault.space)


def judged(account: dict[str, Any], folder: Path) -> tuple[bool, str]:
    path = folder / "account.json"
    path.write_text(json.dumps(account), encoding="utf-8")
    done = subprocess.run([sys.executable, str(READER), str(path)], capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode == 0, done.stdout


def test_two_laptops_sign_one_hash_by_themselves_and_a_third_person_can_check_it(fleet: Fleet, tmp_path: Path) -> None:
    for name in (FOUNDER, "Zara"):
        account = accounted(fleet, name)
        sound, says = judged(account, tmp_path)
        assert sound, says
        assert "signed by 2 laptops" in says
        assert b"quince-orchard".hex() not in json.dumps(account)
        assert FOUNDER not in json.dumps(account)


def altered_header(account: dict[str, Any]) -> None:
    record = account["records"][3]
    record["header"] = record["header"][:-2] + f"{int(record['header'][-2:], 16) ^ 1:02x}"


def left_out(account: dict[str, Any]) -> None:
    del account["records"][4]


def other_root(account: dict[str, Any]) -> None:
    account["weeks"][0]["ciphertext"] = account["weeks"][0]["ciphertext"][:-2] + "00"


def other_key(account: dict[str, Any]) -> None:
    device = min(account["laptops"])
    account["laptops"][device] = "11" * 32


def cut_short(account: dict[str, Any]) -> None:
    del account["records"][:2]


@pytest.mark.parametrize("change", [altered_header, left_out, other_root, other_key, cut_short])
def test_what_was_altered_shows(fleet: Fleet, tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    account = accounted(fleet)
    change(account)
    sound, says = judged(account, tmp_path)
    assert not sound
    assert says.endswith("wrong\n")


def test_who_was_shown_another_past_does_not_sign_second(fleet: Fleet) -> None:
    with fleet.on("Zara") as vault:
        (known,) = weekly.signed(vault.space)
        lie = type(known.said)(ends=known.said.ends, size=known.said.size, root=b"x" * 32)
        vault.space.write(vault.space.group_id, Subject.GROUP, (lie,))
    fleet.exchange("Zara")
    (report, _) = fleet.exchange(FOUNDER)
    assert any("signed another past" in sentence for sentence in report.noticed)
    with fleet.on(FOUNDER) as vault:
        assert {each.said.root: len(each.by) for each in weekly.signed(vault.space)}[b"x" * 32] == 1


def test_within_a_week_nothing_is_signed_unless_somebody_asks(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.joins("Zara")
    with fleet.on(FOUNDER) as vault:
        assert weekly.signed(vault.space) == []
        assert weekly.sign(vault.space, anyway=True) == []
        (known,) = weekly.signed(vault.space)
        assert known.said.size == vault.space.vault.log.count - 1
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on(FOUNDER) as vault:
        assert [len(each.by) for each in weekly.signed(vault.space)] == [2]


def test_the_sheet_holds_the_whole_hash(fleet: Fleet, tmp_path: Path) -> None:
    with fleet.on(FOUNDER) as vault:
        known = weekly.signed(vault.space)[0]
    for language in ("en", "ru"):
        sheet = WeekSheet(size=known.said.size, root=known.said.root, at=known.at, laptops=("abcd1234",))
        (tmp_path / "sheet.pdf").write_bytes(week_pdf(sheet, language="ru" if language == "ru" else "en"))
        pages = pypdf.PdfReader(tmp_path / "sheet.pdf").pages
        assert len(pages) == 1
        read = "".join(pages[0].extract_text().split())
        assert "abcd1234" in read
        assert all(known.said.root.hex()[at : at + 8] in read for at in range(0, 64, 8))
