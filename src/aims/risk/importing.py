"""Takes risk libraries in, through the one door and again and again: what is new, what changed, what is gone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from uuid import UUID

from aims.kernel.models import Unit
from aims.kernel.perform import Command, perform_all, rehearse
from aims.kernel.policy import Actor, decide
from aims.kernel.world import World, present

from .kinds.library import LIBRARY_RISK
from .libraries import Libraries, Tie
from .models import LibraryRisk

BATCH = 200
KIND = LIBRARY_RISK.name
GONE = "gone"
"""In the attributes of an entry that an import retired: an import may bring it back, unlike what a person retired."""
_GONE = "The edition that was imported holds it no more."
_BACK = "The edition that was imported holds it again."
type _Key = tuple[str, str]


@dataclass(frozen=True)
class Plan:
    """What an import would do: entries by library and id."""

    create: dict[_Key, dict[str, str]]
    update: dict[UUID, dict[str, str]]
    reinstate: tuple[UUID, ...]
    retire: tuple[UUID, ...]
    unchanged: int
    ties: frozenset[Tie]
    """Those that no record holds yet."""
    dangling: int
    """Ties that lead to an entry which neither the files nor the register hold: its library is not here."""

    @property
    def counts(self) -> dict[str, int]:
        return {
            "created": len(self.create),
            "updated": len({*self.update, *self.reinstate}),
            "retired": len(self.retire),
            "unchanged": self.unchanged,
            "links": len(self.ties),
        }

    @property
    def changes(self) -> int:
        return sum(self.counts.values()) - self.unchanged


def may_import(actor: Actor, world: World) -> None:
    """Raises `Denied` for who may not make entries of a risk library at the top of the organisation."""
    top = next((unit.id for unit in world.all(Unit) if unit.parent_id is None), None)
    draft = LibraryRisk(kind=KIND, state=LIBRARY_RISK.workflow.initial, unit_id=top, author_id=actor.person)
    if denied := decide(actor, "create", draft, LIBRARY_RISK, world=world, is_new=True):
        raise denied


def plan(world: World, found: Libraries) -> Plan:
    """What taking `found` in would change in `world`. Of a library that comes whole, what is not in it is gone."""
    held = {(one.library, one.code): one for one in world.all(LibraryRisk)}
    known = [(held[key], values) for key, values in found.entries.items() if key in held]
    back = tuple(one.id for one, _values in known if one.state == "retired" and one.attributes.get(GONE))
    update = {
        one.id: values for one, values in known if (one.state == "current" or one.id in back) and _differs(one, values)
    }
    gone = (one for key, one in held.items() if one.library in found.whole and key not in found.entries)
    by_code = {code: library for library, code in (*held, *found.entries)}
    possible = {tie for tie in found.ties if {tie.source, tie.target} <= by_code.keys()}
    return Plan(
        {key: values for key, values in found.entries.items() if key not in held},
        update,
        back,
        tuple(one.id for one in gone if one.state == "current"),
        len(known) - len({*update, *back}),
        frozenset(possible - set(_ties(held.values()))),
        len(found.ties) - len(possible),
    )


def _differs(one: LibraryRisk, values: dict[str, str]) -> bool:
    """Whether the edition words the entry otherwise; the same words in another file are no change."""
    return any(getattr(one, name) != value for name, value in values.items() if name not in ("digest", "release"))


def _ties(entries: Iterable[LibraryRisk]) -> Iterator[Tie]:
    codes = {one.id: one.code for one in entries}
    for one in entries:
        for link in one.links:
            if link.target in codes:
                yield Tie(link.relation, one.code, codes[link.target])


def take_in(found: Libraries, actor: Actor) -> Plan:
    """Carry out what `plan` says of the world as it is. Raises `Denied` where `actor` may not, or for an entry that is
    refused; nothing is taken then.

    In batches, each one transaction: a run that was broken off goes on where it stood when it is repeated.
    """
    world = present()
    may_import(actor, world)
    doing = plan(world, found)
    commands = [Command(KIND, "create", actor, values=values) for values in doing.create.values()]
    back = [Command(KIND, "reinstate", actor, pk, reason=_BACK, attributes={}) for pk in doing.reinstate]
    changed = [Command(KIND, "edit", actor, pk, values) for pk, values in doing.update.items()]
    gone = [Command(KIND, "retire", actor, pk, reason=_GONE, attributes={GONE: True}) for pk in doing.retire]
    if denied := next(filter(None, rehearse([[command] for command in (*commands, *gone)], world=world)), None):
        raise denied
    for series in (back, commands, changed, gone):
        for batch in batched(series, BATCH):
            perform_all(batch)
    _tie(doing.ties, actor)
    return doing


def _tie(ties: Iterable[Tie], actor: Actor) -> None:
    """Make the links, of one entry one after the other."""
    ids = {one.code: one.id for one in present().all(LibraryRisk)}
    waiting: dict[UUID, list[Command]] = {}
    for tie in sorted(ties):
        link = {"relation": tie.relation, "target": ids[tie.target]}
        source = ids[tie.source]
        waiting.setdefault(source, []).append(Command(KIND, "link", actor, source, link))
    while waiting:
        for batch in batched([commands.pop() for commands in waiting.values()], BATCH):
            perform_all(batch)
        waiting = {source: commands for source, commands in waiting.items() if commands}


def neighbours(world: World, entry: LibraryRisk) -> list[LibraryRisk]:
    """The current entries that `entry` maps to by a crosswalk, in either direction, by library and title."""
    led_to = {link.target for link in entry.links if link.relation == "maps_to"}
    found = (
        one
        for one in world.in_force(LibraryRisk)
        if one.id in led_to or any(k.relation == "maps_to" and k.target == entry.id for k in one.links)
    )
    return sorted(found, key=lambda one: (one.library_name, one.title))
