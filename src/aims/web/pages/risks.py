"""The page of the job “risks”: the map of all risks, what lies in each square, and what moved since a day."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from aims.kernel.checks import each_remembered
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person
from aims.kernel.world import World
from aims.risk.criteria import criteria, level
from aims.risk.families import FAMILIES
from aims.risk.models import Risk
from aims.risk.scales import Rating
from aims.risk.xray import FLAGS, flags
from aims.systems.models import AISystem
from aims.web.asked import Asked, address, may_see, seen, to_record
from aims.web.frame import draw, job_label, name_of
from aims.web.looks.parts import Crumb, FilterLook
from aims.web.looks.risks import RiskRow, RisksLook
from aims.web.pages.jobs import kind_cards, lines_of
from aims.web.panels.lists import Listing
from aims.web.panels.riskmap import Place, counted, level_name, map_of, place_of, ratings
from aims.web.panels.tables import new_button
from aims.web.past import world_of
from aims.web.values import sentence_case

STAGES = (
    ("inherent", gettext_lazy("Without controls")),
    ("current", pgettext_lazy("risk", "Today")),
    ("residual", gettext_lazy("After treatment")),
)
SHOWN = 50
HERE = "/risks/"


@require_GET
def risks_page(asked: Asked) -> HttpResponseBase:
    kind = KINDS.of(Risk)
    stage = asked.GET.get("stage", "")
    stage = stage if stage in dict(STAGES) else "current"
    chosen, (since, wrong) = _place(asked.GET.get("cell", "")), _since(asked)
    kept = {"stage": "" if stage == "current" else stage, "cell": asked.GET.get("cell", "") if chosen else ""}
    kept["since"], kept["flag"] = since.isoformat() if since else "", asked.GET.get("flag", "")

    listing = Listing(asked, kind, HERE, keeps=kept)
    url = listing.url
    risks = [one for one in listing.matching() if isinstance(one, Risk) and one.is_open]
    known = ratings(asked.world, stage)
    then = _then(since, stage)
    places = [place_of(known[one.id]) for one in risks if one.id in known]
    before = [place_of(then[one.id]) for one in risks if one.id in then]
    filled = counted(places, before if since else (), chosen, lambda cell: url(cell=cell))
    xray = each_remembered(asked.world, "xray", risks, lambda risk: tuple(flags(asked.world, risk)))
    in_square = [chosen is None or (one.id in known and place_of(known[one.id]) == chosen) for one in risks]
    fits = [not kept["flag"] or kept["flag"] in found for found in xray]
    here = [one for one, *both in zip(risks, in_square, fits, strict=True) if all(both)]
    here.sort(key=lambda one: (-(known[one.id].number if one.id in known else 0), one.ref))
    using = criteria(asked.world)
    look = RisksLook(
        job_label("risks"),
        _("What may go wrong for the organisation, for people and for society, and what is done about it."),
        map_of(asked.world, filled, _caption(stage)),
        tuple(
            FilterLook(str(label), url(stage="" if code == "current" else code), None, code == stage)
            for code, label in STAGES
        ),
        listing.groups(),
        tuple(_row(asked, one, stage, known, then) for one in here[:SHOWN]),
        len(here),
        address(asked, "/k/risk/", listing.chosen),
        len(risks) - len(places),
        _("%(ref)s, version %(version)s") % {"ref": using.ref, "version": using.edition} if using.ref else "",
        to_record(asked, using) if using.ref and may_see(asked, using) else "",
        since,
        sum(1 for one in risks if since and _number(known, one) != _number(then, one)),
        url(cell="", flag="") if chosen or kept["flag"] else "",
        tuple((name, value) for name, value in {**listing.chosen, **kept}.items() if value and name != "since"),
        new_button(asked, kind),
        wrong,
        tuple(_marks(Counter(code for found in xray for code in found), kept["flag"], url)),
        address(asked, "/reports/risk-register"),
    )
    cards, lines = kind_cards(asked, "risks"), lines_of(asked, "risks")
    return draw(asked, "risks", look, look.title, "risks", kinds=cards, lines=lines)


def _marks(counts: Counter[str], chosen: str, url: Callable[..., str]) -> Iterable[FilterLook]:
    for code, words in FLAGS.items():
        if counts[code]:
            yield FilterLook(str(words), url(flag="" if code == chosen else code), counts[code], code == chosen)


def _caption(stage: str) -> str:
    return _("Risks by likelihood and worst consequence: %(stage)s") % {"stage": dict(STAGES)[stage]}


def _place(said: str) -> Place | None:
    """The square that the address names; nothing where it names none."""
    likelihood, _dash, consequence = said.partition("-")
    if likelihood in set("12345") and consequence in set("12345"):
        return int(likelihood), int(consequence)
    return None


def _since(asked: Asked) -> tuple[dt.date | None, str]:
    """The day that is compared with, and why there is none."""
    said = asked.GET.get("since", "")
    if not said:
        return None, ""
    try:
        day = dt.date.fromisoformat(said)
        world_of(day, "recorded")
    except ValueError:
        return None, _("“%(said)s” is no day. Write it as 2026-11-22.") % {"said": said[:20]}
    except Denied as denied:
        return None, denied.sentence
    return day, ""


def _then(since: dt.date | None, stage: str) -> dict[object, Rating]:
    return ratings(world_of(since, "recorded"), stage) if since else {}


def _number(known: dict[object, Rating], risk: Risk) -> int | None:
    return known[risk.id].number if risk.id in known else None


def _row(asked: Asked, risk: Risk, stage: str, known: dict[object, Rating], then: dict[object, Rating]) -> RiskRow:
    world, band = asked.world, level(criteria(asked.world), risk, stage)
    owner = world.get(Person, risk.owner_id)
    now, was = _number(known, risk), _number(then, risk)
    return RiskRow(
        risk.ref,
        name_of(risk),
        to_record(asked, risk),
        _system(asked, world, risk),
        sentence_case(dict(FAMILIES).get(risk.family, risk.family)),
        name_of(owner) if owner else "",
        now,
        band,
        level_name(band),
        sentence_case(KINDS.of(Risk).workflow.label(risk.state)),
        tuple(str(FLAGS[code]) for code in flags(world, risk)),
        str(was) if was is not None and was != now else "",
    )


def _system(asked: Asked, world: World, risk: Risk) -> Crumb | None:
    system = seen(asked, world.get(AISystem, risk.system_id))
    return Crumb(name_of(system), to_record(asked, system)) if system else None
