"""One bank for all tests of a module; each test sees it fresh, because what a test does is rolled back."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as SIGNED_IN
from django.db import transaction
from django.test import Client

from aims.accounts.models import User
from tests import bank as building
from tests.bank import Bank


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
        user = User.objects.get(username=f"user-{bank.people[name].ref}".lower())
        client.force_login(user)
        session = client.session
        session[SIGNED_IN] = [{"method": "password", "at": time.time()}]
        session[f"{SIGNED_IN}_user"] = str(user.pk)
        session.save()
        client.cookies["django_language"] = language
        return client

    return signed_in
