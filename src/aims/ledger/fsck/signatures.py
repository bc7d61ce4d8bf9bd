"""What was signed, here and as remembered beside the key, against the events and the stored tree."""

import datetime as dt
from collections.abc import Iterator

from aims.kernel.models import Event
from aims.ledger.log import last_signed, opened, signing_key, size
from aims.ledger.models import Checkpoint, TreeNode
from aims.lib import clock

from .problems import Problem, told
from .seen import Seen, each, raw

_BEHIND = dt.timedelta(minutes=1)


def key(seen: Seen) -> Iterator[Problem]:
    """Without it nothing can be said of what it signed: the tree is then held against the last checkpoint's row."""
    seen.signed = min(size(), len(seen.rebuilt))
    seen.key = signing_key().vkey
    yield from ()


def checkpoints(seen: Seen) -> Iterator[Problem]:
    """Every checkpoint carries our signature and fits the tree built anew from the events' own leaves."""
    sizes = Checkpoint.objects.order_by("size").values_list("size", flat=True)
    for said_size, row in each(Checkpoint.objects.all(), sizes if seen.key else []):
        try:
            if not isinstance(row, Checkpoint):
                raise row or LookupError(said_size)
            said = opened(row.note)
        except Exception as why:
            yield Problem("checkpoint_broken", {"size": said_size, "why": told(why)})
            continue
        seen.signed = max(seen.signed, said.size)
        if said.size > min(seen.reached, len(seen.rebuilt)):
            yield Problem("events_lost", {"last": seen.reached, "size": said.size})
        elif (said.size, said.root) != (row.size, raw(row.root)) or seen.rebuilt.root(said.size) != said.root:
            yield Problem("root_differs", {"size": row.size})


def remembered(seen: Seen) -> Iterator[Problem]:
    """The checkpoint kept outside the database fits the log, and is among those stored."""
    last = last_signed() if seen.key else None
    if last is None:
        return
    seen.signed = max(seen.signed, last.size)
    if last.size > len(seen.rebuilt) or seen.rebuilt.root(last.size) != last.root:
        yield Problem("rewritten", {"size": last.size})
    elif not Checkpoint.objects.filter(size=last.size).exists():
        yield Problem("checkpoint_missing", {"size": last.size})


def nodes(seen: Seen) -> Iterator[Problem]:
    """The stored tree is whole, holds nothing beyond what was signed, and is what the events' own leaves make."""
    levels = set(TreeNode.objects.values_list("level", flat=True).distinct())
    for level in sorted(levels | set(range(seen.signed.bit_length()))):
        yield from _level(level, seen)


def _level(level: int, seen: Seen) -> Iterator[Problem]:
    wanted = seen.signed >> level if level >= 0 else 0
    known, held = min(wanted, len(seen.rebuilt) >> max(level, 0)), set()
    rows = TreeNode.objects.filter(level=level).order_by("index").values_list("index", "digest")
    for index, digest in rows.iterator():
        held.add(index)
        if 0 <= index < known and raw(digest) != seen.rebuilt.node(level, index):
            params = {"level": level, "index": index, "seq": index + 1}
            yield Problem("node_differs" if level else "tree_differs", params)
    missing = [index for index in range(wanted) if index not in held]
    surplus = sorted(index for index in held if not 0 <= index < wanted)
    for code, found in (("nodes_missing", missing), ("nodes_surplus", surplus)):
        if found:
            yield Problem(code, {"level": level, "count": len(found), "index": found[0]})


def unsigned(seen: Seen) -> Iterator[Problem]:
    """For a moment the worker is behind; for a minute it does not run, or refuses."""
    since = Event.objects.filter(seq__gt=seen.signed).order_by("seq").values_list("at", flat=True).first()
    if since is not None and clock.now() - since > _BEHIND:
        yield Problem("unsigned", {"first": seen.signed + 1, "last": seen.reached})
