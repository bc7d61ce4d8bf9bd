"""Does the database say what was signed? Finds a deleted event, a changed event, a row edited behind the back."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from aims_sdk.proof import Unproven, open_note, parse_checkpoint
from django.conf import settings
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aims.kernel import links as linking
from aims.kernel.images import Image, image
from aims.kernel.kinds import KINDS
from aims.kernel.models import Event, File, LogHead, Record, RefCounter
from aims.kernel.numbers import envelope
from aims.kernel.workflow import Words
from aims.lib.canonical import canonical

from . import tree
from .log import last_signed, signing_key
from .models import Checkpoint, TreeNode

SENTENCES: dict[str, Words] = {
    "event_missing": _("Event %(seq)s is missing: the log goes from %(before)s to %(after)s."),
    "event_changed": _("Event %(seq)s differs from what its leaf commits to."),
    "body_changed": _("The contents of event %(seq)s (%(ref)s) differ from what was recorded."),
    "body_missing": _("The contents of event %(seq)s are gone, and no erasure is recorded."),
    "tree_differs": _("Event %(seq)s differs from what the tree holds."),
    "checkpoint_broken": _("The checkpoint of %(size)s events is not signed by this installation's key: %(why)s"),
    "root_differs": _("The checkpoint of %(size)s events was signed over another log than the one stored here."),
    "events_lost": _("The log ends at event %(last)s, but %(size)s were signed."),
    "rewritten": _("The log here is not the one whose %(size)s events were signed last: it was rewritten or cut."),
    "node_differs": _("The tree was changed: node %(level)s/%(index)s is not what the events say."),
    "actor_differs": _("Event %(seq)s names another actor than was recorded."),
    "trigger_missing": _("The database's guard on the log is missing: %(names)s."),
    "unreadable": _("The log cannot be read beyond event %(seq)s: %(why)s"),
    "head_differs": _("The log's counter says %(head)s, the last event is %(last)s."),
    "counter_differs": _("The counter of %(prefix)s says %(last)s, the highest ref is %(ref)s."),
    "row_changed": _("%(ref)s was changed outside the application: %(fields)s."),
    "row_missing": _("The record of event %(seq)s (%(kind)s) is missing."),
    "row_unknown": _("%(ref)s has no event: it was written outside the application."),
    "file_missing": _("The attachment %(digest)s is missing."),
    "file_changed": _("The attachment %(digest)s was changed."),
}


@dataclass(frozen=True)
class Problem:
    code: str
    params: dict[str, Any]

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % self.params


def fsck() -> Iterator[Problem]:
    """Everything that is not as it was signed, as it is found. Reads the whole log once; changes nothing."""
    last: dict[Any, tuple[int, Image]] = {}
    yield from _guards()
    try:
        reached = yield from _events(last)
    except (ValueError, TypeError, KeyError, OverflowError) as why:
        yield Problem("unreadable", {"seq": max((seq for seq, _image in last.values()), default=0), "why": str(why)})
        return
    head = LogHead.objects.values_list("seq", flat=True).get(pk=1)
    if head != reached:
        yield Problem("head_differs", {"head": head, "last": reached})
    yield from _checkpoints(reached)
    yield from _counters()
    yield from _rows(last)
    yield from _files()


def _events(last: dict[Any, tuple[int, Image]]) -> Generator[Problem, None, int]:
    """Each event against its leaf, its body and the tree; fills `last`; returns the last number."""
    held = dict(TreeNode.objects.filter(level=0).values_list("index", "digest").iterator())
    erased = set(Event.objects.filter(action="erased").values_list("record", flat=True))
    before = 0
    for event in Event.objects.order_by("seq").select_related("body_row").iterator(chunk_size=2_000):
        if event.seq != before + 1:
            yield Problem("event_missing", {"seq": before + 1, "before": before, "after": event.seq})
        before = event.seq
        leaf = sha256(b"\x00" + canonical(envelope(event))).digest()
        if leaf != bytes(event.leaf):
            yield Problem("event_changed", {"seq": event.seq})
        elif event.seq - 1 in held and bytes(held[event.seq - 1]) != leaf:
            yield Problem("tree_differs", {"seq": event.seq})
        yield from _body(event, erased, last)
    return before


def _body(event: Event, erased: set[Any], last: dict[Any, tuple[int, Image]]) -> Iterator[Problem]:
    row = getattr(event, "body_row", None)
    if row is None:
        if event.record_id not in erased:
            yield Problem("body_missing", {"seq": event.seq})
        return
    if event.record_id is not None:
        last[event.record_id] = (event.seq, row.body["after"])
    if event.withheld and row.body.get("actor") != str(event.actor_id or "system"):
        yield Problem("actor_differs", {"seq": event.seq})
    if sha256(bytes(row.salt) + canonical(row.body)).hexdigest() != event.body_hash:
        yield Problem("body_changed", {"seq": event.seq, "ref": row.body.get("after", {}).get("ref", "")})


def _checkpoints(reached: int) -> Iterator[Problem]:
    """Every checkpoint carries our signature and fits the tree built anew from the events' own leaves."""
    rebuilt = tree.Tree(bytes(leaf) for leaf in Event.objects.order_by("seq").values_list("leaf", flat=True).iterator())
    yield from _nodes(rebuilt)
    last = last_signed()
    if last is not None and (last.size > len(rebuilt) or rebuilt.root(last.size) != last.root):
        yield Problem("rewritten", {"size": last.size})
    key = signing_key().vkey
    for row in Checkpoint.objects.order_by("size").iterator():
        try:
            text, _key = open_note(row.note.encode(), [key])
            said = parse_checkpoint(text)
        except Unproven as why:
            yield Problem("checkpoint_broken", {"size": row.size, "why": why.sentence.told(get_language() or "en")})
            continue
        if said.size > min(reached, len(rebuilt)):
            yield Problem("events_lost", {"last": reached, "size": said.size})
        elif (said.size, said.root) != (row.size, bytes(row.root)) or rebuilt.root(said.size) != said.root:
            yield Problem("root_differs", {"size": row.size})


