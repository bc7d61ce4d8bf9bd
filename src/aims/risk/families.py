"""The families of risk, and the sources of Annex C that they come from. Names and links are in `families.yaml`."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from django.utils.functional import lazy

from aims import catalogue
from aims.lib.language import language

_FILE = Path(__file__).with_name("families.yaml")


class Family(NamedTuple):
    id: str
    label: dict[str, str]
    sources: tuple[str, ...]
    stages: tuple[str, ...]
    controls: tuple[str, ...]


@cache
def families() -> dict[str, Family]:
    """Every family by its id, in the order of the file."""
    rows = yaml.safe_load(_FILE.read_text("utf-8"))["families"]
    lists = ("sources", "stages", "controls")
    return {row["id"]: Family(**row | {name: tuple(row[name]) for name in lists}) for row in rows}


def _label(family: str) -> str:
    return families()[family].label[language()]


def _source(place: str) -> str:
    node = next(node for node in catalogue.annex_c() if node.place == place)
    return node.title.in_(language())


_label_of, _source_of = lazy(_label, str), lazy(_source, str)
FAMILIES = [(family, _label_of(family)) for family in families()]
SOURCES = [(node.place, _source_of(node.place)) for node in catalogue.annex_c() if node.sort == "risk_source"]
"""The sources of risk that Annex C lists, as codes."""


def _control(place: str) -> str:
    return f"{place} {catalogue.node(f'{catalogue.ISO_42001}/{place}').title.in_(language())}"


_control_of = lazy(_control, str)
ANNEX_A = [(control.place, _control_of(control.place)) for control in catalogue.controls()]
"""The 38 controls of Annex A, as codes."""
