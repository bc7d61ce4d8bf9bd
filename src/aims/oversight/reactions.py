"""What a release leaves with the recorded decision: who ruled what in which time, as measures read it."""

from collections.abc import Iterable

import msgspec
from aims_sdk.decisions import Ruling

from aims.kernel.models import Event, Person
from aims.kernel.perform import Command
from aims.kernel.reactions import react
from aims.kernel.world import World
from aims.telemetry.arrival.arriving import of_events
from aims.telemetry.arrival.taking import BatchName, is_repeated, kept

from .models import CaseContent, ReviewCase


@react("review_case", "release")
def a_ruling_is_recorded(event: Event, world: World) -> Iterable[Command]:
    """Beside the decision, once: the name of the batch is that of the case."""
    case = world.get(ReviewCase, event.record_id)
    if case is None or case.ruled_at is None:
        return ()
    name = BatchName.of(f"ruling {case.ref}", None, None)
    if not is_repeated(case.system_id, name):
        said = _ruling(case, world)
        kept(case.system_id, lambda rules: of_events([said], [], rules), name)
    return ()


def _ruling(case: ReviewCase, world: World) -> Ruling:
    assert case.ruled_at is not None
    content = CaseContent.objects.filter(pk=case.pk).first()
    by = world.get(Person, case.ruled_by_id) if case.ruled_by_id else None
    released = content.released if content else None
    said = {
        "key": case.key,
        "at": case.ruled_at,
        "ruling": case.ruling,
        "output": released if isinstance(released, bool | int | float | str) else None,
        "by": by.ref if by else "",
        "reason": case.why[:1_000],
        "seconds": case.seconds,
    }
    return msgspec.convert(said, Ruling)
