"""The law on one system: which answers somebody signed, what follows from them and from which day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from aims import catalogue
from aims.catalogue import Effective, Framework
from aims.kernel.kinds import KINDS
from aims.kernel.standing import STANDING_LABELS, standings
from aims.kernel.wording import day_text
from aims.legal.models import Classification
from aims.legal.obligations import LegalObligation, classifications, laws_for_us
from aims.legal.trees import Ask, Tree, trees
from aims.lib.language import language
from aims.organisation.models import Obligation
from aims.systems.models import LEGAL_ROLES, AISystem
from aims.web.asked import Asked, address, may_see, seen, to_record
from aims.web.frame import signer
from aims.web.looks.law import LawLook, LegalGroup, LegalLook, PlaceLook
from aims.web.looks.parts import ButtonLook, Crumb, Said
from aims.web.panels.acts import Act, refused
from aims.web.panels.tables import new_button
from aims.web.panels.years import Years
from aims.web.values import how_checked, listed, mixed, sentence_case


def laws_of(asked: Asked, system: AISystem) -> tuple[LawLook, ...]:
    """Each law that concerns us or that `system` was classified by, with what was signed or what is missing."""
    begun = classifications(asked.world, system.id, in_force=False)
    concerned = dict.fromkeys([*(tree.id for tree in laws_for_us(asked.world)), *begun])
    return tuple(_law(asked, system, trees()[law], begun.get(law)) for law in concerned)


def _law(asked: Asked, system: AISystem, tree: Tree, latest: Classification | None) -> LawLook:
    name, voluntary = tree.title.in_(language()), tree.framework.sort == "voluntary"
    if latest is None:
        act = Act(KINDS.of(Classification), "create", None, {"system": system.id})
        may = asked.past is None and refused(asked, act) is None
        place, said = f"/r/{system.ref}/classify", (("law", tree.id),)
        button = ButtonLook(_("Answer the questions"), place, post=True, hidden=said) if may else None
        return LawLook(name, voluntary, (), _("nobody has answered its questions"), (), "", "", "", button)
    if not may_see(asked, latest):
        return LawLook(name, voluntary, (), _("not visible to you"), (), "", "", "", None)
    shown = classifications(asked.world, system.id).get(tree.id) or latest
    pointed = tuple(outcome.title.in_(language()) for outcome in shown.path.points_to)
    flags = tuple(sentence_case(STANDING_LABELS[one]) for one in standings(latest, asked.world))
    state = sentence_case(KINDS.of(Classification).workflow.label(latest.state))
    return LawLook(
        name, voluntary, pointed, state, flags, who_concluded(asked, shown), latest.ref, to_record(asked, latest), None
    )


def who_concluded(asked: Asked, classification: Classification) -> Said:
    """Who signed the answers and when, or that nobody has."""
    if not classification.is_in_force:
        return _("Nobody has signed these answers yet.")
    last = next((s for s in reversed(asked.world.history(classification)) if s.action == "approve"), None)
    if last is None or last.actor is None:
        return ""
    who = signer(asked, {"by": str(last.actor), "name": ""})
    return mixed(_("Signed by %(who)s on %(day)s."), who=who, day=day_text(last.at.date()))


# ---- what applies ----


def grouped(
    asked: Asked, found: Sequence[LegalObligation], years: Years | None, day: dt.date
) -> tuple[LegalGroup, ...]:
    """What applies on `day`, what begins later, what a transitional rule holds off, what is voluntary."""
    law = [one for one in found if not one.ask.is_voluntary]
    groups = (
        (_("Applies on this day"), [one for one in law if one.applies]),
        (_("Will apply"), [one for one in law if not (one.applies or one.held_off)]),
        (_("Held off while its design does not change significantly"), [one for one in law if one.held_off]),
        (_("Voluntary"), [one for one in found if one.ask.is_voluntary]),
    )
    return tuple(LegalGroup(head, tuple(_rows(asked, of, years, day))) for head, of in groups if of)


def _rows(asked: Asked, found: Iterable[LegalObligation], years: Years | None, day: dt.date) -> Iterable[LegalLook]:
    """One row for what begins together, for the same reason and roles."""
    together: dict[object, list[LegalObligation]] = {}
    for one in found:
        key = (one.ask.framework.id, one.begin, one.roles, tuple(outcome.id for outcome in one.because))
        together.setdefault(key, []).append(one)
    return (_row(asked, of, years, day) for of in together.values())


def _row(asked: Asked, of: Sequence[LegalObligation], years: Years | None, day: dt.date) -> LegalLook:
    said, one, roles = language(), of[0], dict(LEGAL_ROLES)
    framework, begin = one.ask.framework, one.begin
    recorded = {ours.id: ours for each in of for ours in each.recorded if seen(asked, ours) is not None}
    return LegalLook(
        framework.short.in_(said),
        tuple(_place(asked, each.ask) for each in of),
        listed(str(roles[role]) for role in one.roles),
        listed(outcome.title.in_(said) for outcome in one.because),
        begin.begins if begin else None,
        in_days(day, begin.begins) if begin else "",
        one.moved_from,
        begin.day.source if begin else framework.source,
        how_checked(begin.day.state if begin else framework.verification.state),
        years.bar(begin.begins, None, (), is_sure=one.applies) if years and begin else None,
        tuple(Crumb(ours.ref, to_record(asked, ours)) for ours in recorded.values()),
        record_button(asked, framework, begin.day) if begin and not one.recorded else None,
    )


def _place(asked: Asked, ask: Ask) -> PlaceLook:
    said = language()
    url = address(asked, "/frameworks/", {"of": ask.framework.id, "pick": ask.node.id})
    return PlaceLook(ask.node.cite.in_(said), ask.what.in_(said), url)


def in_days(today: dt.date, day: dt.date) -> str:
    """How far off a day is, or nothing where it has passed."""
    n = (day - today).days
    if n < 0:
        return ""
    return ngettext("in %(n)s day", "in %(n)s days", n) % {"n": n} if n else pgettext("a day", "today")


def record_button(asked: Asked, framework: Framework, effective: Effective) -> ButtonLook | None:
    """The form of the obligation that follows from a day of a law, begun with what the catalogue says of that day."""
    new, said = new_button(asked, KINDS.of(Obligation)), language()
    if new is None:
        return None
    what = effective.what.in_(said)
    begun = {
        "title": f"{framework.short.in_(said)}: {what}"[:300],
        "text": what,
        "place": ", ".join(catalogue.node(node).cite.in_(said) for node in effective.nodes)[:300],
        "source": Obligation.Source.LAW,
        "framework": framework.id,
        "applies_from": effective.date.isoformat(),
    }
    return ButtonLook(_("Record what it asks of us"), f"{new.url}?{urlencode(begun)}")


def begin_days(found: Iterable[LegalObligation]) -> list[dt.date]:
    """The days on which something of `found` begins, in order."""
    return sorted({one.begin.begins for one in found if one.begin})
