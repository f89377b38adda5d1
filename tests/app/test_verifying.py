"""Whatever happens to the files of a vault, `verify` names it, and what is sound is still there."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kunak.app import cases, requests, verifying, wiring
from kunak.base.ids import SubjectId
from kunak.casework import case
from kunak.casework.compartments import Kind, Subject
from kunak.casework.plan import PlanApproved
from kunak.casework.roster import Approval
from kunak.crypto.profiles import DEMO
from kunak.store import frames
from kunak.store.engine import PAGE_BYTES, Unreadable
from kunak.store.incoming import Incoming, IncomingFile

PASSPHRASE = "seven quiet geese"
NOTES = 8


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "vault"
    wiring.found(path, wiring.Founding("The group", "Ada", PASSPHRASE, DEMO))
    with wiring.opened(path, PASSPHRASE) as vault:
        subject = SubjectId(vault.space.new_id())
        vault.space.write(subject, Subject.CASE, (case.CaseOpened(code="quiet-otter"),))
        for number in range(NOTES):
            cases.note(vault.space, subject, kind=Kind.DESK, text=f"note {number}")
    return path


def _log(home: Path) -> Path:
    return home / "log" / "000001.log"


def _frames(home: Path) -> list[bytes]:
    """Cut the log into its frames, as somebody who does not have the key could."""
    data = _log(home).read_bytes()
    starts = [at for at in range(len(data)) if data.startswith(frames.MAGIC, at)]
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


def _flip(pieces: list[bytes]) -> list[bytes]:
    middle = bytearray(pieces[5])
    middle[len(middle) // 2] ^= 1
    return [*pieces[:5], bytes(middle), *pieces[6:]]


HARMS: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "a flipped bit": (_flip, "altered"),
    "a removed record": (lambda pieces: [*pieces[:5], *pieces[6:]], "missing"),
    "two records exchanged": (
        lambda pieces: [*pieces[:5], pieces[6], pieces[5], *pieces[7:]],
        "stands after a later one",
    ),
    "a cut end": (lambda pieces: pieces[:-2], "cut"),
    "an end cut in the middle of a record": (lambda pieces: [*pieces[:-1], pieces[-1][:200]], "cut"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_harm_to_the_log_is_named(home: Path, harm: str) -> None:
    change, says = HARMS[harm]
    _log(home).write_bytes(b"".join(change(_frames(home))))
    with wiring.opened(home, PASSPHRASE) as vault:
        problems = verifying.verify(vault).problems
    assert any(says in problem.says for problem in problems), [problem.says for problem in problems]


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_sound_is_shown_after_the_lists_are_made_anew(home: Path, harm: str) -> None:
    _log(home).write_bytes(b"".join(HARMS[harm][0](_frames(home))))
    (home / "cache.db").unlink()
    with wiring.opened(home, PASSPHRASE) as vault:
        file = vault.space.case(vault.space.case_by_code("quiet-otter"))
        assert len(file.details.notes) >= NOTES - 2
        assert vault.space.me().name == "Ada"


def test_a_sound_vault_has_no_problem(home: Path) -> None:
    with wiring.opened(home, PASSPHRASE) as vault:
        verdict = verifying.verify(vault)
    assert verdict.problems == ()
    assert verdict.records > NOTES


def test_a_forged_approval_is_named(home: Path) -> None:
    with wiring.opened(home, PASSPHRASE) as vault:
        forged = PlanApproved(approval=Approval(vault.space.me().id, b"d" * 32, b"s" * 64))
        vault.space.write(vault.space.case_by_code("quiet-otter"), Subject.CASE, (forged,))
        problems = verifying.verify(vault).problems
    assert verifying.APPROVAL_FORGED in [problem.says for problem in problems]


def test_lists_that_do_not_follow_from_the_log_are_named(home: Path) -> None:
    with wiring.opened(home, PASSPHRASE) as vault:
        subject = vault.space.case_by_code("quiet-otter")
        vault.space.cache._database.rows("DELETE FROM facts WHERE subject = ?", (subject,))  # type: ignore[attr-defined]
        problems = verifying.verify(vault).problems
    assert [problem.says for problem in problems] == [verifying.CACHE_DIFFERS]


@pytest.mark.parametrize("name", ["cache.db", "exchange.db"])
def test_a_flipped_bit_in_any_page_of_a_database_is_named_or_the_database_made_anew(home: Path, name: str) -> None:
    with wiring.opened(home, PASSPHRASE):
        pass
    sound = (home / name).read_bytes()
    named = 0
    for page in range(0, len(sound), PAGE_BYTES):
        flipped = bytearray(sound)
        flipped[page + 1_000] ^= 1
        (home / name).write_bytes(flipped)
        with suppress(Unreadable), wiring.opened(home, PASSPHRASE) as vault:
            problems = verifying.verify(vault).problems
            assert {problem.where for problem in problems} <= {name}
            named += len(problems)
        with wiring.opened(home, PASSPHRASE) as vault:
            assert verifying.verify(vault).problems == ()
    assert named > 0


def test_an_attached_file_that_was_altered_is_named(home: Path) -> None:
    attached = IncomingFile(name="threat.txt", media_type="text/plain", data=b"words", sha256=b"h" * 32)
    message = Incoming(channel="text", text="help", source_name="a", source_sha256=b"h" * 32, attachments=(attached,))
    with wiring.opened(home, PASSPHRASE) as vault:
        requests.add(vault.space, vault.shelf, [message])
        (stored,) = (home / "files").iterdir()
        stored.write_bytes(stored.read_bytes()[:-1] + b"?")
        problems = verifying.verify(vault).problems
    assert [problem.says for problem in problems] == [verifying.FILE_BROKEN]


def test_nothing_is_left_behind_by_verifying(home: Path) -> None:
    before = sorted(path.name for path in home.iterdir())
    with wiring.opened(home, PASSPHRASE) as vault:
        verifying.verify(vault)
    assert sorted(path.name for path in home.iterdir()) == before
