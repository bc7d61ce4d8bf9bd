"""The way from a tool in the register to the page of tools that people may use."""

from django.utils.translation import gettext as _

from aims.systems.models import AISystem
from aims.systems.tools import to_allow
from aims.web.asked import Asked, address
from aims.web.looks.parts import ButtonLook
from aims.web.panels.acts import act_of, refused


def allow_button(asked: Asked, system: AISystem) -> ButtonLook | None:
    act = act_of(asked, to_allow(system))
    if asked.past or act is None or refused(asked, act):
        return None
    return ButtonLook(_("Allow it at work"), address(asked, "/k/allowed_tool/new", act.prefill), primary=True)
