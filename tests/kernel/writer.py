"""One process that writes for some seconds through the one door, beside others that do the same.

    python -m tests.kernel.writer prepare                # the schema, an organisation, what the writers share
    python -m tests.kernel.writer write START SECONDS N  # from an instant on; prints what it did as JSON

The database is that of `AIMS_HOME` or `AIMS_DATABASE_URL`, with the settings of the product.
"""

# ruff: noqa: E402  Django is set up first
import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "aims.config.settings"

import django

django.setup()

from django.core.management import call_command

from aims.kernel.denied import Denied
from aims.kernel.models import Person, Unit
from aims.kernel.perform import Command, perform, perform_all
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.world import present
from aims.systems.models import AISystem

SHARED, LEAST = 6, 20


def prepare() -> None:
    call_command("migrate", verbosity=0)
    top = perform(Command("unit", "create", SYSTEM, values={"title": "Organisation"}))
    person = perform(Command("person", "create", SYSTEM, values={"title": "Writer"}))
    role = {"title": "Writer", "person": person.pk, "role": "aims_manager", "unit": top.pk, "starts_on": "2020-01-01"}
    perform(Command("assignment", "create", SYSTEM, values=role))
    actor = Actor.of(present(), person.pk)
    for n in range(SHARED):
        perform(Command("ai_system", "create", actor, values={"title": f"Shared {n}", "owner": person.pk}))


class Writer:
    def __init__(self, number: int) -> None:
        self.number = number
        self.person = Person.objects.get(title__startswith="Writer").pk
        self.unit = Unit.objects.get().pk
        self.shared = list(
            AISystem.objects.filter(title__startswith="Shared").order_by("ref").values_list("pk", flat=True)
        )
        self.did: defaultdict[str, Any] = defaultdict(list)

    @property
    def actor(self) -> Actor:
        """Read for every act, as every request does."""
        return Actor.of(present(), self.person)

    def create(self) -> None:
        values = {"title": f"New {self.number}", "owner": self.person, "unit": self.unit}
        self.did["refs"].append(perform(Command("ai_system", "create", self.actor, values=values)).ref)

    def edit_with_expect(self) -> None:
        pk = self.shared[0]
        seen = AISystem.objects.values_list("version", flat=True).get(pk=pk)
        values = {"supplier": f"{self.number} after {seen}"}
        command = Command("ai_system", "edit", self.actor, record=pk, values=values, expect=seen)
        try:
            self.did["won"].append((seen, perform(command).version))
        except Denied as denied:
            if denied.code != "stale_edit":
                raise
            self.did["lost"].append(seen)

    def edit_many(self) -> None:
        """In any order: two batches do not wait for each other."""
        some = random.sample(self.shared[1:], 4)
        edits = [Command("ai_system", "edit", self.actor, record=pk, values={"supplier": "x"}) for pk in some]
        self.did["batched"].append(len(perform_all(edits)))

    def edit_whom_others_lead_to(self) -> None:
        """The person who owns what the other writers make meanwhile."""
        values = {"position": f"seat {self.number}"}
        perform(Command("person", "edit", self.actor, record=self.person, values=values))
        self.did["person"].append(1)

    def run(self, seconds: float) -> dict[str, Any]:
        acts: list[Callable[[], None]] = [self.create] * 5 + [
            self.edit_with_expect,
            self.edit_many,
            self.edit_whom_others_lead_to,
        ]
        end = time.monotonic() + seconds
        while time.monotonic() < end or len(self.did["took"]) < LEAST:
            began = time.perf_counter()
            random.choice(acts)()
            self.did["took"].append(time.perf_counter() - began)
            time.sleep(0.001)
        return dict(self.did)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    else:
        start, seconds, number = map(float, sys.argv[2:])
        writer = Writer(int(number))
        time.sleep(max(0.0, start - time.time()))
        print(json.dumps(writer.run(seconds)))
