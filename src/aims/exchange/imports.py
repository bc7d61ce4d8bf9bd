"""Import: the rows of a register become records, all through `perform`, again and again without doing anything twice.

Rows go in batches, each one transaction. A batch that is refused is tried row by row, so that only the rows that
cannot be taken are left out, each with its sentence. What was finished stays finished; a run after a crash goes on.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from aims.kernel.denied import Denied
from aims.kernel.kinds import AUTHOR, OWNER, Kind
from aims.kernel.models import Record
from aims.kernel.perform import perform_all, rehearse
from aims.kernel.policy import Actor, decide
from aims.kernel.world import present
from aims.lib import clock
from aims.lib.files import written
from aims.lib.language import language_code

from .fields import UNIT_NAME
from .maps import BadMap, Map, Rejected, Row
from .maps.values import Refused
from .models import SourceRow
from .own_tables import OwnRecords
from .reasons import Reason, Refusal
from .references import References, Units
from .registers import Register, open_register
from .snapshots import Comparison, compare
from .steps import Planning, Step
from .writing import write_rejects

BATCH = 200
MANY_GONE = 10
"""More than these, and more than a quarter of all, is told: the file may not be whole."""
type Progress = Callable[[int, int], None]
"""How many rows are done, of how many that ask for a change."""


@dataclass(frozen=True)
class Outcome:
    """What an import did, or (in a dry run) would do. `gone` counts what is newly gone from the source."""

    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    gone: int
    units: int
    refusals: tuple[Rejected, ...]
    notices: tuple[Reason, ...]
    reject_file: Path | None = None

    @property
    def counts(self) -> dict[str, int]:
        names = ("read", "created", "updated", "unchanged", "rejected", "gone")
        return {name: getattr(self, name) for name in names}


class Overtaken(Refusal):
    """Another import of the same source is running."""


def import_file(
    file: Path | str | bytes,
    *,
    kind: str,
    actor: Actor,
    map: Map | Path | str | None = None,
    dry_run: bool = False,
    name: str = "",
    reject_to: Path | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Import a file, or its bytes with the `name` it came under.

    Raises `Unreadable`, `BadMap` or `Denied` before anything is changed: each is a sentence.
    """
    return import_register(
        open_register(file, kind=kind, map=map, name=name),
        actor=actor,
        dry_run=dry_run,
        reject_to=reject_to,
        progress=progress,
    )


