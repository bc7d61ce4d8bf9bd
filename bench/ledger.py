"""The Merkle tree and the bundle beside pymerkle, over the same entries. CPU of this process."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from aims_sdk.proof import ed25519, merkle, parse_note, verify_bundle
from pymerkle import InmemoryTree, MerkleProof, verify_inclusion

from aims.ledger import tree
from aims.ledger.bundle import write_bundle
from aims.ledger.tree import Tree
from bench.figure import Figure
from tests.ledger.samples import KEY, contents

APPENDS = 100_000
PROOFS, PEER_PROOFS = 5_000, 500
BUNDLE = 10_000


def run() -> list[Figure]:
    return [*against_pymerkle(), stored(APPENDS), signature(), *bundle(BUNDLE)]


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one run of `work`."""
    start = time.process_time()
    work()
    return time.process_time() - start


def against_pymerkle() -> list[Figure]:
    """Appends, proofs and verifications; pymerkle is given a tenth of the proofs."""
    entries = [b"entry %d" % number for number in range(APPENDS)]
    ours, theirs = Tree(), InmemoryTree(algorithm="sha256")

    def append_ours() -> None:
        for entry in entries:
            ours.append(merkle.leaf_hash(entry))

    def append_theirs() -> None:
        for entry in entries:
            theirs.append_entry(entry)

    appends = APPENDS / seconds(append_ours), APPENDS / seconds(append_theirs)
    assert ours.root() == theirs.get_root()
    places = range(0, APPENDS, APPENDS // PROOFS)
    some = places[:: PROOFS // PEER_PROOFS]
    proofs: list[list[bytes]] = []
    proofs_theirs: list[MerkleProof] = []
    proving = (
        PROOFS / seconds(lambda: proofs.extend(ours.inclusion(place) for place in places)),
        PEER_PROOFS / seconds(lambda: proofs_theirs.extend(theirs.prove_inclusion(n + 1, APPENDS) for n in some)),
    )
    root, leaves = ours.root(), [merkle.leaf_hash(entries[place]) for place in places]

    def verify_ours() -> None:
        for place, leaf, proof in zip(places, leaves, proofs, strict=True):
            assert merkle.verify_inclusion(place, APPENDS, leaf, proof, root)

    def verify_theirs() -> None:
        for place, proof in zip(some, proofs_theirs, strict=True):
            verify_inclusion(theirs.get_leaf(place + 1), root, proof)

    verifying = PROOFS / seconds(verify_ours), PEER_PROOFS / seconds(verify_theirs)
    return [
        Figure("leaf appends in memory", appends[0], "/s", 400_000, "pymerkle", appends[1]),
        Figure("inclusion proofs", proving[0], "/s", 35_000, "pymerkle", proving[1]),
        Figure("inclusion verifications", verifying[0], "/s", 35_000, "pymerkle", verifying[1]),
    ]


def stored(count: int) -> Figure:
    """Appends in one batch over nodes in a dict, as over a table."""
    nodes: dict[tuple[int, int], bytes] = {}
    leaf = merkle.leaf_hash(b"")
    spent = seconds(lambda: tree.extend(0, [leaf] * count, lambda level, index: nodes[level, index]))
    return Figure("leaf appends in one batch, as stored", count / spent, "/s")


def signature() -> Figure:
    """One checkpoint's signature verified in plain Python, as an auditor without any library does."""
    signed = parse_note(KEY.sign("text\n").encode()).signatures[0].value
    spent = seconds(lambda: [ed25519.verify(KEY.vkey.public, b"text\n", signed) for _ in range(50)])
    return Figure("Ed25519 verified in plain Python", 1000 * spent / 50, "ms CPU")


def bundle(events: int) -> list[Figure]:
    whole = contents(events, previous=events // 2, cited=tuple(range(1, events, 100)))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.aims.zip"
        writing = seconds(lambda: write_bundle(path, whole, KEY))
        reports = []
        verifying = seconds(lambda: reports.append(verify_bundle(path, (str(KEY.vkey),))))
    assert reports[0].ok
    return [
        Figure(f"bundle of {events:,} events written", writing, "s CPU"),
        Figure(f"bundle of {events:,} events verified", verifying, "s CPU", 3),
    ]
