"""The sentences of gaps on resources, communication and documented information (7.1, 7.4, 7.5)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from aims.kernel.workflow import Words

from .words import Said

GAPS: dict[str, Said] = {
    "resource_missing": Said(_("%(ref)s: nothing is entered for %(sort)s."), _("Say what is needed")),
    "resource_undecided": Said(_("%(ref)s is stated; nobody has granted or refused it."), _("Grant %(ref)s")),
    "resource_refused": Said(_("%(ref)s was refused, and the process needs it."), _("Grant %(ref)s")),
    "resource_late": Said(
        _("%(ref)s was granted; it was to be provided by %(date)s."), _("Report %(ref)s as provided")
    ),
    "communication_overdue": Said(_("What %(ref)s plans was to be told by %(date)s."), _("Record that it was told")),
    "party_untold": Said(_("No line of the communication plan tells “%(sort)s” anything."), _("Add a line")),
    "trial_never": Said(_("No %(kind)s has been recorded."), _("Record one")),
    "trial_stale": Said(_("%(ref)s is of %(date)s; the next was due on %(due)s."), _("Record a new one")),
    "restore_differs": Said(_("In %(ref)s something was missing or changed."), _("Record a new trial")),
    "search_untried": Said(_("In %(ref)s nobody was asked to find the documents they need."), _("Record a new trial")),
    "search_failed": Said(
        ngettext_lazy(
            "In %(ref)s %(n)s document was sought and %(m)s not found in time.",
            "In %(ref)s %(n)s documents were sought and %(m)s not found in time.",
            "n",
        ),
        _("Record a new trial"),
    ),
    "refusal_untried": Said(_("In %(ref)s nobody without the right tried to get in."), _("Record a new trial")),
    "refusal_failed": Said(
        ngettext_lazy(
            "In %(ref)s %(n)s attempt without the right was made and %(m)s let through.",
            "In %(ref)s %(n)s attempts without the right were made and %(m)s let through.",
            "n",
        ),
        _("Record a new trial"),
    ),
    "kind_unruled": Said(_("No retention rule covers %(kind)s."), _("Add a rule")),
}
NOTES: dict[str, Words] = {
    "disposed_early": _("%(ref)s: disposed of before its time; the reason stands there."),
}
