"""What a breach set off, what it takes until it is over, and what people must do about it now."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aims.improvement.models import Nonconformity
from aims.kernel.duties import Duty, duties
from aims.kernel.kinds import KINDS
from aims.kernel.wording import day_text
from aims.kernel.world import World
from aims.monitoring.models import Breach
from aims.monitoring.series import windows_missing
from aims.monitoring.standing import answer_due
from aims.web.asked import Asked, may_see, to_record
from aims.web.looks.monitors import StepLook
from aims.web.looks.parts import GapLook
from aims.web.panels import gaps
from aims.web.values import sentence_case


def steps(asked: Asked, breach: Breach) -> Iterator[StepLook]:
    """What a breach set off that the reader may see, and what it takes until it is over."""
    kind = KINDS.of(Nonconformity)
    about = {link.target for link in breach.links}
    for one in asked.world.all(Nonconformity):
        is_about = one.pk in about or any(link.target == breach.pk for link in one.links)
        if is_about and may_see(asked, one):
            is_over = one.state in kind.workflow.ended
            css = "met" if is_over else "partly"
            label = sentence_case(kind.workflow.label(one.state))
            yield StepLook(css, sentence_case(kind.label), label, one.ref, to_record(asked, one), one.stamp.at)
    yield from _to_come(asked.world, breach)


def _to_come(world: World, breach: Breach) -> Iterator[StepLook]:
    if not breach.is_open:
        return
    if breach.state in ("open", "acknowledged"):
        day = {"day": day_text(answer_due(world, breach))}
        yield StepLook("unknown", _("Answer"), _("Cause and what was done, due on %(day)s") % day)
    if missing := windows_missing(world, breach):
        words = ngettext(
            "Not before %(n)s more window lies within the limit",
            "Not before %(n)s more windows in a row lie within the limit",
            missing,
        )
        yield StepLook("none", _("Closing"), words % {"n": missing})
    else:
        yield StepLook("none", _("Closing"), _("By somebody other than its owner and whoever answered"))


def waiting(asked: Asked, ids: frozenset[UUID]) -> Iterator[GapLook]:
    """What people must do about it, the reader's own with its button."""
    if asked.past:
        return
    for duty in duties(asked.now):
        if duty.about in ids:
            yield _line(asked, duty)


def _line(asked: Asked, duty: Duty) -> GapLook:
    look = gaps.duty_line(asked, duty)
    return look if asked.person.id in duty.who else replace(look, action=None)
