"""Cases known to be wrong, put among the others to see whether that is noticed; never released, told after the ruling.

Made of real ones on which a reviewer ruled otherwise than the system: the same inputs and the same wrong answer, under
another key.
"""

import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM, Actor, refused_use
from aims.kernel.wording import filled
from aims.lib import clock
from aims.lib.canonical import digest
from aims.lib.ids import uuid7

from .models import CaseContent, OversightPlan, ReviewCase

MOST = 20
LOOKED_AT = 500


def originals(plan: OversightPlan) -> list[CaseContent]:
    """Real cases whose answer a reviewer did not let pass, and which were not used before; the newest first."""
    wrong = ReviewCase.objects.filter(plan=plan.id, state="released", ruling__in=("changed", "rejected"))
    keys = list(wrong.order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT])
    used = set(CaseContent.objects.filter(is_seeded=True, system=plan.system_id).values_list("original", flat=True))
    found = CaseContent.objects.in_bulk([pk for pk in keys if pk not in used])
    return [found[pk] for pk in keys if pk in found and not found[pk].is_seeded]


def seed(plan: OversightPlan, actor: Actor, n: int) -> int:
    """Put `n` seeded cases into the queue of a plan in force; how many there were to make. Raises `Denied`.

    The log says that cases came in, not that they are seeded: whoever reviews may read it.
    """
    if denied := refused_use(actor, "seed_cases", plan, KINDS.of(OversightPlan)):
        raise denied
    if not 0 < n <= MOST:
        raise Denied("not_ready", ref=plan.ref, why=filled(_("Seed 1 to %(most)s cases at once."), {"most": MOST}))
    chosen = originals(plan)[:n]
    for original in chosen:
        _seed(plan, original)
    return len(chosen)


def _seed(plan: OversightPlan, original: CaseContent) -> None:
    pk, title = uuid7(), ReviewCase.objects.get(pk=original.pk).title
    key = secrets.token_hex(8)
    decision = original.decision | {"key": key, "at": clock.iso(clock.now())}
    values = {"title": title, "system": plan.system_id, "plan": plan.id, "key": key, "digest": digest(decision)}
    with transaction.atomic():
        CaseContent.objects.create(
            case=pk,
            system=plan.system_id,
            subject=original.subject,
            decision=decision,
            rules=original.rules,
            route=original.route,
            is_seeded=True,
            original=original.pk,
        )
        perform(Command("review_case", "create", SYSTEM, record=pk, values=values))
