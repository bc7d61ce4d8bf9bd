"""The list of any kind: fifty a page by key, filters with counts in the address, as of any day."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from aims.kernel.kinds import Kind
from aims.kernel.lists import found
from aims.kernel.models import Person, Record, Unit
from aims.kernel.policy import condition, reads_only_what_is_in_force, visible
from aims.kernel.world import World
from aims.lib.clock import iso
from aims.web.asked import Asked, address, seen
from aims.web.frame import name_of
from aims.web.looks.parts import Cell, Column, FilterGroup, FilterLook, RowLook, Said
from aims.web.values import column, label_of, reading, role_name, sentence_case, target_of

PER_PAGE = 50
MANY = 10_000
NONE = "-"
"""In the address: records where the field is empty."""
TALLIES_KEPT = 64

type Extra = tuple[Column, Callable[[Record], Cell]]


@dataclass(frozen=True)
class Key:
    """A place in the order of the list: when a record last changed, and its id."""

    at: dt.datetime
    pk: UUID

    def __str__(self) -> str:
        return f"{iso(self.at)}~{self.pk}"

    @classmethod
    def of(cls, record: Record) -> "Key":
        return cls(record.changed_at, record.pk)

    @classmethod
    def read(cls, said: str) -> "Key | None":
        at, _tilde, pk = said.partition("~")
        try:
            instant = dt.datetime.fromisoformat(at)
            return cls(instant.astimezone(dt.UTC), UUID(pk)) if instant.tzinfo else None
        except (ValueError, OverflowError):
            return None


class Listing:
    """One kind as somebody asks for it: which filters, which words, which page, which order."""

    def __init__(
        self, asked: Asked, kind: Kind, path: str, extra: Sequence[Extra] = (), keeps: Mapping[str, str] | None = None
    ) -> None:
        """`keeps` is what else stands in the address and stays there when a filter is pressed."""
        self.asked, self.kind, self.path, self.extra, self.keeps = asked, kind, path, extra, keeps or {}
        self.chosen = {name: asked.GET[name] for name in kind.filters if asked.GET.get(name)}
        self.words = asked.GET.get("q", "").strip()[:200]
        self.oldest = asked.GET.get("order") == "oldest"
        self.after = Key.read(asked.GET.get("after", ""))
        self.before = Key.read(asked.GET.get("before", ""))

    # ---- which records ----

    @property
    def is_of_world(self) -> bool:
        """Whether the rows of today do not do: for another day, and where only what is in force may be read."""
        return self.asked.past is not None or reads_only_what_is_in_force(self.asked.actor, self.kind)

    @cached_property
    def ids_found(self) -> list[UUID] | None:
        if not self.words:
            return None
        then = self.asked.world if self.asked.past else None
        return [r.pk for r in found(self.asked.actor, self.words, self.kind, PER_PAGE, then)]

    def query(self) -> "models.QuerySet[Any]":
        """The records of the present that are asked for, by the spine alone where the filters allow."""
        wanted = Q()
        for name, value in self.chosen.items():
            wanted &= _is(self.kind, name, value)
        if self.ids_found is not None:
            wanted &= Q(pk__in=self.ids_found)
        on_spine = all(_on_spine(self.kind, name) for name in self.chosen)
        rows = Record.objects.filter(kind=self.kind.name) if on_spine else self.kind.model.objects.all()
        return visible(self.asked.actor, self.kind, rows).filter(wanted)

    @cached_property
    def _page(self) -> tuple[list[Record], bool, bool]:
        """The records of the page in order, whether some come before, whether some follow."""
        backwards = self.before is not None
        key, forwards_down = self.before or self.after, not self.oldest
        down = forwards_down != backwards
        found = self._some_of_world(key, down) if self.is_of_world else self._some_of_now(key, down)
        more = len(found) > PER_PAGE
        found = found[:PER_PAGE]
        if backwards:
            return found[::-1], more, True
        return found, key is not None, more

    def _some_of_now(self, key: Key | None, down: bool) -> list[Record]:
        rows = self.query().order_by(*(("-changed_at", "-id") if down else ("changed_at", "id")))
        if key:
            sign = "lt" if down else "gt"
            rows = rows.filter(
                Q(**{f"changed_at__{sign}": key.at}) | Q(**{"changed_at": key.at, f"id__{sign}": key.pk})
            )
        ids = list(rows.values_list("pk", flat=True)[: PER_PAGE + 1])
        held = self.kind.model.objects.in_bulk(ids)
        return [held[pk] for pk in ids]

    def _some_of_world(self, key: Key | None, down: bool) -> list[Record]:
        found = sorted(self.matching(), key=lambda r: (r.changed_at, r.pk), reverse=down)
        if key:
            place = (key.at, key.pk)
            found = [r for r in found if ((r.changed_at, r.pk) < place if down else (r.changed_at, r.pk) > place)]
        return found[: PER_PAGE + 1]

    def matching(self) -> list[Record]:
        """Every record that is asked for, from the world."""
        words = set(self.ids_found) if self.ids_found is not None else None
        return [
            record
            for record in visible_in(self.asked, self.kind)
            if _matches(self.kind, record, self.chosen) and (words is None or record.pk in words)
        ]

    # ---- how it is shown ----

    @property
    def records(self) -> list[Record]:
        return self._page[0]

    def url(self, **change: Any) -> str:
        kept: dict[str, Any] = {**self.keeps, **self.chosen, "q": self.words, "order": "oldest" if self.oldest else ""}
        return address(self.asked, self.path, {**kept, **change})

    @property
    def previous_url(self) -> str:
        records, has_before, _more = self._page
        return self.url(before=str(Key.of(records[0]))) if has_before and records else ""

    @property
    def next_url(self) -> str:
        records, _before, more = self._page
        return self.url(after=str(Key.of(records[-1]))) if more and records else ""

    @cached_property
    def _tally(self) -> tuple[int, dict[str, Counter[Any]]]:
        return tally(self.asked, self.kind, self.chosen)

    @property
    def total(self) -> str:
        count = len(self.matching()) if self.words else self._tally[0]
        if count > MANY:
            return _("about %(n)s") % {"n": f"{round(count, -3):,}"}
        return f"{count:,}"

    def columns(self) -> tuple[Column, ...]:
        heads = [Column(label_of(self.kind, name)) for name in self._shown]
        sort = Column(
            _("Changed"),
            sort_url=self.url(order="" if self.oldest else "oldest"),
            sorted="ascending" if self.oldest else "descending",
        )
        return (*heads, *(head for head, _cell in self.extra), sort)

    @property
    def _shown(self) -> tuple[str, ...]:
        return tuple(name for name in self.kind.columns if name != "changed_at")

    def rows(self) -> list[RowLook]:
        ending = address(self.asked, "")
        made = []
        for record in self.records:
            url = f"/r/{record.ref}/{ending}"
            cells = [_cell(self.asked, record, name, url) for name in self._shown]
            cells += [cell(record) for _head, cell in self.extra]
            made.append(RowLook((*cells, Cell(reading(self.asked, record, "changed_at"), "soft"))))
        return made

    def states(self) -> tuple[FilterLook, ...]:
        """The states as a row of buttons, “all” first."""
        if "state" not in self.kind.filters:
            return ()
        counts = self._tally[1]["state"]
        chosen = self.chosen.get("state", "")
        every = FilterLook(_("All"), self.url(state=""), sum(counts.values()), not chosen)
        known = [state for state in self.kind.workflow.states if counts[state] or state == chosen]
        return (
            every,
            *(
                FilterLook(
                    sentence_case(self.kind.workflow.label(state)),
                    self.url(state=state),
                    counts[state],
                    state == chosen,
                )
                for state in known
            ),
        )

    def groups(self) -> tuple[FilterGroup, ...]:
        """The other filters, each folded under its name."""
        return tuple(group for name in self.kind.filters if name != "state" if (group := self._group(name)) is not None)

    def _group(self, name: str) -> FilterGroup | None:
        counts, chosen = self._tally[1][name], self.chosen.get(name, "")
        if not counts and not chosen:
            return None
        named = sorted(
            ((_named(self.asked, self.kind, name, v), v) for v in counts), key=lambda p: str(p[0]).casefold()
        )
        choices = [
            FilterLook(label, self.url(**{name: _said(value)}), counts[value], _said(value) == chosen)
            for label, value in named
        ]
        every = FilterLook(_("All"), self.url(**{name: ""}), None, not chosen)
        now = next((choice.label for choice in choices if choice.pressed), "")
        return FilterGroup(label_of(self.kind, name), (every, *choices), now)


def visible_in(asked: Asked, kind: Kind) -> Iterable[Record]:
    """Every record of the kind in the world that is shown, in the version that the reader may read."""
    records = asked.world.all(kind.model)
    if condition(asked.actor, kind) is None:
        return records
    return [shown for record in records if (shown := seen(asked, record)) is not None]


def tally(asked: Asked, kind: Kind, chosen: Mapping[str, str]) -> tuple[int, dict[str, Counter[Any]]]:
    """How many match, and for each filter how many there are of each value among what the other filters leave."""
    key = (kind.name, _scope(asked, kind), tuple(sorted(chosen.items())))
    kept: dict[Any, Any] = asked.world.memory.setdefault("tallies", {})
    last = asked.world.last((kind.name,))
    known = kept.get(key)
    if known and known[0] == last:
        found: tuple[int, dict[str, Counter[Any]]] = known[1]
        return found
    found = _count(asked.world, kind, visible_in(asked, kind), chosen)
    if len(kept) >= TALLIES_KEPT:
        kept.clear()
    kept[key] = (last, found)
    return found


def _scope(asked: Asked, kind: Kind) -> Any:
    """What decides who sees what: everything, or this person's own view."""
    if condition(asked.actor, kind) is None:
        return None
    return asked.actor.person, tuple((held.role.id, held.units) for held in asked.actor.held), asked.now.seq


