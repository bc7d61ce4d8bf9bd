"""What classifications leave for named people: an answer nobody is sure of, a system that was not looked at."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUTY_SENTENCES, Duty, able, duty_about, duty_rule, owner_or_able
from aims.kernel.kinds import KINDS
from aims.kernel.world import World
from aims.systems.models import AISystem

from .models import Classification
from .obligations import classifications, laws_for_us
from .standing import has_moved
from .trees import titles

DUTY_SENTENCES |= {
    "law_unsure": _("%(ref)s %(title)s: nobody is sure of %(keys)s. The stricter answer counts until you settle it."),
    "law_unanswered": _("%(ref)s %(title)s: answer the questions of %(laws)s about it."),
    "law_moved": _("%(ref)s %(title)s was signed on other questions or roles: answer it again."),
}
ENDED = KINDS.of(AISystem).workflow.ended


@duty_rule
def unsure_answers_are_settled(world: World) -> Iterable[Duty]:
    """“Not sure” is settled by legal: in the draft, or by a revision of what is in force."""
    for one in world.all(Classification):
        unsure = one.path.unsure
        if unsure and one.state != "withdrawn":
            keys = ", ".join(question.id for question in unsure)
            act = {"draft": "edit", "in_review": "return"}.get(one.state, "revise")
            yield duty_about("law_unsure", one, act, able(world, "approve", one), keys=keys)


@duty_rule
def systems_are_classified(world: World) -> Iterable[Duty]:
    """Each system in scope is classified by every law that an obligation of ours names."""
    laws = [tree.id for tree in laws_for_us(world)]
    for system in world.all(AISystem):
        begun = classifications(world, system.id, in_force=False)
        wanted = [law for law in laws if law not in begun]
        if not wanted or system.state in ENDED or not system.is_in_scope:
            continue
        do = Do("classification", "create", prefill={"system": system.id, "law": wanted[0]})
        draft = Classification(kind="classification", system_id=system.id, law=wanted[0], state="draft")
        KINDS.of(Classification).place_under(draft, system)
        yield duty_about("law_unanswered", system, do, owner_or_able(world, "create", draft), laws=titles(*wanted))


@duty_rule
def moved_classifications_are_answered_anew(world: World) -> Iterable[Duty]:
    """What was signed on other questions or roles is answered anew; a changed system has the kernel's duty."""
    for one in world.in_force(Classification):
        latest = world.get(Classification, one.id) or one
        if has_moved(one, world) and latest.state != "in_review":
            act = "revise" if latest.state == "approved" else "edit"
            yield duty_about("law_moved", latest, act, owner_or_able(world, act, latest))
