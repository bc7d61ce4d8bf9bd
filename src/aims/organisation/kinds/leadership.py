"""The kinds of leadership: what is read and accepted, excepted, compared, and who answers for what."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.denied import Denied
from aims.kernel.kinds import AUTHOR, OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.models import Assignment, Person
from aims.kernel.policy import Actor
from aims.kernel.roles import at_work
from aims.kernel.values import invalid
from aims.kernel.wording import filled
from aims.kernel.workflow import FINAL, REVIEWED, confirmed
from aims.kernel.world import World
from aims.organisation.days import day_of
from aims.organisation.models.leadership import (
    Acknowledgement,
    PolicyAlignment,
    PolicyException,
    Responsibility,
    RoleAcceptance,
)
from aims.organisation.models.statements import Policy

_CARE = Section(_("Care"), ("owner", "unit", "review_due", "happened_on"))


def _put_version_into(said: Acknowledgement, world: World, reader: Actor) -> None:
    """The reader's own unit, the title of the document, and the version in force, if that is the one they have read."""
    if person := world.get(Person, reader.person):
        said.unit_id = person.unit_id
    in_force = world.get_in_force(Policy, said.document_id)
    if in_force is not None:
        if said.read_edition not in (None, in_force.edition):
            raise Denied("newer_in_force", ref=in_force.ref, version=in_force.edition)
        if said.happened_on and said.happened_on < (since := day_of(in_force.stamp.at)):
            words = _("This version is in force since %(date)s: nobody has read it before.")
            raise invalid(ACKNOWLEDGEMENT, {"happened_on": [filled(words, {"date": since})]})
        said.read_version, said.read_edition = in_force.version, in_force.edition
    document = in_force or world.get(Policy, said.document_id)
    if document is not None:
        said.title, said.title_alt, said.lang = document.title, document.title_alt, document.lang


def _put_title_into(said: RoleAcceptance, world: World, holder: Actor) -> None:
    """The title of the assignment, which names the person and the role."""
    held = world.get(Assignment, said.held_id)
    if held is not None:
        said.title, said.title_alt, said.lang = held.title, held.title_alt, held.lang


ACKNOWLEDGEMENT = register(
    Kind(
        model=Acknowledgement,
        prefix="ACK",
        job="conformity",
        workflow=FINAL,
        sections=(Section(_("Acknowledgement"), ("document", "read_edition", "happened_on")),),
        columns=("ref", "title", "read_edition", "author", "changed_at", "state"),
        filters=("state", "document"),
        grants={**dict.fromkeys(at_work(), "create"), AUTHOR: "retire"},
        retention_years=10,
        completes=_put_version_into,
    )
)
ROLE_ACCEPTANCE = register(
    Kind(
        model=RoleAcceptance,
        prefix="RAC",
        job="today",
        workflow=FINAL,
        sections=(Section(pgettext_lazy("of a role", "Acceptance"), ("held", "needs", "happened_on", "unit")),),
        columns=("ref", "title", "author", "changed_at", "state"),
        filters=("state",),
        grants={**dict.fromkeys(at_work(), "create"), AUTHOR: "retire"},
        retention_years=10,
        completes=_put_title_into,
    )
)
POLICY_EXCEPTION = register(
    Kind(
        model=PolicyException,
        prefix="EXC",
        job="conformity",
        workflow=confirmed(),
        sections=(
            Section(_("Exception"), ("title", "title_alt", "lang", "policy", "rule", "why", "compensation")),
            Section(_("Time"), ("starts_on", "until")),
            Section(_("Care"), ("owner", "unit", "happened_on")),
        ),
        columns=("ref", "title", "policy", "until", "owner", "state"),
        filters=("state", "policy", "owner"),
        grants={
            **dict.fromkeys(
                ("aims_manager", "line_manager", "system_owner", "control_owner"), "create edit submit revise"
            ),
            **dict.fromkeys(("top_management", "designated_management"), "approve return retire"),
            OWNER: "edit submit revise",
        },
        relations=(Relation("about", _("about")), Relation("evidence", _("evidence"))),
        retention_years=10,
    )
)
POLICY_ALIGNMENT = register(
    Kind(
        model=PolicyAlignment,
        prefix="ALN",
        job="conformity",
        workflow=REVIEWED,
        sections=(
            Section(_("Policy"), ("title", "title_alt", "lang", "domain", "policy_edition")),
            Section(_("Comparison"), ("touched", "how", "conflict", "settle_by")),
            _CARE,
        ),
        columns=("ref", "title", "domain", "touched", "owner", "review_due", "state"),
        filters=("state", "domain", "touched"),
        grants={
            **dict.fromkeys(("aims_manager", "legal", "document_controller"), "create edit review retire reinstate"),
            OWNER: "edit review",
        },
        relations=(Relation("held_as", _("held here as"), "policy"),),
        review_months=12,
        retention_years=10,
    )
)
RESPONSIBILITY = register(
    Kind(
        model=Responsibility,
        prefix="RES",
        job="today",
        workflow=confirmed(),
        audience=Audience.PUBLIC,
        sections=(
            Section(_("Activity"), ("title", "title_alt", "lang", "requirement")),
            Section(_("Who"), ("role", "responsible", "consulted", "informed", "sponsor")),
            Section(_("Authority"), ("authority", "authority_alt")),
            _CARE,
        ),
        columns=("ref", "title", "requirement", "role", "owner", "review_due", "state"),
        filters=("state", "unit", "owner"),
        grants={
            "aims_manager": "create edit submit revise",
            **dict.fromkeys(("top_management", "designated_management"), "approve return retire"),
            OWNER: "edit submit revise",
        },
        review_months=12,
        retention_years=10,
    )
)
