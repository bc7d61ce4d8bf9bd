"""One try at an act: the form is shown, read, carried out; whatever is refused keeps what was typed."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from aims.accounts.proof import authenticated_at, ways
from aims.kernel.denied import Denied
from aims.kernel.models import Event, Record
from aims.kernel.signing import WITHIN
from aims.kernel.world import present
from aims.lib import clock
from aims.web.asked import Asked
from aims.web.frame import name_of
from aims.web.looks.parts import ButtonLook, DiffRow, FormLook, StaleLook
from aims.web.panels.acts import Act, ActForm, carry_out, form_for, made_before, refused
from aims.web.panels.detail import about
from aims.web.panels.told import tell
from aims.web.refusing import status_of
from aims.web.values import column, in_image, label_of

BACK = "came_from"
KEPT = frozenset(
    {
        "invalid",
        "reason_required",
        "review_too_late",
        "constraint",
        "unique",
        "stale_edit",
        "not_ready",
        "sign_again",
        "relation_unknown",
        "wrong_target",
        "link_exists",
        "link_missing",
        "type_refused",
        "too_large",
        "ref_unknown",
    }
)
"""Refusals that are answered with the same form, so that nothing typed is lost."""


@dataclass
class Attempt:
    """What came of it: the record where it was done, else the form again with its status."""

    act: Act
    form: ActForm
    done: Record | None = None
    status: int = 200
    stale: StaleLook | None = None

    def look(self, asked: Asked, url: str, *, title: str = "", cancel: str = "", target: str = "") -> FormLook:
        act = self.act
        return FormLook(
            self.form,
            url,
            _submit(act),
            title,
            intro=_prove_again() if self._is_too_late(asked) else "",
            first=ways_to_prove(asked) if self._is_too_late(asked) else (),
            note=_note(act),
            cancel_url=cancel,
            target=target,
            draft=f"{act.kind.name}.{act.action}.{act.record.ref if act.record else 'new'}",
            version=str(act.record.version) if act.record else "",
            stale=self.stale,
            about=about(asked, act),
        )

    def _is_too_late(self, asked: Asked) -> bool:
        """A signature needs a fresh proof of who signs; said before anything is typed."""
        move = self.act.kind.workflow.transition(self.act.action)
        proven = authenticated_at(asked)
        return bool(move and move.signed) and (proven is None or not dt.timedelta() <= clock.now() - proven <= WITHIN)


def _submit(act: Act) -> str:
    move = act.kind.workflow.transition(act.action)
    if move and move.signed:
        return _("Sign: %(action)s") % {"action": act.words}
    if act.action in ("create", "edit"):
        if act.kind.labels.get("create"):
            return act.words
        return _("Save the draft") if "draft" in act.kind.workflow.states else _("Save")
    return act.words


def _note(act: Act) -> str:
    """What saving does and does not do."""
    move = act.kind.workflow.transition(act.action)
    if move and move.signed:
        return _("Your name, the time and the digest of this version are kept with it.")
    if act.is_new and "draft" in act.kind.workflow.states:
        return _("Saves a draft; nothing is in force before another person has approved it.")
    if act.action == "edit" and act.record and act.record.in_force_version:
        return _("Version %(version)s stays in force.") % {"version": act.record.edition}
    return ""


def _prove_again() -> str:
    return _("A signature needs a sign-in within the last five minutes: sign in again, then come back and sign.")


def attempt(asked: Asked, act: Act, *, brief: bool = False) -> Attempt:
    """Show the form on GET; on POST carry the act out, or say what hinders it. Raises `Denied` where no form helps."""
    denied = refused(asked, act)
    if denied and denied.code != "not_ready":
        raise denied
    if asked.method != "POST":
        return Attempt(act, form_for(asked, act, brief=brief))
    form = form_for(asked, act, asked.POST, asked.FILES, brief=brief)
    if not form.is_valid():
        return Attempt(act, form, status=422)
    try:
        return _done(asked, act, form, made_before(asked, act, form) or carry_out(asked, act, form))
    except Denied as denied:
        if made := made_before(asked, act, form):  # by a second press, in the same moment
            return _done(asked, act, form, made)
        if denied.code not in KEPT:
            raise
        return _again(asked, act, form, denied)


def _done(asked: Asked, act: Act, form: ActForm, record: Record) -> Attempt:
    tell(asked, record, act.action)
    return Attempt(act, form, done=record)


def _again(asked: Asked, act: Act, form: ActForm, denied: Denied) -> Attempt:
    found = Attempt(act, form, status=status_of(denied))
    if denied.code == "stale_edit" and act.record is not None:
        asked.now = asked.world = present()
        fresh = asked.now.get(act.kind.model, act.record.pk) or act.record
        found.act = Act(act.kind, act.action, fresh, act.prefill)
        found.stale = _both(asked, found.act, form)
        return found
    form.blame(denied)
    return found


def _both(asked: Asked, act: Act, form: ActForm) -> StaleLook | None:
    """What the other person saved beside what was typed here."""
    fresh = act.record
    last = Event.objects.filter(record=fresh.pk).order_by("-seq").select_related("actor").first() if fresh else None
    if fresh is None or last is None:
        return None
    typed = act.kind.model(kind=act.kind.name, lang=fresh.lang)
    for name, value in form.values().items():
        of = column(act.kind, name)
        setattr(typed, of.attname, (UUID(str(value)) if value else None) if of.is_relation else value)
    rows = []
    for name in form.values():
        theirs, ours = in_image(asked, fresh, name), in_image(asked, typed, name)
        rows.append(DiffRow(label_of(act.kind, name), theirs, ours, str(theirs) != str(ours)))
    who = name_of(last.actor) if last.actor else _("the system")
    return StaleLook(who, last.at, tuple(rows))


def came_from(asked: Asked, otherwise: str) -> str:
    """Where “Cancel” leads: the page of this site that the form was opened from, kept while it is sent again."""
    said = asked.POST.get(BACK, "") or asked.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {asked.get_host()}, require_https=asked.is_secure()):
        return otherwise
    page = urlsplit(said)
    if not page.path.startswith("/") or page.path == asked.path or page.path.startswith("/accounts/"):
        return otherwise
    return f"{page.path}?{page.query}" if page.query else page.path


def ways_to_prove(asked: Asked) -> tuple[ButtonLook, ...]:
    """Where the reader proves once more who they are, by what they have, and comes back from to this page."""
    page = urlsplit(asked.headers.get("HX-Current-URL") or asked.get_full_path())
    back = urlencode({"next": f"{page.path}?{page.query}" if page.query else page.path})
    found = tuple(ButtonLook(way.label, f"{way.url}?{back}", primary=not n) for n, way in enumerate(ways(asked)))
    return found or (ButtonLook(_("Set up a way to sign in"), reverse("mfa_index"), primary=True),)
