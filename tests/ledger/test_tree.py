"""The tree proves what it holds, at every size, and refuses everything else."""

import pytest
from aims_sdk.proof import leaf_hash, root_of, verify_consistency, verify_inclusion
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from aims.ledger import tree
from aims.ledger.tree import Tree

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(130)]


def flipped(digest: bytes, bit: int) -> bytes:
    return (int.from_bytes(digest) ^ 1 << bit).to_bytes(32)


@given(st.integers(1, 130), st.data())
def test_every_leaf_is_included_and_no_flipped_bit_passes(size: int, chosen: st.DataObject) -> None:
    grown = Tree(LEAVES)
    index = chosen.draw(st.integers(0, size - 1))
    bit = chosen.draw(st.integers(0, 255))
    proof, root, leaf = grown.inclusion(index, size), grown.root(size), LEAVES[index]
    assert verify_inclusion(index, size, leaf, proof, root)
    assert not verify_inclusion(index, size, flipped(leaf, bit), proof, root)
    assert not verify_inclusion(index, size, leaf, proof, flipped(root, bit))
    assert not verify_inclusion(index, size, leaf, [*proof, leaf], root)
    assert not verify_inclusion(size, size, leaf, proof, root)
    for place in range(len(proof)):
        wrong = [*proof[:place], flipped(proof[place], bit), *proof[place + 1 :]]
        assert not verify_inclusion(index, size, leaf, wrong, root)
        assert not verify_inclusion(index, size, leaf, proof[:place] + proof[place + 1 :], root)


@given(st.integers(1, 130), st.data())
def test_every_prefix_is_consistent_and_no_flipped_bit_passes(new: int, chosen: st.DataObject) -> None:
    grown = Tree(LEAVES)
    old = chosen.draw(st.integers(1, new))
    bit = chosen.draw(st.integers(0, 255))
    proof, old_root, new_root = grown.consistency(old, new), grown.root(old), grown.root(new)
    assert verify_consistency(old, new, old_root, new_root, proof)
    assert not verify_consistency(old, new, flipped(old_root, bit), new_root, proof)
    assert not verify_consistency(old, new, old_root, flipped(new_root, bit), proof)
    assert not verify_consistency(old, new, old_root, new_root, [*proof, old_root])
    for place in range(len(proof)):
        wrong = [*proof[:place], flipped(proof[place], bit), *proof[place + 1 :]]
        assert not verify_consistency(old, new, old_root, new_root, wrong)


def test_pymerkle_computes_the_same_roots_and_proofs() -> None:
    second, first = InmemoryTree(algorithm="sha256"), Tree()
    for number in range(40):
        second.append_entry(b"entry %d" % number)
        first.append(LEAVES[number])
        assert first.root() == second.get_root()
    for size in range(1, 41):
        assert first.root(size) == second.get_root(size)
        for index in range(size):
            theirs = [bytes.fromhex(digest) for digest in second.prove_inclusion(index + 1, size).serialize()["path"]]
            assert first.inclusion(index, size) == theirs[1:]


@given(st.lists(st.integers(0, 9), max_size=12))
def test_stored_nodes_grow_as_the_tree_in_memory_does(batches: list[int]) -> None:
    stored: dict[tuple[int, int], bytes] = {}
    reads: list[tuple[int, int]] = []

    def node(level: int, index: int) -> bytes:
        reads.append((level, index))
        return stored[level, index]

    size = 0
    for count in batches:
        reads.clear()
        new = tree.extend(size, LEAVES[size : size + count], node)
        assert len(reads) <= size.bit_length()
        assert not stored.keys() & {(level, index) for level, index, _ in new}
        stored |= {(level, index): digest for level, index, digest in new}
        size += count
        grown = Tree(LEAVES[:size])
        assert tree.root(size, node) == grown.root() == root_of(LEAVES[:size])
        if size:
            assert tree.inclusion(size - 1, size, node) == grown.inclusion(size - 1)
            assert tree.consistency((size + 1) // 2, size, node) == grown.consistency((size + 1) // 2)


def test_append_gives_the_nodes_that_became_complete() -> None:
    grown = Tree(LEAVES[:7])
    new = tree.append(7, LEAVES[7], grown.node)
    grown.append(LEAVES[7])
    assert new == [(level, 7 >> level, grown.node(level, 7 >> level)) for level in range(4)]


def test_what_cannot_be_proven_is_refused() -> None:
    grown = Tree(LEAVES[:5])
    for index, size in ((-1, 5), (5, 5), (0, 0)):
        with pytest.raises(ValueError, match="has no leaf"):
            grown.inclusion(index, size)
    for old, new in ((0, 5), (6, 5), (-1, 5)):
        with pytest.raises(ValueError, match="Nothing proves"):
            grown.consistency(old, new)
