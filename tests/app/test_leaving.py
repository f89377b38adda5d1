"""What left the vault is known before anybody has it: what, when, by whom, of which unit, with the hash."""

from hashlib import sha256
from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.app.test_matches import a_list, victim

from kunak.app import auditing, extracting, leaving, reporting, wiring
from kunak.app.wiring import Founding
from kunak.base.errors import Refused
from kunak.casework.compartments import Role
from kunak.casework.incidents.extracts import What
from kunak.casework.incidents.fields import Sort
from kunak.crypto.profiles import DEMO
from kunak.testing.clock import Clock

PASSPHRASE = "seven quiet geese cross the river"


def test_a_report_on_paper_leaves_an_entry_as_rows_do(tmp_path: Path) -> None:
    """The harm: a paper with numbers of one village turns up, and nobody can say who took it out."""
    home, clock = tmp_path / "vault", Clock()
    wiring.found(home, Founding(group="The Ferry", member="Aluna", passphrase=PASSPHRASE, profile=DEMO), clock=clock)
    with wiring.opened(home, PASSPHRASE, clock=clock) as vault:
        space = vault.space
        victim(space, a_list(space, "Ferry"))
        acts = reporting.report(space, Sort.ACT)
        paper = leaving.paper(space, acts, language="en", unrecorded=None)
        victims = reporting.report(space, Sort.VICTIM, exact=True)
        exact = leaving.paper(space, victims, language="ru", unrecorded=None)
        _, rows = extracting.take(space, Sort.VICTIM, ".csv")
        told = [(each.what, each.unit, each.sha256, each.by) for each in leaving.left(space)]
        assert told == [
            (What.ROWS, Sort.VICTIM, sha256(rows).hexdigest(), "Aluna"),
            (What.EXACT_REPORT, Sort.VICTIM, sha256(exact).hexdigest(), "Aluna"),
            (What.REPORT, Sort.ACT, sha256(paper).hexdigest(), "Aluna"),
        ]
        assert [each.kind for each in auditing.trail(space, limit=3)] == ["incident.extracted"] * 3


def test_who_may_not_count_takes_no_report_out_and_reads_no_list(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.joins("Zara", roles=(Role.LAWYER,))
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as laptop:
        found = reporting.report(laptop.space, Sort.VICTIM)
    with fleet.on("Zara") as laptop:
        with pytest.raises(Refused):
            reporting.report(laptop.space, Sort.VICTIM)
        with pytest.raises(Refused):
            leaving.paper(laptop.space, found, language="en", unrecorded=None)
        with pytest.raises(Refused):
            leaving.left(laptop.space)
        with pytest.raises(Refused):
            leaving.written_down(laptop.space, Sort.VICTIM, b"", What.ROWS)
        assert laptop.space.group().extracts.taken == ()
