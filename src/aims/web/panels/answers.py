"""The six questions about an AI system, each answered from what is recorded: evidence, a day, or the gap."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aims.improvement.models import Nonconformity
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.kernel.standing import relies_on_older
from aims.kernel.wording import day_text
from aims.monitoring.models import Monitor
from aims.monitoring.series import monitors_of
from aims.systems.models import AISystem, OperationPlan, TechnicalDocument, Verification
from aims.systems.readiness import changes_about, in_force
from aims.web.asked import Asked, address, may_see, to_kind, to_record
from aims.web.frame import name_of
from aims.web.looks.parts import Crumb, EvidenceLook, Status
from aims.web.looks.screens import AnswerLook
from aims.web.panels.levels import level_of
from aims.web.panels.people import Answer, responsible, trained

_STATUS: dict[str, Status] = {"met": "met", "partly": "partly", "unmet": "unmet", "unknown": "unknown"}
_OPEN_CHANGES = frozenset({"proposed", "detected_unplanned", "assessed", "approved", "implemented"})


def answers(asked: Asked, system: AISystem) -> Iterable[AnswerLook]:
    yield _suitable(asked, system)
    watched = Crumb(_("What is watched"), address(asked, f"/r/{system.ref}/monitors"))
    yield replace(_monitored(asked, system), link=watched)
    yield _trained(asked, system)
    yield AnswerLook(_("Responsibilities clear, and who takes the final decision?"), *responsible(asked, system))
    yield AnswerLook(_("Results reviewed?"), *_reviewed(asked, system))
    yield _improved(asked, system)


def piece(asked: Asked, record: Record) -> EvidenceLook:
    """A record as evidence, or that it is there and not for the reader."""
    if not may_see(asked, record):
        return EvidenceLook("", visible=False)
    return EvidenceLook(record.ref, name_of(record), to_record(asked, record), KINDS[record.kind].edition_of(record))


def _newest[R: Record](records: list[R]) -> R | None:
    return max(records, key=lambda record: record.stamp.seq, default=None)


def _when(record: Record) -> str:
    return day_text(record.happened_on or record.stamp.at.date())


def _suitable(asked: Asked, system: AISystem) -> AnswerLook:
    question = _("Suitable for its purpose?")
    if not system.intended_use:
        return AnswerLook(
            question, _("Its intended use is not written, so nothing can be measured against it."), "unmet"
        )
    test = _newest(in_force(asked.world, Verification, system))
    if test is None:
        if not system.in_force_version:
            return AnswerLook(question, _("Its intended use is written; nobody else has confirmed it."), "unknown")
        if not system.release:
            return AnswerLook(question, _("Its intended use is confirmed; its version is not stated."), "unknown")
        sentence = _("Its intended use is confirmed; version %(release)s has not been tested against it.")
        return AnswerLook(question, sentence % {"release": system.release}, "unmet")
    words = {"release": system.release, "date": _when(test)}
    if relies_on_older(test, asked.world):
        sentence, status = _("Version %(release)s was tested on %(date)s; it has changed significantly since."), "stale"
    elif test.has_passed:
        sentence, status = _("Version %(release)s passed its test on %(date)s."), "met"
    else:
        sentence, status = _("Version %(release)s did not pass its test of %(date)s."), "unmet"
    return AnswerLook(question, sentence % words, status, (piece(asked, test),))  # type: ignore[arg-type]


def _monitored(asked: Asked, system: AISystem) -> AnswerLook:
    question, plan = _("Monitored?"), _newest(in_force(asked.world, OperationPlan, system))
    if mine := [one for one in monitors_of(asked.world).get(system.id, []) if may_see(asked, one)]:
        return _measured(asked, system, question, mine)
    if plan is None:
        return AnswerLook(question, _("Nothing says what is watched: no operation plan is in force."), "unmet")
    evidence = (piece(asked, plan),)
    if relies_on_older(plan, asked.world):
        return AnswerLook(question, _("Its operation plan is older than a significant change."), "stale", evidence)
    watcher = asked.world.get_in_force(Person, plan.watcher_id)
    if watcher is None or not plan.watched:
        return AnswerLook(
            question, _("Its operation plan does not say what is watched by somebody still here."), "unmet", evidence
        )
    sentence = ngettext(
        "%(person)s looks at %(n)s measure, says the plan; days between two looks: %(days)s. No measurement is "
        "recorded.",
        "%(person)s looks at %(n)s measures, says the plan; days between two looks: %(days)s. No measurement is "
        "recorded.",
        len(plan.watched),
    )
    words = {"person": watcher.name, "n": len(plan.watched), "days": plan.interval_days or "–"}
    return AnswerLook(question, sentence % words, "partly", evidence)


def _measured(asked: Asked, system: AISystem, question: str, mine: list[Monitor]) -> AnswerLook:
    """How many monitors stand where; the worst of them answers."""
    levels = Counter(level_of(asked.world, one).css for one in mine)
    worst = next(css for css in ("unmet", "unknown", "partly", "met") if levels[css])
    sentence = ngettext(
        "%(n)s monitor: %(unmet)s outside the limit, %(partly)s close to it, %(met)s within, %(unknown)s unknown.",
        "%(n)s monitors: %(unmet)s outside the limit, %(partly)s close to it, %(met)s within, %(unknown)s unknown.",
        len(mine),
    )
    words = {"n": len(mine), **{css: levels[css] for css in ("unmet", "partly", "met", "unknown")}}
    return AnswerLook(question, sentence % words, _STATUS[worst])


def _trained(asked: Asked, system: AISystem) -> AnswerLook:
    """The courses of who works with it, and the document that users have for its version."""
    sentence, status = trained(asked, system)
    told = _newest([d for d in in_force(asked.world, TechnicalDocument, system) if d.audience == "users"])
    if told is not None:
        return AnswerLook(_("Users trained?"), sentence, status, (piece(asked, told),))
    words = {"first": sentence, "second": _("Users have no document for this version.")}
    return AnswerLook(_("Users trained?"), _("%(first)s %(second)s") % words, "partly" if status == "met" else status)


def _reviewed(asked: Asked, system: AISystem) -> Answer:
    if not system.in_force_version:
        return _("No version of this entry has been approved yet."), "unknown"
    if not system.review_due:
        return _("It was approved; no next review is set."), "partly"
    words = {"date": day_text(system.review_due)}
    if asked.world.passed(system.review_due):
        return _("Its review was due on %(date)s.") % words, "stale"
    return _("The entry was approved; it is reviewed again by %(date)s.") % words, "partly"


def _improved(asked: Asked, system: AISystem) -> AnswerLook:
    """All that is recorded about it is counted; what the reader may not see is not named."""
    question = _("Improvements made when needed?")
    about = [
        n
        for n in asked.world.all(Nonconformity)
        if any(k.relation == "about" and k.target == system.pk for k in n.links)
    ]
    changes = list(changes_about(asked.world, system))
    evidence = tuple(piece(asked, change) for change in changes[-2:])
    if not about and not changes:
        return AnswerLook(question, _("No nonconformity and no change of it is recorded; silence is not evidence."))
    named = ", ".join([n.ref for n in about if may_see(asked, n)][:4])
    link = Crumb(named, to_kind(asked, KINDS.of(Nonconformity))) if named else None
    still = sum(n.is_open for n in about)
    waiting = sum(c.state in _OPEN_CHANGES for c in changes)
    if still or waiting:
        words = {"n": still, "m": waiting}
        sentence = _("Open nonconformities about it: %(n)s; changes under way: %(m)s.") % words
        return AnswerLook(question, sentence, "partly", evidence, link)
    sentence = _("Every nonconformity about it and every change of it is closed.")
    return AnswerLook(question, sentence, "met", evidence, link)
