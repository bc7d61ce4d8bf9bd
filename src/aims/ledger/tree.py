"""Growing a Merkle tree and proving things about it (RFC 9162 section 2.1), over stored nodes or in memory.

Only complete subtrees are nodes: node ``(level, index)`` is the root over the leaves ``index * 2**level`` up to the
next multiple, so it never changes once it exists. What lies at the right edge is computed when it is asked for. The
functions read nodes through a callable, so that a table, a dict or :class:`Tree` can hold them; they ask only for
nodes that exist in the size they are given, which is why every past size stays provable. Hashes are 32 bytes.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256

from aims_sdk.proof.merkle import EMPTY_ROOT, node_hash

type ReadNode = Callable[[int, int], bytes]
"""Gives the hash of the node at (level, index); raises KeyError, IndexError or its own error where there is none."""

type NewNode = tuple[int, int, bytes]
"""A node to store: level, index, hash."""


def append(size: int, leaf: bytes, node: ReadNode) -> list[NewNode]:
    """Append one leaf hash to a tree of ``size`` leaves; returns the nodes that became complete, leaf first."""
    return extend(size, (leaf,), node)


def extend(size: int, leaves: Iterable[bytes], node: ReadNode) -> list[NewNode]:
    """Append leaf hashes to a tree of ``size`` leaves; returns the nodes that became complete.

    O(1) amortised a leaf; of the stored nodes it reads at most one a level, however many leaves are added.
    """
    new: list[NewNode] = []
    waiting: dict[int, bytes] = {}  # by level: a complete left sibling made in this call
    for index, leaf in enumerate(leaves, size):
        level, digest = 0, leaf
        new.append((0, index, leaf))
        while index & 1:
            left = waiting.pop(level, None) or node(level, index - 1)
            digest = sha256(b"\x01" + left + digest).digest()
            level, index = level + 1, index >> 1
            new.append((level, index, digest))
        waiting[level] = digest
    return new


def root(size: int, node: ReadNode) -> bytes:
    """Compute the root at ``size`` leaves; of the empty tree, SHA-256 of nothing. RFC 9162 section 2.1.1."""
    return _over(0, size, node) if size else EMPTY_ROOT


def inclusion(index: int, size: int, node: ReadNode) -> list[bytes]:
    """Prove that the leaf at ``index`` is in the tree of ``size`` leaves, from its sibling up.

    Raises ValueError where there is no such leaf. RFC 9162 section 2.1.3.1.
    """
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_over(middle, end, node))
            end = middle
        else:
            proof.append(_over(start, middle, node))
            start = middle
    return proof[::-1]


def consistency(old: int, new: int, node: ReadNode) -> list[bytes]:
    """Prove that the tree of ``new`` leaves extends the tree of ``old``.

    Raises ValueError unless ``0 < old <= new``: nothing can be proven of the empty tree. RFC 9162 section 2.1.4.1.
    """
    if not 0 < old <= new:
        raise ValueError(f"Nothing proves that a tree of {new} leaves extends one of {old}.")
    proof, start, end = [], 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_over(middle, end, node))
            end = middle
        else:
            proof.append(_over(start, middle, node))
            start = middle
    if start:
        proof.append(_over(start, end, node))
    return proof[::-1]


class Tree:
    """A tree in memory, for tests, measurements and bundles."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        levels = self._levels
        levels[0].append(leaf)
        count, level, digest = len(levels[0]), 0, leaf
        while not count & 1:
            digest = sha256(b"\x01" + levels[level][-2] + digest).digest()
            count, level = count >> 1, level + 1
            if level == len(levels):
                levels.append([])
            levels[level].append(digest)

    def node(self, level: int, index: int) -> bytes:
        """Give the hash of a complete subtree; raises IndexError where there is none yet."""
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """Compute the root now, or as it was at ``size`` leaves."""
        return root(len(self) if size is None else size, self.node)

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Prove that a leaf is in the tree; see :func:`inclusion`."""
        return inclusion(index, len(self) if size is None else size, self.node)

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """Prove that the tree extends its earlier self; see :func:`consistency`."""
        return consistency(old, len(self) if new is None else new, self.node)


def _split(count: int) -> int:
    """The largest power of two smaller than ``count`` (k in RFC 9162 section 2.1.1); ``count`` is at least 2."""
    return 1 << (count - 1).bit_length() - 1


def _over(start: int, end: int, node: ReadNode) -> bytes:
    """The hash over the leaves ``start`` to ``end``, where ``start`` is a multiple of the next power of two."""
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(count)
    return node_hash(_over(start, middle, node), _over(middle, end, node))
