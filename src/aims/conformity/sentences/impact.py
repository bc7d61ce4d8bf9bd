"""The sentences of impact assessments (6.1.4, 8.4, A.5)."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words

from .words import Said

GAPS: dict[str, Said] = {
    "aspect_left_out": Said(
        _("%(ref)s leaves out an aspect of society and does not say why: %(aspect)s."), _("Assess anew")
    ),
    "impact_unsent": Said(_("%(ref)s is to be shown, and no day is recorded on which it was sent."), _("Record it")),
    "impact_no_risk": Said(
        _("%(ref)s judges a dimension as grave that no risk of %(system)s takes up: %(dimension)s."), _("Add the risk")
    ),
    "impact_after_change": Said(
        _("%(ref)s changed %(system)s significantly; its impact was not assessed anew."), _("Assess the impact")
    ),
    "no_significant_change": Said(
        _("No significant change of a system was carried out yet; silence is not evidence."), _("Propose a change")
    ),
    "impact_never": Said(_("%(ref)s was in use without an impact assessment ever approved."), _("Assess the impact")),
}

NOTES: dict[str, Words] = {
    "impact_afterwards": _("%(ref)s: the impact on %(system)s was assessed anew only after it was carried out."),
}
