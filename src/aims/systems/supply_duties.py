"""What suppliers, datasets and components leave for people to do (A.4.4, A.7.2, A.10.2, A.10.3)."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.duties import DUE_SOON, DUTY_SENTENCES, Duty, duty_about, duty_rule, owner_or_able
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World

from .models import Component, Dataset, ModelChangeNotice, ResponsibilitySplit, Supplier, Vulnerability

DUTY_SENTENCES["model_changed"] = _("%(ref)s %(title)s: a supplier changed a model; decide what follows from it.")
DUTY_SENTENCES["vulnerability_open"] = _("%(ref)s %(title)s: mend it, or say why we are not affected.")
DUTY_SENTENCES["kept_too_long"] = _(
    "%(ref)s %(title)s was to be kept until %(date)s: dispose of it, or say why it stays."
)
DUTY_SENTENCES["contract_ends"] = _("The contract with %(ref)s %(title)s ends on %(date)s.")
DUTY_SENTENCES["agreement_ends"] = _("%(ref)s %(title)s holds until %(date)s: agree on it anew.")
DUTY_SENTENCES["support_ends"] = _("%(ref)s %(title)s is supported until %(date)s: plan what replaces it.")


def _duty(world: World, code: str, record: Record, action: str, due: dt.date | None = None) -> Duty:
    """To do `action`, or what is open where the latest version is in a state without it."""
    kind = KINDS[record.kind]
    latest = world.get(kind.model, record.id) or record
    move = kind.workflow.transition(action)
    if (move and latest.state not in move.source) or (action == "edit" and latest.state not in kind.workflow.editable):
        action = next((t.name for t in kind.workflow.open_to(latest)), action)
    return duty_about(code, record, action, owner_or_able(world, action, latest), due)


@duty_rule
def changes_of_models_are_handled(world: World) -> Iterable[Duty]:
    """Whether the supplier gave notice or we found it out, somebody decides what follows."""
    for notice in world.in_force(ModelChangeNotice):
        if notice.is_open:
            yield _duty(world, "model_changed", notice, "handle")


@duty_rule
def vulnerabilities_are_mended(world: World) -> Iterable[Duty]:
    """Each is mended, or somebody says why we are not affected."""
    for found in world.in_force(Vulnerability):
        yield _duty(world, "vulnerability_open", found, "mend")


@duty_rule
def datasets_are_disposed_of(world: World) -> Iterable[Duty]:
    """What is kept longer than was decided is disposed of, or the decision is changed."""
    for dataset in world.in_force(Dataset):
        if world.passed(dataset.retained_until):
            yield _duty(world, "kept_too_long", dataset, "dispose", dataset.retained_until)


@duty_rule
def what_ends_is_renewed(world: World) -> Iterable[Duty]:
    """Contracts, splits and support end on a day; it shows from thirty days before."""
    ends: list[tuple[str, Record, str, dt.date | None]] = [
        *(("contract_ends", s, "edit", s.contract_ends_on) for s in world.in_force(Supplier)),
        *(("agreement_ends", s, "revise", s.holds_until) for s in world.in_force(ResponsibilitySplit)),
        *(("support_ends", c, "revise", c.supported_until) for c in world.in_force(Component)),
    ]
    for code, record, action, day in ends:
        if day is not None and world.passed(day - DUE_SOON):
            yield _duty(world, code, record, action, day)
