"""The kind ReviewCase: from the gate to one ruling, ever, and its release."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.kinds import OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.workflow import Words, Workflow, move
from aims.oversight import ruling
from aims.oversight.models import ReviewCase

OPEN = "waiting taken asked"


def _needs_no_first(case: ReviewCase) -> Words | None:
    return _("Two reviewers rule on it: give the first ruling.") if ruling.awaits_first(case) else None


def _needs_first(case: ReviewCase) -> Words | None:
    return None if ruling.awaits_first(case) else _("It takes one ruling more: rule on it.")


REVIEW_CASE = register(
    Kind(
        model=ReviewCase,
        prefix="CAS",
        job="oversight",
        audience=Audience.RESTRICTED,
        workflow=Workflow(
            initial="waiting",
            editable=frozenset(),
            states={
                "waiting": pgettext_lazy("review case", "waiting"),
                "taken": pgettext_lazy("review case", "taken"),
                "asked": pgettext_lazy("review case", "waits for an answer"),
                "ruled": pgettext_lazy("review case", "ruled, can be undone"),
                "released": pgettext_lazy("review case", "released"),
                "tested": pgettext_lazy("review case", "seeded, ruled"),
                "refused": pgettext_lazy("review case", "refused: nobody ruled in time"),
                "handed_over": pgettext_lazy("review case", "handed over to a person"),
                "withdrawn": pgettext_lazy("review case", "withdrawn by the program"),
            },
            transitions=(
                move("take", _("Take"), "waiting", "taken", takes=("owner",), completes=ruling.taken),
                move("put_back", _("Put back"), "taken", "waiting", completes=ruling.put_back),
                move(
                    "propose",
                    _("Give the first ruling"),
                    "taken",
                    "waiting",
                    takes=("ruling", "why"),
                    needs=frozenset({"ruling", "why"}),
                    decides=True,
                    guard=_needs_first,
                    completes=ruling.proposed,
                ),
                move(
                    "rule",
                    _("Give the ruling"),
                    "taken",
                    "ruled",
                    takes=("ruling", "why"),
                    needs=frozenset({"ruling", "why"}),
                    decides=True,
                    guard=_needs_no_first,
                    completes=ruling.ruled,
                ),
                move("undo", _("Undo"), "ruled", "taken", completes=ruling.undone),
                move(
                    "ask",
                    _("Ask"),
                    "taken",
                    "asked",
                    takes=("question",),
                    needs=frozenset({"question"}),
                    completes=ruling.asked,
                ),
                move(
                    "inform",
                    _("Answer what is asked"),
                    "asked",
                    "taken",
                    takes=("given",),
                    needs=frozenset({"given"}),
                    completes=ruling.informed,
                ),
                move("escalate", _("Escalate"), OPEN, "waiting", reason_required=True, completes=ruling.escalated),
                # Done by the system itself, for the clock and for the program that waits: nobody holds a grant.
                move("release", _("Release"), "ruled", "released", completes=ruling.released),
                move("end_test", _("End the test"), "ruled", "tested", completes=ruling.tested),
                move("expire", _("Refuse for lateness"), OPEN, "refused", completes=ruling.ended),
                move("hand_over", _("Hand over"), OPEN, "handed_over", completes=ruling.ended),
                move("withdraw", _("Withdraw the case"), OPEN, "withdrawn", completes=ruling.ended),
            ),
            ended=frozenset({"released", "tested", "refused", "handed_over", "withdrawn"}),
        ),
        sections=(
            Section(
                _("Case"),
                (
                    "title",
                    "system",
                    "plan",
                    "key",
                    "digest",
                    "asked_by",
                    "needs_two",
                ),
            ),
        ),
        columns=("ref", "title", "system", "due_at", "owner", "ruling", "state"),
        filters=("state", "system", "ruling", "owner"),
        grants={
            "integration": "create",
            "human_overseer": "take inform",
            **dict.fromkeys(
                ("system_owner", "operator", "aims_manager", "designated_management", "top_management", "risk_owner"),
                "take inform escalate link unlink attach detach",
            ),
            OWNER: "put_back propose rule undo ask escalate inform",
        },
        relations=(Relation("about", _("about")), Relation("evidence", _("evidence"))),
        retention_years=10,
        completes=ruling.begun,
    )
)
