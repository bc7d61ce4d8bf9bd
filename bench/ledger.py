"""Measure the ledger beside pymerkle in one run: ``python -m bench.ledger [EVENTS]`` from the root of the repository.

Prints appends, inclusion proofs and verifications a second with the ratio, one signature, and the time to write and
to verify a bundle (10,000 events unless said otherwise). CPU seconds of this process.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from aims_sdk.proof import ed25519, merkle, parse_note, verify_bundle
from pymerkle import InmemoryTree, MerkleProof, verify_inclusion

from aims.ledger import tree
from aims.ledger.bundle import write_bundle
from aims.ledger.tree import Tree
from tests.ledger.samples import KEY, contents

APPENDS = 100_000
PROOFS = 5_000
STEP = APPENDS // PROOFS


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one run of ``work``."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(title: str, count: int, ours: Callable[[], object], theirs: Callable[[], object], share: int = 1) -> None:
    """Print how often a second each does it; pymerkle is given ``count / share`` of the work."""
    mine, other = count / seconds(ours), count / share / seconds(theirs)
    print(f"{title:28} {mine:10,.0f}/s   pymerkle {other:9,.0f}/s   {mine / other:5.1f} times")


def against_pymerkle() -> None:
    """Appends, proofs and verifications over the same entries."""
    entries = [b"entry %d" % number for number in range(APPENDS)]
    ours, theirs = Tree(), InmemoryTree(algorithm="sha256")

    def append_ours() -> None:
        for entry in entries:
            ours.append(merkle.leaf_hash(entry))

    def append_theirs() -> None:
        for entry in entries:
            theirs.append_entry(entry)

    compare("appends in memory", APPENDS, append_ours, append_theirs)
    assert ours.root() == theirs.get_root()
    places = range(0, APPENDS, STEP)
    proofs: list[list[bytes]] = []
    proofs_theirs: list[MerkleProof] = []
    compare(
        "inclusion proofs",
        PROOFS,
        lambda: proofs.extend(ours.inclusion(place) for place in places),
        lambda: proofs_theirs.extend(theirs.prove_inclusion(place + 1, APPENDS) for place in places[::10]),
        share=10,
    )
    root, leaves = ours.root(), [merkle.leaf_hash(entries[place]) for place in places]

    def verify_ours() -> None:
        for place, leaf, proof in zip(places, leaves, proofs, strict=True):
            assert merkle.verify_inclusion(place, APPENDS, leaf, proof, root)

    def verify_theirs() -> None:
        for place, proof in zip(places[::10], proofs_theirs, strict=True):
            verify_inclusion(theirs.get_leaf(place + 1), root, proof)

    compare("inclusion verifications", PROOFS, verify_ours, verify_theirs, share=10)


def stored(count: int) -> None:
    """Appends over nodes in a dict, one at a time, as over a table."""
    nodes: dict[tuple[int, int], bytes] = {}
    leaf = merkle.leaf_hash(b"")

    def node(level: int, index: int) -> bytes:
        return nodes[level, index]

    def grow() -> None:
        for size in range(count):
            for level, index, digest in tree.append(size, leaf, node):
                nodes[level, index] = digest

    print(f"{'appends over stored nodes':28} {count / seconds(grow):10,.0f}/s")
    print(f"{'appends in one batch':28} {count / seconds(lambda: tree.extend(0, [leaf] * count, node)):10,.0f}/s")


def bundle(events: int) -> None:
    """Write and verify a bundle."""
    whole = contents(events, previous=events // 2, cited=tuple(range(1, events, 100)))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.aims.zip"
        print(f"{f'bundle of {events:,}: write':28} {seconds(lambda: write_bundle(path, whole, KEY)):10.2f} s CPU")
        reports = []
        spent = seconds(lambda: reports.append(verify_bundle(path, (str(KEY.vkey),))))
        assert reports[0].ok
        size = path.stat().st_size / 1e6
        print(f"{f'bundle of {events:,}: verify':28} {spent:10.2f} s CPU   {size:.1f} MB   goal 3 s")


def main() -> None:
    """Run everything."""
    against_pymerkle()
    stored(APPENDS)
    signature = parse_note(KEY.sign("text\n").encode()).signatures[0].value
    spent = seconds(lambda: [ed25519.verify(KEY.vkey.public, b"text\n", signature) for _ in range(50)])
    print(f"{'Ed25519 in plain Python':28} {spent / 50 * 1000:10.1f} ms a signature")
    bundle(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)


if __name__ == "__main__":
    main()
