"""The kind Classification: answered by whoever knows the system, approved by legal (4.1, 4.2, 8.1)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.denied import Denied
from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.models import LANGUAGES
from aims.kernel.policy import Actor
from aims.kernel.wording import filled
from aims.kernel.workflow import Words, controlled
from aims.kernel.world import World
from aims.legal.models import Classification


def _is_answered(classification: Classification) -> Words | None:
    """The path is complete, and each answer on it has its reason."""
    if not classification.law:
        return _("Name the law first.")
    path = classification.path
    if path.waits:
        return filled(_("Question %(key)s waits for an answer."), {"key": path.waits.id})
    if path.unreasoned:
        keys = ", ".join(question.id for question in path.unreasoned)
        return filled(_("Give the reason of each answer: %(keys)s."), {"keys": keys})
    return None


def _entitle(classification: Classification) -> None:
    """A law and a system are its whole name."""
    classification.title = _title_in(classification, classification.lang)
    other = next(code for code, _name in LANGUAGES if code != classification.lang)
    classification.title_alt = _title_in(classification, other)


def _title_in(classification: Classification, lang: str) -> str:
    system, between = classification.system, "：" if lang.startswith("zh") else ": "
    name = system.title if system.lang[:2] == lang[:2] else system.title_alt or system.title
    return f"{classification.tree.title.in_(lang)}{between}{name}"[:300]


def _others(classification: Classification, world: World) -> list[Classification]:
    found = world.all(Classification)
    mine = (classification.system_id, classification.law)
    return [
        one
        for one in found
        if (one.system_id, one.law) == mine and one.id != classification.id and one.state != "withdrawn"
    ]


def _is_only(classification: Classification, world: World, _actor: Actor) -> None:
    """A system is classified by a law once: what was answered is answered anew there, so that nothing is overruled."""
    if _others(classification, world):
        raise Denied("unique")


def _stands_alone(classification: Classification, world: World) -> Iterable[Words]:
    for other in _others(classification, world):
        yield filled(_("%(ref)s classifies this system by this law already: withdraw one of them."), {"ref": other.ref})


_ANSWERS = "create edit submit revise"
CLASSIFICATION = register(
    Kind(
        model=Classification,
        prefix="CLS",
        job="risks",
        workflow=controlled(guard=_is_answered, unready=_stands_alone),
        sections=(
            Section(_("Classification"), ("title", "lang", "system", "law")),
            Section(_("Answers"), ("answers",)),
            Section(_("Care"), ("owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "system", "law", "owner", "review_due", "state"),
        filters=("state", "law", "system", "owner"),
        grants={
            "aims_manager": _ANSWERS,
            "system_owner": _ANSWERS,
            "impact_assessor": _ANSWERS,
            "legal": f"{_ANSWERS} approve return retire",
            OWNER: "edit submit revise",
        },
        relations=(Relation("evidence", _("evidence")),),
        relies_on=("system",),
        under="system",
        entitles=_entitle,
        completes=_is_only,
        review_months=12,
        retention_years=10,
    )
)
