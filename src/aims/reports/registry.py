"""The reports there are. One more is one more file, and its name here."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.denied import SENTENCES, Denied
from aims.kernel.models import Record
from aims.kernel.policy import Actor
from aims.kernel.world import World, present

from . import impact_assessment, risk_register, statement_of_applicability
from .making import Order
from .reading import Reading, Report, listed

SENTENCES["report_about"] = _("Say which one it is about; you may see: %(refs)s.")
SENTENCES["report_reading"] = _("“%(said)s” is no reading of this report; its readings are: %(known)s.")
SENTENCES["report_read_one_way"] = _("This report has one reading only; ask for none.")
_MOST = 12
"""How many refs the sentence names."""

REPORTS = {
    report.name: report
    for report in (statement_of_applicability.REPORT, risk_register.REPORT, impact_assessment.REPORT)
}
"""By the name that addresses and commands call it."""


def ordered(name: str, world: World, actor: Actor, ref: str = "", which: str = "") -> Order:
    """The report `name` of `world` for `actor`, about the record `ref`, in the reading `which`.

    Without `ref` it is about the only record there is. Raises `Denied`: `ref_unknown` for a report or a record
    that there is not, or not for them; `report_about` where several records could be meant; `report_reading` or
    `report_read_one_way` for a reading that it does not have.
    """
    report = REPORTS.get(name)
    if report is None:
        raise Denied("ref_unknown", ref=name[:80])
    if which and which not in report.readings:
        known = ", ".join(report.readings)
        raise Denied("report_reading", said=which[:80], known=known) if known else Denied("report_read_one_way")
    reading = Reading(world, present(), actor)
    about = _about(report, reading, ref)
    return Order(report, Reading(world, reading.now, actor, about, which or next(iter(report.readings), "")))


def _about(report: Report, reading: Reading, ref: str) -> Record | None:
    if report.of is None:
        if ref:
            raise Denied("ref_unknown", ref=ref[:80])
        return None
    found = [one for one in reading.all(report.of) if ref in ("", one.ref)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Denied("ref_unknown", ref=ref[:80] or report.name)
    raise Denied("report_about", refs=listed(one.ref for one in found[:_MOST]))
