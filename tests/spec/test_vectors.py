"""The vectors are what the code writes today, and what a reader that shares no code with it agrees with."""

import ast
import json
import re
import subprocess
import sys
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kunak.base import canonical
from kunak.casework.members.state import Void
from kunak.crypto import aead
from kunak.crypto.secret import Secret
from kunak.log import envelope as envelopes
from kunak.log import header as headers
from kunak.log.chain import ProblemKind
from kunak.log.refusals import Reason
from kunak.sync.lies import Lie
from kunak.wire.refusals import Reason as Refusal

VECTORS = Path(__file__).parents[2] / "spec" / "vectors"
READER = VECTORS / "verify" / "verify.py"


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def read_by_the_other(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-s", "-E", "-X", "utf8", str(READER), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    sys.path.insert(0, str(VECTORS))
    try:
        spec = util.spec_from_file_location("make", VECTORS / "make.py")
        assert spec is not None
        assert spec.loader is not None
        module = util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(VECTORS))
    return module


def test_the_code_of_today_writes_the_vectors_of_the_specification(maker: ModuleType) -> None:
    for name, content in maker.vectors().items():
        assert maker.written(content) == (VECTORS / f"{name}.json").read_text(encoding="utf-8"), name


def test_a_reader_that_shares_no_code_agrees_with_every_vector() -> None:
    judged = read_by_the_other(VECTORS)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert "689 of 689" in judged.stdout


def test_the_other_reader_imports_nothing_of_ours_and_another_library_for_signatures() -> None:
    imported: set[str] = set()
    for file in READER.parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
    own = {file.stem for file in READER.parent.glob("*.py")}
    assert imported - own - set(sys.stdlib_module_names) == {"cryptography"}


SPOILT: list[tuple[str, tuple[str | int, ...], dict[str, Any]]] = [
    ("canonical", (0,), {"valid": False}),
    ("envelope", (0,), {"body": "00"}),
    ("envelope", (-1,), {"reason": "seal"}),
    ("outer", ("blobs", 0), {"record": "00"}),
    ("outer", ("padme", 0), {"padded": 1}),
    ("log", ("genesis", 0), {"organisation": "00"}),
    ("log", ("chains", 0), {"order": []}),
    ("log", ("chains", 1), {"known": "00"}),
    ("log", ("chains", 2), {"problems": []}),
    ("keystore", (0,), {"inside": "00"}),
    ("cosigner", (0,), {"inside": "00"}),
    ("stream", (0,), {"content": "00"}),
    ("relay", ("frames", 0), {"reason": "size"}),
    ("relay", ("roots", 0), {"root": "00"}),
    ("relay", ("consistency", 0), {"valid": False}),
    ("relay", ("inclusion", 0), {"valid": False}),
    ("relay", ("checkpoints", 0), {"size": 8}),
    ("relay", ("statements", 0), {"valid": False}),
    ("keys", ("prekeys", 0), {"id": "00"}),
    ("keys", ("prekeys", 4), {"valid": True}),
    ("keys", ("circles", 0), {"secret": None}),
    ("keys", ("epochs", 0), {"epoch": 1}),
    ("keys", ("derived", 0), {"token": "00"}),
    ("keys", ("blobs", 0), {"at": 0}),
    ("keys", ("announcements", 2), {"written_under": {"ab": 3}}),
    ("keys", ("announcements", 9), {"to_seal_anew": {"00": []}}),
    ("joining", ("invitations", 0), {"read": None}),
    ("joining", ("requests", 2), {"read": {}}),
    ("joining", ("letters", 8), {"paper": None}),
    ("joining", ("words", 0), {"places": []}),
    ("joining", ("words", 1), {"ru": []}),
    ("joining", ("welcomes", 0), {"reason": "paper"}),
    ("joining", ("welcomes", 2), {"reason": None}),
    ("members", (0,), {"threshold": 0, "state": {}}),
    ("members", (8,), {"forged": {"00": 1}, "asked": []}),
    ("recovery", ("shares", 0), {"secret": "00"}),
    ("recovery", ("shares", 4), {"secret": "00"}),
    ("recovery", ("keys", 0), {"speaking": "00"}),
    ("recovery", ("bundles", 0), {"read": None}),
    ("recovery", ("bundles", 3), {"read": {}}),
    ("recovery", ("returns", 1), {"genuine": True}),
    ("sync", ("pieces", 0), {"item": "00"}),
    ("sync", ("pieces", 5), {"piece": []}),
    ("sync", ("files", 3), {"pieces": []}),
    ("sync", ("folders", 3), {"read": {}}),
    ("sync", ("sessions", 3), {"verified": []}),
    ("sync", ("sessions", 6), {"lies": []}),
    ("sync", ("views", 3), {"says": None}),
    ("incidents", ("days", 0), {"days": None}),
    ("incidents", ("days", 9), {"days": [1, 2], "shortest": "1"}),
    ("incidents", ("sums", 0), {"counting": []}),
    ("incidents", ("sums", 3), {"values": [["01" * 16, "date", "2014", "agreed"]]}),
    ("incidents", ("people", 1), {"joined": []}),
    ("incidents", ("people", 7), {"contradictions": []}),
    ("incidents", ("people", 0), {"reasons": {}}),
    ("publication", (0,), {"hash": "00"}),
    ("publication", (4,), {"hash": None}),
    ("publication", (11,), {"hash": "00"}),
]


