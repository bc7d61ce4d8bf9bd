"""The kind StatementOfApplicability: every control decided and justified, signed by top management (6.1.3-f)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.duties import DUTY_SENTENCES, Duty, able, duty_about, duty_rule
from aims.kernel.kinds import OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.models import Record
from aims.kernel.policy import Actor
from aims.kernel.standing import Standing, standing_rule
from aims.kernel.wording import filled
from aims.kernel.workflow import Words, controlled
from aims.kernel.world import World
from aims.lib.text import is_bare

from .applicability import OUT, Entry, alarms, drivers, entries, expected, refs
from .models import StatementOfApplicability

DUTY_SENTENCES["statement_apart"] = _(
    "%(ref)s says otherwise of %(controls)s than what needs them: open a new version."
)


def _undecided(statement: StatementOfApplicability, world: World) -> Iterable[Words]:
    lines, driven = entries(statement), drivers(world)
    open_ones = [control for control in expected(world) if control not in lines or not lines[control].applies]
    if open_ones:
        said = {"n": len(open_ones), "first": open_ones[0]}
        yield filled(_("%(n)s controls are not decided, %(first)s the first of them."), said)
    for line in lines.values():
        if line.applies and is_bare(line.why):
            yield filled(_("%(control)s has no reason; “not applicable” is none."), {"control": line.control})
        if line.applies == OUT and driven.get(line.control):
            said = {"control": line.control, "drivers": refs(driven[line.control])}
            yield filled(_("%(control)s is left out, and %(drivers)s need it."), said)


def _note_drivers(statement: StatementOfApplicability, world: World) -> None:
    driven = drivers(world)
    statement.entries = [row | {"drivers": refs(driven.get(row["control"], []))} for row in statement.entries]


def _begin(statement: StatementOfApplicability, world: World, _actor: Actor) -> None:
    """A new statement has a line for every control, none of them decided."""
    said, driven = entries(statement), drivers(world)
    statement.entries = [
        said.get(control, Entry(control))._replace(drivers=refs(driven.get(control, [])))._asdict()
        for control in expected(world)
    ]


STATEMENT_OF_APPLICABILITY = register(
    Kind(
        model=StatementOfApplicability,
        prefix="SOA",
        job="risks",
        workflow=controlled(unready=_undecided, completes=_note_drivers),
        sections=(
            Section(_("Statement"), ("title", "title_alt", "lang", "disclosure", "additional")),
            Section(_("Controls"), ("entries",)),
            Section(_("Care"), ("owner", "unit", "review_due")),
        ),
        audience=Audience.PUBLIC,
        columns=("ref", "title", "disclosure", "owner", "review_due", "state"),
        grants={
            "aims_manager": "create edit submit revise",
            "top_management": "approve return retire",
            OWNER: "edit submit revise",
        },
        relations=(Relation("within", _("within the scope"), "scope_statement"), Relation("evidence", _("evidence"))),
        relies_on=("within",),
        review_months=12,
        retention_years=10,
        completes=_begin,
    )
)


@standing_rule(StatementOfApplicability)
def a_statement_is_stale(record: Record, world: World) -> Iterable[Standing]:
    if record.is_in_force and alarms(world):
        yield Standing.STALE


@duty_rule
def a_statement_apart_is_opened_anew(world: World) -> Iterable[Duty]:
    apart = alarms(world)
    for statement in world.all(StatementOfApplicability) if apart else ():
        if statement.state == "approved":
            controls = ", ".join(alarm.control for alarm in apart[:3])
            yield duty_about(
                "statement_apart", statement, "revise", able(world, "revise", statement), controls=controls
            )
