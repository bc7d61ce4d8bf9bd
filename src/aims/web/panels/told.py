"""What is said once after an act: what was done, and for whom it waits now."""

from collections.abc import Sequence

from django.contrib import messages
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.policy import Able, sees_drafts
from aims.kernel.standing import differs_from_force
from aims.kernel.world import present
from aims.web.asked import Asked, seen
from aims.web.frame import name_of
from aims.web.looks.parts import Text
from aims.web.panels.acts import NAMED, Act, able
from aims.web.templatetags.look import said
from aims.web.values import DONE, done, in_a_row, listed, mixed, sentence_case


def tell(asked: Asked, record: Record, action: str) -> None:
    """Say on the next page, whichever it is, that `action` was done to `record`."""
    asked.now = asked.world = present()
    asked.memory.clear()
    read = seen(asked, record) or record
    first = _first(_head(record, action), record.ref, name_of(read))
    messages.success(asked, in_a_row([first, *_waits(asked, record)]))


def _first(done: str, ref: str, title: Text) -> SafeString:
    """What was done; a title that ends as a sentence does is not ended again."""
    is_ended = str(title).endswith((".", "。", "!", "！", "?", "？", "…"))
    words = _("%(done)s: %(ref)s %(title)s") if is_ended else _("%(done)s: %(ref)s %(title)s.")
    return mixed(words, done=done, ref=ref, title=title)


def _head(record: Record, action: str) -> str:
    kind = KINDS[record.kind]
    if action == "create":
        return _("%(kind)s recorded") % {"kind": sentence_case(kind.label)}
    return done(kind, action) if action in DONE else _("Done (%(action)s)") % {"action": done(kind, action)}


def _waits(asked: Asked, record: Record) -> list[SafeString]:
    """Who must take the next step towards a version in force, where the reader may not and knows of that version."""
    kind = KINDS[record.kind]
    latest = asked.now.get(kind.model, record.pk) or record
    move = kind.workflow.to_force(latest.state)
    if move is None or not sees_drafts(asked.actor, kind, latest):
        return []
    if not (kind.workflow.is_draft(latest.state) or differs_from_force(latest, asked.now)):
        return []
    # Of several that put in force, the one that nothing stands against: a sensitive use is for top management.
    forces = [one for one in kind.workflow.open_to(latest) if one.puts_in_force]
    move = next((one for one in forces if not (one.lacks and [*one.lacks(latest, asked.now)])), move)
    act = Act(kind, move.name, latest)
    people = able(asked, act)
    if any(one.person.id == asked.person.id for one in people):
        return []
    if not people:
        return [mixed(_("“%(action)s” comes next, but nobody holds a role that may."), action=act.label)]
    return [mixed(_("“%(action)s” comes next and waits for: %(people)s."), action=act.label, people=_names(people))]


def _names(people: Sequence[Able]) -> SafeString:
    """At most five of them, the rest as a number."""
    names = [said(name_of(one.person)) for one in people[:NAMED]]
    if len(people) > NAMED:
        names.append(said(_("and %(n)s more") % {"n": len(people) - NAMED}))
    return mark_safe(listed(names))  # noqa: S308 - `said` escapes
