"""The sentences of monitoring (9.1, A.6.2.6, A.6.2.8)."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words

from .words import Said

GAPS: dict[str, Said] = {
    "monitor_missing": Said(_("%(ref)s: no monitor is in force."), _("Set up a monitor")),
    "never_measured": Said(_("%(ref)s has not been measured yet."), _("Enter a reading")),
    "reading_due": Said(_("%(ref)s was to be measured by %(date)s; nobody has."), _("Enter a reading")),
    "figures_missing": Said(_("%(ref)s was to be computed by %(date)s; no figures came."), _("Look at it")),
    "reading_unknown": Said(_("%(ref)s is unknown: %(why)s."), _("Enter a reading")),
    "figures_unknown": Said(_("%(ref)s is unknown: %(why)s."), _("Look at it")),
    "limit_passed": Said(_("%(ref)s does not lie within its limit."), _("Look at it")),
    "breach_unanswered": Said(_("%(ref)s was to be answered by %(date)s; nobody has."), _("Answer it")),
    "recording_missing": Said(
        _("%(ref)s: nobody has decided what is recorded of its decisions."), _("Write a recording plan")
    ),
    "decisions_silent": Said(_("%(ref)s: no decisions came in within the last window."), _("Look at it")),
    "log_too_short": Said(
        _("%(ref)s is of the high tier, and its event log is kept for %(n)s months: six are the least."),
        _("Keep it longer"),
    ),
    "trace_missing": Said(
        _("%(ref)s: nobody has tried to trace a sample of decisions from the log alone."), _("Set up the trial")
    ),
}

NOTES: dict[str, Words] = {}
