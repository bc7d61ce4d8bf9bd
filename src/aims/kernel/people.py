"""The three kinds that say who: units, people, and who holds which role where and since when."""

from django.utils.translation import gettext_lazy as _

from .kinds import Audience, Kind, Section, register
from .models import Assignment, Person, Unit
from .workflow import REGISTER

_RUNS_THE_HOUSE = "create edit retire reinstate"

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
        workflow=REGISTER,
        audience=Audience.PUBLIC,
        sections=(
            Section(_("Person"), ("title", "title_alt", "lang", "sort", "unit", "owner")),
            Section(_("How to reach them"), ("email", "position", "position_alt", "language")),
        ),
        columns=("ref", "title", "position", "unit", "state"),
        filters=("state", "unit", "sort"),
        grants={"aims_manager": _RUNS_THE_HOUSE, "administrator": _RUNS_THE_HOUSE},
    )
)
ASSIGNMENT = register(
    Kind(
        model=Assignment,
        prefix="ASG",
        job="today",
        workflow=REGISTER,
        audience=Audience.PUBLIC,
        sections=(Section(_("Assignment"), ("title", "person", "role", "unit", "starts_on", "ends_on", "owner")),),
        columns=("ref", "title", "person", "role", "unit", "starts_on", "ends_on", "state"),
        filters=("state", "unit", "role"),
        grants={"aims_manager": _RUNS_THE_HOUSE, "administrator": _RUNS_THE_HOUSE},
    )
)
