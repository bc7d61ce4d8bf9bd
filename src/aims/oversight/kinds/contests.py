"""The kind Contest: received, identified, reviewed by somebody else than ruled first, answered, closed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.denied import Denied
from aims.kernel.kinds import AUTHOR, OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.workflow import Transition, Words, Workflow, move
from aims.kernel.world import World
from aims.oversight.contests import answered_before, unfit_to_answer
from aims.oversight.models import Contest
from aims.oversight.models.contests import ANSWER_DAYS
from aims.oversight.plans import plan_of

_OPEN = "received identified in_review waiting"


def _take_in(contest: Contest, world: World, _actor: Any) -> None:
    """The days that the oversight plan of the system sets, the same for every channel; nobody is assigned yet."""
    plan = plan_of(world, contest.system_id)
    contest.answer_days = plan.answer_days if plan else ANSWER_DAYS
    contest.owner_id = None


def _entitle(contest: Contest) -> None:
    """Called as the system is: the person affected is named nowhere in the record."""
    system = contest.system
    contest.title, contest.title_alt, contest.lang = system.title, system.title_alt, system.lang


def _is_known(contest: Contest) -> Words | None:
    """A decision is shown and changed only for whom it is about; a question is answered to anybody."""
    if contest.sort == Contest.Sort.CONTEST and not contest.identity_on:
        return _("Prove first who contests the decision.")
    return None if contest.asked else _("Say first what is asked.")


def _assign(contest: Contest, world: World) -> None:
    """Whoever shall answer did not rule first and is competent today."""
    why = unfit_to_answer(world, contest) if contest.owner_id else _("Say who answers it.")
    if why:
        raise Denied("not_ready", ref=contest.ref, why=why)


def _still_fit(contest: Contest, world: World) -> Iterable[Words]:
    if why := unfit_to_answer(world, contest):
        yield why


def _answered_today(contest: Contest, world: World) -> None:
    contest.answered_on = contest.answered_on or world.today


def _withdrawn(contest: Contest, world: World) -> None:
    contest.outcome = Contest.Outcome.WITHDRAWN
    _answered_today(contest, world)


def _begin_anew(contest: Contest, _world: World) -> None:
    """The answer that was given stays until there is another; what followed from it is looked at again."""
    contest.answered_on = contest.similar_looked_on = contest.similar_found = None


def _appealed(contest: Contest, world: World) -> None:
    contest.appealed_on = contest.appealed_on or world.today
    contest.owner_id = None
    _begin_anew(contest, world)


def _similar_are_looked_for(contest: Contest) -> Words | None:
    if contest.has_changed and not contest.similar_looked_on:
        return _("The decision was changed: look first for similar cases, and say what was done for them.")
    return None


_TO_ANSWER: tuple[Transition, ...] = (
    move(
        "identify",
        _("Match to a person"),
        "received identified",
        "identified",
        takes=("identity_how", "identity_on", "identity_by", "asked", "decision_on", "decision_key"),
        needs=frozenset({"identity_how", "identity_on", "identity_by"}),
    ),
    move(
        "begin",
        _("Assign"),
        "received identified",
        "in_review",
        takes=("owner", "first_ruling_by"),
        needs=frozenset({"owner"}),
        guard=_is_known,
        completes=_assign,
    ),
    move(
        "hand_over",
        _("Hand over"),
        "in_review waiting",
        takes=("owner",),
        needs=frozenset({"owner"}),
        reason_required=True,
        completes=_assign,
    ),
    move(
        "ask_papers",
        _("Ask for papers"),
        "in_review",
        "waiting",
        takes=("papers_asked", "papers_due"),
        needs=frozenset({"papers_asked", "papers_due"}),
    ),
    move("take_papers", _("Go on"), "waiting", "in_review", reason_required=True),
    move(
        "answer",
        _("Answer"),
        "in_review waiting",
        "answered",
        takes=("outcome", "answer", "answered_on"),
        needs=frozenset({"outcome", "answer"}),
        decides=True,
        lacks=_still_fit,
        completes=_answered_today,
    ),
)
_AFTER: tuple[Transition, ...] = (
    move(
        "look_similar",
        _("Record the search for similar cases"),
        "answered",
        takes=("similar_looked_on", "similar_found", "similar_done"),
        needs=frozenset({"similar_looked_on", "similar_found"}),
    ),
    move("close", _("Close"), "answered", "closed", guard=_similar_are_looked_for),
    move("withdraw", _("Withdrawn by who sent it"), _OPEN, "closed", reason_required=True, completes=_withdrawn),
    move(
        "reopen",
        _("Reopen: new facts"),
        "answered closed",
        "in_review",
        reason_required=True,
        completes=_begin_anew,
    ),
    move(
        "appeal",
        _("Appeal"),
        "answered closed",
        "received",
        takes=("appealed_on",),
        reason_required=True,
        completes=_appealed,
    ),
    # Done by the system itself when they write again on the web page; nobody holds a grant for it.
    move("hear", _("Take in what they add"), f"{_OPEN} answered closed"),
    move("forget", _("Erase who it was"), "closed", reason_required=True),
)


def _answered_before(contest: Contest, world: World) -> Iterable[UUID]:
    return answered_before(world, contest)


_HANDLES = "edit identify begin hand_over withdraw look_similar close reopen appeal link unlink attach detach"
CONTEST = register(
    Kind(
        model=Contest,
        prefix="CTS",
        job="oversight",
        workflow=Workflow(
            initial="received",
            editable=frozenset({"received", "identified", "in_review"}),
            states={
                "received": _("received"),
                "identified": pgettext_lazy("contest", "identified"),
                "in_review": pgettext_lazy("contest", "in review"),
                "waiting": _("waits for papers"),
                "answered": pgettext_lazy("contest", "answered"),
                "closed": _("closed"),
            },
            transitions=(*_TO_ANSWER, *_AFTER),
            ended=frozenset({"closed"}),
        ),
        audience=Audience.RESTRICTED,
        sections=(
            Section(_("Received"), ("title", "system", "sort", "channel", "received_on", "by_representative")),
            Section(_("What is asked"), ("asked", "writes_in", "decision_on", "decision_key", "first_ruling_by")),
        ),
        columns=("ref", "system", "sort", "channel", "received_on", "answer_due", "owner", "state"),
        filters=("state", "system", "sort", "channel", "outcome", "owner"),
        grants={
            "aims_manager": f"create {_HANDLES} forget read_person",
            "system_owner": f"create {_HANDLES}",
            "operator": "create edit identify link attach read_person",
            "human_overseer": "create",
            OWNER: "edit ask_papers take_papers answer look_similar close link unlink attach detach read_person",
            AUTHOR: "view",
        },
        relations=(Relation("about", _("about")), Relation("evidence", _("evidence"))),
        uses={"read_person": _("See who it is and how to reach them")},
        under="system",
        named={"answered_before": _answered_before},
        completes=_take_in,
        entitles=_entitle,
        retention_years=5,
    )
)
