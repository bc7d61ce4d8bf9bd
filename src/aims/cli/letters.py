"""`aims link`: mail somebody a link that lets them do one act, or end all that were mailed."""

from typing import Annotated

import typer

from .shell import _, fail, note, person


def send(
    purpose: Annotated[str, typer.Argument(metavar="PURPOSE", help="What the link lets one do.")],
    ref: Annotated[str, typer.Argument(metavar="REF", help="The record that it is about.")],
    to: Annotated[list[str], typer.Option("--to", metavar="REF", help="A person; may be repeated.")],
) -> None:
    """Mail a link about the version of a record that is in force; once to each person."""
    from django.db import transaction

    from aims.kernel.kinds import KINDS
    from aims.kernel.models import Record
    from aims.kernel.world import present
    from aims.letters import links

    if purpose not in links.PURPOSES:
        known = ", ".join(links.PURPOSES)
        fail(_("No link is for “%(purpose)s”. Known are: %(known)s.", purpose=purpose, known=known))
    model = KINDS[links.PURPOSES[purpose].kind].model
    pk = Record.objects.filter(ref=ref.upper()).values_list("pk", flat=True).first()
    record = present().get_in_force(model, pk)
    if record is None:
        fail(_("There is no %(ref)s in force that such a link could be about.", ref=ref))
    people = [person(present(), one) for one in to]
    for one in people:
        if not links.lets_act(purpose, present(), one, record):
            fail(_("%(ref)s holds no role that may do this: give them the role of a staff member first.", ref=one.ref))
    with transaction.atomic():
        for one in people:
            links.send(purpose, one, record)
    note(_("%(n)s letters are in the outbox.", n=len(to)))


def revoke() -> None:
    """End every link that was mailed until now."""
    from aims.letters import links

    links.revoke_all()
    note(_("Links that were mailed until now open nothing any more."))
