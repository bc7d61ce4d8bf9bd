"""The kind AffectedNotice: what people affected are told, approved before they read it."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import Words, controlled, move, with_move
from aims.oversight.models import AffectedNotice


def _has_an_owner(notice: AffectedNotice) -> Words | None:
    return None if notice.owner_id else _("Name its owner first.")


_PROVE = move(
    "prove",
    _("Record the proof"),
    "approved",
    takes=("proof", "proven_on"),
    needs=frozenset({"proof", "proven_on"}),
)

AFFECTED_NOTICE = register(
    Kind(
        model=AffectedNotice,
        prefix="ANT",
        job="oversight",
        workflow=with_move(controlled(guard=_has_an_owner), _PROVE),
        sections=(
            Section(_("Notice"), ("title", "title_alt", "lang", "system", "release", "audience")),
            Section(_("How it is shown"), ("moment", "channel", "place", "shown_from", "written_in", "words")),
            Section(_("Care"), ("owner", "unit", "review_due")),
        ),
        columns=("ref", "title", "system", "channel", "written_in", "shown_from", "owner", "state"),
        filters=("state", "system", "channel", "owner"),
        grants={
            **dict.fromkeys(("developer", "operator", "legal"), "create edit submit revise prove"),
            "system_owner": "create edit submit revise approve return prove",
            "aims_manager": "create edit submit revise retire prove",
            "designated_management": "approve return retire",
            OWNER: "edit submit revise prove",
        },
        relations=(Relation("evidence", _("evidence")),),
        relies_on=("system",),
        labels={"title": _("what the AI use is called before people affected")},
        review_months=12,
        retention_years=10,
    )
)
