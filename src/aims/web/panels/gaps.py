"""A gap or a duty as a line: what is missing, who may act, and the button that opens exactly that form."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from aims.conformity.criteria import criteria
from aims.conformity.issue import NOT_VISIBLE, as_told, is_hidden
from aims.conformity.sentences import button, sentence
from aims.kernel.checks import Do, Gap, Status
from aims.kernel.denied import Denied
from aims.kernel.duties import Duty
from aims.kernel.duties import as_told as duty_as_told
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record, Unit
from aims.kernel.policy import Able, Actor, sees
from aims.lib.language import language
from aims.systems.models import Proposal, UndeclaredTool
from aims.web.asked import Asked, may_see, to_record, to_requirement
from aims.web.frame import name_of
from aims.web.looks.parts import ButtonLook, Crumb, GapLook, WhoLook
from aims.web.panels.acts import Act, able, act_of, refused
from aims.web.panels.standing import posture_for
from aims.web.templatetags.look import turn_key
from aims.web.values import requirement_title, sentence_case

REFS_SHOWN = 3
STEPS_ON = frozenset({"nonconformity_open", "concern_not_decided", "risk_above_appetite_without_plan"})
"""Gaps that are closed by the next step of their record, whichever it is."""
NEVER_THERE = frozenset(
    {"life_lacks", "nothing_recorded", "not_approved", "not_ready", "not_decided", "awaits_approval"}
)
NEVER_THERE |= {"text_empty", "link_needed", "owner_missing", "process_never", "cycle_unset", "clause_without_process"}
"""Gaps of something that was never there: it has not gone stale, though the requirement has by other records."""
NAMES = frozenset({"ref", "other", "system", "criterion", "title", "why"})
"""In the words of a gap: what names a record or may quote one. The rest are days, figures and words of ours."""
ON_REQUIREMENT, ON_TODAY, ON_RECORD = "requirement", "today", "record"


def _digest(*parts: Any) -> str:
    with override("en"):
        return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:12]


def _do_parts(do: Do | None) -> tuple[Any, ...]:
    return (do.kind, do.action, do.record, sorted(do.prefill.items())) if do else ()


def key_of(requirement: str, gap: Gap) -> str:
    """The same gap has the same key as long as it is open, in either language."""
    return _digest(requirement, gap.code, gap.about, sorted(gap.params.items()), *_do_parts(gap.do))


def duty_key(duty: Duty) -> str:
    return _digest(duty.code, duty.about, *_do_parts(duty.do))


def _masked(asked: Asked, gap: Gap) -> Gap:
    """The gap with its figures; a record that the reader does not see keeps to itself what and whom it is about."""
    if not is_hidden(asked.now, asked.actor, gap):
        return as_told(asked.now, asked.actor, gap)
    hidden = dict.fromkeys(NAMES, NOT_VISIBLE) | {"person": _("somebody")}
    return replace(gap, params={name: hidden.get(name, value) for name, value in gap.params.items()})


def told(asked: Asked, gaps: Iterable[Gap]) -> list[Gap]:
    """The gaps as the reader is told of them: of people whose records they do not see, how many there are."""
    shown, hidden = list[Gap](), set[UUID | None]()
    for gap in gaps:
        if "person" in gap.params and is_hidden(asked.now, asked.actor, gap):
            hidden.add(gap.about)
        else:
            shown.append(gap)
    return [*shown, Gap("people_hidden", None, {"n": len(hidden)})] if hidden else shown


def said(asked: Asked, gap: Gap) -> str:
    """The sentence; where a masked name comes to stand first, it begins as sentences do."""
    shown = _masked(asked, gap)
    return sentence(shown) if shown == gap else sentence_case(sentence(shown))


def criterion(asked: Asked, gap: Gap) -> str:
    """What the gap was measured by, and whether anybody has approved that number."""
    if not gap.criterion:
        return ""
    measure = criteria(asked.world)
    if not hasattr(measure, gap.criterion):
        return gap.criterion
    label = str(measure._meta.get_field(gap.criterion).verbose_name)  # type: ignore[union-attr]
    words = f"{sentence_case(label)}: {getattr(measure, gap.criterion)}"
    if measure.ref:
        return f"{words} ({measure.ref})"
    return _("%(criterion)s (our proposal, not in the standard)") % {"criterion": words}


def who_look(asked: Asked, act: Act, denied: Denied | None) -> WhoLook | None:
    """Who may act; “You” for the reader, else the first who may and why not the reader."""
    if denied is None or denied.code == "not_ready":
        return WhoLook(_("You"))
    people = able(asked, act)
    if not people:
        return None
    first = people[0]
    role = first.role.name(language()) if first.role else _("owner")
    more = _("and %(n)s more") % {"n": len(people) - 1} if len(people) > 1 else ""
    return WhoLook(name_of(first.person), sentence_case(role), more and f"{more} · ", why_not(denied))


def why_not(denied: Denied) -> str:
    """Why not the reader, in half a sentence."""
    if denied.code == "not_granted":
        return _("your roles do not include it")
    return denied.sentence


def label(asked: Asked, gap: Gap, act: Act) -> str:
    """The words on the button: the act and its object where the gap itself has no better ones."""
    return act.words if gap.code in STEPS_ON and act.record is not None else button(_masked(asked, gap))


def status_of(gap: Gap, status: Status) -> Status:
    """What is said of a gap where its requirement has `status`."""
    if status is not Status.STALE:
        return status
    return Status.UNMET if gap.code in NEVER_THERE else Status.UNKNOWN if gap.code == "part_unseen" else status


def line(
    asked: Asked,
    gap: Gap,
    requirement: str,
    status: Status,
    *,
    on: str = ON_REQUIREMENT,
) -> GapLook:
    """An open gap of a requirement."""
    key = key_of(requirement, gap)
    act = act_of(asked, gap.do) if gap.do else None
    hidden = _out_of_sight(asked, act) if act else []
    not_by = gap.do.not_by if gap.do else frozenset()
    if act and hidden:
        why = _("it leads to a record that you do not see")
        who, action = _others(asked, act, lambda one: _sees_all(asked, one, hidden), why), None
    elif act and asked.person.id in not_by:
        why = _("it takes somebody else than you")
        who, action = _others(asked, act, lambda one: one not in not_by, why), None
    else:
        who, action = _step(asked, act, f"/gap/{requirement}/{key}?on={on}", key, label(asked, gap, act) if act else "")
    return GapLook(
        key,
        gap.code,
        said(asked, gap),
        status_of(gap, status).value,
        criterion(asked, gap),
        requirement.partition("/")[2],
        to_requirement(asked, requirement),
        who,
        action,
    )


def _step(asked: Asked, act: Act | None, url: str, key: str, label: str) -> tuple[WhoLook | None, ButtonLook | None]:
    if act is None or asked.past:
        return None, None
    denied = refused(asked, act)
    who = who_look(asked, act, denied)
    target = f"#gap-{turn_key(key)}-form"
    if denied is None or denied.code == "not_ready":
        return who, ButtonLook(sentence_case(label), url, target=target)
    if who is None:
        return None, None
    return who, ButtonLook(_("Ask %(person)s") % {"person": who.name}, url, target=target)


def _out_of_sight(asked: Asked, act: Act) -> list[Record]:
    """What the record to be made would lead to and the reader may not choose, because they do not see it."""
    found = (asked.now.find(value) for value in act.prefill.values() if isinstance(value, UUID))
    return [one for one in found if one and not isinstance(one, Unit | Person) and not may_see(asked, one)]


def _sees_all(asked: Asked, person: UUID, records: list[Record]) -> bool:
    actor = Actor.of(asked.now, person)
    return all(sees(actor, KINDS[one.kind], one) for one in records)


def _others(asked: Asked, act: Act, fits: Callable[[UUID], bool], why: str) -> WhoLook | None:
    """Who may, where it is not the reader who closes the gap, and why not."""
    people = [one for one in able(asked, act) if fits(one.person.id)]
    if asked.past or not people:
        return None
    role = people[0].role.name(language()) if people[0].role else _("owner")
    more = _("and %(n)s more") % {"n": len(people) - 1} + " · " if len(people) > 1 else ""
    return WhoLook(name_of(people[0].person), sentence_case(role), more, why)


def leads_to_record(act: Act) -> bool:
    """Whether the record's own page offers several ways to end the duty, so that a single form would hide the rest."""
    return isinstance(act.record, Proposal | UndeclaredTool)


