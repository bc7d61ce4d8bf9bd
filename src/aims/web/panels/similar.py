"""Entries of the register that look like what is being entered, as far as the reader sees them."""

from aims.systems.duplicates import Entry, like
from aims.systems.models import AISystem
from aims.web.asked import Asked, may_see, to_record
from aims.web.frame import name_of
from aims.web.looks.intake import SimilarLook
from aims.web.looks.parts import Crumb, Text

SHOWN = 5


def similar_to(asked: Asked, entry: Entry) -> SimilarLook:
    found = [one.system for one in like(asked.now, entry, SHOWN)]
    seen = [system for system in found if may_see(asked, system)]
    links = tuple(Crumb(_called(system), to_record(asked, system)) for system in seen)
    return SimilarLook(links, len(found) - len(seen))


def _called(system: AISystem) -> Text:
    name = name_of(system)
    return Text(f"{system.ref} {name}", name.lang)
