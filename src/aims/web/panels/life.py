"""The life of an AI system on its page: what the next stage lacks, and the records along the way."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from aims.impact.assessments import of_systems as assessments
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.reactions import unanswered
from aims.kernel.standing import STANDING_LABELS, standings
from aims.questionnaires.models import QuestionnaireResponse
from aims.systems.life import LIFE
from aims.systems.models import AISystem, ExplanationPlan
from aims.systems.readiness import OF_LIFE, Lack, changes_about, next_lacks, next_moves, of_systems
from aims.web.asked import Asked, may_see, to_record
from aims.web.frame import name_of
from aims.web.looks.parts import ButtonLook
from aims.web.looks.systems import LackLook, LifeRow, NextLook
from aims.web.panels.acts import Act, able, act_of, refused
from aims.web.values import sentence_case

SHOWN = 5
"""Records of one kind; the list of the kind has them all."""


def next_stage(asked: Asked, system: AISystem) -> NextLook | None:
    """What `system` lacks for what comes next, or where it is in use, for what it has behind it."""
    moves = next_moves(system)
    if not moves:
        return None
    lacks = next_lacks(asked.world, system)
    shown = tuple(_lack(asked, lack) for lack in lacks)
    if len(moves) > 1:
        return NextLook(
            step_of(system),
            shown,
            _("Everything that its stages ask for is recorded."),
            _move(asked, system, "operate"),
        )
    action = None if lacks else _move(asked, system, moves[0])
    return NextLook(step_of(system), shown, _("Nothing that the records can show is missing."), action)


def awaited(asked: Asked, system: AISystem) -> str:
    """What is said while the worker has yet to draw what follows from a significant change of `system`."""
    changes = {change.id: change.ref for change in changes_about(asked.world, system) if change.is_significant}
    waiting = [] if asked.past or not changes else sorted(changes[pk] for pk in unanswered(changes))
    if not waiting:
        return ""
    words = {"refs": ", ".join(waiting)}
    return _("What follows from %(refs)s for this page is being worked out; look again in a moment.") % words


def _move(asked: Asked, system: AISystem, name: str) -> ButtonLook | None:
    """The button of a move, where the state of `system` and the reader's roles allow it."""
    act = Act(KINDS.of(AISystem), name, system)
    may = not asked.past and refused(asked, act) is None
    return ButtonLook(act.label, place_of(act)) if may else None


def step_of(system: AISystem) -> str:
    """From which stage to which `system` goes next, or that it is in use and asked for what it has behind it."""
    moves = next_moves(system)
    words = {"state": LIFE.label(system.state)}
    move = LIFE.transition(moves[0]) if len(moves) == 1 else None
    if move is None or move.target is None:
        return _("While “%(state)s”: what its stages ask for") % words
    return _("From “%(state)s” to “%(next)s”") % (words | {"next": LIFE.label(move.target)})


def _lack(asked: Asked, lack: Lack) -> LackLook:
    act = None if asked.past else act_of(asked, lack.do)
    if act is None:
        return LackLook(str(lack.sentence))
    if refused(asked, act) is None:
        words = _("Answer the seven questions") if _asks_for_tier(act) else act.words
        return LackLook(str(lack.sentence), action=ButtonLook(words, place_of(act)))
    people = able(asked, act)
    return LackLook(str(lack.sentence), name_of(people[0].person) if people else "")


def place_of(act: Act) -> str:
    """Where the form of an act stands."""
    if act.record is None:
        return f"/k/{act.kind.name}/new?{urlencode(act.prefill)}"
    if _asks_for_tier(act):
        return f"/r/{act.record.ref}/tier"
    return f"/r/{act.record.ref}/edit" if act.action == "edit" else f"/r/{act.record.ref}/do/{act.action}"


def _asks_for_tier(act: Act) -> bool:
    """The questions have a page of their own; the form of an edit does not ask them."""
    return "tier_answers" in act.prefill


def life_rows(asked: Asked, system: AISystem) -> Iterable[LifeRow]:
    """The newest records of each kind along the life of `system`."""
    kinds: tuple[type[Record], ...] = (*OF_LIFE, ExplanationPlan)
    for model in kinds:
        found = of_systems(asked.world, model, in_force=False).get(system.id, [])
        yield from _rows(asked, found)


def impact_rows(asked: Asked, system: AISystem) -> Iterable[LifeRow]:
    """The impact assessments that speak of `system`, and the questionnaires that were answered about it."""
    answered = [one for one in asked.world.all(QuestionnaireResponse) if one.system_id == system.id]
    return _rows(asked, [*assessments(asked.world, in_force=False).get(system.id, []), *answered])


def change_rows(asked: Asked, system: AISystem) -> Iterable[LifeRow]:
    return _rows(asked, list[Record](changes_about(asked.world, system)))


def _rows(asked: Asked, records: list[Record]) -> Iterable[LifeRow]:
    for record in reversed(records[-SHOWN:]):
        if may_see(asked, record):
            kind = KINDS[record.kind]
            yield LifeRow(
                sentence_case(kind.label),
                record.ref,
                name_of(record),
                to_record(asked, record),
                getattr(record, "release", ""),
                sentence_case(kind.workflow.label(record.state)),
                tuple(sentence_case(STANDING_LABELS[s]) for s in standings(record, asked.world)),
            )
