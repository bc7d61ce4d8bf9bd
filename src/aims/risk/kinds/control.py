"""The kinds Control and ControlTest: necessary controls written down, made known, and tested by others (6.1.3, 8.3)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.workflow import Transition, Words, Workflow, confirmed, with_move
from aims.kernel.world import World
from aims.risk.models import Control, ControlTest


def _is_described(control: Control) -> Words | None:
    missing = not (control.description and control.how and control.test_method)
    return _("Write what it is, how it is done here and how it is tested.") if missing else None


CONTROL = register(
    Kind(
        model=Control,
        prefix="CTL",
        job="risks",
        workflow=with_move(
            confirmed(guard=_is_described),
            Transition(
                "make_known",
                _("Record how it was made known"),
                frozenset({"approved"}),
                takes=("told_on", "told_how"),
                needs=frozenset({"told_on", "told_how"}),
            ),
        ),
        sections=(
            Section(_("Control"), ("title", "title_alt", "lang", "annex_a", "description", "description_alt")),
            Section(_("How it is done"), ("how", "how_alt", "guidance", "guidance_alt", "known_to")),
            Section(_("Testing"), ("test_method", "test_months")),
            Section(_("Care"), ("owner", "unit", "review_due")),
        ),
        audience=Audience.PUBLIC,
        columns=("ref", "title", "annex_a", "owner", "review_due", "state"),
        filters=("state", "annex_a", "owner"),
        grants={
            **dict.fromkeys(("aims_manager", "control_owner"), "create edit submit revise make_known"),
            **dict.fromkeys(("designated_management", "top_management"), "approve return retire"),
            OWNER: "edit submit revise make_known",
        },
        relations=(
            Relation("serves", _("serves"), "objective"),
            Relation("asked_by", _("asked for by")),
            Relation("described_in", _("described in"), "policy"),
            Relation("evidence", _("evidence")),
        ),
        review_months=12,
        retention_years=10,
    )
)


def _has_sample(test: ControlTest) -> Words | None:
    return None if test.population and test.sample else _("Write out of what the sample is taken, and how.")


def _has_failed(test: ControlTest, _world: World) -> Iterable[Words]:
    if test.result != ControlTest.Result.FAILED:
        yield _("It did not fail: nothing follows from it.")


CONTROL_TEST = register(
    Kind(
        model=ControlTest,
        prefix="CTT",
        job="risks",
        workflow=Workflow(
            initial="planned",
            editable=frozenset({"planned"}),
            states={
                "planned": _("planned"),
                "concluded": _("concluded"),
                "answered": _("answered"),
                "withdrawn": _("withdrawn"),
            },
            transitions=(
                Transition(
                    "conclude",
                    _("Conclude"),
                    frozenset({"planned"}),
                    "concluded",
                    takes=("result", "found", "happened_on"),
                    needs=frozenset({"result", "found"}),
                    guard=_has_sample,
                    decides=True,
                    not_by=frozenset({"owner"}),
                    not_by_rule="SOD-05",
                ),
                Transition(
                    "answer",
                    _("Decide what follows"),
                    frozenset({"concluded"}),
                    "answered",
                    takes=("answer",),
                    needs=frozenset({"answer"}),
                    lacks=_has_failed,
                    decides=True,
                ),
                Transition(
                    "retire", _("Withdraw"), frozenset({"planned", "concluded"}), "withdrawn", reason_required=True
                ),
            ),
            ended=frozenset({"withdrawn"}),
        ),
        sections=(Section(_("Test"), ("title", "title_alt", "lang", "tested", "due_on", "population", "sample")),),
        columns=("ref", "title", "tested", "result", "happened_on", "state"),
        filters=("state", "result", "tested"),
        grants={
            **dict.fromkeys(("aims_manager", "control_owner"), "create edit"),
            **dict.fromkeys(("verifier", "risk_owner"), "create edit conclude retire"),
            **dict.fromkeys(("designated_management", "top_management"), "answer"),
        },
        relations=(Relation("evidence", _("evidence")),),
        under="tested",
        retention_years=10,
    )
)
