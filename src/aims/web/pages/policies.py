"""The page of a policy: its text to be read, who has read it, what is excepted, what it stands beside."""

import re
from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aims.conformity.acknowledgements import reading
from aims.conformity.criteria import took_place
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import sees
from aims.kernel.wording import day_text
from aims.organisation.models import Acknowledgement, Policy, PolicyAlignment, PolicyException
from aims.web.asked import Asked, address, may_see, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.leadership import ComparedLook, EditionLook, ExceptionLook, PartLook, PolicyLook, ReadLook
from aims.web.looks.parts import ButtonLook, Crumb, Said, Text
from aims.web.looks.records import FieldLook
from aims.web.pages.extras import with_forms
from aims.web.panels.acts import Act, refused
from aims.web.panels.detail import describe, found
from aims.web.panels.told import tell
from aims.web.values import fact, other_tongue, sentence_case, whole
from aims.web.values import reading as words_of

FACTS = (
    "topic",
    "purpose",
    "objectives_frame",
    "commitment_requirements",
    "commitment_improvement",
    "other_policies",
    "availability",
    "availability_how",
)
_PARTED = re.compile(r"\n\s*\n|\n(?=#{1,6} )")
_HEADING = re.compile(r"#{1,6} +(.+)\n?|(\d+[.、．]\s*\S.{0,80})\n(?=\S)")
"""The first line of a part, where it is marked as a heading, or numbered and text follows."""


def policy_page(asked: Asked, record: Record) -> HttpResponse:
    latest = cast("Policy", record)
    in_force = asked.world.get_in_force(Policy, record.pk)
    shown = latest if in_force is None or asked.GET.get("draft") else in_force
    whole = with_forms(asked, latest, describe(asked, latest))
    parts, other = _texts(shown)
    look = PolicyLook(
        parts,
        other,
        _showing(shown, in_force),
        _switch(asked, latest, shown, in_force),
        tuple(_facts(asked, shown)),
        tuple(_editions(asked, latest)),
        _read(asked, in_force) if in_force else None,
        _read_button(asked, in_force) if in_force else None,
        tuple(_exceptions(asked, latest)),
        _ask_exception(asked, latest) if in_force else None,
        tuple(_compared(asked)) if latest.topic == Policy.Topic.AI else (),
    )
    kind = KINDS.of(Policy)
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(record.ref))
    return draw(asked, "policy", whole, f"{record.ref} {record.name}", kind.job, *trail, policy=look)


@require_POST
def read(asked: Asked, ref: str) -> HttpResponse:
    """“I have read it”: one press, once a version, of the version that the page showed."""
    record = found(asked, ref)
    in_force = asked.now.get_in_force(Policy, record.pk)
    if in_force is None:
        raise Denied("ref_unknown", ref=ref)
    if asked.person.id not in reading(asked.now, in_force).read:
        seen = {"document": in_force.id, "read_edition": whole(asked.POST.get("version", "")) or 0}
        command = Command("acknowledgement", "create", asked.actor, values=seen)
        tell(asked, perform(command, world=asked.now), "create")
    return HttpResponseRedirect(f"/r/{ref}/")


def _texts(policy: Policy) -> tuple[tuple[PartLook, ...], tuple[PartLook, ...]]:
    """The text in the language of the page first, where it stands in both."""
    one = tuple(_parts(policy.text, policy.lang))
    other = tuple(_parts(policy.text_alt, other_tongue(policy.lang)))
    return (other, one) if other and policy.name_lang != policy.lang else (one, other)


def _parts(text: str, lang: str) -> Iterable[PartLook]:
    for block in _PARTED.split(text.replace("\r\n", "\n").strip()):
        head = _HEADING.match(block)
        heading = (head[1] or head[2]).strip() if head else ""
        rest = block[head.end() :] if head else block
        if heading or rest.strip():
            yield PartLook(Text(heading, lang) if heading else "", Text(rest.strip(), lang))


def _showing(shown: Policy, in_force: Policy | None) -> str:
    if in_force is None:
        return _("A draft: nothing is in force.")
    if shown is in_force:
        return _("Version %(version)s, in force.") % {"version": in_force.edition}
    return _("The draft of version %(version)s: not in force.") % {"version": KINDS.of(Policy).edition_of(shown)}


def _switch(asked: Asked, latest: Policy, shown: Policy, in_force: Policy | None) -> Crumb | None:
    """From the version in force to the newer draft, and back."""
    if in_force is None or latest.version == in_force.version:
        return None
    if KINDS.of(Policy).edition_of(latest) == in_force.edition:
        return None
    if shown is in_force:
        return Crumb(_("Read the newer draft"), address(asked, f"/r/{latest.ref}/", {"draft": 1}))
    return Crumb(_("Read the version in force"), address(asked, f"/r/{latest.ref}/"))


