"""The sentences of gaps on risks, treatments, controls and the Statement of Applicability (6.1, 8.2, 8.3)."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words

from .words import Said

GAPS: dict[str, Said] = {
    "leads_to_no_risk": Said(
        _("%(ref)s leads to no risk and no opportunity; that there is none is said by leaving one with a reason."),
        _("Record what follows"),
    ),
    "opportunity_undecided": Said(_("%(ref)s was seen; nobody has decided on it."), _("Decide on %(ref)s")),
    "assessed_by_old_criteria": Said(
        _("%(ref)s was made by criteria that changed significantly since."), _("Assess anew")
    ),
    "assessed_for_other_use": Said(_("%(ref)s assessed another use than the system has now."), _("Assess anew")),
    "method_older": Said(
        _("%(ref)s was approved before %(other)s changed on %(date)s."), _("Look at the criteria again")
    ),
    "recheck_missing": Said(
        _("Nobody else has judged a sample of the risks again and said what came of it."), _("Record a judgement")
    ),
    "priority_missing": Said(_("%(ref)s is above the appetite and has no priority."), _("Give it a priority")),
    "risk_not_analysed": Said(_("%(ref)s is named but not analysed."), _("Analyse")),
    "risk_above_appetite_without_plan": Said(
        _("%(ref)s is %(level)s, above what is tolerated, and has no approved treatment."), _("Plan treatment")
    ),
    "risk_not_in_plan": Said(_("%(ref)s is above the appetite and not in %(plan)s."), _("Open %(plan)s anew")),
    "acceptance_expired": Said(_("The acceptance of %(ref)s ended on %(date)s."), _("Judge the risk anew")),
    "acceptance_outgrown": Said(
        _("%(ref)s was accepted by less authority than the criteria ask for today."), _("Judge the risk anew")
    ),
    "residual_not_accepted": Said(_("%(ref)s is treated; nobody has accepted what remains."), _("Accept what remains")),
    "treatment_overdue": Said(_("%(ref)s was due on %(date)s."), _("Report it")),
    "treatment_effect_unverified": Said(_("%(ref)s is done; nobody else has verified its effect."), _("Verify effect")),
    "treatment_ineffective": Said(
        _("%(ref)s was found not to work on %(date)s; nothing else has been proposed."), _("Propose it anew")
    ),
    "soa_stale": Said(
        _("The statement is older than %(ref)s, which was approved on %(date)s."), _("Open version %(v)s")
    ),
    "control_undecided": Said(_("%(ref)s does not decide %(control)s."), _("Decide")),
    "control_without_driver": Said(
        _("%(control)s is taken in, and nothing asks for it any longer."), _("Reopen statement")
    ),
    "control_excluded_but_needed": Said(
        _("%(control)s is left out, and %(driver)s now needs it."), _("Reopen statement")
    ),
    "control_undescribed": Said(
        _("%(control)s is taken in, and nobody has written how it is done here."), _("Write it")
    ),
    "control_untold": Said(_("It is not recorded how the version of %(ref)s in force was made known."), _("Record it")),
    "control_not_shown": Said(
        _("%(ref)s is taken in, and nothing shows that it is done: no evidence, no test, no treatment on its way."),
        _("Test it"),
    ),
    "control_untested": Said(_("%(ref)s was to be tested by %(date)s."), _("Test it")),
    "test_unanswered": Said(
        _("%(ref)s found on %(date)s that %(control)s does not work; nothing has followed."),
        _("Raise a nonconformity"),
    ),
    "risk_unassessed": Said(_("%(ref)s has no risk assessment."), _("Plan one")),
    "assessment_open": Said(
        _("%(ref)s has no approved risk assessment yet; %(assessment)s is on its way."), _("Go on")
    ),
    "assessment_old": Said(
        _("The risks of %(ref)s were last assessed on %(date)s: its interval is over, or something changed since."),
        _("Assess anew"),
    ),
    "significant_change_not_reassessed": Said(
        _("%(ref)s changed significantly (%(change)s); its risks were not assessed again."), _("Assess anew")
    ),
}
NOTES: dict[str, Words] = {
    "left_out": _("%(ref)s, version %(version)s, leaves this control out with a reason."),
}
