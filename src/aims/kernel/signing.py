"""Electronic signatures: who, for which meaning, over which content, proven to be that person just now."""

import datetime as dt
from hashlib import sha256
from uuid import UUID

from aims.lib import clock
from aims.lib.canonical import canonical

from .denied import Denied
from .images import Image
from .models import Person

WITHIN = dt.timedelta(minutes=5)
"""How long before a signature the person may have proven who they are."""


def signature(
    content: Image,
    meaning: str,
    by: UUID | None,
    proven: dt.datetime | None,
    seen: int | None,
    at: dt.datetime,
    how: str = "",
) -> dict[str, str]:
    """The signature of `by` over `content`, the version `seen` by them: name, meaning, digest, instant.

    `how` they proved who they are stands in it where that is known.
    Raises `Denied` where they have not proven who they are within five minutes, or do not say what they saw.
    """
    if by is None or proven is None or not dt.timedelta() <= at - proven <= WITHIN:
        raise Denied("sign_again")
    if seen is None:
        raise Denied("version_not_said", ref=content["ref"])
    person = Person.objects.get(pk=by)
    digest = sha256(canonical(content)).hexdigest()
    signed = {"by": str(by), "name": person.title, "meaning": meaning, "digest": digest, "at": clock.iso(at)}
    return signed | ({"proof": how} if how else {})
