"""Nothing goes out through a bot before every rule holds; then exactly the approved text, once, and it is recorded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kunak.app import approvals, cases, channels, members, publishing, requests, wiring
from kunak.app.requests import Call
from kunak.app.wiring import Founding, OpenVault
from kunak.base.errors import BadInput, Fault, Refused
from kunak.base.ids import SubjectId
from kunak.casework import consent, details, publication
from kunak.casework.compartments import Role
from kunak.casework.consent import Scope
from kunak.casework.details import Known
from kunak.casework.request import Urgency, Vetting
from kunak.crypto.profiles import DEMO
from kunak.testing.clock import Clock

PASSPHRASE = "seven quiet geese cross the river"
TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
TEXT = "A young woman is safe."


class Heard:
    """A channel that remembers."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.said: list[str] = []
        self.breaks = breaks

    def check_length(self, text: str) -> None:
        if len(text) > 4096:
            raise BadInput("too long")

    def say(self, text: str) -> int:
        if self.breaks:
            raise Fault("nobody there")
        self.said.append(text)
        return 7


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[OpenVault]:
    clock = Clock()
    home = tmp_path / "vault"
    wiring.found(home, Founding(group="The Ferry", member="Aluna", passphrase=PASSPHRASE, profile=DEMO), clock=clock)
    with wiring.opened(home, PASSPHRASE, clock=clock) as opened:
        yield opened


@pytest.fixture
def case(vault: OpenVault) -> SubjectId:
    call = requests.add_call(
        vault.space, Call(sender="Tamsin", reply_to="+7 900 000-00-01", text="help", happened_at=None)
    )
    requests.triage(vault.space, call, urgency=Urgency.NOW, reason="now")
    requests.vet(vault.space, call, check="called back", outcome=Vetting.CONFIRMED)
    return requests.accept(vault.space, call, reason="nobody else")[0]


def rule(vault: OpenVault, case: SubjectId, what: cases.Rule) -> None:
    cases.decide(vault.space, case, what)


def approve(vault: OpenVault, case: SubjectId) -> None:
    now = vault.space.clock()
    rule(
        vault,
        case,
        lambda file: consent.give(
            file.consent,
            scopes=frozenset({Scope.PUBLISH_SAFE}),
            how="spoken",
            words="say that I live",
            until=None,
            now=now,
        ),
    )
    rule(vault, case, lambda file: publication.draft(file.publication, text=TEXT, scope=Scope.PUBLISH_SAFE))
    publishing.check_draft(vault.space, case)
    second = members.invite(
        vault.space, vault.cosigners, name="Sevda", roles=(Role.PRESS,), language="en", profile=DEMO
    )
    draft = vault.space.case(case).publication.draft
    assert draft is not None
    assert any(one.id == second.member for one in approvals.who_may_approve(vault.space))
    publishing.approve(
        vault.space, vault.cosigners, case, of=draft.digest, member=second.member, passphrase=second.passphrase
    )


def test_before_every_rule_holds_nothing_is_said_even_in_a_dry_run(vault: OpenVault, case: SubjectId) -> None:
    out = Heard()
    rule(vault, case, lambda file: publication.draft(file.publication, text=TEXT, scope=Scope.PUBLISH_SAFE))
    for dry in (True, False):
        with pytest.raises(Refused, match="consented"):
            channels.send(vault.space, case, out, where="@ferry", dry=dry)
    assert out.said == []


def test_the_approved_text_goes_out_once_and_is_recorded(vault: OpenVault, case: SubjectId) -> None:
    approve(vault, case)
    out = Heard()
    assert channels.send(vault.space, case, out, where="@ferry", dry=True).message is None
    assert (out.said, vault.space.case(case).publication.published) == ([], ())
    with pytest.raises(Fault):
        channels.send(vault.space, case, Heard(breaks=True), where="@ferry", dry=False)
    assert vault.space.case(case).publication.published == ()
    assert channels.send(vault.space, case, out, where="@ferry", dry=False).message == 7
    assert out.said == [TEXT]
    with pytest.raises(Refused, match="went out there already"):
        channels.send(vault.space, case, out, where="@ferry", dry=False)


def test_what_the_case_learned_since_the_check_is_heard(vault: OpenVault, case: SubjectId) -> None:
    """The harm: the text was approved, then the case learned a nickname that stands in it."""
    approve(vault, case)
    learned = {"name": "other_names", "value": "young woman", "known": Known.UNKNOWN}
    rule(vault, case, lambda file: details.write(file.details, **learned))  # type: ignore[arg-type]
    out = Heard()
    with pytest.raises(Refused, match="By what the case holds now"):
        channels.send(vault.space, case, out, where="@ferry", dry=False)
    assert out.said == []


def test_a_token_is_kept_in_the_keyring_alone_and_the_latest_counts(vault: OpenVault, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No token"):
        channels.token_of(vault.keyring)
    for wrong in ("", "x" * 64, "тоукен"):
        with pytest.raises(BadInput):
            channels.keep_token(vault.keyring, wrong)
    for token in ("1:" + "z" * 61, TOKEN):
        channels.keep_token(vault.keyring, token)
        assert channels.token_of(vault.keyring).reveal() == token.encode()
    # What lies under the numbers of circles is given to other laptops.
    assert not any(channels.TOKEN_PLACE in vault.keyring.at_epoch(number) for number in range(4))
    assert all(TOKEN.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