def test_the_other_reader_does_disagree_when_a_vector_is_wrong(tmp_path: Path) -> None:
    content = {file.stem: load(file.stem) for file in VECTORS.glob("*.json")}
    names = []
    for file, place, change in SPOILT:
        entry = content[file]
        for step in place:
            entry = entry[step]
        entry.update(change)
        names.append(entry["name"])
    for file, spoilt in content.items():
        (tmp_path / f"{file}.json").write_text(json.dumps(spoilt), encoding="utf-8")
    judged = read_by_the_other(tmp_path)
    assert judged.returncode == 1
    assert sorted(re.findall(r"disagrees: \w+: (.*)", judged.stdout)) == sorted(names)


@pytest.mark.parametrize("case", load("canonical"), ids=lambda case: str(case["name"]))
def test_the_code_reads_the_canonical_vectors_and_no_others(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["bytes"])
    if case["valid"]:
        value: Any = canonical.decode(data)
        assert canonical.encode(value) == data
    else:
        with pytest.raises(canonical.NotCanonical):
            canonical.decode(data)


def test_every_reason_to_refuse_an_envelope_has_a_vector() -> None:
    assert {case["reason"] for case in load("envelope")} == {None, *(reason.value for reason in Reason)}


def test_every_reason_to_refuse_a_frame_has_a_vector() -> None:
    seen = {case["reason"] for case in load("relay")["frames"]}
    assert seen == {None, *(each.value for each in Refusal)} - {Refusal.CHECKPOINT.value}  # notes have their own


def test_every_kind_of_problem_of_a_log_has_a_vector() -> None:
    seen = {problem["kind"] for case in load("log")["chains"] for problem in case["problems"]}
    assert seen == {kind.value for kind in ProblemKind}


def test_every_reason_why_a_word_about_members_is_void_has_a_vector() -> None:
    assert {reason for case in load("members") for reason in case["state"]["void"].values()} == {v.value for v in Void}


def test_every_lie_of_a_relay_has_a_vector() -> None:
    told = load("sync")
    shown = {lie for case in told["sessions"] for lie, _ in case["lies"]} | {case["says"] for case in told["views"]}
    assert {lie.value for lie in Lie} <= shown


def test_the_two_key_text_does_open_under_both_keys_where_nobody_checks_the_commitment() -> None:
    """The harm: without the commitment, one event tells two members two things."""
    cases = [case for case in load("envelope") if case.get("two_keys")]
    assert [case["reason"] for case in cases] == [None, "commitment"]
    texts = set()
    for case in cases:
        made = envelopes.from_bytes(bytes.fromhex(case["record"]))
        header = made.header
        secret = Secret(bytes.fromhex(case["epoch_secret"]))
        key, _ = envelopes._keys(secret, header.salt, header.organisation, header.compartment, header.epoch)
        texts.add(aead.open_sealed(key, made.ciphertext, context=headers.write_context(header)))
    assert len(texts) == 2


def test_every_page_and_every_file_of_vectors_is_in_the_table_of_the_pages() -> None:
    table = (VECTORS.parent / "README.md").read_text(encoding="utf-8")
    pages = {file.name for file in VECTORS.parent.glob("*.md")} - {"README.md"}
    readers = {file.name for file in READER.parent.glob("*.py")}
    named = set(re.findall(r"`([\w-]+\.(?:md|json|py))`", table))
    assert named == pages | readers | {file.name for file in VECTORS.glob("*.json")} | {"make_store.py"}


def test_a_page_names_its_vectors() -> None:
    pages = "".join(file.read_text(encoding="utf-8") for file in VECTORS.parent.glob("*.md") if file.stem != "README")
    assert not [file.name for file in VECTORS.glob("*.json") if file.name not in pages]


def test_no_label_is_used_without_being_specified() -> None:
    pages = "".join(file.read_text(encoding="utf-8") for file in VECTORS.parent.glob("*.md"))
    labels = set()
    for folder in ("app", "crypto", "log", "store", "wire"):
        for file in (VECTORS.parents[1] / "src" / "kunak" / folder).glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, bytes) and node.value[:6] == b"kunak/":
                    labels.add(node.value.decode().rstrip("\0"))
    assert labels
    assert {label for label in labels if f"`{label}" not in pages and f'"{label}' not in pages} == set()
