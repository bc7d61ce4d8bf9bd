"""Routes for the files of a record: attach one, take one away, fetch one."""

from typing import Annotated

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Router, UploadedFile
from pydantic import Field

from aims.kernel import files
from aims.kernel import models as kept_in
from aims.kernel.denied import Denied
from aims.kernel.kinds import Kind
from aims.kernel.links import ATTACHMENT, held_by
from aims.kernel.perform import Command, perform
from aims.kernel.policy import decide

from . import schemas
from .roads import IF_MATCH, add, answered, caller, expected, find, shown

DIGEST = r"^[0-9a-f]{64}$"
CONTENT = {"responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}}}


class DetachCommand(schemas.Strict):
    """Take a file away from a record; its content stays where earlier versions refer to it."""

    digest: Annotated[str, Field(pattern=DIGEST)]
    expect: schemas.EXPECT | None = None


def attachments(router: Router, kind: Kind) -> None:
    """Add the routes to the router of `kind`."""
    answers = {200: schemas.read_model(kind)}

    def attach(request: HttpRequest, ref: str, file: File[UploadedFile]) -> HttpResponse:
        """Up to 25 MB; the type is read from the content. Whoever may not attach stores nothing."""
        who = caller(request)
        record = find(who, kind, ref)
        if denied := decide(who.actor, "attach", record, kind, world=who.world):
            raise denied
        kept = files.keep(file.chunks(), file.name or "file")
        command = Command(kind.name, "attach", who.actor, record.pk, kept.values, expected(request, None))
        return answered(shown(who, perform(command, world=who.world)))

    def detach(request: HttpRequest, ref: str, body: DetachCommand) -> HttpResponse:
        who = caller(request)
        record, values = find(who, kind, ref), {"digest": body.digest}
        command = Command(kind.name, "detach", who.actor, record.pk, values, expected(request, body))
        return answered(shown(who, perform(command, world=who.world)))

    name = f"file_{kind.name}"

    @router.get(
        "/{ref}/files/{digest}",
        response={200: None},
        operation_id=name,
        url_name=name,
        openapi_extra=CONTENT,
    )
    def fetch(request: HttpRequest, ref: str, digest: str) -> HttpResponseBase:
        """The content of an attached file, always as a download, whatever it claims to be."""
        who = caller(request)
        record = shown(who, find(who, kind, ref))
        link = next((k for k in held_by(record) if k.relation == ATTACHMENT and k.digest == digest), None)
        kept = kept_in.File.objects.filter(pk=digest).first() if link else None
        place = files.place_of(digest)
        if link is None or kept is None or not place.exists():
            raise Denied("ref_unknown", ref=digest[:64])
        answer = FileResponse(place.open("rb"), as_attachment=True, filename=link.label, content_type=kept.media_type)
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return answer

    add(router.post, "/{ref}/attach", attach, answers, f"attach_{kind.name}", IF_MATCH)
    add(router.post, "/{ref}/detach", detach, answers, f"detach_{kind.name}", IF_MATCH)
