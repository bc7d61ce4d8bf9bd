"""Stopping a system from its page: the button for who may, and what is stopped already."""

from django.utils.translation import gettext as _

from aims.kernel.kinds import KINDS
from aims.oversight.models import SystemStop
from aims.systems.models import AISystem
from aims.web.asked import Asked, may_see, to_record
from aims.web.looks.parts import ButtonLook, Crumb
from aims.web.panels.acts import Act, refused
from aims.web.panels.life import place_of


def stop_button(asked: Asked, system: AISystem) -> tuple[ButtonLook, ...]:
    """One button, for whoever may stop this system by its oversight plan."""
    act = Act(KINDS.of(SystemStop), "create", None, {"system": system.id, "unit": system.unit_id})
    if asked.past or refused(asked, act) is not None:
        return ()
    return (ButtonLook(_("Stop %(ref)s") % {"ref": system.ref}, place_of(act), stop=True),)


def stopped(asked: Asked, system: AISystem) -> tuple[Crumb, ...]:
    """The stops that hold, with the way to restart."""
    held = (one for one in asked.world.in_force(SystemStop) if one.system_id == system.id and may_see(asked, one))
    return tuple(Crumb(f"{one.ref} {_of_what(one)}".strip(), to_record(asked, one)) for one in held)


def _of_what(stop: SystemStop) -> str:
    return " · ".join(part for part in (stop.of_version, stop.of_route) if part)
