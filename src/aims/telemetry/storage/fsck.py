"""Do the files hold what the log says was written? For `aims fsck`, after the records."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import EventBody
from aims.telemetry.models import Segment

from . import journal, segments

SENTENCES: dict[str, Promise] = {
    "segment_missing": _("The file of decisions %(path)s is missing."),
    "segment_changed": _("The file of decisions %(path)s was changed."),
    "segment_unreadable": _("The file of decisions %(path)s cannot be read: %(why)s"),
    "segment_unknown": _("The file of decisions %(path)s stands in the list and not in the log."),
    "segment_not_listed": _("The file of decisions %(id)s of event %(seq)s is not in the list."),
    "journal_damaged": _("The journal %(path)s is damaged: what could be read of it was stored."),
}


@dataclass(frozen=True)
class Flaw:
    """What is not as it was written."""

    code: str
    params: dict[str, Any]
    is_note: bool = False

    @property
    def sentence(self) -> str:
        """What is wrong, in the active language."""
        return str(SENTENCES[self.code]) % self.params


def flaws() -> Iterator[Flaw]:
    """Each current segment against its file and its event. Reads all files; changes nothing."""
    logged: dict[str, tuple[int, str]] = {}
    for seq, body in EventBody.objects.filter(event__kind="segment").order_by("event").values_list("event", "body"):
        told = body.get("by") if "why" in body else body
        if told:
            logged[told["id"]] = (seq, told["sha256"])
    for segment in Segment.objects.order_by("system", "day", "id").iterator():
        seq_and_digest = logged.pop(str(segment.pk), None)
        if seq_and_digest is None or seq_and_digest[1] != segment.sha256:
            yield Flaw("segment_unknown", {"path": segment.path})
        elif segment.replaced_at is None:
            yield from _file(segment)
    for pk, (seq, _digest) in logged.items():
        yield Flaw("segment_not_listed", {"id": pk, "seq": seq})
    for path in sorted(journal.folder().glob("*.damaged")):
        yield Flaw("journal_damaged", {"path": path.name})


def _file(segment: Segment) -> Iterator[Flaw]:
    path = segments.path_of(segment)
    try:
        if segments.digest(path) != segment.sha256:
            yield Flaw("segment_changed", {"path": segment.path})
    except FileNotFoundError:
        yield Flaw("segment_missing", {"path": segment.path})
    except OSError as why:
        yield Flaw("segment_unreadable", {"path": segment.path, "why": why.strerror})
