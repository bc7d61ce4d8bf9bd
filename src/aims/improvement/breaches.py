"""A limit that was passed becomes a nonconformity, where its monitor says so (10.2, A.6.2.6)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from aims.kernel.models import Event
from aims.kernel.perform import Command
from aims.kernel.policy import SYSTEM
from aims.kernel.reactions import react
from aims.kernel.world import World
from aims.monitoring.models import Breach, Monitor

from .models import Nonconformity

REQUIREMENT = "iso42001:2023/A.6.2.6"


@react("breach", "create")
def a_breach_is_not_as_required(event: Event, world: World) -> Iterable[Command]:
    breach = world.get(Breach, event.record_id)
    monitor = world.get_in_force(Monitor, breach.monitor_id) if breach else None
    if breach is None or monitor is None or monitor.opens != Monitor.Opens.NONCONFORMITY:
        return
    said = {"ref": breach.ref, "monitor": monitor.ref, "value": breach.value, "limit": monitor.breach_at}
    values = {
        "title": breach.title,
        "title_alt": breach.title_alt,
        "lang": breach.lang,
        "requirement": REQUIREMENT,
        "grade": Nonconformity.Grade.MINOR,
        "statement": _("%(ref)s: %(monitor)s measured %(value)s, past the limit of %(limit)s.") % said,
        "owner": monitor.owner_id,
        "unit": monitor.unit_id,
    }
    yield Command("nonconformity", "create", SYSTEM, values=values, links=[("about", breach.id)])