def _facts(asked: Asked, shown: Policy) -> Iterable[FieldLook]:
    return (fact(asked, shown, name) for name in FACTS if getattr(shown, name))


def _editions(asked: Asked, latest: Policy) -> Iterable[EditionLook]:
    """Each version that was put in force, the newest first, with the way to what changed in it."""
    versions = [n for n, stamp in enumerate(asked.world.history(latest), 1) if stamp.action == "approve"]
    for number in range(len(versions), 0, -1):
        version = versions[number - 1]
        stamp = asked.world.history(latest)[version - 1]
        by = asked.world.get(Person, stamp.actor)
        who: Said = name_of(by) if by else _("the system")
        before = versions[number - 2] if number > 1 else None
        compare = None
        if before:
            place = address(asked, f"/r/{latest.ref}/compare", {"a": before, "b": version})
            compare = Crumb(_("what changed since version %(version)s") % {"version": number - 1}, place)
        place = address(asked, f"/r/{latest.ref}/", {"version": version})
        yield EditionLook(number, stamp.at, who, place, compare)


# ---- who has read it ----


def _read(asked: Asked, in_force: Policy) -> ReadLook:
    known = reading(asked.world, in_force)
    mine = ""
    if asked.person.id in known.read:
        on = took_place(known.read[asked.person.id])
        mine = _("You have: on %(date)s.") % {"date": day_text(on)}
    elif asked.person.id in known.missing:
        mine = _("You have not yet; by %(date)s.") % {"date": day_text(known.missing[asked.person.id])}
    is_late = any(asked.world.passed(due) for due in known.missing.values())
    done, missing = _names(asked, in_force, known.read), _names(asked, in_force, known.missing)
    return ReadLook(len(known.read), known.asked, known.due, is_late, mine, done, missing)


def _names(asked: Asked, policy: Policy, people: Iterable[UUID]) -> tuple[Crumb, ...]:
    known = [person for pk in people if (person := asked.world.get(Person, pk)) and _may_know(asked, policy, person)]
    return tuple(Crumb(name_of(p), to_record(asked, p)) for p in sorted(known, key=lambda p: p.name.casefold()))


def _may_know(asked: Asked, policy: Policy, person: Person) -> bool:
    """Whether the reader keeps the policy, or would see what `person` says of it."""
    kind = KINDS.of(Acknowledgement)
    said = Acknowledgement(kind=kind.name, unit_id=person.unit_id, author_id=person.id)
    return policy.owner_id == asked.person.id or sees(asked.actor, kind, said)


def _read_button(asked: Asked, in_force: Policy) -> ButtonLook | None:
    if asked.past or asked.person.id not in reading(asked.now, in_force).missing:
        return None
    if refused(asked, Act(KINDS.of(Acknowledgement), "create")):
        return None
    shown = (("version", str(in_force.edition)),)
    return ButtonLook(_("I have read it"), f"/r/{in_force.ref}/read", primary=True, post=True, hidden=shown)


# ---- exceptions, and what it stands beside ----


def _exceptions(asked: Asked, policy: Policy) -> Iterable[ExceptionLook]:
    kind = KINDS.of(PolicyException)
    mine = [one for one in asked.world.all(PolicyException) if one.policy_id == policy.id and may_see(asked, one)]
    for one in sorted(mine, key=lambda one: one.until, reverse=True):
        is_expired = one.is_in_force and asked.world.passed(one.until)
        state = sentence_case(kind.workflow.label(one.state))
        yield ExceptionLook(one.ref, to_record(asked, one), name_of(one), one.until, state, is_expired)


def _ask_exception(asked: Asked, policy: Policy) -> ButtonLook | None:
    if asked.past or refused(asked, Act(KINDS.of(PolicyException), "create")):
        return None
    return ButtonLook(_("Ask for an exception"), f"/k/policy_exception/new?policy={policy.id}")


def _compared(asked: Asked) -> Iterable[ComparedLook]:
    for one in sorted(asked.world.in_force(PolicyAlignment), key=lambda one: one.ref):
        if may_see(asked, one):
            owner = asked.world.get(Person, one.owner_id)
            yield ComparedLook(
                sentence_case(one.get_domain_display()),
                name_of(one),
                to_record(asked, one),
                words_of(asked, one, "policy_edition"),
                str(one.get_touched_display()),
                name_of(owner) if owner else "",
                words_of(asked, one, "conflict"),
            )
