"""Refusals. Each has a code for programs and a sentence, in the reader's language, that says what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .wording import filled
from .workflow import Words

SENTENCES: dict[str, Words] = {
    "not_allowed": _("You may not do this to %(what)s (%(action)s). %(person)s may."),
    "not_allowed_nobody": _(
        "You may not do this to %(what)s (%(action)s), and nobody holds a role that may: assign one."
    ),
    "not_granted": _("You may not do this to %(what)s (%(action)s)."),
    "read_only": _("Your access is for reading only."),
    "never": _("The role “%(role)s” may never do this (%(action)s); someone else must."),
    "own_case": _("%(ref)s is yours or about you; someone else must do this (%(action)s)."),
    "authority_lapsed": _("Your role “%(role)s” decides nothing now. %(why)s"),
    "not_theirs_to_delegate": _(
        "The role “%(role)s” is delegated by somebody who holds it themselves, to somebody else, within their units."
    ),
    "quorum": ngettext_lazy(
        "%(ref)s needs the agreement of %(n)s more person before it can be approved: ask them to endorse it.",
        "%(ref)s needs the agreement of %(n)s more people before it can be approved: ask them to endorse it.",
        "n",
    ),
    "own_work": _("You wrote %(ref)s; someone else must do this (%(action)s)."),
    "role_unknown": _("There is no role “%(role)s”. Known are: %(known)s."),
    "own_role": _("Nobody gives a role to themselves (%(role)s); somebody else must."),
    "role_needs_end": _("The role “%(role)s” is given until a day: say which."),
    "roles_apart": _("The role “%(role)s” cannot be held together with “%(other)s”: end one of them first."),
    "wrong_state": _("%(ref)s is “%(state)s”; this (%(action)s) is possible only from: %(sources)s."),
    "not_editable": _("%(ref)s is “%(state)s” and cannot be edited. %(how)s"),
    "not_ready": _("%(ref)s is not ready: %(why)s"),
    "stale_edit": _("%(person)s changed %(ref)s at %(time)s. Your text is kept; look at both, then save again."),
    "newer_in_force": _("Version %(version)s of %(ref)s is in force now: read that one first."),
    "reason_required": _("A reason is needed; one sentence is enough."),
    "sign_again": _("Sign in again to sign; the last time was more than five minutes ago."),
    "version_unknown": _("%(ref)s has no version %(version)s: open it, and act on what you see."),
    "version_not_said": _("Say which version of %(ref)s you saw: a signature is on what lay before the signer."),
    "review_too_late": _(
        "%(ref)s must be reviewed again by %(date)s at the latest; choose that day or an earlier one."
    ),
    "ref_unknown": _("There is no %(ref)s that you can see."),
    "kind_unknown": _("There is no kind of record called “%(kind)s”. Known are: %(known)s."),
    "action_unknown": _("“%(action)s” is not something that can be done to %(kind)s. Possible are: %(known)s."),
    "field_unknown": _("%(kind)s has no field “%(field)s” that this may set. Possible are: %(known)s."),
    "invalid": _("Some fields need another look: %(fields)s"),
    "relation_unknown": _("%(kind)s has no link called “%(relation)s”. Possible are: %(known)s."),
    "wrong_target": _("“%(relation)s” must lead to another kind of record than %(ref)s."),
    "link_exists": _("%(ref)s has this link already; nothing was changed."),
    "link_missing": _("%(ref)s has no such link; nothing was changed."),
    "filter_unknown": _("%(kind)s cannot be filtered by “%(filter)s”. Possible are: %(known)s."),
    "page_unknown": _("This page of the list is not known; begin again at the first."),
    "role_account": _("The role “%(role)s” is made for the other sort: software holds its own roles, people theirs."),
    "address_new": _(
        "The e-mail address of %(ref)s was changed by somebody else within the last %(n)s days: no link is mailed to "
        "it. They sign in instead, or it is mailed after that."
    ),
    "unit_not_yours": _("You may not move this to that unit: you hold no role there that may do the same."),
    "unstorable": _("This text holds characters that cannot be kept, or a number too large. Type it anew: %(field)s."),
    "constraint": _("%(why)s"),
    "unique": _("There is one like this already; open it instead of adding a second."),
    "past_closed": _("This page shows a day that is over, and nothing can be changed there. Go back to now first."),
    "day_unknown": _("“%(day)s” is not a day; write it as 2026-11-22."),
    "nothing_yet": _(
        "Nothing was recorded yet on %(day)s: the first entry is of %(first)s. Choose that day or a later."
    ),
    "not_there_yet": _("%(ref)s did not exist yet on %(day)s. Choose a later day, or go back to now."),
    "day_ahead": _("%(day)s is still to come; choose today or a day before."),
    "too_large": _("%(file)s is larger than %(limit)s; nothing was stored. Make it smaller, or split it."),
    "type_refused": _("%(file)s is %(type)s; nothing was stored. Possible are: %(known)s."),
    "nothing_changed": _("Nothing was changed: the text is the same as before."),
}


class Denied(Exception):
    """A refusal: nothing was changed. `code` is stable; `sentence` is rendered in the active language."""

    def __init__(self, code: str, *, fields: Mapping[str, list[Any]] | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.fields = dict(fields or {})
        """For `invalid`: what is wrong with each field."""

    @property
    def sentence(self) -> str:
        return filled(SENTENCES[self.code], self.params)

    def __str__(self) -> str:
        return self.sentence
