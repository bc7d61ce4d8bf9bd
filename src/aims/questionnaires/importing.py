"""Import of a questionnaire from a file: read whole by the engine first, then made through the one door."""

import re
from hashlib import sha256
from html import unescape
from pathlib import PurePath

from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor
from aims.kernel.world import World

from .engine import Note, Survey, survey_from
from .engine.reading import content_of
from .models import Questionnaire

_HEADING = re.compile(r"<h[1-3][^>]{0,200}>(.{1,600}?)</h[1-3]>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]{0,200}>")


def import_questionnaire(
    raw: bytes,
    name: str,
    actor: Actor,
    *,
    title: str = "",
    release: str = "",
    source: str = "",
    lang: str = "en",
    world: World | None = None,
) -> Record:
    """A draft of the questionnaire in the file called `name`; its title falls back on what the file calls itself.

    Raises `Unreadable` for what is not understood, with its place, and `Denied` where `actor` may not.
    """
    content = content_of(raw, name)
    own = _own_title(survey_from(content), lang)
    values = {
        "title": (title or own or PurePath(name).stem)[:300],
        "lang": lang,
        "release": release,
        "source": source,
        "digest": sha256(raw).hexdigest(),
        "content": content,
    }
    if actor.person:
        values["owner"] = actor.person
    return perform(Command(KINDS.of(Questionnaire).name, "create", actor, values=values), world=world)


def _own_title(survey: Survey, lang: str) -> str:
    """The title of the file, else the first heading of its first page."""
    title, _language = survey.title.in_(lang)
    notes = (part.html.in_(lang)[0] for part in survey.pages[0].parts if isinstance(part, Note))
    headings = (found[1] for note in notes if (found := _HEADING.search(note)))
    return title or " ".join(unescape(_TAG.sub(" ", next(headings, ""))).split())
