"""Nothing goes out through a bot before every rule holds; then exactly the approved text, once, and it is recorded."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.app.accepted import accepted, ferry
from tests.store import made_files
from tests.transport.bot_api import BotApi

from kunak.app import approvals, cases, channels, enclosing, members, publishing, wiring
from kunak.app.members import Invited
from kunak.app.wiring import OpenVault
from kunak.base.errors import BadInput, Fault, Refused
from kunak.base.ids import SubjectId
from kunak.casework import consent, details, publication
from kunak.casework.compartments import Role
from kunak.casework.consent import Scope
from kunak.casework.details import Known
from kunak.crypto.profiles import DEMO
from kunak.crypto.secret import Secret
from kunak.transport.postings import As, Enclosure, Posting, postings

PASSPHRASE = "seven quiet geese cross the river"
TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
TEXT = "A young woman is safe."


class Heard:
    """A channel that remembers."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.said: list[str] = []
        self.files: list[tuple[str, bytes]] = []
        self.breaks = breaks

    def check(self, text: str, files: Sequence[Enclosure] = ()) -> tuple[Posting, ...]:
        return postings(text, files)

    def send(self, text: str, files: Sequence[Enclosure] = ()) -> tuple[int, ...]:
        if self.breaks:
            raise Fault("nobody there")
        self.said.append(text)
        self.files += [(file.name, file.data) for file in files]
        return (7,)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[OpenVault]:
    with ferry(tmp_path) as opened:
        yield opened


@pytest.fixture
def case(vault: OpenVault) -> SubjectId:
    return accepted(vault.space)[0]


def rule(vault: OpenVault, case: SubjectId, what: cases.Rule) -> None:
    cases.decide(vault.space, case, what)


def approve(vault: OpenVault, case: SubjectId, *pictures: bytes) -> None:
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
    for data in pictures:
        enclosing.enclose(vault.space, vault.shelf, case, data=data, name="", alt="A road in fog.")
    second = members.invite(
        vault.space, vault.cosigners, name="Sevda", roles=(Role.PRESS,), language="en", profile=DEMO
    )
    assert any(one.id == second.member for one in approvals.who_may_approve(vault.space))
    say_yes(vault, case, second)


def say_yes(vault: OpenVault, case: SubjectId, second: Invited) -> None:
    publishing.check_draft(vault.space, case, shelf=vault.shelf, reviewed="A road.")
    draft = vault.space.case(case).publication.draft
    assert draft is not None
    publishing.approve(
        vault.space,
        vault.cosigners,
        case,
        of=draft.digest,
        member=second.member,
        passphrase=second.passphrase,
        shelf=vault.shelf,
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
    assert channels.send(vault.space, case, out, where="@ferry", dry=True).messages == ()
    assert (out.said, vault.space.case(case).publication.published) == ([], ())
    with pytest.raises(Fault):
        channels.send(vault.space, case, Heard(breaks=True), where="@ferry", dry=False)
    assert vault.space.case(case).publication.published == ()
    assert channels.send(vault.space, case, out, where="@ferry", dry=False).messages == (7,)
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


def test_pictures_go_out_with_the_text_as_they_were_approved(vault: OpenVault, case: SubjectId) -> None:
    approve(vault, case, made_files.picture("JPEG"), made_files.pdf())
    out = Heard()
    would = channels.send(vault.space, case, out, where="@ferry", dry=True, shelf=vault.shelf)
    assert [each.what for each in would.plan] == [As.PICTURES, As.DOCUMENTS]
    assert out.said == []
    gone = channels.send(vault.space, case, out, where="@ferry", dry=False, shelf=vault.shelf)
    assert out.said == [TEXT]
    assert [name for name, _ in out.files] == ["picture-1.jpg", "document-1.pdf"]
    assert [hashlib.sha256(data).digest() for _, data in out.files] == [file.sha256 for file in gone.files]
    (published,) = vault.space.case(case).publication.published
    assert published.of == gone.digest
    assert publishing.published_texts(vault.space.case(case))[0].startswith(TEXT)
    assert "A road in fog." in publishing.published_texts(vault.space.case(case))[0]


@pytest.mark.parametrize("change", ["add", "describe", "rename", "take out", "reorder"])
def test_after_any_change_of_a_file_nothing_goes_out(vault: OpenVault, case: SubjectId, change: str) -> None:
    """The harm: the second member looked at one picture, and another one goes out."""
    approve(vault, case, made_files.picture("PNG", 1), made_files.picture("PNG", 2))
    draft = vault.space.case(case).publication.draft
    assert draft is not None
    first = draft.files[0].sealed.stored
    match change:
        case "add":
            enclosing.enclose(vault.space, vault.shelf, case, data=made_files.picture("PNG", 3), name="", alt="x")
        case "describe":
            enclosing.describe(vault.space, case, first, name="", alt="A road in the fog.")
        case "rename":
            enclosing.describe(vault.space, case, first, name="road", alt="A road in fog.")
        case "take out":
            enclosing.take_out(vault.space, case, first)
        case "reorder":
            turned = draft.files[::-1]
            rule(
                vault,
                case,
                lambda file: publication.draft(file.publication, text=TEXT, scope=Scope.PUBLISH_SAFE, files=turned),
            )
    out = Heard()
    with pytest.raises(Refused, match="not been checked"):
        channels.send(vault.space, case, out, where="@ferry", dry=False, shelf=vault.shelf)
    publishing.check_draft(vault.space, case, shelf=vault.shelf, reviewed="A road.")
    with pytest.raises(Refused, match="second member"):
        channels.send(vault.space, case, out, where="@ferry", dry=False, shelf=vault.shelf)
    assert out.said == []


def test_a_picture_that_is_not_what_was_approved_never_goes_out(vault: OpenVault, case: SubjectId) -> None:
    """The harm: somebody changes the sealed file on the disk after it was approved."""
    approve(vault, case, made_files.picture("PNG"))
    draft = vault.space.case(case).publication.draft
    assert draft is not None
    sealed = vault.home.files / draft.files[0].sealed.stored
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"?")
    out = Heard()
    with pytest.raises(Fault, match="altered"):
        channels.send(vault.space, case, out, where="@ferry", dry=False, shelf=vault.shelf)
    with pytest.raises(Refused, match="cannot be read here"):
        channels.send(vault.space, case, out, where="@ferry", dry=False)
    assert out.said == []


def test_where_only_a_part_went_out_nothing_is_recorded(vault: OpenVault, case: SubjectId) -> None:
    approve(vault, case, made_files.picture("JPEG"), made_files.pdf())
    api = BotApi()
    try:
        api.after, api.breaks_off = 1, True
        out = wiring.channel("@ferry", Secret(TOKEN.encode()), server=api.url)

        def sends() -> channels.Outgoing:
            return channels.send(vault.space, case, out, where="@ferry", dry=False, shelf=vault.shelf)

        # In a thread of its own: a browser that a test before this one drove leaves its event loop in this one.
        with ThreadPoolExecutor(1) as apart:
            with pytest.raises(Fault, match="Only a part"):
                apart.submit(sends).result()
            assert vault.space.case(case).publication.published == ()
            api.breaks_off = False
            gone = apart.submit(sends).result()
        assert [asked.method for asked in api.asked] == ["sendPhoto", "sendDocument"] * 2
        assert gone.messages == (27, 37)
        assert len(vault.space.case(case).publication.published) == 1
    finally:
        api.stop()
