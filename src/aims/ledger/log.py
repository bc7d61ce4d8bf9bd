"""The log over all events: integrate new leaves into the tree, then publish a signed checkpoint.

Web processes only number events; this runs in the worker, a second behind at most (sequence → integrate → publish).
"""

import os
import secrets
from pathlib import Path

from aims_sdk.proof import Checkpoint as NamedCheckpoint
from aims_sdk.proof import open_note, parse_checkpoint
from django.conf import settings
from django.db import transaction

from aims.kernel.models import Event
from aims.lib import clock
from aims.lib.files import written

from . import tree
from .models import Checkpoint, TreeNode
from .notes import SigningKey, checkpoint_text

_AT_ONCE = 20_000
LAST_CHECKPOINT = "last-checkpoint"


def signing_key() -> SigningKey:
    """The key of this installation's log, made at its first use; the name of the log is made with it."""
    path: Path = settings.HOME.keys / "ledger"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = SigningKey.generate(f"openaims/{secrets.token_hex(8)}")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
            f.write(new.secret)
    return SigningKey.parse(path.read_text())


def stored(level: int, index: int) -> bytes:
    """The stored node at (`level`, `index`); `KeyError` where there is none."""
    row = TreeNode.objects.filter(level=level, index=index).values_list("digest", flat=True).first()
    if row is None:
        raise KeyError((level, index))
    return bytes(row)


def size() -> int:
    """How many events the tree holds."""
    last = TreeNode.objects.filter(level=0).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def latest() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def extend() -> Checkpoint | None:
    """Bring the tree up to the last event and sign it; the newest checkpoint, or None for an empty log."""
    key = signing_key()
    while True:
        with transaction.atomic():
            start = size()
            _refuse_if_rewritten(start)
            leaves = list(Event.objects.filter(seq__gt=start).order_by("seq").values_list("seq", "leaf")[:_AT_ONCE])
            if not leaves:
                return latest()
            if [seq for seq, _leaf in leaves] != list(range(start + 1, start + 1 + len(leaves))):
                raise RuntimeError(f"The log has a hole after event {start}: run `aims fsck`.")
            nodes = tree.extend(start, (bytes(leaf) for _seq, leaf in leaves), stored)
            TreeNode.objects.bulk_create(
                [TreeNode(level=lv, index=i, digest=d) for lv, i, d in nodes], batch_size=5_000
            )
            reached = start + len(leaves)
            _sign(key, reached)
        if len(leaves) < _AT_ONCE:
            return latest()


def _sign(key: SigningKey, reached: int) -> None:
    root = tree.root(reached, stored)
    note = key.sign(checkpoint_text(key.name, reached, root))
    Checkpoint.objects.create(size=reached, root=root, at=clock.now(), note=note)
    transaction.on_commit(lambda: _remember(note))


def _memory() -> Path:
    """Where the last checkpoint signed here is remembered: beside the key, outside the database."""
    path: Path = settings.HOME.keys / LAST_CHECKPOINT
    return path


def _remember(note: str) -> None:
    with written(_memory()) as out:
        out.write(note.encode())


def last_signed() -> NamedCheckpoint | None:
    """The last checkpoint that this installation's key signed, as remembered beside the key."""
    path = _memory()
    if not path.exists():
        return None
    text, _key = open_note(path.read_bytes(), [signing_key().vkey])
    return parse_checkpoint(text)


def _refuse_if_rewritten(held: int) -> None:
    """Nothing is signed that is not the continuation of what was signed last."""
    last = last_signed()
    if last is not None and (held < last.size or tree.root(last.size, stored) != last.root):
        raise RuntimeError(f"The log here is not the one whose {last.size} events were signed last: run `aims fsck`.")
