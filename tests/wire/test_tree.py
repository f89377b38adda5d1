"""The tree is RFC 6962's: a naive twin written from its text, other people's vectors, every changed proof refused."""

import base64
import gzip
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.wire import tree
from kunak.wire.tree import Place, ProofRefused

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    gzip.decompress((Path(__file__).parents[1] / "vectors" / "rfc6962.json.gz").read_bytes())
)


def rids(count: int) -> list[bytes]:
    return [hashlib.sha256(b"%d" % number).digest() for number in range(count)]


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_proof(m: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """RFC 6962, section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*naive_proof(m, leaves[:k], whole=whole), naive_root(leaves[k:])]
    return [*naive_proof(m - k, leaves[k:], whole=False), naive_root(leaves[:k])]


def subtrees(leaves: Sequence[bytes]) -> dict[Place, bytes]:
    known = dict(tree.grow(tree.Range(), leaves).completed)
    return known | {(0, number): tree.leaf(each) for number, each in enumerate(leaves)}


def test_the_root_is_that_of_the_naive_twin_for_every_size() -> None:
    grown = tree.Range()
    for size, rid in enumerate(rids(130)):
        assert tree.root(grown) == naive_root(rids(size))
        grown = tree.grow(grown, [rid]).tree
    assert grown.size == 130


@given(st.lists(st.integers(0, 20), max_size=8))
def test_growing_in_batches_is_growing_at_once(batches: list[int]) -> None:
    leaves = rids(sum(batches))
    grown, start = tree.Range(), 0
    completed: dict[Place, bytes] = {}
    for batch in batches:
        step = tree.grow(grown, leaves[start : start + batch])
        grown, start = step.tree, start + batch
        completed |= dict(step.completed)
    whole = tree.grow(tree.Range(), leaves)
    assert (grown, completed) == (whole.tree, dict(whole.completed))


def test_the_completed_subtrees_are_the_full_ones_and_hold_their_leaves() -> None:
    leaves = rids(70)
    completed = dict(tree.grow(tree.Range(), leaves).completed)
    wanted = {(level, index) for level in range(1, 7) for index in range(70 >> level)}
    assert set(completed) == wanted
    for (level, index), made in completed.items():
        assert made == naive_root(leaves[index << level : (index + 1) << level])


def test_every_inclusion_proof_is_the_twins_and_holds() -> None:
    for size in range(1, 40):
        leaves = rids(size)
        known, root = subtrees(leaves), naive_root(leaves)
        for number in range(size):
            proof = tree.assemble(tree.inclusion_plan(number, size), known)
            assert list(proof) == naive_path(number, leaves)
            tree.check_inclusion(number, size, rid=leaves[number], root=root, proof=proof)


def test_every_consistency_proof_is_the_twins_and_holds() -> None:
    for second in range(1, 40):
        leaves = rids(second)
        known, second_root = subtrees(leaves), naive_root(leaves)
        for first in range(second + 1):
            proof = tree.assemble(tree.consistency_plan(first, second), known)
            if first:
                assert list(proof) == naive_proof(first, leaves)
            tree.check_consistency(
                first, second, first_root=naive_root(leaves[:first]), second_root=second_root, proof=proof
            )


@given(st.integers(1, 300), st.data())
def test_a_spoilt_consistency_proof_is_refused(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    leaves = rids(second)
    proof = list(tree.assemble(tree.consistency_plan(first, second), subtrees(leaves)))
    roots = {"first_root": naive_root(leaves[:first]), "second_root": naive_root(leaves)}
    for spoilt in (
        [*proof, bytes(32)],
        [bytes(32), *proof],
        proof[:-1] if proof else [b"short"],
        *([*proof[:n], bytes(32), *proof[n + 1 :]] for n in range(len(proof))),
    ):
        with pytest.raises(ProofRefused):
            tree.check_consistency(first, second, **roots, proof=spoilt)


@given(st.integers(2, 300), st.data())
def test_a_tree_that_rewrote_its_past_has_no_proof(second: int, data: st.DataObject) -> None:
    """The harm: a relay that forks or truncates would look like one that only grew."""
    first = data.draw(st.integers(1, second))
    rewritten = data.draw(st.integers(0, first - 1))
    leaves = rids(second)
    told = naive_root(leaves[:first])
    leaves[rewritten] = bytes(32)
    proof = tree.assemble(tree.consistency_plan(first, second), subtrees(leaves))
    with pytest.raises(ProofRefused):
        tree.check_consistency(first, second, first_root=told, second_root=naive_root(leaves), proof=proof)


@given(st.integers(1, 300), st.data())
def test_a_proof_holds_for_no_other_blob_and_no_other_place(size: int, data: st.DataObject) -> None:
    leaves = rids(size)
    number = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size + 1).filter(lambda other: other != number))
    proof = tree.assemble(tree.inclusion_plan(number, size), subtrees(leaves))
    root = naive_root(leaves)
    with pytest.raises(ProofRefused):
        tree.check_inclusion(number, size, rid=bytes(32), root=root, proof=proof)
    with pytest.raises(ProofRefused):
        tree.check_inclusion(other, size, rid=leaves[number], root=root, proof=proof)


def test_a_proof_is_of_a_logarithm_of_hashes() -> None:
    size = 2**53 - 1
    assert len(tree.inclusion_plan(12_345, size)) <= 53
    assert len(tree.consistency_plan(12_345, size)) <= 54
    assert all(len(places) <= 53 for places in tree.consistency_plan(12_345, size))


def test_a_proof_of_what_is_not_there_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="number"):
        tree.inclusion_plan(3, 3)
    with pytest.raises(ValueError, match="first"):
        tree.consistency_plan(4, 3)


def raw(text: str) -> bytes:
    return base64.b64decode(text or "")


OTHERWISE = {"size1-is-zero-and-size2-is-not-zero.json"}
"""RFC 6962 leaves open what an empty tree is the beginning of. Here: of every tree."""


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda case: str(case["file"]))
def test_the_public_consistency_vectors_are_judged_as_published(case: dict[str, Any]) -> None:
    roots = {"first_root": raw(case["root1"]), "second_root": raw(case["root2"])}
    proof = [raw(each) for each in case["proof"] or []]
    wrong = case["wantErr"] and case["file"].rpartition("/")[2] not in OTHERWISE
    if wrong:
        with pytest.raises(ProofRefused):
            tree.check_consistency(case["size1"], case["size2"], **roots, proof=proof)
    else:
        tree.check_consistency(case["size1"], case["size2"], **roots, proof=proof)


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda case: str(case["file"]))
def test_the_public_inclusion_vectors_are_judged_as_published(case: dict[str, Any]) -> None:
    proof = [raw(each) for each in case["proof"] or []]
    given: dict[str, Any] = {"leaf_hash": raw(case["leafHash"]), "root": raw(case["root"]), "proof": proof}
    if case["wantErr"]:
        with pytest.raises(ProofRefused):
            tree.check_leaf(case["leafIdx"], case["treeSize"], **given)
    else:
        tree.check_leaf(case["leafIdx"], case["treeSize"], **given)
