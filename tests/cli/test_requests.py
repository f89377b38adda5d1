"""From a message in a file to a case, by commands alone."""

from pathlib import Path

import pytest
from tests.cli.conftest import Run

INCOMING = Path(__file__).parents[1] / "store" / "incoming"


def test_a_message_becomes_a_case(kunak: Run) -> None:
    (added,) = kunak("request", "add", INCOMING / "request_koi8.eml", "--json").document["added"]
    assert (added["channel"], added["attachments"]) == ("email", 2)
    number = added["number"]
    assert kunak("request", "accept", number, "--reason", "fits").code == 1
    assert kunak("request", "triage", number, "--urgency", "now", "--reason", "a threat to kill").code == 0
    assert kunak("request", "vet", number, "--check", "called back", "--outcome", "confirmed").code == 0
    shown = kunak("request", "show", number, "--json").document
    assert (shown["standing"], shown["urgency"]) == ("triaged", "now")
    accepted = kunak("request", "accept", number, "--reason", "fits", "--json").document
    (listed,) = kunak("case", "list", "--json").document["cases"]
    assert listed["code"] == accepted["code"]
    log = kunak("case", "log", accepted["code"], "--json").document
    assert "case.opened" in [event["kind"] for event in log["events"]]
    assert kunak("request", "list", "--json").document["requests"] == []
    (answered,) = kunak("request", "list", "--all", "--json").document["requests"]
    assert answered["standing"] == "accepted"
    assert kunak("verify", "--json").document["sound"]


def test_of_several_files_all_are_taken_in_or_none(kunak: Run, tmp_path: Path) -> None:
    bad = tmp_path / "noise.txt"
    bad.write_bytes(bytes(range(256)) * 50)
    ran = kunak("request", "add", INCOMING / "request_koi8.eml", bad)
    assert ran.code == 2
    assert "noise.txt" in ran.err
    assert kunak("request", "list", "--all", "--json").document["requests"] == []


@pytest.mark.parametrize(("verb", "more"), [("refer", ("--to", "others")), ("decline", ())])
def test_a_request_can_be_answered_in_other_ways(kunak: Run, verb: str, more: tuple[str, ...]) -> None:
    (added,) = kunak("request", "add", INCOMING / "request_cp1251.txt", "--json").document["added"]
    kunak("request", "triage", added["number"], "--urgency", "can_wait", "--reason", "no danger now")
    assert kunak("request", verb, added["number"], "--reason", "not ours", *more).code == 0
    (answered,) = kunak("request", "list", "--all", "--json").document["requests"]
    assert answered["standing"] == {"refer": "referred", "decline": "declined"}[verb]
