"""What a report reads: the records of a world as one reader may see them, and the words it puts them into."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record, Unit
from aims.kernel.policy import Actor, as_seen
from aims.kernel.standing import STANDING_LABELS, standings
from aims.kernel.wording import day_text
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.lib.language import language, language_code
from aims.press.blocks import Paper, Said, Text, plain

NONE = "–"
"""What stands where there is nothing: a blank does not occur."""


@dataclass(frozen=True)
class Reading:
    """`world` is put on paper, as `actor` may see it by what its records are `now`: a look back opens nothing."""

    world: World
    now: World
    actor: Actor
    about: Record | None = None
    """What the paper speaks of, where that is one record: as the reader may read it."""
    which: str = ""
    """Which of the report's readings it is."""

    def seen[R: Record](self, record: R | None) -> R | None:
        """`record`, the latest of the world, in the version that the reader may read."""
        if record is None:
            return None
        return as_seen(self.actor, record, self.world, self.now.get(type(record), record.pk))

    def all[R: Record](self, model: type[R]) -> list[R]:
        """Every record of the kind that the reader may see, by ref."""
        found = (self.seen(record) for record in self.world.all(model))
        return sorted((record for record in found if record is not None), key=lambda record: record.ref)

    def hides(self, *models: type[Record]) -> bool:
        """Whether the world holds a record of `models` that the reader may not see."""
        return any(self.seen(record) is None for model in models for record in self.world.all(model))

    def cited(self, record: Record | None) -> Said:
        """“RSK-0001 Its title”, or that it is not visible; a dash for nothing."""
        if record is None:
            return NONE
        shown = self.seen(record)
        return Text(f"{shown.ref} {shown.name}", shown.name_lang) if shown else _("not visible to you")

    def in_version(self, record: Record | None) -> Said:
        """`cited`, and the number of its version."""
        name = self.cited(record)
        if record is None or not isinstance(name, Text):
            return name
        return Text(f"{name.words} · {_('version %(n)s') % {'n': record.edition}}", name.lang)

    def decided(self, held: Record | None) -> Said:
        """Who put the version in force that is `held`, and on which day."""
        if held is None:
            return _("Nobody yet")
        on = day(timezone.localtime(held.stamp.at).date())
        by = self.world.get(Person, held.stamp.actor)
        return Text(f"{by.name if by else _('the system')}{between()}{on}", by.name_lang if by else language_code())

    def person(self, pk: UUID | None) -> Said:
        """The name of a person: everybody may name people."""
        person = self.world.get(Person, pk)
        return title(person) if person else NONE


@dataclass(frozen=True)
class Report:
    """A report: what it is called in addresses and commands, what people call it, what it says, and its content.

    One `of` a kind speaks of one record, and may have several `readings`, by the word that addresses use: the first is
    meant where nobody says which.
    """

    name: str
    title: Words
    about: Words
    content: Callable[[Reading], Paper]
    of: type[Record] | None = None
    readings: Mapping[str, Words] = field(default_factory=dict)


def title(record: Record) -> Said:
    return Text(record.name, record.name_lang)


def organisation(world: World) -> Said:
    """The name of the organisation."""
    top = next((unit for unit in world.all(Unit) if unit.parent_id is None), None)
    return title(top) if top else NONE


def sentence_case(words: Words) -> str:
    """The first letter large, as heads of columns are written; the declarations write it small."""
    text = str(words)
    return text[:1].upper() + text[1:]


def listed(names: Iterable[str]) -> str:
    several = tuple(names)
    asks = any(name.endswith(("?", "？", ".", "。")) for name in several)
    between = (", ", "; ") if language() != "zh" else ("、", "；")
    return between[asks].join(several) or NONE


def between() -> str:
    """What stands between two parts of one sentence."""
    return "，" if language() == "zh" else ", "


def together(said: Sequence[Said]) -> Said:
    """Several in a row, each once; in their own language where they share one, which a cell may be in."""
    said = list(dict.fromkeys(said))
    langs = {one.lang for one in said if isinstance(one, Text)}
    words = listed(plain(one) for one in said)
    is_one = len(langs) == 1 and all(isinstance(one, Text) for one in said)
    return Text(words, langs.pop()) if is_one else words


def day(value: dt.date | None) -> str:
    return day_text(value) if value else NONE


def moment(at: dt.datetime) -> str:
    """10 Nov 2026, 10:42 where the organisation is, with its zone."""
    local = timezone.localtime(at)
    space = " " if language() == "zh" else ", "
    return f"{day_text(local)}{space}{local:%H:%M} ({local:%Z})"


def state(record: Record, world: World) -> str:
    """What was decided of the record, and what the clock has made of it since."""
    decided = str(KINDS[record.kind].workflow.label(record.state))
    return listed((decided, *(str(STANDING_LABELS[one]) for one in standings(record, world))))
