"""What follows when it is decided that a person affected is forgotten; the worker does it, once an event."""

from collections.abc import Iterable

from aims.kernel.models import Event
from aims.kernel.perform import Command
from aims.kernel.reactions import react
from aims.kernel.world import World

from .heard import erase


@react("contest", "forget")
def the_person_is_erased(event: Event, _world: World) -> Iterable[Command]:
    """Who may is asked before the event, by whatever road it came; what lies beside the record goes after it."""
    if event.record_id:
        erase(event.record_id)
    return ()
