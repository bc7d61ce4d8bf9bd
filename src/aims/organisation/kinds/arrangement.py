"""The kind of arrangements that waive a separation of duties."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import Transition, Words, controlled, with_move
from aims.organisation.models.arrangement import Arrangement


def _is_looked_back_upon(arrangement: Any) -> Words | None:
    if arrangement.owner_id and arrangement.owner_id != arrangement.person_id:
        return None
    return _("Name as its owner somebody else, who looks back at what was done under it.")


_LOOK_BACK = Transition(
    "look_back",
    _("Record the look back"),
    frozenset({"approved", "withdrawn"}),
    takes=("looked_back_on", "look_back"),
    reason_required=True,
)
ARRANGEMENT = register(
    Kind(
        model=Arrangement,
        prefix="ARR",
        job="conformity",
        workflow=with_move(controlled(_is_looked_back_upon), _LOOK_BACK),
        sections=(
            Section(
                _("Arrangement"), ("title", "title_alt", "lang", "sort", "person", "rules", "starts_on", "ends_on")
            ),
            Section(_("Grounds"), ("why", "compensation")),
            Section(_("Looking back"), ("owner", "unit", "looked_back_on", "look_back")),
        ),
        columns=("ref", "title", "person", "starts_on", "ends_on", "owner", "state"),
        filters=("state", "sort", "person"),
        grants={
            "aims_manager": "create edit submit revise",
            "top_management": "create edit submit revise return approve retire",
            OWNER: "look_back",
        },
        relations=(Relation("about", _("only for")),),
        retention_years=10,
    )
)
