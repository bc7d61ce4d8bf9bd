"""The account of one held decision: why it was held, who ruled by what right, what was released, what came of it."""

from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.kernel.policy import refused_use
from aims.kernel.roles import role_name
from aims.oversight import desk
from aims.oversight.models import CaseContent, ReviewCase
from aims.oversight.reviewing import competence_then, plan_for
from aims.systems.models import AISystem
from aims.telemetry.reading import lookup
from aims.web.asked import Asked, address, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.desk import CasePageLook
from aims.web.looks.parts import ButtonLook, Crumb
from aims.web.looks.records import FieldLook
from aims.web.pages.extras import with_forms
from aims.web.panels.cases import case_look, moment_text
from aims.web.panels.decisions import later, plain, rulings
from aims.web.panels.detail import describe
from aims.web.values import fact


def case_page(asked: Asked, record: Record) -> HttpResponse:
    case = cast("ReviewCase", record)
    system = asked.world.get(AISystem, case.system_id)
    content = CaseContent.objects.filter(pk=case.pk).first()
    may_read = content is not None and desk.reads_content(asked.now, asked.actor, case)
    followed = {} if desk.hides_answer(asked.now, case) else _followed(asked, case, system)
    look = CasePageLook(
        with_forms(asked, case, describe(asked, case)),
        case_look(asked, case, beside=False),
        tuple(_account(asked, case)),
        tuple(_released(case, content)) if may_read and content else (),
        tuple(_proof(case)),
        tuple(later(followed.get("follow_ups", ()))) if followed else (),
        address(asked, "/oversight/desk/", {"case": case.ref}) if case.waits_by and not asked.past else "",
        address(asked, f"/r/{system.ref}/decision", {"key": case.key}) if system and followed else "",
        _bundle(asked, case) if may_read else None,
    )
    trail = (Crumb(_("Review desk"), address(asked, "/oversight/desk/")), Crumb(case.ref))
    return draw(asked, "case", look, f"{case.ref} {case.name}", "oversight", *trail)


def _bundle(asked: Asked, case: ReviewCase) -> ButtonLook | None:
    if asked.past or desk.hides_answer(asked.now, case):
        return None
    return ButtonLook(_("Download the evidence bundle"), f"/r/{case.ref}/bundle", post=True)


def _followed(asked: Asked, case: ReviewCase, system: AISystem | None) -> dict[str, Any]:
    """What is recorded of the decision, for those who read the decisions of the system."""
    if system is None or refused_use(asked.actor, "read_decisions", system, KINDS.of(AISystem)):
        return {}
    return lookup.decision(system.pk, case.key) or {}


def _account(asked: Asked, case: ReviewCase) -> Iterator[FieldLook]:
    yield FieldLook(_("Ruled by, at the latest"), moment_text(case.due_at))
    if case.asked_by_id and (person := asked.world.get(Person, case.asked_by_id)):
        yield FieldLook(_("Whose decision it is"), name_of(person), to_record(asked, person))
    if case.step:
        steps = {"n": case.step, "role": role_name(case.asked_role)}
        yield FieldLook(_("Escalated"), _("step %(n)s: %(role)s") % steps)
    if case.first_by_id and case.ruled_at and (first := asked.world.get(Person, case.first_by_id)):
        said = rulings().get(case.first_ruling, "")
        yield FieldLook(_("First ruling"), name_of(first), to_record(asked, first), note=said)
    if case.question:
        yield fact(asked, case, "question")
    if case.given:
        yield fact(asked, case, "given")
    if case.ruled_at and case.ruled_by_id:
        yield from _ruled(asked, case)


def _ruled(asked: Asked, case: ReviewCase) -> Iterator[FieldLook]:
    person = asked.world.get(Person, case.ruled_by_id)
    if person:
        yield FieldLook(_("Ruled by"), name_of(person), to_record(asked, person), note=_competence(asked, case))
    if case.ruled_at:
        yield FieldLook(_("Ruled at"), moment_text(case.ruled_at))
    yield FieldLook(pgettext("of a case", "Ruling"), rulings().get(case.ruling, ""))
    yield fact(asked, case, "why")
    if case.seconds is not None:
        yield FieldLook(_("Time on the case"), _("%(n)s s") % {"n": case.seconds})
    hidden = plan_for(asked.world, case).hides_answer
    seen = _("the inputs, without the answer of the system") if hidden else _("the inputs and the answer of the system")
    yield FieldLook(_("On what"), seen)


def _competence(asked: Asked, case: ReviewCase) -> str:
    found = competence_then(asked.world, case)
    if found is None:
        return _("no rating was in force that day")
    words = {"role": role_name(found.role), "level": found.get_level_display(), "ref": found.ref}
    return _("%(role)s, level %(level)s (%(ref)s)") % words


def _released(case: ReviewCase, content: CaseContent) -> Iterator[FieldLook]:
    if case.state != "released":
        yield FieldLook(_("Released"), _("nothing yet") if case.waits_by or case.release_at else _("nothing"))
        return
    machine = content.decision.get("answer") or content.decision.get("output")
    yield FieldLook(_("What the system answered"), "–" if machine is None else plain(machine))
    out = {"confirmed": machine, "changed": content.released}.get(case.ruling)
    yield FieldLook(_("Released"), _("nothing") if out is None else plain(out))


def _proof(case: ReviewCase) -> Iterator[FieldLook]:
    yield FieldLook(_("Key of the decision"), case.key, sort="ref")
    yield FieldLook(_("SHA-256 of what was decided"), case.digest, sort="ref")
