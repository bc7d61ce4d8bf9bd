"""Where a monitor stands, in a shape, a word and a sentence; and what it measures, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from aims.kernel.wording import day_text
from aims.kernel.world import World
from aims.monitoring.judging import Level
from aims.monitoring.models import Monitor, Reading
from aims.monitoring.models.monitors import UNKNOWN_WHY
from aims.monitoring.series import reading_of
from aims.monitoring.standing import is_measuring, is_overdue, next_reading
from aims.telemetry.metrics.registry import MILLISECONDS
from aims.web.looks.monitors import LevelLook
from aims.web.panels.plots import short
from aims.web.values import sentence_case

WORDS = {
    Level.WITHIN: ("met", gettext_lazy("Within its limit")),
    Level.WARN: ("partly", gettext_lazy("Close to its limit")),
    Level.BREACH: ("unmet", gettext_lazy("Outside its limit")),
    Level.UNKNOWN: ("unknown", gettext_lazy("Unknown")),
}


def level_look(level: str, why: str = "") -> LevelLook:
    css, word = WORDS[Level(level)]
    return LevelLook(css, str(word), why)


def unknown(why: str) -> LevelLook:
    return level_look(Level.UNKNOWN, why)


def why_unknown(code: str) -> str:
    """What a figure lacks; a code that telemetry adds later is said in general words."""
    known = dict(UNKNOWN_WHY)
    return sentence_case(known.get(code) or known["other"])


def level_of(world: World, monitor: Monitor) -> LevelLook:
    """Where it stands today: nothing measured, too long ago and too few are unknown, which is never good."""
    held, reading = world.get_in_force(Monitor, monitor.pk), reading_of(world, monitor)
    if held is None:
        return unknown(_("It is not in force: nothing is measured before it is approved."))
    if not is_measuring(world, held):
        return unknown(_("Its system is not in use."))
    if reading is None or reading.window_last is None:
        return unknown(_("Nothing was measured yet."))
    if is_overdue(world, held):
        day = {"day": day_text(next_reading(world, held))}
        return unknown(_("The last reading is too old: the next one was due by %(day)s.") % day)
    return level_look(reading.level, _why(held, reading))


def _why(monitor: Monitor, reading: Reading) -> str:
    if reading.level != Level.UNKNOWN:
        return ""
    if reading.unknown_why == "too_few":
        return few(reading.n, monitor.minimum)
    return why_unknown(reading.unknown_why)


def few(n: int, minimum: int) -> str:
    return _("n = %(n)s, fewer than %(minimum)s: not shown") % {"n": f"{n:,}", "minimum": f"{minimum:,}"}


def rule_of(monitor: Monitor) -> str:
    """What is measured, which way is better and what is a breach, in two sentences."""
    said = {
        "higher": _("Higher is better; below %(limit)s is past the limit."),
        "lower": _("Lower is better; above %(limit)s is past the limit."),
        "nearer_zero": _("Nearer to zero is better; further from it than %(limit)s is past the limit."),
        "nearer_one": _("Nearer to one is better; further from it than %(limit)s is past the limit."),
    }[monitor.of.better]
    said %= {"limit": short(monitor.breach_at)}
    if monitor.to_breach == 1:
        return said
    words = ngettext(
        "It takes %(n)s window in a row to be a breach.",
        "It takes %(n)s windows in a row to be a breach.",
        monitor.to_breach,
    )
    return _("%(first)s %(second)s") % {"first": said, "second": words % {"n": monitor.to_breach}}


def measure_of(monitor: Monitor) -> str:
    """The measure, by which group or of which field."""
    label = sentence_case(monitor.of.label)
    if monitor.of.unit == MILLISECONDS:
        label = _("%(measure)s, in milliseconds") % {"measure": label}
    words = {"measure": label, "what": monitor.group or monitor.feature}
    if monitor.group:
        return _("%(measure)s, by %(what)s") % words
    return _("%(measure)s of %(what)s") % words if monitor.feature else words["measure"]


def every(monitor: Monitor) -> str:
    known = {
        1: pgettext("how often", "daily"),
        7: pgettext("how often", "weekly"),
        28: pgettext("how often", "every four weeks"),
    }
    return known.get(monitor.every_days) or ngettext("every %(n)s day", "every %(n)s days", monitor.every_days) % {
        "n": monitor.every_days
    }
