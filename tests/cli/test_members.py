"""Members by commands."""

from tests.cli.conftest import Run


def test_a_member_is_taken_in_with_a_passphrase_shown_once(kunak: Run) -> None:
    invited = kunak("members", "invite", "--here", "Berta", "--role", "escort", "--role", "host", "--json").document
    assert len(invited["passphrase"].split()) == 6
    ada, berta = kunak("members", "list", "--json").document["members"]
    assert (ada["name"], ada["here"]) == ("Ada", True)
    assert (berta["name"], berta["roles"]) == ("Berta", ["escort", "host"])
    assert kunak("members", "invite", "--here", "BERTA", "--role", "host").code == 1


def test_a_member_gets_more_roles_and_loses_none(kunak: Run) -> None:
    kunak("members", "invite", "--here", "Berta", "--role", "escort")
    assert kunak("members", "roles", "Berta", "--role", "researcher", "--role", "escort").code == 0
    assert kunak("members", "list", "--json").document["members"][1]["roles"] == ["escort", "researcher"]
    assert kunak("members", "roles", "Berta", "--role", "researcher").code == 1
    assert kunak("members", "roles", "Berta", "--role", "king").code == 2
    assert kunak("members", "roles", "Nobody", "--role", "host").code == 2


def test_a_member_who_leaves_is_still_known(kunak: Run) -> None:
    kunak("members", "invite", "--here", "Berta", "--role", "escort")
    assert kunak("members", "remove", "Berta", "--reason", "moved away").code == 0
    assert kunak("members", "list", "--json").document["members"][1]["left"] == "moved away"
    assert kunak("members", "remove", "Berta", "--reason", "again").code == 2
