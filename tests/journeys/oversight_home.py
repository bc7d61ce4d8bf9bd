"""A home with an oversight plan and people who sign in: prints the ref of the system and a key for its programs.

AIMS_HOME=… python -m tests.journeys.oversight_home PLAN     # the plan as JSON, over that of the tests' desk
"""

# ruff: noqa: E402  Django is set up first
import datetime as dt
import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")

import django

django.setup()

from aims.accounts.models import Token, User
from aims.jobs import founding
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.lib import clock
from tests.conformity.worlds import bank
from tests.journeys.conftest import PASSWORD
from tests.oversight.story import Desk

PEOPLE = ("Priya", "Amir", "Lena", "Farid", "Tan")


def main(plan: str) -> None:
    founding.prepare_tables()
    bank.START = clock.now() - dt.timedelta(days=11)
    desk = Desk()
    desk.at = clock.now() - dt.timedelta(minutes=1)
    desk.planned(**json.loads(plan))
    users = {}
    for name in PEOPLE:
        users[name] = User.objects.create_user(name.lower(), f"{name.lower()}@example.org", PASSWORD)
        perform(Command("person", "set_sign_in", SYSTEM, record=desk.people[name], values={"user": users[name]}))
    _token, key = Token.issue(users["Farid"], "scorer", ["record"], clock.now(), 1, [desk.ai.ref])
    sys.stdout.write(json.dumps({"system": desk.ai.ref, "key": key}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