def duty_label(duty: Duty, act: Act) -> str:
    """The words on the button of a duty: the act and its object, or what is said by making a record."""
    if act.record is not None and leads_to_record(act):
        return _("Open %(ref)s") % {"ref": act.record.ref}
    said = {
        "acknowledge": _("Read it"),
        "accept_role": _("I accept the role"),
        "course_due": _("Take the course"),
        "competence_unrated": _("Begin a rating"),
        "measure": pgettext("act", "Measure"),
        "attest": _("Confirm the list"),
        "attest_reminded": _("Confirm the list"),
        "look_at_access": _("Look at access"),
        "try_restore": _("Record a restore"),
        "tell": _("Record that it was told"),
    }
    return said.get(duty.code, act.words)


def duty_line(asked: Asked, duty: Duty, on: str = ON_TODAY) -> GapLook:
    """Something that is due from the reader, as a line like a gap's."""
    key = duty_key(duty)
    act = act_of(asked, duty.do)
    who, action = _step(asked, act, f"/duty/{key}?on={on}", key, duty_label(duty, act) if act else "")
    record = (act.record if act else None) or asked.world.find(duty.about)
    if record is not None and not may_see(asked, record):
        record = None
    days = (duty.due - asked.world.today).days if duty.due else None
    return GapLook(
        key,
        "duty",
        duty_words(asked, duty),
        "stale",
        requirement_ref=record.ref if record else "",
        requirement_url=to_record(asked, record) if record else "",
        who=who,
        action=action,
        due=duty.due,
        days=days,
    )


