"""The sentences of gaps and notes that several clauses share, and those of clauses 4, 5, 7 and 10."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from aims.kernel.workflow import Words

from .words import Said

GAPS: dict[str, Said] = {
    "no_check": Said(_("Nothing here evidences this requirement yet."), _("Record a judgement")),
    "judgement_only": Said(_("A person judged this (%(ref)s); nothing here computes it yet."), _("Record a judgement")),
    "judgement_stale": Said(
        _("The judgement %(ref)s is of %(date)s, longer ago than it counts."), _("Record a judgement")
    ),
    "judged_by_author_only": Said(_("Only its author has judged %(ref)s adequate."), _("Ask another person")),
    "judged_inadequate": Said(
        _("%(person)s judged this not adequate on %(date)s; the reasons stand in %(ref)s."), _("Judge it again")
    ),
    "judged_in_part": Said(
        _("%(person)s judged this adequate in part on %(date)s; the reasons stand in %(ref)s."), _("Judge it again")
    ),
    "part_to_judge": Said(_("Nobody has judged %(part)s."), _("Record a judgement")),
    "part_unseen": Said(_("Nothing here evidences yet %(part)s."), _("Record a judgement")),
    "nothing_recorded": Said(_("No %(kind)s has been recorded."), _("Add %(kind)s")),
    "not_approved": Said(_("%(ref)s is a draft; nobody has approved it."), _("Submit %(ref)s")),
    "not_ready": Said(_("%(ref)s cannot go on yet. %(why)s"), _("Complete %(ref)s")),
    "not_decided": Said(_("%(ref)s is proposed; nobody has decided on it."), _("Decide on %(ref)s")),
    "awaits_approval": Said(_("%(ref)s is in review; it waits for approval."), _("Approve %(ref)s")),
    "approved_by_wrong_role": Said(
        _("%(ref)s was approved by %(person)s, who did not hold the role top management."), _("Revise %(ref)s")
    ),
    "more_than_one": Said(_("%(n)s %(kind)s are in force; %(ref)s is the older."), _("Withdraw %(ref)s")),
    "linked_not_in_force": Said(_("%(ref)s stands beside %(other)s, which is not in force."), _("Open %(other)s")),
    "review_overdue": Said(_("The review of %(ref)s was due on %(date)s."), _("Start review")),
    "review_unset": Said(_("%(ref)s has no day for its next review."), _("Set the day")),
    "text_empty": Said(_("%(ref)s has no “%(section)s”."), _("Write “%(section)s”")),
    "author_missing": Said(_("Nobody is known to have written %(ref)s."), _("Revise %(ref)s")),
    "history_broken": Said(_("The log of %(ref)s has a hole."), _("Open %(ref)s")),
    "document_missing": Said(_("%(requirement)s asks for a document that is not held: %(what)s."), _("Start with it")),
    "side_missing": Said(_("No %(side)s issue has been recorded."), _("Add one")),
    "climate_undecided": Said(_("Nobody has decided whether climate change is a relevant issue."), _("Decide")),
    "climate_decided_twice": Said(
        _("%(n)s issues decide on climate change; %(ref)s is the older."), _("Retire %(ref)s")
    ),
    "party_missing": Said(_("Nobody of “%(sort)s” is among the interested parties."), _("Add them")),
    "obligation_unconfirmed": Said(
        _("%(ref)s applies since %(date)s; nobody has confirmed what it asks of us."), _("Go on with %(ref)s")
    ),
    "link_needed": Said(_("%(ref)s: no record is linked as “%(relation)s”."), _("Link it")),
    "scope_not_weighed": Said(
        _("%(ref)s was approved before %(other)s changed on %(date)s."), _("Look at the scope again")
    ),
    "clause_without_process": Said(_("No process carries clause %(clause)s."), _("Add a process")),
    "process_silent": Said(_("%(ref)s left no record since %(date)s."), _("Record that it ran")),
    "process_never": Said(_("%(ref)s has left no record yet."), _("Record that it ran")),
    "cycle_unset": Said(_("%(ref)s does not say how often it runs."), _("Set its cycle")),
    "owner_missing": Said(_("%(ref)s has no owner who is still here."), _("Name an owner")),
    "confirmation_stale": Said(_("%(ref)s was last confirmed on %(date)s."), _("Confirm %(ref)s again")),
    "roles_stale": Said(_("The AI roles for %(ref)s were determined on %(date)s."), _("Determine them again")),
    "and_more": Said(ngettext_lazy("%(n)s more like this.", "%(n)s more like these.", "n"), _("Go on with the next")),
    "completeness_never_confirmed": Said(
        _("%(unit)s has never confirmed its list of AI systems."), _("Confirm the list")
    ),
    "completeness_stale": Said(_("%(unit)s last confirmed its list on %(date)s."), _("Confirm again")),
    "completeness_short": Said(
        ngettext_lazy(
            "%(unit)s said that it has %(n)s AI system; %(m)s are registered.",
            "%(unit)s said that it has %(n)s AI systems; %(m)s are registered.",
            "n",
        ),
        _("Register the missing"),
    ),
    "nonconformity_open": Said(_("%(ref)s (%(grade)s) is open against this requirement."), _("Take it further")),
    "role_unfilled": Said(_("Nobody holds the role “%(role)s”."), _("Assign somebody")),
    "role_unfilled_in": Said(_("Nobody holds the role “%(role)s” for %(unit)s."), _("Assign somebody")),
    "report_never": Said(_("No posture has been given to top management."), _("Give it")),
    "report_stale": Said(_("Top management was last given a posture on %(date)s."), _("Give it again")),
    "no_case": Said(_("No %(kind)s has been recorded; silence is not evidence."), _("Record one")),
    "case_missing": Said(_("%(ref)s has no “%(section)s”; it was due on %(date)s."), _("Write “%(section)s”")),
    "action_overdue": Said(_("What %(ref)s plans was due on %(date)s."), _("Report it done")),
    "effect_unverified": Said(
        _("%(ref)s was reported done on %(date)s; nobody else has verified its effect."), _("Verify effect")
    ),
    "evidence_missing": Said(_("%(ref)s has no evidence linked or attached."), _("Link evidence")),
    "no_concern": Said(
        _("No concern has been received, not even a test; silence is not evidence."), _("Try the channel")
    ),
    "concern_not_acknowledged": Said(
        _("%(ref)s was to be acknowledged by %(due)s; nobody has."), _("Acknowledge %(ref)s")
    ),
    "concern_not_decided": Said(_("%(ref)s was to be decided by %(due)s; nobody has."), _("Take it further")),
}
NOTES: dict[str, Words] = {
    "completeness": ngettext_lazy(
        "%(n)s system, completeness last confirmed on %(date)s by %(person)s.",
        "%(n)s systems, completeness last confirmed on %(date)s by %(person)s.",
        "n",
    ),
    "completeness_never": ngettext_lazy(
        "%(n)s system, completeness never confirmed.", "%(n)s systems, completeness never confirmed.", "n"
    ),
    "in_force_while_revised": _("%(ref)s version %(version)s is in force; a newer draft does not change that."),
    "recorded_late": _("%(ref)s happened on %(date)s and was recorded on %(recorded)s."),
    "done_late": _("%(ref)s: done on %(date)s, due on %(due)s."),
    "verified_early": _("%(ref)s: effect verified on %(date)s, before it could show on %(due)s."),
    "edited_since_done": _("%(ref)s was edited on %(date)s, after it was reported done: see what changed."),
    "in_work": _("%(n)s in work, not due yet."),
    "criterion": _("Measured by %(criterion)s: %(what)s: %(value)s."),
    "criterion_proposed": _("Our proposal, not in the standard: %(what)s: %(value)s."),
}
