"""``kunak audit``: the trail without its contents."""

from pathlib import Path

from tests.cli.conftest import Run

INCOMING = Path(__file__).parents[1] / "store" / "incoming"


def test_the_trail_names_who_wrote_what_kind_and_nothing_of_what_was_said(kunak: Run) -> None:
    kunak("request", "add", INCOMING / "request_koi8.eml")
    ran = kunak("audit", "--json")
    assert ran.code == 0, ran.err
    kinds = [entry["kind"] for entry in ran.document["entries"]]
    assert kinds[0] == "request.received"
    assert kinds[-1] == "group.founded"
    assert {entry["by"] for entry in ran.document["entries"]} == {"Ada"}
    assert "Амина" not in ran.out


def test_the_trail_is_as_long_as_asked(kunak: Run) -> None:
    assert len(kunak("audit", "--limit", "1", "--json").document["entries"]) == 1
    assert kunak("audit", "--limit", "0").code == 2
    assert kunak("audit", "--case", "quiet-nobody").code == 2
