"""The files of the disk are those of ``spec/store.md``: our code writes its vectors, and another reads them."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

VECTORS = Path(__file__).parents[2] / "spec" / "vectors"
READER = VECTORS / "verify" / "disk.py"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_store", VECTORS / "make_store.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_by_the_other(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, READER, folder], capture_output=True, text=True, check=False)


def test_the_code_of_today_writes_the_vectors_of_the_specification(maker: ModuleType) -> None:
    assert maker.written(maker.vectors()["store"]) == (VECTORS / "store.json").read_text(encoding="utf-8")


def test_a_reader_that_shares_no_code_agrees_with_every_vector() -> None:
    judged = read_by_the_other(VECTORS)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert "26 of 26" in judged.stdout


@pytest.mark.parametrize(
    ("group", "place", "change"),
    [("files", 2, {"found": []}), ("heads", 1, {"head": None}), ("keyring", 0, {"entries": []})],
)
def test_the_other_reader_does_disagree_when_a_vector_is_wrong(
    tmp_path: Path, group: str, place: int, change: dict[str, Any]
) -> None:
    content = json.loads((VECTORS / "store.json").read_text(encoding="utf-8"))
    content[group][place].update(change)
    (tmp_path / "store.json").write_text(json.dumps(content), encoding="utf-8")
    judged = read_by_the_other(tmp_path)
    assert judged.returncode == 1
    assert judged.stdout.count("disagrees") == 1


def test_every_kind_of_damage_within_a_file_has_a_vector() -> None:
    content = json.loads((VECTORS / "store.json").read_text(encoding="utf-8"))
    seen = {each["what"] for case in content["files"] for each in case["found"] if "what" in each}
    assert seen == {"altered", "torn"}
