"""Merkle trees as RFC 9162 section 2.1 defines them, over SHA-256: hashes, roots and the checking of proofs.

A hash is 32 bytes. A tree of ``size`` leaves has its leaves at the indexes 0 … size-1.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry of the log as a leaf: SHA-256(0x00 || entry). RFC 9162 section 2.1.1."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children into their parent: SHA-256(0x01 || left || right). RFC 9162 section 2.1.1."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Compute the root over leaf hashes, given in order, in one pass. RFC 9162 section 2.1.1."""
    subtrees: list[bytes] = []  # complete subtrees, the widest first
    for index, leaf in enumerate(leaves):
        digest = leaf
        while index & 1:
            digest = node_hash(subtrees.pop(), digest)
            index >>= 1
        subtrees.append(digest)
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees.pop()
    while subtrees:
        root = node_hash(subtrees.pop(), root)
    return root


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether ``leaf`` stands at ``index`` of the tree of ``size`` leaves under ``root``.

    ``proof`` runs from the leaf's sibling up. False for an empty tree, an index outside the tree, and a proof or
    hash of the wrong length. RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    fn, sn, digest = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            digest = node_hash(sibling, digest)
            fn, sn = _skip_right_edge(fn, sn)
        else:
            digest = node_hash(digest, sibling)
        fn >>= 1
        sn >>= 1
    return sn == 0 and digest == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the tree of ``new`` leaves is the tree of ``old`` leaves with leaves only appended.

    False when ``old`` is 0 (every tree extends the empty one, so nothing would be proven), when ``old > new``, and
    for a proof or hash of the wrong length. Trees of one size are consistent when their roots are the same bytes.
    RFC 9162 section 2.1.4.2.
    """
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if not _are_hashes(old_root, new_root, *proof):
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    old_digest = new_digest = path[0]
    for sibling in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old_digest = node_hash(sibling, old_digest)
            new_digest = node_hash(sibling, new_digest)
            fn, sn = _skip_right_edge(fn, sn)
        else:
            new_digest = node_hash(new_digest, sibling)
        fn >>= 1
        sn >>= 1
    return sn == 0 and old_digest == old_root and new_digest == new_root


def _are_hashes(*candidates: bytes) -> bool:
    return all(len(candidate) == HASH_BYTES for candidate in candidates)


def _skip_right_edge(fn: int, sn: int) -> tuple[int, int]:
    while fn and not fn & 1:
        fn >>= 1
        sn >>= 1
    return fn, sn
