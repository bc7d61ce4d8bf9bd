"""What the intervals of the criteria ask of people: look at access again, try a restore again (7.5.3)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUE_SOON, DUTY_SENTENCES, Duty, able, duty_rule
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.organisation.models import AccessReview, RestoreTest

from .clause7_records import due_again, last_of

DUTY_SENTENCES["look_at_access"] = _("Look again at who may open what: due on %(date)s.")
DUTY_SENTENCES["try_restore"] = _("Restore a backup elsewhere and compare it: due on %(date)s.")

_TRIALS: tuple[tuple[str, type[Record], str], ...] = (
    ("look_at_access", AccessReview, "access_months"),
    ("try_restore", RestoreTest, "restore_months"),
)


@duty_rule
def trials_are_made_again(world: World) -> Iterable[Duty]:
    """Each trial that was made once, within its interval, by those who made it or may; thirty days before."""
    for code, model, months in _TRIALS:
        last, kind = last_of(world, model), KINDS.of(model)
        due = due_again(world, last, months) if last else None
        if last is None or due is None or not world.passed(due - DUE_SOON):
            continue
        may = able(world, "create", kind.model(unit_id=last.unit_id))
        who = frozenset(pk for pk in may if pk == last.author_id) or may
        yield Duty(code, who, due, Do(kind.name, "create"), {"date": due}, last.id)
