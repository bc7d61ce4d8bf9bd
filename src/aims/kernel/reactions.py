"""A reaction in an upper room to an event below. The worker runs each once an event, in order, as the system."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from .models import Event, ReactionDone
from .perform import Command, perform_all
from .world import World, present

type Respond = Callable[[Event, World], Iterable[Command]]


@dataclass(frozen=True)
class Reaction:
    name: str
    kind: str
    action: str
    respond: Respond


REACTIONS: list[Reaction] = []


def react(kind: str, action: str) -> Callable[[Respond], Respond]:
    """Register a function that answers every `action` on a record of `kind` with commands of the system."""

    def register(respond: Respond) -> Respond:
        REACTIONS.append(
            Reaction(f"{respond.__module__.rpartition('aims.')[2]}.{respond.__name__}", kind, action, respond)
        )
        return respond

    return register


def run_reactions(limit: int = 500) -> int:
    """Run what is waiting, oldest event first; returns how many events were answered.

    A reaction that fails waits at its event and is tried again at the next run; the others go on before it is raised.
    """
    done, failed, waiting = 0, list[Exception](), _waiting()
    for reaction in REACTIONS:
        if (reaction.kind, reaction.action) not in waiting:
            continue
        try:
            done += _catch_up(reaction, limit)
            waiting |= _waiting()  # what was done may be answered in turn
        except Exception as wrong:
            wrong.add_note(f"in reaction {reaction.name}")
            failed.append(wrong)
    if failed:
        raise ExceptionGroup("reactions that wait at an event", failed)
    return done


def unanswered(records: Iterable[UUID]) -> set[UUID]:
    """Those of `records` to which something happened that the worker has yet to answer."""
    last = _answered()
    events = Event.objects.filter(record__in=records).values_list("record_id", "kind", "action", "seq")
    return {
        pk
        for pk, kind, action, seq in events
        for one in REACTIONS
        if (one.kind, one.action) == (kind, action) and seq > last.get(one.name, 0)
    }


def _answered() -> dict[str, int]:
    """The last event that each reaction has answered."""
    return dict(ReactionDone.objects.values("reaction").annotate(last=Max("seq")).values_list("reaction", "last"))


def _waiting() -> set[tuple[str, str]]:
    """The kinds and actions of events that some reaction has yet to answer: two queries, however many reactions."""
    last = _answered()
    due = (Q(kind=one.kind, action=one.action, seq__gt=last.get(one.name, 0)) for one in REACTIONS)
    return set(Event.objects.filter(reduce(or_, due, Q(pk=None))).values_list("kind", "action").distinct())


def _catch_up(reaction: Reaction, limit: int) -> int:
    done = ReactionDone.objects.filter(reaction=reaction.name)
    after = done.aggregate(last=Max("seq"))["last"] or 0
    waiting = Event.objects.filter(kind=reaction.kind, action=reaction.action, seq__gt=after).order_by("seq")[:limit]
    for event in waiting:
        commands = list(reaction.respond(event, present()))
        with transaction.atomic():
            perform_all(commands)
            ReactionDone.objects.create(reaction=reaction.name, seq=event.seq)
    return len(waiting)
