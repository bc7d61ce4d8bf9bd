"""The Chinese catalogue of this room, compiled where a test wants it; the real registers, where they are."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.test import override_settings

import aims.exchange

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
