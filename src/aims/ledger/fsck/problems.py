"""What can be wrong, each with its sentence."""

from dataclasses import dataclass
from typing import Any

from aims_sdk.proof import Unproven
from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words
from aims.lib.language import language

SENTENCES: dict[str, Words] = {
    "part_unreadable": _("%(what)s cannot be read: %(why)s"),
    "trigger_missing": _("The database's guard on the log is missing: %(names)s."),
    "trigger_changed": _("The database's guard on the log was changed: %(names)s."),
    "event_missing": _("Event %(seq)s is missing: the log goes from %(before)s to %(after)s."),
    "event_unreadable": _("Event %(seq)s cannot be read: %(why)s"),
    "event_changed": _("Event %(seq)s differs from what its leaf commits to."),
    "body_changed": _("The contents of event %(seq)s (%(ref)s) differ from what was recorded."),
    "body_missing": _("The contents of event %(seq)s are gone, and no erasure is recorded."),
    "actor_differs": _("Event %(seq)s names another actor than was recorded."),
    "on_behalf_differs": _("Event %(seq)s was recorded for another person than it names."),
    "head_missing": _("The log's counter is missing."),
    "head_differs": _("The log's counter says %(head)s, the last event is %(last)s."),
    "head_at_differs": _("The log's counter says %(head)s, the last event was at %(last)s."),
    "checkpoint_broken": _("The checkpoint of %(size)s events is not signed by this installation's key: %(why)s"),
    "checkpoint_missing": _("The checkpoint of %(size)s events was signed here and is missing."),
    "root_differs": _("The checkpoint of %(size)s events was signed over another log than the one stored here."),
    "events_lost": _("The log ends at event %(last)s, but %(size)s were signed."),
    "rewritten": _("The log here is not the one whose %(size)s events were signed last: it was rewritten or cut."),
    "tree_differs": _("Event %(seq)s differs from what the tree holds."),
    "node_differs": _("The tree was changed: node %(level)s/%(index)s is not what the events say."),
    "nodes_missing": _("The tree lacks nodes (level %(level)s: %(count)s, the first is %(level)s/%(index)s)."),
    "nodes_surplus": _(
        "The tree holds nodes beyond what was signed (level %(level)s: %(count)s, the first is %(level)s/%(index)s)."
    ),
    "unsigned": _("Not signed yet: the events from %(first)s to %(last)s. `aims tick` signs them."),
    "counter_unreadable": _("The counter of %(prefix)s cannot be read: %(why)s"),
    "counter_differs": _("The counter of %(prefix)s says %(last)s, the highest ref is %(ref)s."),
    "row_unreadable": _("%(ref)s cannot be read: %(why)s"),
    "row_changed": _("%(ref)s was changed outside the application: %(fields)s."),
    "row_missing": _("The record of event %(seq)s (%(kind)s) is missing."),
    "row_unknown": _("%(ref)s has no event: it was written outside the application."),
    "file_row_missing": _("The row of the attachment %(digest)s is missing."),
    "file_row_changed": _("The row of the attachment %(digest)s was changed: %(fields)s."),
    "file_missing": _("The attachment %(digest)s is missing."),
    "file_changed": _("The attachment %(digest)s was changed."),
    "file_unreadable": _("The attachment %(digest)s cannot be read: %(why)s"),
}


@dataclass(frozen=True)
class Problem:
    code: str
    params: dict[str, Any]

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % self.params

    @property
    def is_note(self) -> bool:
        """Worth knowing, yet nothing was changed: the worker has not run for a while."""
        return self.code == "unsigned"


def told(why: Exception) -> str:
    """An exception in words, for a sentence that says what cannot be read."""
    if isinstance(why, Unproven):
        return why.sentence.told(language())
    return f"{type(why).__name__}: {why}"
