"""The evidence bundle of a record: what somebody verifies offline, opened as far as whoever asks may see."""

from collections.abc import Collection, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import UUID

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aims.conformity.issue import cited_in
from aims.conformity.models import IssuedPosture
from aims.kernel.denied import Denied
from aims.kernel.models import Record
from aims.ledger.evidence import export_bundle
from aims.ledger.log import CannotSign
from aims.oversight import account, desk
from aims.oversight.models import ReviewCase
from aims.web.asked import Asked
from aims.web.panels.detail import found


class Evidence(NamedTuple):
    """What a bundle is about: its content, the versions that get a proof of their own, and which records it opens."""

    content: dict[str, Any]
    cited: Iterable[tuple[UUID, int]]
    only: Collection[UUID] | None


@require_POST
def bundle(asked: Asked, ref: str) -> FileResponse:
    """Made and sent; nothing of it stays here."""
    evidence = _evidence(asked, found(asked, ref))
    with TemporaryDirectory() as folder:  # which nobody else may enter
        out = Path(folder, f"{ref}.aims.zip")
        try:
            export_bundle(out, asked.actor, *evidence)
        except CannotSign as why:
            raise Denied("not_ready", ref=ref, why=str(why)) from why
        answer = FileResponse(out.open("rb"), as_attachment=True, filename=out.name, content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _evidence(asked: Asked, record: Record) -> Evidence:
    if isinstance(record, IssuedPosture):
        return Evidence(record.content, cited_in(record), None)
    if not isinstance(record, ReviewCase):
        raise Denied("ref_unknown", ref=record.ref)
    if not desk.reads_content(asked.now, asked.actor, record):
        raise Denied("not_granted", what=record.ref, action=_("Download the evidence bundle"))
    if desk.hides_answer(asked.now, record):
        raise Denied("not_ready", ref=record.ref, why=_("Its answer is sealed until somebody has ruled."))
    content = account.account(asked.now, record)
    return Evidence(content, account.cited(record), account.rests_on(asked.now, record))
