"""The sentences of gaps on AI objectives (6.2)."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words

from .words import Said

GAPS: dict[str, Said] = {
    "objective_missing": Said(_("%(unit)s has AI systems and no AI objective."), _("Propose one")),
    "objective_proposed": Said(_("%(ref)s is proposed; nobody has approved it."), _("Approve %(ref)s")),
    "objective_not_begun": Said(_("%(ref)s is decided upon; its owner has not begun it."), _("Begin %(ref)s")),
    "objective_not_begun_by": Said(
        _("%(ref)s is decided upon; its owner was to begin it and tell those concerned by %(due)s."), _("Begin %(ref)s")
    ),
    "objective_unmeasured": Said(
        _("%(ref)s has never been measured, not even where it stands."), _("Measure and begin %(ref)s")
    ),
    "objective_undecided": Said(
        _("%(ref)s was to be reached by %(date)s; nobody has decided what becomes of it."), _("Decide on %(ref)s")
    ),
    "objective_off_track": Said(
        _("%(ref)s is off track: %(value)s on %(date)s, where its trajectory stood at %(m)s."), _("Add a measurement")
    ),
    "measurement_overdue": Said(_("The next result of %(ref)s was due on %(date)s."), _("Add a measurement")),
    "sentence_gone": Said(
        _("The sentence that %(ref)s follows from does not stand in the AI policy in force."),
        _("Quote the policy anew"),
    ),
}
NOTES: dict[str, Words] = {}