def _count(
    _world: World, kind: Kind, records: Iterable[Record], chosen: Mapping[str, str]
) -> tuple[int, dict[str, Counter[Any]]]:
    attributes = {name: column(kind, name).attname for name in kind.filters}
    counts: dict[str, Counter[Any]] = {name: Counter() for name in kind.filters}
    total = 0
    for record in records:
        values = record.__dict__
        misses = [name for name, value in chosen.items() if _said(values[attributes[name]]) != value]
        if not misses:
            total += 1
            for name, attribute in attributes.items():
                counts[name][values[attribute]] += 1
        elif len(misses) == 1:
            counts[misses[0]][values[attributes[misses[0]]]] += 1
    return total, counts


def _said(value: Any) -> str:
    return NONE if value in (None, "") else str(value)


def _matches(kind: Kind, record: Record, chosen: Mapping[str, str]) -> bool:
    return all(_said(getattr(record, column(kind, name).attname)) == value for name, value in chosen.items())


def _on_spine(kind: Kind, name: str) -> bool:
    return column(kind, name).model is Record


def _is(kind: Kind, name: str, value: str) -> Q:
    field = column(kind, name)
    if value == NONE:
        return Q(**{f"{name}__isnull": True}) if field.null else Q(**{name: ""})
    if isinstance(field, models.ForeignKey):
        try:
            return Q(**{field.attname: UUID(value)})
        except ValueError:
            return Q(pk__in=())
    return Q(**{name: value})


def _named(asked: Asked, kind: Kind, name: str, value: Any) -> Said:
    """A value of a filter in words."""
    field = column(kind, name)
    if value in (None, ""):
        return _("none")
    if isinstance(field, models.ForeignKey):
        other = asked.world.get(target_of(field), value)
        shown = other if isinstance(other, Unit | Person) else seen(asked, other)
        return name_of(shown) if shown else str(_("not visible to you"))
    if field.choices:
        return sentence_case(dict(field.flatchoices).get(value, value))
    return sentence_case(role_name(value)) if name == "role" else str(value)


def _cell(asked: Asked, record: Record, name: str, url: str) -> Cell:
    if name == "ref":
        return Cell(record.ref, "ref", url)
    if name == "title":
        return Cell(name_of(record), "text", url)
    said = reading(asked, record, name)
    if name == "state":
        return Cell(said, "tag")
    if name == "review_due" and record.review_due and asked.world.passed(record.review_due):
        return Cell(said, "flag")
    field = column_of(record, name)
    if isinstance(field, models.DateField):
        return Cell(said, "soft")
    return Cell(said, "figure" if isinstance(field, models.IntegerField) else "text")


def column_of(record: Record, name: str) -> Any:
    return record._meta.get_field(name)
