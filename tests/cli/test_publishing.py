"""``kunak publish`` sends nothing by mistake, and never takes the passphrase for a token."""

from tests.cli.conftest import Run


def test_without_a_case_or_a_channel_it_says_what_to_name(kunak: Run) -> None:
    ran = kunak("publish")
    assert ran.code == 2
    assert "--channel" in ran.err


def test_a_token_comes_from_standard_input_and_not_from_the_file_of_the_passphrase(kunak: Run) -> None:
    """The harm: the passphrase of the vault would be sent to Telegram in an address."""
    ran = kunak("publish", "--token")
    assert ran.code == 2
    assert "no token of a bot" in ran.err
    assert "No token of a bot is kept" in kunak("publish", "two-words", "--channel", "@ferry_news").err
