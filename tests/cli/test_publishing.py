"""``kunak publish`` sends nothing by mistake, and never takes the passphrase for a token."""

import hashlib
import json
import time
from pathlib import Path

import pytest
from tests.app.accepted import accepted
from tests.cli.conftest import PASSPHRASE, Run
from tests.store import made_files
from tests.transport.bot_api import BotApi

from kunak.app import cases, channels, enclosing, members, publishing, system, wiring
from kunak.base.instants import HOUR, SECOND, Instant
from kunak.casework import consent, publication
from kunak.casework.compartments import Role
from kunak.casework.consent import Scope
from kunak.cli.main import run
from kunak.crypto.profiles import DEMO


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


def ready(home: Path) -> str:
    """Make a case with an approved text and two files; return its code."""
    with wiring.opened(home, PASSPHRASE) as vault:
        space = vault.space
        case, code = accepted(space)
        give = {"scopes": frozenset({Scope.PUBLISH_SAFE}), "how": "spoken", "words": "yes", "until": None}
        now = space.clock()
        cases.decide(space, case, lambda file: consent.give(file.consent, **give, now=now))  # type: ignore[arg-type]
        text = "A young woman is safe."
        cases.decide(space, case, lambda file: publication.draft(file.publication, text=text, scope=Scope.PUBLISH_SAFE))
        for data in (made_files.picture("JPEG"), made_files.pdf()):
            enclosing.enclose(space, vault.shelf, case, data=data, name="", alt="A road in fog.")
        publishing.check_draft(space, case, shelf=vault.shelf, reviewed="A road.")
        second = members.invite(space, vault.cosigners, name="Sevda", roles=(Role.PRESS,), language="en", profile=DEMO)
        draft = space.case(case).publication.draft
        assert draft is not None
        yes = {"of": draft.digest, "member": second.member, "passphrase": second.passphrase}
        publishing.approve(space, vault.cosigners, case, shelf=vault.shelf, **yes)  # type: ignore[arg-type]
        channels.keep_token(vault.keyring, "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr")
        return code


def test_text_and_files_go_out_as_approved_once_and_only_with_send(kunak: Run, home: Path) -> None:
    code, api = ready(home), BotApi()
    try:
        to = ("publish", code, "--channel", "@ferry_news", "--server", api.url)
        dry = kunak(*to, "--json").document
        assert (dry["sent"], dry["messages"], api.asked) == (False, [], [])
        assert dry["plan"] == [
            {"what": "pictures", "files": ["picture-1.jpg"]},
            {"what": "documents", "files": ["document-1.pdf"]},
        ]
        assert "picture-1.jpg" in kunak(*to).out
        sent = kunak(*to, "--send", "--json").document
        assert (sent["sent"], sent["hash"], sent["messages"]) == (True, dry["hash"], [7, 17])
        out = [hashlib.sha256(data).hexdigest() for asked in api.asked for _, data in asked.files.values()]
        assert out == [file["sha256"] for file in sent["files"]]
        again = kunak(*to, "--send")
        assert (again.code, len(api.asked)) == (1, 2)
        assert "went out there already" in again.err
    finally:
        api.stop()


def silence(home: Path, code: str, seconds: int) -> None:
    """Set an embargo that lasts so long."""
    with wiring.opened(home, PASSPHRASE) as vault:
        until = Instant(vault.space.clock() + seconds * SECOND)
        case = vault.space.case_by_code(code)
        cases.decide(
            vault.space, case, lambda file: publication.set_embargo(file.publication, until=until, reason="on her way")
        )


def test_it_waits_until_silence_ends_and_sends_then(
    kunak: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    code, api, slept = ready(home), BotApi(), list[float]()
    now = system.now

    def sleep(seconds: float) -> None:
        """Somebody uses the desk meanwhile and ends the silence; then it is two hours later."""
        slept.append(seconds)
        silence(home, code, 1)
        time.sleep(1.1)
        monkeypatch.setattr(system, "now", lambda: Instant(now() + 2 * HOUR))

    monkeypatch.setattr(system, "sleep", sleep)
    try:
        to = ("publish", code, "--channel", "@ferry_news", "--server", api.url, "--send")
        silence(home, code, 3_600)
        assert "The embargo has not ended" in kunak(*to).err
        monkeypatch.setenv("KUNAK_HOME", str(home))
        monkeypatch.setenv("KUNAK_PASSPHRASE_FILE", str(tmp_path / "passphrase.txt"))
        assert run([*to, "--wait", "--json"]) == 0
        said = capfd.readouterr()
        assert json.loads(said.out)["messages"] == [7, 17]
        assert said.err.count("Silence lasts until") == 1
        assert slept == [30]
    finally:
        api.stop()


def test_nobody_waits_for_nothing(kunak: Run, home: Path) -> None:
    code = ready(home)
    to = ("publish", code, "--channel", "@ferry_news")
    ran = kunak(*to, "--wait")
    assert (ran.code, "without --send" in ran.err) == (2, True)
    silence(home, code, 3_600)
    with wiring.opened(home, PASSPHRASE) as vault:
        case = vault.space.case_by_code(code)
        cases.decide(
            vault.space,
            case,
            lambda file: publication.draft(file.publication, text="Another text.", scope=Scope.PUBLISH_SAFE),
        )
    ran = kunak(*to, "--send", "--wait")
    assert (ran.code, "Silence lasts" in ran.err) == (1, False)
