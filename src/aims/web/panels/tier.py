"""The tier of an AI system with its why, wherever it is shown."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from aims.kernel.kinds import KINDS
from aims.kernel.models import EventBody
from aims.systems import tier as tiers
from aims.systems.models import AISystem
from aims.web.asked import Asked
from aims.web.looks.intake import TierAnswer, TierLook
from aims.web.looks.parts import ButtonLook
from aims.web.panels.acts import Act, refused
from aims.web.values import sentence_case


def tier_of(asked: Asked, system: AISystem) -> TierLook:
    """The seven answers, what they give, and what was made of it."""
    kind = KINDS.of(AISystem)
    may_edit = asked.past is None and refused(asked, Act(kind, "edit", system)) is None
    may_lower = asked.past is None and refused(asked, Act(kind, "lower_tier", system)) is None
    answered = system.by_answers is not None
    label = _("Answer the seven questions again") if answered else _("Answer the seven questions")
    return TierLook(
        sentence_case(system.get_tier_display()) if system.tier else _("not determined"),
        _why(system),
        tuple(_answers(system)),
        system.tier_answered_on,
        ButtonLook(label, f"/r/{system.ref}/tier") if may_edit else None,
        ButtonLook(_("Set a lower tier"), f"/r/{system.ref}/do/lower_tier") if may_lower and answered else None,
    )


def _why(system: AISystem) -> str:
    reading = system.by_answers
    if reading is None:
        if not system.tier:
            return _("Nobody has answered the seven questions, and nobody has told a tier.")
        return _("Told by whoever registered it or by the register it came from; the seven questions are not answered.")
    if system.is_lowered and system.tier == system.lowered_tier:
        gives = AISystem.Tier(reading.tier).label
        return _("The answers give “%(tier)s”. Another person set it lower: %(reason)s") % {
            "tier": gives,
            "reason": _reason(system),
        }
    if tiers.is_lower(reading.tier, system.tier):
        return _("The answers give “%(tier)s”; it was set higher.") % {"tier": AISystem.Tier(reading.tier).label}
    return str(reading.rule)


def _reason(system: AISystem) -> str:
    """What was said when the tier was set lower, last."""
    said = EventBody.objects.filter(
        event__record=system.pk, event__action="lower_tier", event__version__lte=system.version
    )
    body = said.order_by("-event__version").values_list("body", flat=True).first()
    return str(body["reason"]) if body else ""


def _answers(system: AISystem) -> Iterable[TierAnswer]:
    reading = system.by_answers
    for question in tiers.questions():
        yes = question.key in system.tier_answers
        said = _("yes") if yes else _("no") if reading else "–"
        yield TierAnswer(question.words, said, bool(reading and question.key in reading.because))
