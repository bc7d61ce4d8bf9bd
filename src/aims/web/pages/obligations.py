"""Obligations over time: what will apply and when, what applies, what no longer does, and the law's own days."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.lib.language import language
from aims.organisation.models import Obligation
from aims.organisation.obligations import LawDay, has_begun, has_ended, is_confirmed, law_days
from aims.web.asked import Asked, address, seen, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.obligations import LawDayLook, ObligationLine, TimelineLook
from aims.web.looks.parts import ButtonLook, Crumb, EmptyLook
from aims.web.panels.law import in_days, record_button
from aims.web.panels.tables import new_button, nothing_recorded
from aims.web.panels.years import Years
from aims.web.values import how_checked, sentence_case

PLACE = "/obligations/"


@require_GET
def timeline_page(asked: Asked) -> HttpResponse:
    kind = KINDS.of(Obligation)
    known = [shown for one in asked.world.all(Obligation) if (shown := seen(asked, one)) is not None]
    ahead, running, over = _grouped(asked, known)
    current = [*ahead, *running]
    days = law_days(current)
    ends = [day for one in current for day in (one.applies_from, one.applies_until) if day]
    years = Years.around(asked.world.today, [*ends, *(day.effective.date for day in days)])
    new = new_button(asked, kind)
    groups = ((_("Ahead"), ahead), (_("Apply today"), running), (_("No longer"), over))
    title = sentence_case(kind.plural)
    look = TimelineLook(
        title,
        _("What laws, contracts and codes ask of us, from which day, and what meets it."),
        years.axis(asked.world.today),
        tuple((head, tuple(_line(asked, one, days, years) for one in found)) for head, found in groups if found),
        tuple(_law_days(asked, days, current)),
        (ButtonLook(_("As a list"), to_kind(asked, kind)), *((new,) if new else ())),
        None if known else EmptyLook(nothing_recorded(kind), new),
    )
    return draw(asked, "obligations", look, title, "conformity", Crumb(title))


def _grouped(asked: Asked, known: list[Obligation]) -> tuple[list[Obligation], ...]:
    """Those ahead, the nearest first; those that apply and those that are over, the newest first."""
    ahead, running, over = list[Obligation](), list[Obligation](), list[Obligation]()
    for one in sorted(known, key=lambda one: (one.applies_from, one.ref)):
        (over if has_ended(asked.world, one) else running if has_begun(asked.world, one) else ahead).append(one)
    return ahead, running[::-1], over[::-1]


def _line(asked: Asked, one: Obligation, days: list[LawDay], years: Years) -> ObligationLine:
    world = asked.world
    owner = world.get(Person, one.owner_id)
    own_days = [day.effective.date for day in days if day.framework.id == one.framework]
    is_over, is_sure = has_ended(world, one), is_confirmed(world, one)
    return ObligationLine(
        one.ref,
        name_of(one),
        to_record(asked, one),
        sentence_case(one.get_source_display()),
        one.place,
        one.applies_from,
        one.applies_until,
        "" if is_over else in_days(world.today, one.applies_from),
        years.bar(one.applies_from, one.applies_until, own_days, is_sure=is_sure),
        name_of(owner) if owner else "",
        _crumbs(asked, world.linked(one, "met_by")),
        _crumbs(asked, world.linked(one, "applies_to")),
        is_over,
        has_begun(world, one),
    )


def _crumbs(asked: Asked, found: Iterable[Record]) -> tuple[Crumb, ...]:
    known = (shown for one in found if (shown := seen(asked, one)) is not None)
    return tuple(Crumb(name_of(one), to_record(asked, one)) for one in known)


def _law_days(asked: Asked, days: Sequence[LawDay], ours: Sequence[Obligation]) -> Iterable[LawDayLook]:
    """The days that lie ahead, and with whoever may, the obligation that follows from one."""
    said, today = language(), asked.world.today
    for framework, effective in days:
        if effective.date < today:
            continue
        begin = [one for one in ours if one.framework == framework.id and one.applies_from == effective.date]
        yield LawDayLook(
            effective.date,
            in_days(today, effective.date),
            framework.short.in_(said),
            address(asked, "/frameworks/", {"of": framework.id}),
            effective.what.in_(said),
            effective.instead_of,
            how_checked(effective.state),
            tuple(Crumb(one.ref, to_record(asked, one)) for one in begin),
            None if begin else record_button(asked, framework, effective),
        )
