"""The sentences of gaps and notes of leadership: clause 5, A.2 and A.3.2."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words

from .words import Said

GAPS: dict[str, Said] = {
    "never_acknowledged": Said(
        _("Nobody has acknowledged %(ref)s, version %(version)s; it was asked for by %(date)s."),
        _("Say that you have read it"),
    ),
    "not_acknowledged": Said(
        _("%(n)s of %(asked)s people have acknowledged %(ref)s, version %(version)s; it was asked for by %(date)s."),
        _("Say that you have read it"),
    ),
    "unit_unreached": Said(_("%(ref)s has reached nobody in %(unit)s."), _("Say that you have read it")),
    "not_resolved": Said(_("No resolution of top management on %(subject)s is recorded."), _("Record a resolution")),
    "resolved_long_ago": Said(
        _("Top management last resolved on %(subject)s on %(date)s."), _("Put it on the agenda again")
    ),
    "business_without_step": Said(
        _("No step of the management system is part of “%(business)s”."), _("Add the step as a process")
    ),
    "role_without_sponsor": Said(
        _("Nobody who leads the organisation stands behind the role “%(role)s”."), _("Name a sponsor")
    ),
    "role_not_accepted": Said(_("%(person)s has not accepted the role “%(role)s”."), _("Accept the role")),
    "domain_not_compared": Said(_("No policy on “%(domain)s” has been compared with the AI policy."), _("Compare one")),
    "conflict_open": Said(_("%(ref)s differs from the AI policy; that was to be settled by %(date)s."), _("Settle it")),
    "policy_not_weighed": Said(
        _("%(ref)s was approved before the law %(other)s changed for us on %(date)s."), _("Look at the policy again")
    ),
}
NOTES: dict[str, Words] = {
    "acknowledged": _("%(ref)s, version %(version)s: acknowledged by %(n)s of %(asked)s people asked."),
}
