"""A small believable ledger, the same every time, for the tests of bundles and for the measurements."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import rfc8785
from aims_sdk.proof import leaf_hash

from aims.ledger.bundle import BundleContents, Opening
from aims.ledger.notes import SigningKey, checkpoint_text
from aims.ledger.tree import Tree

KEY = SigningKey("aims.example.org/ledger", bytes(range(32)))
OTHER_KEY = SigningKey("aims.example.org/ledger", bytes(range(1, 33)))
START = datetime(2026, 11, 22, 5, tzinfo=UTC)


def opening(seq: int) -> Opening:
    """The contents of an event, Chinese and awkward numbers included."""
    body: dict[str, Any] = {
        "after": {"title": f"信用评分模型 {seq}", "level": 1.0, "weight": 1e-7, "😀": "\u2028"},
        "reason": None,
    }
    return Opening(sha256(b"salt %d" % seq).digest()[:16], rfc8785.dumps(body))


def entry(seq: int) -> bytes:
    """The envelope of an event: three records take turns, and every tenth event is the system's own."""
    system = seq % 10 == 0
    turn = seq - seq // 10
    contents = opening(seq)
    return rfc8785.dumps(
        {
            "v": 1,
            "seq": seq,
            "at": (START + timedelta(seconds=seq // 2)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "actor": "system" if system else str(UUID(int=7)),
            "on_behalf_of": None if seq % 2 else str(UUID(int=8)),
            "kind": "ai_system",
            "record": None if system else str(UUID(int=100 + turn % 3)),
            "version": 0 if system else (turn + 2) // 3,
            "action": "edit",
            "body_hash": sha256(contents.salt + contents.body).hexdigest(),
        }
    )


def checkpoint(size: int, key: SigningKey = KEY) -> bytes:
    """The signed checkpoint of this ledger at ``size`` entries."""
    root = Tree(leaf_hash(entry(seq)) for seq in range(1, size + 1)).root()
    return key.sign(checkpoint_text(key.name, size, root)).encode()


def contents(size: int, previous: int = 0, cited: tuple[int, ...] = ()) -> BundleContents:
    """A bundle's contents of ``size`` events; every seventh was erased."""
    attached = "董事会批准的政策\n".encode()
    return BundleContents(
        entries=[entry(seq) for seq in range(1, size + 1)],
        openings={seq: opening(seq) for seq in range(1, size + 1) if seq % 7},
        attachments={sha256(attached).hexdigest(): attached},
        cited=cited,
        posture=json.dumps({"met": 3}).encode(),
        previous=checkpoint(previous) if previous else None,
    )
