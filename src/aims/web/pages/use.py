"""AI tools you may use: one page in plain words for everybody at work, also on paper (A.9.2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.lib.language import language
from aims.organisation.models import AllowedTool, Course, Policy
from aims.systems.models import Proposal
from aims.systems.tools import unallowed
from aims.web.asked import Asked, address, may_see, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.parts import ButtonLook, Crumb, Said, Text
from aims.web.panels.acts import Act, refused
from aims.web.panels.tools import allow_button
from aims.web.values import other_tongue, reading


@dataclass(frozen=True, slots=True)
class ToolLook:
    name: Said
    url: str
    supplier: Said
    use: Said
    data: Said
    check: Said
    disclose: Said
    exceptions: Said
    course: Crumb | None
    entry: Crumb | None


@dataclass(frozen=True, slots=True)
class UseLook:
    title: str
    intro: str
    tools: tuple[ToolLook, ...]
    waiting: tuple[tuple[Crumb, Said, ButtonLook], ...]
    policy: Crumb | None
    text: Said
    ask: ButtonLook | None


@require_GET
def use_page(asked: Asked) -> HttpResponse:
    title = _("AI tools you may use")
    intro = _("These and no others. Put in only the data named; read what comes out before you use it.")
    tools = sorted((t for t in asked.world.in_force(AllowedTool) if may_see(asked, t)), key=lambda t: t.name)
    policy = next((p for p in _policies(asked)), None)
    look = UseLook(
        title,
        intro,
        tuple(_tool(asked, tool) for tool in tools),
        tuple(_waiting(asked)),
        Crumb(name_of(policy), to_record(asked, policy)) if policy else None,
        _in_page_language(policy, "text") if policy else "",
        _ask(asked),
    )
    return draw(asked, "use", look, title, "systems", Crumb(title))


def _policies(asked: Asked) -> Iterable[Policy]:
    wanted = Policy.Topic.ACCEPTABLE_USE
    return (p for p in asked.world.in_force(Policy) if p.topic == wanted and may_see(asked, p))


def _tool(asked: Asked, tool: AllowedTool) -> ToolLook:
    course = asked.world.get_in_force(Course, tool.course_id)
    entry = next((r for r in asked.world.linked(tool, "entry") if may_see(asked, r)), None)
    return ToolLook(
        name_of(tool),
        to_record(asked, tool),
        reading(asked, tool, "supplier"),
        _in_page_language(tool, "use"),
        reading(asked, tool, "data_classes"),
        _in_page_language(tool, "check_before"),
        _in_page_language(tool, "disclose"),
        _in_page_language(tool, "exceptions"),
        Crumb(name_of(course), address(asked, f"/learning/{course.ref}")) if course else None,
        Crumb(entry.ref, to_record(asked, entry)) if entry else None,
    )


def _waiting(asked: Asked) -> Iterable[tuple[Crumb, Said, ButtonLook]]:
    """What was taken in and is not on this page, for whoever may put it there."""
    for system in unallowed(asked.world):
        if may_see(asked, system) and (button := allow_button(asked, system)):
            yield Crumb(system.ref, to_record(asked, system)), name_of(system), button


def _in_page_language(record: Record, name: str) -> Said:
    """The text in the language of the page where the record has it."""
    other = getattr(record, f"{name}_alt")
    if other and language() != record.lang[:2]:
        return Text(other, other_tongue(record.lang))
    return Text(getattr(record, name), record.lang)


def _ask(asked: Asked) -> ButtonLook | None:
    """The way to ask for another, for whoever may propose."""
    act = Act(KINDS.of(Proposal), "create", None, {"unit": asked.person.unit_id})
    if asked.past or refused(asked, act):
        return None
    return ButtonLook(_("Propose another tool"), "/propose?door=tool")
