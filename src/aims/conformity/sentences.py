"""Gaps and notes as sentences. One place for the words, so that page, mail, API and paper say the same."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aims.kernel.checks import Gap
from aims.kernel.workflow import Words


class Said(NamedTuple):
    """The sentence of a gap, and the words on its button."""

    sentence: Words
    button: Words


GAPS: dict[str, Said] = {
    "no_check": Said(_("Nothing here evidences this requirement yet."), _("Record a judgement")),
    "judgement_only": Said(_("A person judged this (%(ref)s); nothing here computes it yet."), _("Record a judgement")),
    "nothing_recorded": Said(_("No %(kind)s has been recorded."), _("Add %(kind)s")),
    "not_approved": Said(_("%(ref)s is a draft; nobody has approved it."), _("Submit %(ref)s")),
    "awaits_approval": Said(_("%(ref)s is in review; it waits for approval."), _("Approve %(ref)s")),
    "approved_by_wrong_role": Said(
        _("%(ref)s was approved by %(person)s, who did not act as top management."), _("Revise %(ref)s")
    ),
    "review_overdue": Said(_("The review of %(ref)s was due on %(date)s."), _("Start review")),
    "judged_by_author_only": Said(_("Nobody but its author has judged %(ref)s adequate."), _("Record a judgement")),
    "judged_inadequate": Said(_("%(person)s judged this not adequate on %(date)s: %(why)s"), _("Record a judgement")),
    "text_empty": Said(_("%(ref)s has no “%(section)s”."), _("Write “%(section)s”")),
    "language_missing": Said(_("%(ref)s has no %(language)s text."), _("Add %(language)s")),
    "owner_missing": Said(_("%(ref)s has no owner."), _("Name an owner")),
    "completeness_never_confirmed": Said(
        _("%(unit)s has never confirmed its list of AI systems."), _("Confirm the list")
    ),
    "completeness_stale": Said(_("%(unit)s last confirmed its list on %(date)s."), _("Confirm again")),
    "nonconformity_open": Said(_("%(ref)s (%(grade)s) is open against this requirement."), _("Open %(ref)s")),
    "role_unfilled": Said(_("Nobody holds the role “%(role)s”."), _("Assign somebody")),
}
NOTES: dict[str, Words] = {
    "completeness": _("%(n)s systems; completeness last confirmed on %(date)s by %(person)s."),
    "completeness_never": _("%(n)s systems; completeness never confirmed."),
    "in_force_while_revised": _("%(ref)s version %(version)s is in force; a newer draft does not change that."),
    "recorded_late": _("%(ref)s happened on %(date)s and was recorded on %(recorded)s."),
    "criterion": _("Measured by %(criterion)s."),
    "criterion_proposed": _("Measured by our proposal, not in the standard: %(criterion)s."),
}


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """Dates as a reader writes them; lazy words in the reader's language."""
    return {
        name: formats.date_format(value, "DATE_FORMAT") if isinstance(value, dt.date) else str(value)
        for name, value in params.items()
    }


def sentence(gap: Gap) -> str:
    """The gap or note in the active language."""
    said = GAPS[gap.code].sentence if gap.code in GAPS else NOTES[gap.code]
    return str(said) % _plain(gap.params)


def button(gap: Gap) -> str:
    """The words on the button that closes the gap, in the active language."""
    return str(GAPS[gap.code].button) % _plain(gap.params)


def both(gap: Gap) -> dict[str, str]:
    """The sentence in English and in Chinese, for programs."""
    found = {}
    for key, language in (("en", "en"), ("zh", "zh-hans")):
        with override(language):
            found[key] = sentence(gap)
    return found
