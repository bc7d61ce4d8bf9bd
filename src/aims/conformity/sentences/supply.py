"""The sentences of gaps and notes on components, datasets, suppliers and customers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from aims.kernel.workflow import Words

from .words import Said

GAPS: dict[str, Said] = {
    "step_waits": Said(_("%(ref)s is not approved yet; next comes “%(step)s”."), _("Take it further")),
    "component_missing": Said(_("It is not recorded what %(ref)s is made of."), _("Record a component")),
    "computing_missing": Said(_("It is not recorded on what %(ref)s runs."), _("Record what it runs on")),
    "support_over": Said(_("%(ref)s was supported until %(date)s."), _("Replace it, or say until when")),
    "rights_unknown": Said(_("%(ref)s is in use; by which right is not known."), _("Write the rights")),
    "quality_unset": Said(_("%(ref)s has no quality criterion."), _("Set a criterion")),
    "quality_unmeasured": Said(
        _("%(ref)s has not been measured by %(criterion)s since its limit was set."), _("Record a measurement")
    ),
    "quality_missed": Said(
        _("%(ref)s misses %(criterion)s: %(value)s measured, limit %(limit)s."), _("Mend it and measure again")
    ),
    "quality_old": Said(_("%(ref)s was last measured by %(criterion)s on %(date)s."), _("Measure again")),
    "agreement_unset": Said(
        _("%(ref)s is labelled by people, and how far a second labeller must agree is not set."), _("Set a criterion")
    ),
    "split_missing": Said(_("It is not agreed who answers for what with %(ref)s."), _("Write the split")),
    "duty_unassigned": Said(_("%(ref)s: nobody answers for “%(duty)s”."), _("Assign it")),
    "split_over": Said(_("%(ref)s held until %(date)s."), _("Agree on it anew")),
    "clause_missing": Said(
        ngettext_lazy(
            "The contract with %(ref)s lacks %(n)s clause: “%(clause)s”.",
            "The contract with %(ref)s lacks %(n)s clauses, first “%(clause)s”.",
            "n",
        ),
        _("Say what the contract holds"),
    ),
    "contract_over": Said(_("The contract with %(ref)s ended on %(date)s."), _("Say until when it runs")),
    "notice_open": Said(_("Nobody has handled %(ref)s, a change of a supplier’s model."), _("Handle %(ref)s")),
    "expectation_missing": Said(
        _("It is not recorded what customers expect of %(ref)s."), _("Record what they expect")
    ),
}
NOTES: dict[str, Words] = {
    "used_before_approval": _("%(ref)s was approved on %(date)s, after %(other)s had learned from it."),
}
