"""The sentences of gaps and notes on competence and awareness (7.2, 7.3, A.4.6)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from aims.kernel.workflow import Words

from .words import Said

GAPS: dict[str, Said] = {
    "profile_missing": Said(_("Nobody has said what the role “%(role)s” takes."), _("Say what it takes")),
    "competence_unrated": Said(
        _("Nobody has looked whether %(person)s has what the role “%(role)s” takes."), _("Begin a rating")
    ),
    "competence_waits": Said(
        _("%(ref)s: the competence of %(person)s as %(role)s is not rated yet."), _("Go on with %(ref)s")
    ),
    "competence_below": Said(
        _("%(person)s was seen below the level that the role “%(role)s” asks for (%(ref)s)."), _("Record the gap")
    ),
    "competence_expired": Said(
        _("The competence of %(person)s as %(role)s (%(ref)s) ran out on %(date)s."), _("Assess it again")
    ),
    "competence_low": Said(
        _("%(person)s is rated below the level that the role “%(role)s” asks for (%(ref)s)."), _("Assess it again")
    ),
    "competence_gap": Said(
        _("%(person)s has a gap as %(role)s, and no plan that closes it (%(ref)s)."), _("Plan the training")
    ),
    "training_overdue": Said(
        _("%(person)s was to be ready as %(role)s by %(date)s (%(ref)s); nobody has looked."),
        _("Assess what it changed"),
    ),
    "people_hidden": Said(
        ngettext_lazy(
            "This is missing of %(n)s person whose records are not visible to you.",
            "This is missing of %(n)s people whose records are not visible to you.",
            "n",
        ),
        _("Open the competences"),
    ),
    "no_training": Said(
        _("No gap in competence has been acted on yet; silence is not evidence."), _("Open the competences")
    ),
    "topic_uncovered": Said(_("No course in force asks about this: %(what)s."), _("Add the questions")),
    "not_aware": Said(_("%(person)s has no course that counts with questions on this: %(what)s."), _("Record %(ref)s")),
}
NOTES: dict[str, Words] = {
    "aware_share": _("%(m)s of %(n)s people passed the questions."),
}