def _nodes(rebuilt: tree.Tree) -> Iterator[Problem]:
    """Every stored node is what the events' own leaves make it."""
    for level, index, digest in TreeNode.objects.values_list("level", "index", "digest").iterator():
        try:
            fits = bytes(digest) == rebuilt.node(level, index)
        except (IndexError, KeyError):
            continue  # beyond the events that are left: said by the checkpoints
        if not fits and level:
            yield Problem("node_differs", {"level": level, "index": index})


GUARDS = {
    "sqlite": ("event_no_update", "event_no_delete", "body_no_update", "body_erased_only"),
    "postgresql": ("event_immutable", "body_immutable", "body_erased_only"),
}


def _guards() -> Iterator[Problem]:
    """The triggers that refuse changes to the log are in place."""
    table = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(table if connection.vendor == "sqlite" else "SELECT tgname FROM pg_trigger")
        present = {row[0] for row in cursor.fetchall()}
    if missing := [name for name in GUARDS[connection.vendor] if name not in present]:
        yield Problem("trigger_missing", {"names": ", ".join(missing)})


def _counters() -> Iterator[Problem]:
    """The counter of each prefix is not behind its highest ref: then the next record would be refused."""
    counted = dict(RefCounter.objects.values_list("prefix", "last"))
    for kind in KINDS:
        refs = Record.objects.filter(kind=kind.name).values_list("ref", flat=True).iterator()
        highest = max((int(ref.rpartition("-")[2]) for ref in refs if ref[-1:].isdigit()), default=0)
        if counted.get(kind.prefix, 0) < highest:
            yield Problem(
                "counter_differs", {"prefix": kind.prefix, "last": counted.get(kind.prefix, 0), "ref": highest}
            )


def _rows(last: dict[Any, tuple[int, Image]]) -> Iterator[Problem]:
    """Each row with its links equals its last image."""
    for kind in KINDS:
        records = list(kind.model.objects.order_by("pk"))
        links = _links_of([r.pk for r in records])
        for record in records:
            if record.pk not in last:
                yield Problem("row_unknown", {"ref": record.ref})
                continue
            _seq, after = last.pop(record.pk)
            now = image(record, links.get(record.pk, []))
            if differing := sorted(name for name in now.keys() | after.keys() if now.get(name) != after.get(name)):
                yield Problem("row_changed", {"ref": after.get("ref", record.ref), "fields": ", ".join(differing)})
    for seq, after in last.values():
        yield Problem("row_missing", {"seq": seq, "kind": after.get("kind", "")})


def _links_of(ids: list[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for start in range(0, len(ids), 500):
        found.update(linking.of(ids[start : start + 500]))
    return found


def _files() -> Iterator[Problem]:
    for digest in File.objects.values_list("digest", flat=True).iterator():
        path = settings.HOME.file(digest)
        if not path.exists():
            yield Problem("file_missing", {"digest": digest})
        elif sha256(path.read_bytes()).hexdigest() != digest:
            yield Problem("file_changed", {"digest": digest})
