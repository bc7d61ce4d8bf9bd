"""Entries of the register that look alike, for a person to say whether they are the same (A.4.2)."""

from collections.abc import Iterable

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.perform import Command, perform
from aims.systems.duplicates import Group, groups, still_double
from aims.systems.models import AISystem, DuplicateDecision
from aims.web.asked import Asked, may_see, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.intake import AlikeLook, AlikeSide, DuplicatesLook
from aims.web.looks.parts import ButtonLook, Crumb, Text
from aims.web.panels.acts import Act, refused
from aims.web.panels.detail import found
from aims.web.panels.told import tell
from aims.web.values import look_up, sentence_case

SHOWN = 30
_USE = 240


@require_http_methods(["GET", "POST"])
def duplicates_page(asked: Asked) -> HttpResponse:
    if asked.method == "POST":
        _decide(asked)
        return HttpResponseRedirect("/systems/duplicates")
    seen = [g for g in groups(asked.world) if may_see(asked, g.first) and may_see(asked, g.second)]
    title = _("Possible duplicates")
    intro = _("Entries whose titles and intended uses look alike. The measure only points them out: say what they are.")
    look = DuplicatesLook(
        title,
        intro,
        tuple(_alike(asked, group) for group in seen[:SHOWN]),
        len(seen),
        tuple(_double(asked)),
        _("No two entries look alike that nobody has decided on."),
    )
    return draw(asked, "duplicates", look, title, "systems", Crumb(title))


def _decide(asked: Asked) -> None:
    one, other = (found(asked, asked.POST.get(name, "")) for name in ("first", "second"))
    conclusion = asked.POST.get("conclusion", "")
    if not (isinstance(one, AISystem) and isinstance(other, AISystem)) or one.pk == other.pk:
        raise Denied("ref_unknown", ref=KINDS.of(AISystem).label)
    values = {
        "title": f"{one.ref} / {other.ref}",
        "first": one.pk,
        "second": other.pk,
        "conclusion": conclusion,
        "unit": one.unit_id,
    }
    made = perform(Command("duplicate_decision", "create", asked.actor, values=values), world=asked.now)
    tell(asked, made, "create")


def _alike(asked: Asked, group: Group) -> AlikeLook:
    act = Act(KINDS.of(DuplicateDecision), "create", None, {"unit": group.first.unit_id})
    may = asked.past is None and refused(asked, act) is None
    return AlikeLook(
        _side(asked, group.first),
        _side(asked, group.second),
        group.size - 2,
        _why(group),
        tuple(_buttons(group)) if may else (),
    )


def _why(group: Group) -> str:
    fields = pgettext("joins names", ", ").join(str(KINDS.of(AISystem).label_of(name)) for name in group.agree)
    return _("Pointed out because these are alike or the same: %(fields)s.") % {"fields": fields}


def _buttons(group: Group) -> Iterable[ButtonLook]:
    labels = {"same": _("The same"), "not_same": _("Not the same")}
    for conclusion, label in labels.items():
        sent = (("first", group.first.ref), ("second", group.second.ref), ("conclusion", conclusion))
        yield ButtonLook(label, "/systems/duplicates", post=True, hidden=sent)


def _side(asked: Asked, system: AISystem) -> AlikeSide:
    unit = look_up(asked, KINDS.of(AISystem), "unit", system.unit_id)
    use = system.intended_use
    return AlikeSide(
        system.ref,
        name_of(system),
        to_record(asked, system),
        name_of(unit) if unit else "",
        Text(use if len(use) <= _USE else f"{use[:_USE]}…", system.lang),
        sentence_case(KINDS.of(AISystem).workflow.label(system.state)),
    )


def _double(asked: Asked) -> Iterable[tuple[Crumb, Crumb, Crumb]]:
    for decision in still_double(asked.world):
        sides = [asked.world.get(AISystem, pk) for pk in (decision.first_id, decision.second_id)]
        if may_see(asked, decision) and all(side and may_see(asked, side) for side in sides):
            first, second = (Crumb(side.ref, to_record(asked, side)) for side in sides if side)
            yield first, second, Crumb(decision.ref, to_record(asked, decision))
