"""Every route of the API with a request that it takes: out of the registry, so that a new kind is tested unasked."""

from hashlib import sha256
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart

from aims.api.records import is_computed
from aims.kernel.kinds import COMMON_ACTIONS, KINDS, Kind
from aims.kernel.models import Record
from tests.api.asking import plain
from tests.kernel.story import Story, values_for

READS = ("list", "read", "links", "history", "file")
NOTE = b"What the supplier answered.\n"
DIGEST = sha256(NOTE).hexdigest()
UPLOAD = encode_multipart("edge", {"file": SimpleUploadedFile("answer.txt", NOTE)})


class Road(NamedTuple):
    """One route, as asked for one record."""

    name: str
    method: str
    path: str
    body: Any = None
    sort: str = "application/json"


def actions(kind: Kind) -> list[str]:
    """The actions of `kind` that have a route."""
    hidden = {"create", "edit"} if is_computed(kind) else set()
    return [action for action in kind.actions if action not in hidden]


MATRIX = [(kind.name, action) for kind in KINDS for action in actions(kind)]


def reading(kind: Kind, record: Record) -> list[Road]:
    at = f"/{kind.name}/{record.ref}"
    paths = (f"/{kind.name}", at, f"{at}/links", f"{at}/history", f"{at}/files/{DIGEST}")
    return [Road(f"{what}_{kind.name}", "GET", path) for what, path in zip(READS, paths, strict=True)]


def acting(kind: Kind, action: str, record: Record | None, story: Story) -> Road:
    """The request that has `action` done to `record` (to a new one for `create`)."""
    name, at = f"{action}_{kind.name}", f"/{kind.name}/{record.ref if record else ''}"
    if action == "comment":
        return Road(name, "POST", f"{at}/comment", {"text": "Seen."})
    if action == "attach":
        return Road(name, "POST", f"{at}/attach", UPLOAD, "multipart/form-data; boundary=edge")
    if action == "detach":
        return Road(name, "POST", f"{at}/detach", {"digest": DIGEST})
    if action in COMMON_ACTIONS:
        relation = kind.relations[0] if kind.relations else None
        target = story.units["south"]
        return Road(
            name, "POST", f"{at}/{action}", {"relation": relation.name if relation else "none", "target": str(target)}
        )
    body: dict[str, Any] = {"reason": "Because."}
    if values := values_for(kind, story, kind.takes(action)):
        body["values"] = plain(values | ({"unit": story.units["top"]} if "unit" in values else {}))
    if action == "create":
        return Road(name, "POST", f"/{kind.name}", body)
    if record:
        body["expect"] = record.version
    return Road(name, "PATCH", at, body) if action == "edit" else Road(name, "POST", f"{at}/{action}", body)


def brought_to(story: Story, kind: Kind, action: str) -> Record:
    """A new record in a state that `action` is possible from, by acts of whoever may."""
    record = story.create(kind)
    move = kind.workflow.transition(action)
    wanted = move.source if move else kind.workflow.editable if action == "edit" else {record.state}
    for step in _way(kind, record.state, frozenset(wanted)):
        record = story.act(record, step)
    return record


def _way(kind: Kind, start: str, goals: frozenset[str]) -> list[str]:
    """The shortest series of moves from `start` to one of `goals`."""
    ways: list[tuple[str, list[str]]] = [(start, [])]
    seen = {start}
    for state, way in ways:
        if state in goals:
            return way
        for move in kind.workflow.transitions:
            if state in move.source and move.target and move.target not in seen:
                seen.add(move.target)
                ways.append((move.target, [*way, move.name]))
    raise AssertionError(f"{kind.name}: no way from {start} to {sorted(goals)}")
