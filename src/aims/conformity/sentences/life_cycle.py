"""The sentences of the life cycle of AI systems and of changes (6.3, 8.1, A.6)."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words

from .words import Said

GAPS: dict[str, Said] = {
    "life_lacks": Said(_("%(ref)s: %(why)s"), _("Go on")),
    "life_stale": Said(_("%(ref)s: %(why)s"), _("Look at it again")),
    "aspect_untested": Said(_("%(ref)s fixes no criterion for this aspect: %(aspect)s."), _("Test again")),
    "tested_by_designer": Said(_("%(ref)s was tested by somebody who designed the system."), _("Test again")),
    "document_of_other_version": Said(
        _("%(ref)s describes version %(other)s; %(system)s is at version %(release)s."), _("Bring it up to date")
    ),
    "change_unapproved": Said(
        _("%(ref)s was done in an emergency on %(date)s; it was to be approved by %(due)s, and nobody has."),
        _("Approve afterwards"),
    ),
    "change_unverified": Said(
        _("%(ref)s was carried out on %(date)s; nobody else has looked whether it did what it should."), _("Verify")
    ),
    "change_unassessed": Said(_("%(ref)s was found on %(date)s; nobody has assessed it."), _("Assess it")),
    "tool_unallowed": Said(
        _("%(ref)s is in the register, and not among the tools that people may use."), _("Allow it at work")
    ),
    "change_undecided": Said(_("%(ref)s was found on %(date)s; nobody has decided on it."), _("Decide")),
}

NOTES: dict[str, Words] = {}
