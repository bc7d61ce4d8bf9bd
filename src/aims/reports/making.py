"""From a report to a paper: its front, its foot, and the language or languages it is written in."""

from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import override

from aims.kernel.policy import Actor
from aims.kernel.workflow import Words
from aims.kernel.world import World, present
from aims.press.blocks import Block, Paper, Paragraph, Said, in_both
from aims.press.writers import FORMATS

from .proof import checkpoint
from .reading import Reading, Report, language, moment, organisation

type Language = Literal["en", "zh", "both"]
LANGUAGES: tuple[Language, ...] = ("en", "zh", "both")
_OVER = {"en": "en", "zh": "zh-hans"}


def written(report: Report, world: World, actor: Actor, speaking: Language) -> Paper:
    """`report` of `world` as `actor` may see it; in both languages the one that is active comes first."""
    reading = Reading(world, present(), actor)
    if speaking != "both":
        return _in(report, reading, _OVER[speaking])
    first = language()
    second = next(other for other in _OVER.values() if other != first)
    return in_both(_in(report, reading, first), _in(report, reading, second))


def file_of(report: Report, world: World, actor: Actor, speaking: Language, format: str) -> bytes:
    """The file; `format` is a key of `FORMATS`. Raises `Denied` where it cannot be written, as without a font."""
    return FORMATS[format].write(written(report, world, actor, speaking))


def file_name(report: Report, world: World, speaking: Language, format: str) -> str:
    """Its name says the day that it shows, so that two of them are not mistaken for each other."""
    return f"{report.name}-{world.today.isoformat()}.{speaking}.{format}"


def _in(report: Report, reading: Reading, tongue: str) -> Paper:
    with override(tongue):
        return report.content(reading)


def paper(
    reading: Reading,
    name: Words,
    facts: tuple[tuple[Said, Said], ...],
    blocks: tuple[Block, ...],
    *,
    wide: bool = False,
) -> Paper:
    """A paper in the language that is active; its front says as of when, bound by which checkpoint, and for whom."""
    bound, short = checkpoint(reading)
    front = (
        (_("As of"), moment(reading.world.at)),
        *facts,
        (_("Checkpoint"), bound),
        (
            _("Made for"),
            reading.person(reading.actor.person) if reading.actor.person else _("whoever runs the installation"),
        ),
    )
    told = Paragraph(
        _("This is what the records show. Whether the requirements are satisfied is for an auditor to conclude.")
    )
    foot = f"OpenAIMS · {name} · {moment(reading.world.at)} · {short}"
    return Paper(
        str(name), organisation(reading.world), language(), reading.world.at, front, (*blocks, told), foot, wide
    )