def import_register(
    register: Register,
    *,
    actor: Actor,
    dry_run: bool = False,
    reject_to: Path | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """As `import_file`, of a register that is open already."""
    may_import(actor, register.kind)
    run = _Run(register, actor, dry_run, progress)
    run.carry_out()
    refusals = tuple(sorted(run.refusals, key=lambda refused: refused.number))
    reject_file = None
    if reject_to is not None and refusals and not dry_run:
        with written(reject_to) as out:
            write_rejects(out, register.sheet.columns, refusals, language_code())
        reject_file = reject_to
    done = run.done
    return Outcome(
        read=len(register.outcomes),
        created=done["created"],
        updated=done["updated"],
        unchanged=done["unchanged"],
        rejected=len(refusals),
        gone=done["gone"],
        units=run.units_made,
        refusals=refusals,
        notices=(*register.sheet.notices, *run.notices),
        reject_file=reject_file,
    )


def may_import(actor: Actor, kind: Kind) -> None:
    """Raises `Denied` at once for who may neither create nor edit any record of `kind`."""
    wanted = {"create", "edit"}
    if actor.read_only:
        raise Denied("read_only")
    if actor.is_system or any(wanted & kind.granted.get(h.role.id, frozenset()) for h in actor.held):
        return
    own = [name for who, name in ((OWNER, "owner"), (AUTHOR, "author")) if wanted & kind.granted.get(who, frozenset())]
    if any(kind.model.objects.filter(**{name: actor.person}).exists() for name in own):
        return
    new = kind.model(kind=kind.name, state=kind.workflow.initial)
    denied = decide(actor, "create", new, kind, world=present(), is_new=True)
    if denied:
        raise denied


@dataclass
class _Run:
    register: Register
    actor: Actor
    dry_run: bool
    progress: Progress | None
    refusals: list[Rejected] = field(default_factory=list)
    notices: list[Reason] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    units_made: int = 0
    tried: int = 0
    total: int = 0

    def __post_init__(self) -> None:
        register, at = self.register, clock.now()
        references = References(self.actor)
        self.units = Units(references, register.lang)
        self.planning = Planning(
            register.kind,
            self.actor,
            register.source,
            register.lang,
            register.specs,
            references,
            self.units,
            at,
            at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(),
        )

    def carry_out(self) -> None:
        (self._from_source if self.register.source else self._from_own)()

    def _from_source(self) -> None:
        source, kind = self.register.source, self.register.kind
        entries = {entry.key: entry for entry in SourceRow.objects.filter(source=source)}
        self._require_kind(entries)
        brought = compare({key: entry.digest for key, entry in entries.items()}, self.register.outcomes)
        self.refusals.extend(brought.rejected)
        back = [row for row in brought.unchanged if entries[row.key].gone_since]
        gone = [] if self.register.is_rejects else [k for k in brought.gone if not entries[k].gone_since]
        if len(gone) > max(MANY_GONE, len(entries) // 4):
            self.notices.append(Reason("gone_many", {"n": len(gone), "m": len(entries), "source": source}))
        self.done["unchanged"] += len(brought.unchanged) - len(back)
        self.total = len(brought.created) + len(brought.updated) + len(back) + len(gone)
        self._make_units([*brought.created, *brought.updated])
        for rows in _batches(brought.created):
            self._take([(row, _later(self.planning.create, row)) for row in rows])
        plans, returned = self.planning, {row.key for row in back}
        for rows in _batches([*brought.updated, *back]):
            found = kind.model.objects.in_bulk([entries[row.key].record_id for row in rows])
            known = [(row, found[entries[row.key].record_id], entries[row.key]) for row in rows]
            self._take(
                [(row, _later(plans.back if row.key in returned else plans.change, row, r, e)) for row, r, e in known]
            )
        for keys in _batches(gone):
            found = kind.model.objects.in_bulk([entries[key].record_id for key in keys])
            self._take([(None, _later(plans.gone, found[entries[k].record_id], entries[k])) for k in keys])
        self._seen(brought, entries)

    def _require_kind(self, entries: dict[str, SourceRow]) -> None:
        other = SourceRow.objects.filter(source=self.register.source).exclude(record__kind=self.register.kind.name)
        if entries and (found := other.values_list("record__kind", flat=True).first()):
            map_ = self.register.map
            params = {"line": map_.source.line, "file": map_.file, "name": map_.source, "kind": found}
            raise BadMap((Reason("map_source_taken", params),))

    def _from_own(self) -> None:
        self.refusals.extend(o for o in self.register.outcomes if isinstance(o, Rejected))
        rows = [o for o in self.register.outcomes if isinstance(o, Row)]
        self.total = len(rows)
        records = OwnRecords(self.register.kind, self.actor)
        self._make_units(rows)
        for batch in _batches(rows):
            means: dict[int, UUID | None] = {}
            for row in batch:
                try:
                    means[row.number] = records.find(row, row.attributes)
                except Refused as refused:
                    self._refuse(row, refused.reason)
            found = self.register.kind.model.objects.in_bulk([pk for pk in means.values() if pk])
            taken = [row for row in batch if row.number in means]
            self._take([(row, self._own_step(row, found.get(means[row.number]))) for row in taken])

    def _own_step(self, row: Row, record: Record | None) -> Callable[[], Step]:
        if record is None:
            return _later(self.planning.create, row)
        return _later(self.planning.change, row, record, None)

    def _make_units(self, rows: Sequence[Row]) -> None:
        names = {str(name) for row in rows if (name := row.values.get(UNIT_NAME))}
        self.units_made = self.units.make(sorted(names), self.dry_run)
        if self.units_made:
            self.notices.append(Reason("units_made", {"n": self.units_made}))

    def _take(self, wishes: Sequence[tuple[Row | None, Callable[[], Step]]]) -> None:
        """Plan and carry out one batch."""
        steps = []
        for row, plan in wishes:
            try:
                steps.append(plan())
            except Refused as refused:
                self._refuse(row, refused.reason)
            except Denied as denied:
                self._refuse(row, denied)
        if self.dry_run:
            self._rehearse(steps)
        else:
            self._write_or_part(steps)
        self.tried += len(wishes)
        if self.progress:
            self.progress(self.tried, self.total)

    def _rehearse(self, steps: Sequence[Step]) -> None:
        for step, denied in zip(steps, rehearse([step.commands for step in steps]), strict=True):
            if denied:
                self._refuse(step.row, denied)
            else:
                self.done[step.effect] += 1

    def _write_or_part(self, steps: Sequence[Step]) -> None:
        try:
            self._write(steps)
        except Denied as denied:
            if len(steps) == 1:
                self._refuse(steps[0].row, denied)
                return
            for step in steps:
                self._write_or_part([step])

    def _write(self, steps: Sequence[Step]) -> None:
        """One transaction: first what comes first on each record, then the rest, then whose row it is."""
        with transaction.atomic():
            for turn in range(max((len(step.commands) for step in steps), default=0)):
                acting = [step for step in steps if len(step.commands) > turn]
                records = perform_all([step.commands[turn] for step in acting])
                for step, record in zip(acting, records, strict=True):
                    if step.entry is not None:
                        step.entry.record_id = record.pk
            self._keep([step.entry for step in steps if step.entry is not None])
        self.done.update(step.effect for step in steps)

    def _keep(self, entries: Sequence[SourceRow]) -> None:
        new = [entry for entry in entries if entry._state.adding]
        known = [entry for entry in entries if not entry._state.adding]
        try:
            SourceRow.objects.bulk_create(new)
        except IntegrityError as taken:
            raise Overtaken("import_overtaken", source=self.register.source) from taken
        SourceRow.objects.bulk_update(known, ["digest", "parts", "last_seen", "gone_since"])

    def _refuse(self, row: Row | None, why: Reason | Denied) -> None:
        if row is None:
            return
        reason = why if isinstance(why, Reason) else Reason("record_refused", {"why": why})
        self.refusals.append(Rejected(row.number, (reason,), self._raw(row.number), row.key, row.stem))

    def _raw(self, number: int) -> dict[str, str]:
        if not hasattr(self, "_lines"):
            self._lines: dict[int, tuple[str, ...]] = dict(self.register.sheet.lines)
        return dict(zip(self.register.sheet.columns, self._lines[number], strict=False))

    def _seen(self, brought: Comparison, entries: dict[str, SourceRow]) -> None:
        """Note that the source still holds what did not change, or could not be taken."""
        if self.dry_run:
            return
        outcomes: list[Row | Rejected] = [*brought.unchanged, *brought.rejected]
        keys = [outcome.key for outcome in outcomes if outcome.key in entries]
        for some in _batches([entries[key].pk for key in keys], 1000):
            SourceRow.objects.filter(pk__in=some).update(last_seen=self.planning.at)


def _later(plan: Callable[..., Step], *given: Any) -> Callable[[], Step]:
    return lambda: plan(*given)


def _batches[T](found: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    for start in range(0, len(found), size):
        yield found[start : start + size]
