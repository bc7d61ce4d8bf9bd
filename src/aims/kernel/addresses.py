"""What the log says about the e-mail address of a person: who may edit people may write their own on somebody else.

An address that is spelt otherwise in any way is another one: only its owner's mail server knows whether it is the same.
"""

from .models import Event, Person


def was_changed(person: Person, since: int = 1) -> bool:
    """Whether the record of `person` ever held another address, from the version `since` on."""
    versions = Event.objects.filter(record=person.pk, version__gte=since)
    return any(held != person.email for held in versions.values_list("body_row__body__after__email", flat=True))
