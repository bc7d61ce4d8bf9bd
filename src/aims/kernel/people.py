"""The three kinds that say who: units, people, and who holds which role where and since when."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from .kinds import Audience, Kind, Section, register
from .models import Assignment, Person, Unit
from .workflow import REGISTER, Transition

_RUNS_THE_HOUSE = "create edit retire reinstate"
_SIGN_IN = Transition("set_sign_in", _("Set the way to sign in"), frozenset({"current"}), takes=("user",))

UNIT = register(
    Kind(
        model=Unit,
        prefix="UNI",
        job="today",
        workflow=REGISTER,
        audience=Audience.PUBLIC,
        sections=(Section(_("Unit"), ("title", "title_alt", "lang", "code", "parent", "unit", "owner")),),
        columns=("ref", "title", "parent", "owner", "state"),
        filters=("state", "parent"),
        grants={"aims_manager": _RUNS_THE_HOUSE, "administrator": _RUNS_THE_HOUSE},
    )
)
PERSON = register(
    Kind(
        model=Person,
        prefix="PER",
        job="today",
        workflow=replace(REGISTER, transitions=(*REGISTER.transitions, _SIGN_IN)),
        audience=Audience.PUBLIC,
        sections=(
            Section(_("Person"), ("title", "title_alt", "lang", "sort", "unit", "owner")),
            Section(_("How to reach them"), ("email", "position", "position_alt", "language")),
        ),
        columns=("ref", "title", "position", "unit", "state"),
        filters=("state", "unit", "sort"),
        grants=dict.fromkeys(("aims_manager", "administrator", "directory"), _RUNS_THE_HOUSE),
    )
)
ASSIGNMENT = register(
    Kind(
        model=Assignment,
        prefix="ASG",
        job="today",
        workflow=REGISTER,
        audience=Audience.PUBLIC,
        sections=(
            Section(
                _("Assignment"), ("title", "person", "role", "unit", "starts_on", "ends_on", "delegated_by", "owner")
            ),
        ),
        columns=("ref", "title", "person", "role", "unit", "starts_on", "ends_on", "state"),
        filters=("state", "unit", "role"),
        grants={"aims_manager": _RUNS_THE_HOUSE, "administrator": _RUNS_THE_HOUSE},
    )
)