def duty_words(asked: Asked, duty: Duty) -> str:
    """The duty's sentence, its record named as the reader may read it."""
    shown = duty_as_told(duty, asked.actor, asked.world, asked.now)
    return shown.sentence if shown == duty else sentence_case(shown.sentence)


def worst_lines(asked: Asked, most: int, but: Iterable[Duty] = ()) -> list[GapLook]:
    """The worst open gaps, those first that the reader may close: one line for each act, whatever else it helps.

    What merely has no check yet comes last: a judgement there changes little. What one of the duties `but` asks for
    stands on the page already.
    """
    acts: dict[str, tuple[str, Status, Gap, list[str]]] = {}
    found = posture_for(asked)
    for requirement, verdict, gap in found.open_gaps() if found else ():
        key = "no_check" if gap.code == "no_check" else str(_do_parts(gap.do))
        acts.setdefault(key, (requirement, verdict.status, gap, []))[3].append(requirement)
    for duty in but:
        acts.pop(str(_do_parts(duty.do)), None)
    mine: list[GapLook] = []
    others: list[GapLook] = []
    last = acts.pop("no_check", None)
    for requirement, status, gap, helped in [*acts.values(), *((last,) if last else ())]:
        made = replace(line(asked, gap, requirement, status, on=ON_TODAY), requirement_ref=_helped(helped))
        (mine if is_mine(made) else others).append(made)
        if len(mine) >= most:
            break
    return (mine + others)[:most]


def is_mine(one: GapLook) -> bool:
    """Whether the reader may close it."""
    return one.action is not None and one.who is not None and not one.who.why_not_you


def about(asked: Asked, *keys: UUID | None) -> list[GapLook]:
    """The open gaps of any requirement that are about one of these records; what several want is said once."""
    found = posture_for(asked)
    looks: dict[tuple[str, str], GapLook] = {}
    for requirement, verdict, gap in found.open_gaps() if found else ():
        if gap.about not in keys:
            continue
        look, same = line(asked, gap, requirement, verdict.status, on=ON_RECORD), (said(asked, gap), repr(gap.do))
        known = looks.setdefault(same, look)
        if known is not look:
            other = Crumb(look.requirement_ref, look.requirement_url)
            looks[same] = replace(known, also=(*known.also, other))
    return list(looks.values())


def _helped(requirements: list[str]) -> str:
    """The requirements that one act helps: the title of a single one, else their numbers."""
    if len(requirements) == 1:
        return requirement_title(requirements[0])
    places = list(dict.fromkeys(requirement.partition("/")[2] for requirement in requirements))
    shown = ", ".join(places[:REFS_SHOWN])
    more = len(places) - REFS_SHOWN
    return _("%(places)s and %(n)s more") % {"places": shown, "n": more} if more > 0 else shown


def face_of(asked: Asked, able: Able) -> dict[str, Any]:
    """A person who may, for the panel that says whom to ask."""
    person = able.person
    other = person.lang[:2] != language() and person.position_alt
    return {
        "name": name_of(person),
        "url": to_record(asked, person),
        "role": sentence_case(able.role.name(language())) if able.role else _("Owner"),
        "position": person.position_alt if other else person.position,
        "email": person.email,
    }
