"""Import of a questionnaire from a file: read whole by the engine first, then made through the one door."""

from hashlib import sha256
from pathlib import PurePath

from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor
from aims.kernel.world import World

from .engine import survey_from
from .engine.reading import content_of
from .models import Questionnaire


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
    """A draft of the questionnaire in the file called `name`; the title falls back on its own, then on the name.

    Raises `Unreadable` for what is not understood, with its place, and `Denied` where `actor` may not.
    """
    content = content_of(raw, name)
    own, _language = survey_from(content).title.in_(lang)
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
