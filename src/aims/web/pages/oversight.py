"""The page of an oversight plan: what it says, what waits, and whether the oversight is real."""

from collections.abc import Iterator
from typing import cast

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.policy import refused_use
from aims.oversight import measuring, seeding
from aims.oversight.models import OversightPlan
from aims.web.asked import Asked, address, to_kind, to_record
from aims.web.frame import draw
from aims.web.looks.oversight import PartLook, RealLook
from aims.web.looks.parts import ButtonLook, Crumb
from aims.web.looks.records import FieldLook
from aims.web.pages.extras import with_forms
from aims.web.panels.detail import describe, found
from aims.web.panels.plots import between, exact, short
from aims.web.values import sentence_case

AT_ONCE = 5
"""Cases that one press seeds."""


def plan_page(asked: Asked, record: Record) -> HttpResponse:
    plan, kind = cast("OversightPlan", record), KINDS.of(OversightPlan)
    look = with_forms(asked, plan, describe(asked, plan))
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(plan.ref))
    in_force = asked.now.get_in_force(OversightPlan, plan.pk)
    real = _real(asked, in_force) if in_force and not asked.past else None
    return draw(asked, "oversight_plan", look, f"{plan.ref} {plan.name}", "oversight", *trail, real=real)


@require_POST
def seed(asked: Asked, ref: str) -> HttpResponse:
    """Put cases that are known to be wrong among the others."""
    plan = found(asked, ref)
    if not isinstance(plan, OversightPlan):
        raise Denied("ref_unknown", ref=ref[:40])
    seeding.seed(plan, asked.actor, AT_ONCE)
    return HttpResponseRedirect(to_record(asked, plan))


def _real(asked: Asked, plan: OversightPlan) -> RealLook:
    now, rulings = measuring.waiting(plan), measuring.measured(plan, asked.now.today)
    is_shown = rulings is not None and rulings.reviewers >= measuring.LEAST_REVIEWERS
    return RealLook(
        tuple(_cases(now)),
        tuple(_figures(rulings)) if is_shown and rulings else (),
        "" if is_shown else _why_none(plan, rulings),
        tuple(_parts(rulings)) if is_shown and rulings else (),
        tuple(_sentences()[name] for name in measuring.past_limits(plan, rulings if is_shown else None, now)),
        address(asked, "/oversight/desk/"),
        _seed(asked, plan),
    )


def _seed(asked: Asked, plan: OversightPlan) -> ButtonLook | None:
    n = min(AT_ONCE, len(seeding.originals(plan)))
    if not n or refused_use(asked.actor, "seed_cases", plan, KINDS.of(OversightPlan)):
        return None
    words = ngettext("Seed %(n)s case known to be wrong", "Seed %(n)s cases known to be wrong", n) % {"n": n}
    return ButtonLook(words, f"/r/{plan.ref}/seed", post=True)


def _cases(now: measuring.Waiting) -> Iterator[FieldLook]:
    yield FieldLook(_("Cases that wait"), f"{now.waiting:,}")
    yield FieldLook(_("Of them late"), f"{now.late:,}")
    yield FieldLook(_("Of them escalated"), f"{now.escalated:,}")


def _figures(rulings: measuring.Measured) -> Iterator[FieldLook]:
    yield FieldLook(_("Rulings"), f"{rulings.ruled:,}")
    shares = (
        (_("Changed or rejected"), rulings.overridden),
        (_("Two reviewers of one mind"), rulings.agreed),
        (_("Seeded cases noticed"), rulings.caught),
    )
    for label, share in shares:
        if share is None:
            yield FieldLook(label, "–")
        else:
            words = {"interval": between(*share.interval), "n": share.n}
            yield FieldLook(label, exact(share.value), note=_("%(interval)s, n = %(n)s") % words)
    if rulings.seconds is not None:
        yield FieldLook(_("Time on a case, median"), _("%(n)s s") % {"n": short(rulings.seconds)})


def _parts(rulings: measuring.Measured) -> Iterator[PartLook]:
    names = {"shorter": _("the shorter half of the cases"), "longer": _("the longer half of the cases")}
    for part in (*rulings.by_length, *rulings.by_hour):
        seconds = _("%(n)s s") % {"n": short(part.seconds)}
        yield PartLook(names.get(part.name, part.name), part.n, exact(part.confirmed / part.n), seconds)


def _why_none(plan: OversightPlan, rulings: measuring.Measured | None) -> str:
    if rulings is None:
        return _(
            "Reviewers were not told that they are measured: nothing is, until the plan says on which day they were."
        )
    words = ngettext(
        "%(n)s reviewer ruled in the last four weeks, fewer than %(least)s: the figures are not shown.",
        "%(n)s reviewers ruled in the last four weeks, fewer than %(least)s: the figures are not shown.",
        rulings.reviewers,
    )
    return words % {"n": rulings.reviewers, "least": measuring.LEAST_REVIEWERS}


def _sentences() -> dict[str, str]:
    return {
        "rubber_stamping": _("More is let pass without a change than the plan allows."),
        "too_fast": _("The time on a case is shorter than the plan asks for."),
        "missed": _("Fewer seeded cases are noticed than the plan asks for."),
        "backlog": _("More cases wait than the plan allows."),
    }
