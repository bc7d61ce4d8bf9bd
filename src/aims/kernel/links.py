"""Links between records and to files: checked, written, and part of their source's image."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from .denied import Denied
from .kinds import Kind
from .models import File, Link, LinkImage, Record
from .policy import not_editable
from .world import World

ATTACHMENT = "attachment"


def of(ids: Sequence[UUID]) -> dict[UUID, list[LinkImage]]:
    """The links that each of `ids` has now: one query."""
    found: dict[UUID, list[LinkImage]] = {}
    if ids:
        rows = Link.objects.filter(source__in=ids).values_list("source", "relation", "target", "file", "label")
        for source, relation, target, digest, label in rows:
            found.setdefault(source, []).append(LinkImage(relation, target, digest or "", label))
    return found


def held_by(record: Record) -> Sequence[LinkImage]:
    """The links of `record`: of an image those that it had, of a row those that it has now."""
    held: Sequence[LinkImage] | None = getattr(record, "links", None)
    return of([record.pk]).get(record.pk, []) if held is None else held


def target_model(kind: Kind, action: str, name: str) -> type[Record] | None:
    """The model that the value called `name` must lead to, if it is a reference at all."""
    if action in ("link", "unlink"):
        return Record if name == "target" else None
    if action in ("attach", "detach", "comment") or name not in kind.takes(action):
        return None
    column = kind.field(name)
    model = column.related_model if isinstance(column, models.ForeignKey) else None
    return model if isinstance(model, type) and issubclass(model, Record) else None


def changed(
    kind: Kind, record: Record, action: str, values: Mapping[str, Any], links: list[LinkImage]
) -> list[LinkImage]:
    """The links of `record` after `action`. Values: `relation, target, label` or `digest, size, media_type, label`."""
    relation = kind.relation(str(values.get("relation")))
    if relation and relation not in kind.open_relations(record.state):
        raise not_editable(record, kind)
    match action:
        case "link":
            return [*links, _new_link(kind, record, values, links)]
        case "unlink":
            wanted = (str(values.get("relation")), _uuid(values.get("target")))
            return _without(record, links, [k for k in links if (k.relation, k.target) == wanted])
        case "attach":
            added = LinkImage(ATTACHMENT, None, str(values["digest"]), str(values.get("label", ""))[:300])
            if any(k.digest == added.digest for k in links):
                raise Denied("link_exists", ref=record.ref)
            return [*links, added]
        case "detach":
            return _without(record, links, [k for k in links if k.digest == str(values.get("digest"))])
    return links


def _uuid(value: Any) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None


def _new_link(kind: Kind, record: Record, values: Mapping[str, Any], links: list[LinkImage]) -> LinkImage:
    relation = kind.relation(str(values.get("relation")))
    if relation is None:
        known = ", ".join(r.name for r in kind.relations)
        raise Denied("relation_unknown", kind=kind.label, relation=values.get("relation"), known=known)
    pk = _uuid(values.get("target"))
    target = Record.objects.filter(pk=pk).first() if pk else None
    if target is None:
        raise Denied("ref_unknown", ref=relation.label)
    if target.pk == record.pk or (relation.target and relation.target != target.kind):
        raise Denied("wrong_target", relation=relation.label, ref=target.ref)
    added = LinkImage(relation.name, target.pk, "", str(values.get("label", ""))[:300])
    if any((k.relation, k.target) == (added.relation, added.target) for k in links):
        raise Denied("link_exists", ref=record.ref)
    return added


def _without(record: Record, links: list[LinkImage], gone: list[LinkImage]) -> list[LinkImage]:
    if not gone:
        raise Denied("link_missing", ref=record.ref)
    return [k for k in links if k not in gone]


def write(changes: Iterable[tuple[Record, list[LinkImage], bool]]) -> None:
    """Bring the rows of records whose links an action changed to what their image says; the flag says: all are new."""
    for record, links, is_new in changes:
        rows = [] if is_new else list(Link.objects.filter(source=record.pk))
        before = {(r.relation, r.target_id, r.file_id or ""): r for r in rows}
        after = {(k.relation, k.target, k.digest): k for k in links}
        for key in before.keys() - after.keys():
            models.Model.delete(before[key])
        Link.objects.bulk_create(
            Link(source_id=record.pk, relation=k.relation, target_id=k.target, file_id=k.digest or None, label=k.label)
            for key, k in after.items()
            if key not in before
        )


def pins(kind: Kind, record: Record, links: Iterable[LinkImage], world: World) -> dict[str, int]:
    """The versions in force now of what a record relies on, by link or by reference: what its approval was given on.

    Of what was unsettled since it was put in force, the version that unsettled it: the approver has seen that too.
    """
    relied = [k.target for k in links if k.relation in kind.relies_on and k.target]
    references = (name for name in kind.relies_on if kind.relation(name) is None)
    relied += [pk for pk in (getattr(record, kind.field(name).attname) for name in references) if pk]
    relied += kind.rests_on(record, world) if kind.rests_on else ()
    if not relied:
        return {}
    rows = Record.objects.filter(pk__in=relied, in_force_version__isnull=False)
    found = rows.values_list("pk", "in_force_version", "significant_version")
    return {str(pk): max(version or 0, significant or 0) for pk, version, significant in found}


def keep_file(values: Mapping[str, Any]) -> None:
    """Note an attachment's row within `perform()`; its content lies in the store already."""
    file = File(digest=str(values["digest"]), size=int(values["size"]), media_type=str(values["media_type"]))
    File.objects.bulk_create([file], ignore_conflicts=True)
