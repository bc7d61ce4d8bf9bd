"""What a monitor can measure: the figures that are computed from decisions, and those that people take themselves."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

import yaml
from django.utils.functional import lazy

from aims.kernel.workflow import Words
from aims.lib.language import language
from aims.telemetry.metrics.registry import METRICS, Metric

type Better = Literal["higher", "lower", "nearer_zero", "nearer_one"]

_FILE = Path(__file__).with_name("measures.yaml")


class Measure(NamedTuple):
    """One measure: its name, the direction that is better, its unit, and whether it is computed from decisions."""

    name: str
    better: Better
    unit: str
    label: Words
    needs: frozenset[str] = frozenset()
    by_group: bool = False
    by_feature: bool = False
    is_computed: bool = False


@cache
def measures() -> dict[str, Measure]:
    """Every measure by name: those computed from decisions first, then those that people take."""
    said = yaml.safe_load(_FILE.read_text("utf-8"))
    by_arrival = {name: _read(name, is_computed=True, **one) for name, one in said["by_arrival"].items()}
    by_hand = {name: _read(name, **one) for name, one in said["by_hand"].items()}
    return {name: _of(metric) for name, metric in METRICS.items()} | by_arrival | by_hand


def _of(metric: Metric) -> Measure:
    by_group, by_feature = metric.by == "group", metric.by == "feature"
    better = cast("Better", metric.better)
    return Measure(metric.name, better, metric.unit, metric.label, metric.needs, by_group, by_feature, True)


def _read(name: str, *, en: str, zh: str, **more: Any) -> Measure:
    return Measure(name, label=_said(en, zh), **more)


def _in_language(en: str, zh: str) -> str:
    return zh if language() == "zh" else en


_said = lazy(_in_language, str)


def choices() -> Iterator[tuple[str, Words]]:
    """The measures as a field offers them."""
    return ((measure.name, measure.label) for measure in measures().values())
