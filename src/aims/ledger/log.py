"""The log over all events: integrate new leaves into the tree, then publish a signed checkpoint.

Web processes only number events; this runs in the worker, a second behind at most (sequence → integrate → publish).
"""

import os
import secrets
from pathlib import Path

from aims_sdk.proof import Checkpoint as NamedCheckpoint
from aims_sdk.proof import Unproven, open_note, parse_checkpoint
from aims_sdk.proof.merkle import EMPTY_ROOT
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aims.kernel.models import Event, LogHead
from aims.lib import clock
from aims.lib.files import written
from aims.lib.language import language

from . import tree
from .models import Checkpoint, TreeNode
from .notes import SigningKey, checkpoint_text

_AT_ONCE = 20_000
LAST_CHECKPOINT = "last-checkpoint"


class CannotSign(ValueError):
    """What is stored here is not the continuation of what was signed: nothing more is signed, and this says why."""


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
    """How many events the tree holds: nodes and the checkpoint over them are written together."""
    return Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0


def latest() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def extend() -> Checkpoint | None:
    """Bring the tree up to the last event and sign it; the newest checkpoint, or None for an empty log.

    Raises `CannotSign` where that would not continue what was signed.
    """
    key = signing_key()
    while True:
        with transaction.atomic():
            # The lock makes whoever else extends wait, so that what is read here is not half of their work.
            head = LogHead.objects.select_for_update(no_key=True).values_list("seq", flat=True).filter(pk=1).first()
            start = size()
            _refuse_if_rewritten(start)
            leaves = list(Event.objects.filter(seq__gt=start).order_by("seq").values_list("seq", "leaf")[:_AT_ONCE])
            reached = start + len(leaves)
            if [seq for seq, _leaf in leaves] != list(range(start + 1, reached + 1)):
                raise CannotSign(_("The log has a hole after event %(last)s: run `aims fsck`.") % {"last": start})
            is_all = len(leaves) < _AT_ONCE
            if head is None or head < start or (is_all and head > reached):
                raise CannotSign(
                    _("The log's counter says %(head)s, and its last event is %(last)s: run `aims fsck`.")
                    % {"head": head, "last": reached}
                )
            if not leaves:
                last = latest()
                if last is not None and not _memory().exists():
                    _remember(last.note)  # as after a restore
                return last
            nodes = tree.extend(start, (bytes(leaf) for _seq, leaf in leaves), stored)
            try:
                TreeNode.objects.bulk_create(
                    [TreeNode(level=lv, index=i, digest=d) for lv, i, d in nodes], batch_size=5_000
                )
            except IntegrityError as taken:
                raise CannotSign(_surplus(start)) from taken
            _sign(key, reached)
        if is_all:
            return latest()


def _sign(key: SigningKey, reached: int) -> None:
    root = tree.root(reached, stored)
    note = key.sign(checkpoint_text(key.name, reached, root))
    Checkpoint.objects.create(size=reached, root=root, at=clock.now(), note=note)
    _remember(note)


def _memory() -> Path:
    """Where the last checkpoint signed here is remembered: beside the key, outside the database."""
    path: Path = settings.HOME.keys / LAST_CHECKPOINT
    return path


def _remember(note: str) -> None:
    """Once what was signed is stored."""

    def write() -> None:
        with written(_memory()) as out:
            out.write(note.encode())

    transaction.on_commit(write)


def last_signed() -> NamedCheckpoint | None:
    """The last checkpoint that this installation's key signed, as remembered beside the key."""
    path = _memory()
    return opened(path.read_bytes()) if path.exists() else None


def opened(note: str | bytes) -> NamedCheckpoint:
    """The checkpoint in a note that this installation's key signed; raises `Unproven` for any other."""
    text, _key = open_note(note if isinstance(note, bytes) else note.encode(), [signing_key().vkey])
    return parse_checkpoint(text)


def _refuse_if_rewritten(held: int) -> None:
    """Nothing is signed that is not the continuation of what was signed last: here, and as remembered."""
    row = latest()
    try:
        remembered, said = last_signed(), opened(row.note) if row else None
    except Unproven as why:
        told = why.sentence.told(language())
        raise CannotSign(
            _("The last checkpoint is not signed by this installation's key: %(why)s") % {"why": told}
        ) from why
    if _root(held) != (said.root if said else EMPTY_ROOT) or (said and said.size != held):
        raise CannotSign(_rewritten(held))
    if remembered and (held < remembered.size or _root(remembered.size) != remembered.root):
        raise CannotSign(_rewritten(remembered.size))
    if TreeNode.objects.filter(level=0, index__gte=held).exists():
        raise CannotSign(_surplus(held))


def _root(size: int) -> bytes | None:
    try:
        return tree.root(size, stored)
    except KeyError:
        return None  # a node is missing


def _surplus(size: int) -> str:
    return _("The tree holds more than the %(size)s events signed: run `aims fsck`.") % {"size": size}


def _rewritten(size: int) -> str:
    return _("The log here is not the one whose %(size)s events were signed last: run `aims fsck`.") % {"size": size}
