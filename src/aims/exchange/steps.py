"""What a row of a register asks of the record it stands for: commands, or a sentence why none."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from aims.kernel.kinds import Kind
from aims.kernel.models import Record
from aims.kernel.perform import Command
from aims.kernel.policy import Actor
from aims.lib.canonical import digest

from .fields import UNIT_NAME, held, is_same, settable
from .maps.rows import FieldSpec, Row, Value
from .maps.values import Refused
from .models import SourceRow
from .reasons import Reason
from .references import References, Units

type Effect = Literal["created", "updated", "unchanged", "gone"]


@dataclass(frozen=True)
class Step:
    """The commands on one record, one after the other, and the row of identity that goes with them."""

    effect: Effect
    row: Row | None
    commands: tuple[Command, ...] = ()
    entry: SourceRow | None = None


@dataclass(frozen=True)
class Planning:
    kind: Kind
    actor: Actor
    source: str
    lang: str
    specs: Mapping[str, FieldSpec]
    references: References
    units: Units
    at: dt.datetime
    day: dt.date

    def create(self, row: Row) -> Step:
        """Raises `Refused` or `Denied`, as do the others."""
        wanted = self._wanted(row)
        values = {name: settable(self.kind, name, value) for name, value in wanted.items()}
        if "lang" in self.kind.fields and self.source:
            values.setdefault("lang", self.lang)
        attributes = self._attributes(row, {}) if self.source else None
        command = Command(self.kind.name, "create", self.actor, values=values, attributes=attributes)
        return Step("created", row, (command,), self._entry(row, None))

    def change(self, row: Row, record: Record, entry: SourceRow | None) -> Step:
        """Sets what the source changed and the record does not say yet, in a draft; an approved version stays."""
        values = self._changed(row, record, entry.parts if entry else None)
        attributes = self._attributes(row, record.attributes) if self.source else None
        if not values and attributes in (None, record.attributes):
            return Step("unchanged", row, (), self._entry(row, entry))
        return Step("updated", row, self._edits(record, values, attributes), self._entry(row, entry))

    def back(self, row: Row, record: Record, entry: SourceRow) -> Step:
        """The source holds the row again, as it was."""
        mark = {k: v for k, v in record.attributes.get("source", {}).items() if k not in ("gone_since", "marked")}
        return Step("updated", row, (self._remark(record, mark, "back_reason"),), self._entry(row, entry))

    def gone(self, record: Record, entry: SourceRow) -> Step:
        """The source holds the row no more: said in the record's history, and nothing of its content touched."""
        entry.gone_since = self.at
        if record.state in self.kind.workflow.ended:
            return Step("gone", None, (), entry)
        mark = {**record.attributes.get("source", {}), "gone_since": self.day.isoformat(), "marked": record.version + 1}
        return Step("gone", None, (self._remark(record, mark, "gone_reason"),), entry)

    def _remark(self, record: Record, mark: dict[str, Any], code: str) -> Command:
        reason = str(Reason(code, {"source": self.source, "date": self.day.isoformat()}))
        attributes = {**record.attributes, "source": mark}
        return Command(
            self.kind.name,
            "comment",
            self.actor,
            record.pk,
            reason=reason,
            attributes=attributes,
            expect=record.version,
        )

    def _edits(self, record: Record, values: dict[str, Any], attributes: dict[str, Any] | None) -> tuple[Command, ...]:
        workflow, name, version = self.kind.workflow, self.kind.name, record.version
        if record.state in workflow.editable:
            edit = Command(name, "edit", self.actor, record.pk, values, version, attributes=attributes)
            return (edit,)
        revise = workflow.transition("revise")
        if revise and record.state in revise.source:
            if attributes:
                attributes["source"]["revises"] = record.in_force_version
            first = Command(name, "revise", self.actor, record.pk, expect=version)
            return (first, Command(name, "edit", self.actor, record.pk, values, version + 1, attributes=attributes))
        code = "record_ended" if record.state in workflow.ended else "record_locked"
        raise Refused(code, ref=record.ref, state=workflow.label(record.state))

    def _attributes(self, row: Row, before: Mapping[str, Any]) -> dict[str, Any]:
        mark: dict[str, Any] = {"name": self.source, "key": row.key}
        if unit := row.values.get(UNIT_NAME):
            mark["unit"] = unit
        if "revises" in before.get("source", {}):
            mark["revises"] = before["source"]["revises"]
        return {"source": mark, "columns": dict(row.attributes)}

    def _entry(self, row: Row, entry: SourceRow | None) -> SourceRow | None:
        if not self.source:
            return None
        entry = entry or SourceRow(source=self.source, key=row.key)
        entry.digest, entry.parts = row.digest, parts_of(row)
        entry.last_seen, entry.gone_since = self.at, None
        return entry

    def _wanted(self, row: Row) -> dict[str, Any]:
        """The row's values with names turned into records."""
        found: dict[str, Any] = {}
        for name, value in row.values.items():
            if name == UNIT_NAME:
                if value:
                    found["unit"] = self.units.find(str(value))
            else:
                found[name] = self._referred(name, value)
        return found

    def _referred(self, name: str, value: Value) -> Any:
        spec = self.specs[name]
        return self.references.find(self.kind, spec, str(value)) if spec.type == "ref" and value else value

    def _changed(self, row: Row, record: Record, parts: Mapping[str, str] | None) -> dict[str, Any]:
        changed = {}
        now = parts_of(row) if parts is not None else {}
        for name, value in self._wanted(row).items():
            said = UNIT_NAME if name not in row.values else name
            if parts is not None and (parts.get(said) == now[said] or (said not in parts and not value)):
                continue
            current = held(self.kind, record, name)
            if is_same(self.specs.get(name) or self.specs[said], current, value) or self._unseen(name, current, value):
                continue
            changed[name] = settable(self.kind, name, value)
        return changed

    def _unseen(self, name: str, current: Any, value: Any) -> bool:
        """An empty cell where the record leads to what the asker may not see: the export left it out."""
        if value or self.source or not isinstance(current, UUID):
            return False
        return not self.references.sees(self.kind, name, current)


def parts_of(row: Row) -> dict[str, str]:
    return {name: digest(value)[:12] for name, value in row.values.items()}
