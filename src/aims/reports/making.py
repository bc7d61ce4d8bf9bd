"""From a report to a paper: its front, its foot, and the language or languages it is written in."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import override

from aims.kernel.workflow import Words
from aims.lib.language import language_code
from aims.press.blocks import Block, Paper, Paragraph, Said, in_both
from aims.press.writers import FORMATS

from .proof import checkpoint
from .reading import Reading, Report, moment, organisation

type Language = Literal["en", "zh", "both"]
LANGUAGES: tuple[Language, ...] = ("en", "zh", "both")
_OVER = {"en": "en", "zh": "zh-hans"}


@dataclass(frozen=True)
class Order:
    """What is asked for: which report, of which world, for whom, about what. `registry.ordered` makes one."""

    report: Report
    reading: Reading


def written(order: Order, speaking: Language) -> Paper:
    """The paper; in both languages the one that is active comes first."""
    if speaking != "both":
        return _in(order, _OVER[speaking])
    first = language_code()
    second = next(other for other in _OVER.values() if other != first)
    return in_both(_in(order, first), _in(order, second))


def file_of(order: Order, speaking: Language, format: str) -> bytes:
    """The file; `format` is a key of `FORMATS`. Raises `Denied` where it cannot be written, as without a font."""
    return FORMATS[format].write(written(order, speaking))


def file_name(order: Order, speaking: Language, format: str) -> str:
    """Its name says what it is about and the day that it shows, so that two are not mistaken for each other."""
    about = order.reading.about
    parts = (order.report.name, about.ref if about else "", order.reading.which, order.reading.world.today.isoformat())
    return f"{'-'.join(part for part in parts if part)}.{speaking}.{format}"


def _in(order: Order, tongue: str) -> Paper:
    with override(tongue):
        return order.report.content(order.reading)


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
        str(name), organisation(reading.world), language_code(), reading.world.at, front, (*blocks, told), foot, wide
    )
