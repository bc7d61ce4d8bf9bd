"""A bank for the tests of a module, and a gallery of sample pages with a browser to look at both."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from aims.accounts.models import User
from aims.web.acts import SIGNED_IN
from tests import bank as building
from tests.bank import Bank
from tests.web.gallery.serve import serve

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "src" / "aims" / "web" / "locale" / "zh_Hans" / "LC_MESSAGES"


def _compile() -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source, target = LOCALE / "django.po", LOCALE / "django.mo"
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    with source.open("rb") as read, target.open("wb") as written:
        write_mo(written, read_po(read))


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its own process, because the samples need their own, smaller settings."""
    _compile()
    folder = tmp_path_factory.mktemp("gallery")
    subprocess.run([sys.executable, "-m", "tests.web.gallery.draw", str(folder)], cwd=ROOT, check=True, timeout=120)
    return folder


@pytest.fixture(scope="session")
def site(gallery: Path) -> Iterator[str]:
    server, address = serve(gallery)
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def the_bank(django_db_setup: None, django_db_blocker: Any) -> Iterator[Bank]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield building.build()
        transaction.set_rollback(True)


@pytest.fixture
def bank(the_bank: Bank, db: None) -> Bank:
    return the_bank


@pytest.fixture
def enter(bank: Bank) -> Callable[..., Client]:
    """A browser in which somebody has just signed in."""

    def signed_in(name: str, language: str = "en") -> Client:
        client = Client()
        client.force_login(User.objects.get(username=f"user-{bank.people[name].ref}".lower()))
        session = client.session
        session[SIGNED_IN] = [{"method": "password", "at": time.time()}]
        session.save()
        client.cookies["django_language"] = language
        return client

    return signed_in
