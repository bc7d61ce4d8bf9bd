"""Today and the inbox: what waits for the reader, where the organisation stands, what changed, what expires."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from aims.kernel.duties import DUE_SOON, Duty, duties, duties_of
from aims.kernel.kinds import KINDS
from aims.kernel.models import Event, Person
from aims.kernel.policy import opens_posture
from aims.systems.models import AISystem
from aims.web.asked import Asked, address, may_see, seen, to_record
from aims.web.frame import draw, job_label, name_of
from aims.web.looks.parts import ButtonLook, ChangeLook, Crumb, DutyLook, EmptyLook, GapLook, Said
from aims.web.looks.screens import InboxGroup, InboxLook, TodayLook
from aims.web.panels import gaps
from aims.web.panels.acts import Act, refused
from aims.web.panels.standing import posture_look
from aims.web.values import done, mixed

WAITING, DUTIES_FIRST = 8, 5
CHANGES, ALL_CHANGES = 5, 200
LOOKED_THROUGH = 4
"""Events read for each that is shown: some belong to records that the reader does not see."""


@require_GET
def today_page(asked: Asked) -> HttpResponse:
    mine = [] if asked.past else duties_of(asked.world, asked.person.id)
    first = [gaps.duty_line(asked, duty) for duty in mine[:DUTIES_FIRST]]
    lines = _one_primary(first + gaps.worst_lines(asked, WAITING - len(first), mine))
    look = TodayLook(
        intro(asked, len(mine)),
        posture_look(asked),
        lines[: len(first)],
        tuple(changes(asked)),
        tuple(_expiring(asked)),
        tuple(_first_steps(asked)),
        address(asked, "/inbox"),
        address(asked, "/changes"),
        EmptyLook(_("Nothing is due from you.")),
        len(mine),
        lines[len(first) :],
    )
    return draw(asked, "today", look, job_label("today"), "today")


def _one_primary(lines: list[GapLook]) -> tuple[GapLook, ...]:
    """The next best act is the one primary button of the page."""
    found = []
    is_taken = False
    for line in lines:
        if gaps.is_mine(line) and not is_taken and line.action:
            line, is_taken = replace(line, action=replace(line.action, primary=True)), True
        found.append(line)
    return tuple(found)


def intro(asked: Asked, due: int) -> str:
    if asked.past:
        return _("Where the organisation stood at the end of that day.")
    if not asked.now.all(AISystem):
        return _("The records are still empty. Begin with the list of AI systems, and with a policy.")
    if due:
        return ngettext("%(n)s thing is due from you.", "%(n)s things are due from you.", due) % {"n": due}
    return _("Nothing is due from you.")


def _first_steps(asked: Asked) -> Iterable[ButtonLook]:
    """Where nothing is recorded yet: one clear way to begin."""
    if asked.past or asked.now.all(AISystem):
        return
    if refused(asked, Act(KINDS["ai_system"], "create")) is None:
        yield ButtonLook(_("Register the first AI system"), "/k/ai_system/new")


def changes(asked: Asked, most: int = CHANGES) -> Iterable[ChangeLook]:
    """What was changed last, of what the reader sees."""
    rows = Event.objects.filter(record__isnull=False, seq__lte=asked.world.seq).order_by("-seq")
    shown = 0
    for at, actor, action, kind, pk in rows.values_list("at", "actor", "action", "kind", "record")[
        : most * LOOKED_THROUGH
    ]:
        record = asked.world.get(KINDS[kind].model, pk) if kind in KINDS else None
        if record is None or seen(asked, record) is not record:
            continue
        who = asked.now.get(Person, actor)
        sentence = mixed(_("%(action)s: %(title)s"), action=done(KINDS[kind], action), title=name_of(record))
        name: Said = name_of(who) if who else _("the system")
        yield ChangeLook(sentence, record.ref, to_record(asked, record), name, at)
        shown += 1
        if shown >= most:
            return


def _expiring(asked: Asked) -> Iterable[DutyLook]:
    """What has a day within thirty days: the reader's own, and others' too for who may ask where all stands."""
    limit = asked.world.today + DUE_SOON
    for duty in duties(asked.world) if opens_posture(asked.actor) else duties_of(asked.world, asked.person.id):
        record = asked.world.find(duty.about)
        if duty.due and duty.due <= limit and record is not None and may_see(asked, record):
            days = (duty.due - asked.world.today).days
            words, url, whose = gaps.duty_words(asked, duty), to_record(asked, record), _whose(asked, duty)
            yield DutyLook(words, record.ref, url, duty.due, days, who=whose)


def _whose(asked: Asked, duty: Duty) -> Said:
    """Who must do it: the reader first, else by name."""
    if asked.person.id in duty.who:
        return _("You")
    people = sorted((p for pk in duty.who if (p := asked.world.get(Person, pk))), key=lambda p: p.name)
    if not people:
        return _("nobody yet")
    if len(people) == 1:
        return name_of(people[0])
    return mixed(_("%(person)s and %(n)s more"), person=name_of(people[0]), n=str(len(people) - 1))


# ---- the inbox ----


@require_GET
def inbox_page(asked: Asked) -> HttpResponse:
    mine = duties_of(asked.now, asked.person.id)
    groups = [
        InboxGroup(label, tuple(gaps.duty_line(asked, d) for d in held)) for label, held in _by_day(asked, mine) if held
    ]
    lines = [line for line in gaps.worst_lines(asked, 60, mine) if gaps.is_mine(line)]
    if lines:
        groups.append(InboxGroup(_("Gaps you may close"), tuple(lines)))
    intro = _("What is due from you, by its day, and the open gaps that your roles let you close.")
    look = InboxLook(intro, tuple(groups), empty=EmptyLook(_("Nothing is due from you.")))
    title = _("Inbox")
    return draw(asked, "inbox", look, title, "today", Crumb(title))


def _by_day(asked: Asked, mine: list[Duty]) -> list[tuple[str, list[Duty]]]:
    today = asked.now.today
    week = today + dt.timedelta(days=7)
    late = [d for d in mine if d.due and d.due < today]
    rest = [d for d in mine if d not in late and not d.is_decision]
    return [
        (_("Late"), late),
        (_("To decide"), [d for d in mine if d not in late and d.is_decision]),
        (_("Within a week"), [d for d in rest if d.due and d.due <= week]),
        (_("Later"), [d for d in rest if d.due and d.due > week]),
        (_("Without a day"), [d for d in rest if d.due is None]),
    ]


@require_GET
def changes_page(asked: Asked) -> HttpResponse:
    title = _("All changes")
    return draw(asked, "changes", {"changes": tuple(changes(asked, ALL_CHANGES))}, title, "today", Crumb(title))
