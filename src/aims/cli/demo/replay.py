"""Tells a story through the one door: each act is a command of the person who acted, at the instant they did."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import ForeignKey

from aims.accounts.models import User
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform_all
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.reactions import run_reactions
from aims.kernel.world import World, present
from aims.lib import clock
from aims.lib.ids import uuid7
from aims.monitoring import running
from aims.monitoring.models import Breach, Reading
from aims.monitoring.recording import freeze
from aims.systems.models import AISystem

from . import census
from .story import BOTH, Act, Step, Story
from .stream import Stream

type Progress = Callable[[dt.date, int, int], None]
"""Told the day that was reached, how many steps are done, and of how many."""

PAUSE = dt.timedelta(minutes=3)
SYSTEM_NAME = "system"
_UNDER_MONITOR: dict[str, type[Breach | Reading]] = {"breach": Breach, "reading": Reading}


@dataclass
class _Known:
    """A record of the story: what it is, which language it is written in."""

    id: UUID
    kind: str
    lang: str


@dataclass
class Replay:
    """The story being told; `users` are the ways to sign in by user name."""

    story: Story
    users: Mapping[str, User]
    stream: Stream | None = None
    """The decisions that come in; the last of them are still to come when the story is told."""
    _known: dict[str, _Known] = field(default_factory=dict)

    def tell(self, progress: Progress) -> int:
        """Every step in order; returns how many commands were carried out."""
        zone, told = ZoneInfo(settings.TIME_ZONE), 0
        for n, step in enumerate(self.story.steps, 1):
            instant = dt.datetime.combine(self.story.day(step.on), step.at, zone).astimezone(dt.UTC)
            if step.work:
                with clock.set_to(instant):
                    told += self._work(step)
                    run_reactions()
            for acts in self._batches(step):
                with clock.set_to(instant):
                    self._find_made_by_system(acts)
                    told += len(self._perform(step.by, acts, instant))
                    run_reactions()
                instant += PAUSE
            progress(self.story.day(step.on), n, len(self.story.steps))
        return told

    def _batches(self, step: Step) -> Iterator[list[Act]]:
        """Acts that can go together: no record twice, and none that leads to one made in the same batch."""
        batch: list[Act] = []
        touched: set[str] = set()
        for act in () if step.work else step.acts:
            if act.record in touched or touched & self._names_in(act):
                yield batch
                batch, touched = [], set()
            batch.append(act)
            touched.add(act.record)
        if batch:
            yield batch

    def _work(self, step: Step) -> int:
        if step.work == "freeze":
            return self._freeze(step)
        if self.stream is None and self.story.arrivals:
            self.stream = Stream.of(self._known[self.story.arrivals.system].id, self.story)
        if self.stream:
            self.stream.receive()
        return len(running.run())

    def _freeze(self, step: Step) -> int:
        """The baseline is the decisions of 2015, which came in before there was anywhere to record them."""
        (act,) = step.acts
        world, content = present(), census.frozen()
        self._introduce(act)
        values = self._values(act, KINDS["baseline"], self._known[act.record])
        system = world.get(AISystem, values.pop("system"))
        assert system is not None
        said = {"rows": content.rows, "origin": "file", "release": census.VERSION, **values}
        made = freeze(Actor.of(world, self._known[step.by].id), system, json.loads(content.to_json()), **said)
        self._known[act.record].id = made.id
        return 1

    def _find_made_by_system(self, acts: list[Act]) -> None:
        """`MON-0001.breach` is the breach of that monitor, which nobody of the story made."""
        for act in acts:
            under, _dot, kind = act.record.partition(".")
            if kind and act.record not in self._known:
                found = _UNDER_MONITOR[kind].objects.filter(monitor=self._known[under].id).latest("pk")
                self._known[act.record] = _Known(found.pk, kind, found.lang)

    @staticmethod
    def _names_in(act: Act) -> set[str]:
        return {v for v in act.values.values() if isinstance(v, str)} | {name for _relation, name in act.links}

    def _perform(self, by: str, acts: list[Act], instant: dt.datetime) -> list[Record]:
        world = present()
        person = SYSTEM if by == SYSTEM_NAME else Actor.of(world, self._known[by].id)
        # Ways to sign in are given by whoever operates the installation, not by anybody in it.
        actors = [SYSTEM if act.action == "set_sign_in" else person for act in acts]
        commands = [self._command(act, actor, instant, world) for act, actor in zip(acts, actors, strict=True)]
        return perform_all(commands, world=world)

    def _command(self, act: Act, actor: Actor, instant: dt.datetime, world: World) -> Command:
        if act.action == "create":
            self._introduce(act)
        known = self._known[act.record]
        kind = KINDS[known.kind]
        seen = world.get(kind.model, known.id)
        return Command(
            kind.name,
            act.action,
            actor,
            known.id,
            self._values(act, kind, known),
            expect=seen.version if seen else None,
            reason=self.story.words(act.why, self._language(world, actor)),
            authenticated_at=instant if actor.person else None,
            links=[(relation, self._known[name].id) for relation, name in act.links if act.action == "create"],
        )

    def _introduce(self, act: Act) -> None:
        lang = act.values.get("lang", "en")
        self._known[act.record] = _Known(uuid7(), act.kind, lang)

    def _language(self, world: World, actor: Actor) -> str:
        """What somebody says is in their own language."""
        person = KINDS["person"].model
        found = world.get(person, actor.person)
        return getattr(found, "language", "en")

    def _values(self, act: Act, kind: Kind, known: _Known) -> dict[str, Any]:
        if act.action in ("link", "unlink"):
            return {name: self._known[v].id if name == "target" else v for name, v in act.values.items()}
        found: dict[str, Any] = {}
        takes = kind.takes(act.action)
        given = {**act.values, **{name: v for name, v in act.also.items() if name in takes}}
        for name, value in given.items():
            found |= self._value(kind, takes, name, value, known.lang)
        return found

    def _value(self, kind: Kind, takes: tuple[str, ...], name: str, value: Any, lang: str) -> dict[str, Any]:
        """One field of the story as fields of the record: a text in two languages may fill two."""
        if isinstance(value, Mapping) and "document" in value:
            value = self.story.document(value["document"], value["edition"])
        if isinstance(value, Mapping) and value.keys() == BOTH:
            other = "en" if lang.startswith("zh") else "zh"
            alt = {f"{name}_alt": self.story.words(value, other)} if f"{name}_alt" in takes else {}
            return {name: self.story.words(value, lang), **alt}
        if isinstance(value, dt.date):
            return {name: self.story.day(value)}
        if not isinstance(value, str):
            return {name: value}
        if name in takes and isinstance(column := kind.field(name), ForeignKey):
            is_record = issubclass(column.related_model, Record)
            return {name: self._known[value].id if is_record else self.users[value].pk}
        return {name: self.story.words(value, lang)}
