"""What the log says about the e-mail address of a person: who may edit people may write their own on somebody else.

An address that is spelt otherwise in any way is another one: only its owner's mail server knows whether it is the same.
"""

from datetime import timedelta
from itertools import pairwise

from aims.lib import clock

from .models import Event, Person

IS_NEW = timedelta(days=7)
"""For so long an address that somebody else wrote is mailed nothing that would act, or tell, in the person's stead."""


def was_changed(person: Person, since: int = 1) -> bool:
    """Whether the record of `person` ever held another address, from the version `since` on."""
    versions = Event.objects.filter(record=person.pk, version__gte=since)
    return any(held != person.email for held in versions.values_list("body_row__body__after__email", flat=True))


def was_written_by_another(person: Person) -> bool:
    """Whether somebody else changed the address lately, be it back again; the operator may act as anybody anyhow."""
    versions = Event.objects.filter(record=person.pk).order_by("version")
    told = versions.values_list("at", "actor", "on_behalf_of", "body_row__body__after__email")
    for (*_rest, before), (at, actor, on_behalf_of, now) in pairwise(told):
        writers = {actor, on_behalf_of} - {None}
        if now != before and clock.now() - at < IS_NEW and writers and person.pk not in writers:
            return True
    return False
