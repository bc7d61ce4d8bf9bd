"""The life of an impact assessment (8.4-a): triggered, screened out or carried out, decided by somebody else."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.wording import filled
from aims.kernel.workflow import RETURN, Transition, Words, Workflow, move
from aims.kernel.world import World
from aims.lib.text import is_bare

from .assessments import systems_of
from .dimensions import DIMENSIONS, is_judged, is_rated, is_sensitive, is_slight
from .models import ImpactAssessment
from .readings import READINGS, reading


def _is_screened(assessment: ImpactAssessment) -> Words | None:
    if assessment.screened_on is None or is_bare(assessment.screening_why):
        return _("Answer the questions of the screening, and write why no full assessment is needed.")
    return None if is_slight(assessment.screening) else _("The answers ask for a full assessment.")


def _is_slight_use(assessment: ImpactAssessment, world: World) -> Iterable[Words]:
    """By the tier too, as it stands now."""
    for system in systems_of(world, assessment):
        if not is_slight(assessment.screening, system.tier):
            words = {"ref": system.ref, "tier": system.get_tier_display()}
            yield filled(_("With these answers and the tier %(tier)s %(ref)s asks for a full assessment."), words)


def _is_set(assessment: ImpactAssessment) -> Words | None:
    wanted = (assessment.intended_use, assessment.environment, assessment.jurisdictions, assessment.groups)
    return None if all(wanted) else _("Write intended use, setting, jurisdictions and the groups affected first.")


def _was_heard(assessment: ImpactAssessment) -> Words | None:
    heard = assessment.heard or not is_bare(assessment.not_heard_why)
    return None if heard else _("Say who was consulted, when and what they said, or why nobody was.")


def _is_whole(assessment: ImpactAssessment) -> Words | None:
    if is_bare(assessment.misuse) or is_bare(assessment.failure):
        return _("Write foreseeable misuse, and how it may fail.")
    for code, label in DIMENSIONS:
        if not is_judged(assessment.rows.get(code, {})):
            return filled(
                _(
                    "%(dimension)s: give benefits, harms, the four scales, measures and what remains, or say "
                    "why it is not judged."
                ),
                {"dimension": label},
            )
    if not any(map(is_rated, assessment.dimensions)):
        return _("Judge at least one dimension: an assessment that judges none is none.")
    return _was_heard(assessment)


def _is_for_top(assessment: ImpactAssessment, world: World) -> Iterable[Words]:
    if is_sensitive(assessment.screening):
        yield _("It is a sensitive use: top management decides.")


def _elements(which: str) -> Any:
    """What a reading still lacks, a sentence each: nobody signs a draft."""

    def lacks(assessment: ImpactAssessment, world: World) -> Iterable[Words]:
        for element in reading(world, assessment, which).missing:
            yield filled(_("%(place)s is missing: %(what)s"), {"place": element.place, "what": element.label})

    return lacks


def _approve(name: str, label: Words, **more: Any) -> Transition:
    takes = ("decision", "conditions", "review_due", "change_is_significant")
    needs = frozenset({"decision"})
    # Whose system it is does not decide on it either: its owner is the owner of the assessment.
    return move(
        name,
        label,
        "in_review",
        "approved",
        takes=takes,
        needs=needs,
        signed=True,
        puts_in_force=True,
        not_by=frozenset({"owner"}),
        not_by_rule="SOD-07",
        **more,
    )


LIFE = Workflow(
    initial="triggered",
    editable=frozenset({"triggered", "in_progress", "consultation"}),
    states={
        "triggered": _("triggered"),
        "not_needed": _("screening suffices"),
        "in_progress": _("in progress"),
        "consultation": _("consultation"),
        "in_review": _("in review"),
        "approved": _("approved"),
        "blocked": _("blocked"),
    },
    transitions=(
        move(
            "screen_out",
            _("Confirm that the screening suffices"),
            "triggered",
            "not_needed",
            takes=("review_due",),
            guard=_is_screened,
            lacks=_is_slight_use,
            signed=True,
            puts_in_force=True,
            not_by=frozenset({"create", "edit"}),
            not_by_rule="SOD-07",
        ),
        move("begin", _("Begin the assessment"), "triggered", "in_progress", guard=_is_set),
        move("consult", _("Record the consultation"), "in_progress", "consultation", guard=_was_heard),
        move("submit", _("Submit"), "in_progress consultation", "in_review", guard=_is_whole),
        move(RETURN, _("Return"), "in_review", "in_progress", reason_required=True),
        _approve("approve", _("Approve"), lacks=_is_for_top),
        _approve("approve_as_top", _("Approve as top management")),
        move(
            "block",
            _("Block: the impact is not acceptable"),
            "in_review",
            "blocked",
            reason_required=True,
            decides=True,
            signed=True,
            ends_force=True,
            not_by=frozenset({"owner", "create", "edit", "submit"}),
            not_by_rule="SOD-07",
        ),
        move(
            "rework", _("Take it up again: design or use was changed"), "blocked", "in_progress", reason_required=True
        ),
        move("revise", _("Assess anew"), "approved", "in_progress"),
        move("screen_again", _("Screen anew"), "not_needed", "triggered", reason_required=True),
        move(
            "advise",
            pgettext_lazy("impact", "Record the advice of the data protection officer"),
            "in_review approved",
            takes=("adviser", "advice", "advised_on"),
        ),
        move(
            "notify_authority",
            _("Record the notification of the authority"),
            "approved",
            takes=("authority", "notified_on"),
        ),
        move("disclose", _("Record that the result was sent"), "approved", takes=("disclosed_to", "disclosed_on")),
        *(
            move(f"sign_{which}", label, "approved", signed=True, lacks=_elements(which))
            for which, label in READINGS.items()
        ),
    ),
)
