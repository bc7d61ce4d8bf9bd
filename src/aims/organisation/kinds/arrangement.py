"""The kind of arrangements that waive a separation of duties."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.models import Person
from aims.kernel.workflow import Transition, Words, controlled, with_move
from aims.kernel.world import World
from aims.organisation.models.arrangement import Arrangement


def _nobody_looks_back(arrangement: Any, world: World) -> Iterable[Words]:
    """Its owner looks back: somebody who is here, no program, and not whom it is for."""
    owner = world.get_in_force(Person, arrangement.owner_id)
    if owner is None or owner.sort != Person.Sort.HUMAN or owner.id == arrangement.person_id:
        yield _("Name as its owner somebody else, who looks back at what was done under it.")


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
        workflow=with_move(controlled(lacks=_nobody_looks_back), _LOOK_BACK),
        sections=(
            Section(
                _("Arrangement"), ("title", "title_alt", "lang", "sort", "person", "rules", "starts_on", "ends_on")
            ),
            Section(_("Grounds"), ("why", "compensation")),
            Section(_("Looking back"), ("owner", "unit")),
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
