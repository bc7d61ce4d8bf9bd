"""The Chinese catalogue of this room, compiled where a test wants it; the real registers, where they are."""

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.test import override_settings

import aims.exchange
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.world import present
from aims.lib import clock

PO = Path(aims.exchange.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def both_languages(tmp_path: Path) -> Iterator[None]:
    target = tmp_path / "locale/zh_Hans/LC_MESSAGES/django.mo"
    target.parent.mkdir(parents=True)
    with PO.open("rb") as source, target.open("wb") as compiled:
        write_mo(compiled, read_po(source))
    with override_settings(LOCALE_PATHS=[str(tmp_path / "locale")], USE_I18N=True):
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = Path(os.environ.get("AIMS_SHARED_DATA") or ROOT.parent / "shared/data")
    if not folder.is_dir():
        pytest.skip("the real registers are not here: set AIMS_SHARED_DATA to their folder")
    return folder


@dataclass(frozen=True)
class People:
    """An organisation of three: who runs the system, who approves, and who may only look."""

    top: UUID
    ann: UUID
    bob: UUID
    eve: UUID

    def actor(self, name: str) -> Actor:
        return Actor.of(present(), getattr(self, name))


@pytest.fixture
def people(db: None) -> People:
    with clock.set_to(dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)):
        return _people()


def _people() -> People:
    top = perform(Command("unit", "create", SYSTEM, values={"title": "Northbank"})).pk
    found = {}
    for name, role in (("ann", "aims_manager"), ("bob", "designated_management"), ("eve", "staff_member")):
        values = {"title": name.title(), "email": f"{name}@example.org"}
        found[name] = perform(Command("person", "create", SYSTEM, values=values)).pk
        held = {"title": role, "person": found[name], "role": role, "unit": top, "starts_on": "2020-01-01"}
        perform(Command("assignment", "create", SYSTEM, values=held))
    return People(top, **found)
