"""The kind Risk and its life: found, judged, and then accepted or treated until it may be (6.1.2, 6.1.3, 8.2)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.denied import Denied
from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.wording import filled
from aims.kernel.workflow import Lacks, Transition, Words, Workflow, move
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.lib.text import is_bare
from aims.risk.acceptance import ACTIONS, suffices
from aims.risk.criteria import criteria, level, row_of
from aims.risk.models import Risk
from aims.risk.models.criteria import NOBODY
from aims.risk.scales import BANDS, Rating, rating
from aims.risk.treatments import effective, owners, planned

_UNRATED = _("Rate it without controls and as it is today: the likelihood and three consequences each.")
_CURRENT = tuple(f"current_{part}" for part in Rating._fields)

_ANALYSED = (
    "event",
    "consequence",
    "why",
    *(f"{s}_{part}" for s in ("inherent", "current") for part in Rating._fields),
)


def _is_analysed(risk: Risk) -> Words | None:
    if not (risk.event and risk.consequence and (risk.sources or risk.source_text)):
        return _("Write from what it comes, what may happen and what would follow for whom.")
    if not (rating(risk, "inherent") and rating(risk, "current")):
        return _UNRATED
    return _("Write why it is so likely and so bad.") if is_bare(risk.why) else None


def _within(role: str) -> Lacks:
    """Whether the level of a risk, and the day until which it is accepted, lie within the authority of `role`."""

    def lacks(risk: Risk, world: World) -> Iterable[Words]:
        using = criteria(world)
        now = level(using, risk)
        if not now:
            yield _UNRATED
            return
        row = row_of(using, now)
        name = dict(BANDS)[row["band"]]
        if row["accepted_by"] == NOBODY:
            yield filled(_("Its level is %(level)s, which nobody accepts: treat it."), {"level": name})
        elif not suffices(world, risk, role):
            yield filled(_("Its level is %(level)s: it takes a higher authority to accept it."), {"level": name})

    return lacks


def _until(risk: Risk, world: World) -> Mapping[str, Any]:
    """The longest acceptance that the criteria allow."""
    using = criteria(world)
    now = level(using, risk)
    return {"accepted_until": months_after(world.today, int(row_of(using, now)["months"]))} if now else {}


def _ends_in_time(risk: Risk, world: World) -> None:
    """An acceptance begins today and holds no longer than the criteria allow for the level."""
    if risk.accepted_until and risk.accepted_until < world.today:
        raise Denied("not_ready", ref=risk.ref, why=_("This day is past: say until when it is accepted."))
    latest = _until(risk, world).get("accepted_until")
    if latest and risk.accepted_until and risk.accepted_until > latest:
        raise Denied("review_too_late", ref=risk.ref, date=latest)


def _is_planned(risk: Risk, world: World) -> Iterable[Words]:
    if not planned(world, risk):
        yield _("No treatment of it is approved yet.")


def _is_effective(risk: Risk, world: World) -> Iterable[Words]:
    found = planned(world, risk)
    if not found or not all(effective(one) for one in found):
        yield _("Not every treatment of it was verified as effective.")


def _forget_acceptance(risk: Risk, _world: World) -> None:
    """Judged anew it is nobody's acceptance any longer: what was signed is in the log."""
    risk.accepted_until, risk.condition = None, ""


def _accept(name: str, label: Words) -> Transition:
    return Transition(
        name,
        label,
        frozenset({"evaluated", "treated"}),
        "accepted",
        takes=("accepted_until", "condition"),
        needs=frozenset({"accepted_until"}),
        signed=True,
        lacks=_within(ACTIONS[name]),
        offers=_until,
        completes=_ends_in_time,
    )


LIFE = Workflow(
    initial="identified",
    editable=frozenset({"identified", "analysed", "evaluated", "in_treatment", "treated"}),
    states={
        "identified": _("identified"),
        "analysed": _("analysed"),
        "evaluated": _("evaluated"),
        "accepted": pgettext_lazy("risk", "accepted"),
        "in_treatment": _("in treatment"),
        "treated": _("treated"),
        "closed": pgettext_lazy("risk", "closed"),
    },
    transitions=(
        move("analyse", _("Take as analysed"), "identified", "analysed", guard=_is_analysed, asks=_ANALYSED),
        move(
            "evaluate",
            _("Hold against the criteria"),
            "analysed",
            "evaluated",
            takes=("priority",),
        ),
        _accept("retain", _("Retain, within the owner's limit")),
        _accept("accept", _("Accept what remains")),
        _accept("accept_as_management", _("Accept as designated management")),
        _accept("accept_as_top", _("Accept as top management")),
        move("treat", _("Begin treatment"), "evaluated treated", "in_treatment", lacks=_is_planned),
        move("complete", _("Take as treated"), "in_treatment", "treated", takes=_CURRENT, lacks=_is_effective),
        move(
            "reopen",
            _("Judge it anew"),
            "analysed evaluated accepted in_treatment treated closed",
            "identified",
            reason_required=True,
            completes=_forget_acceptance,
        ),
        move(
            "close",
            _("Close: its source is gone"),
            "accepted treated",
            "closed",
            reason_required=True,
            decides=True,
            not_by=frozenset({"owner"}),
            not_by_rule="SOD-06",
        ),
    ),
    ended=frozenset({"closed"}),
)
"""What was accepted is not edited: it is judged anew first, and with that the acceptance is gone (6.1.3)."""

_JUDGES = "create edit analyse evaluate treat complete reopen"
RISK = register(
    Kind(
        model=Risk,
        prefix="RSK",
        job="risks",
        workflow=LIFE,
        sections=(
            Section(_("Risk"), ("title", "title_alt", "lang", "system", "family", "aim", "stages")),
            Section(_("What may happen"), ("sources", "source_text", "event", "consequence", "why")),
            Section(_("Without controls"), tuple(f"inherent_{part}" for part in Rating._fields)),
            Section(pgettext_lazy("risk", "Today"), _CURRENT),
            Section(_("After treatment"), tuple(f"residual_{part}" for part in Rating._fields)),
            Section(_("Care"), ("priority", "owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "system", "family", "owner", "review_due", "state"),
        filters=("state", "family", "system", "owner"),
        grants={
            "aims_manager": f"{_JUDGES} close",
            "risk_owner": f"{_JUDGES} close",
            "system_owner": "create edit analyse",
            "risk_acceptor": "accept",
            "designated_management": "accept_as_management reopen",
            "top_management": "accept_as_top reopen",
            OWNER: f"{_JUDGES[7:]} retain",
        },
        relations=(
            Relation("hinders", _("hinders"), "objective", is_content=True),
            Relation("comes_from", _("comes from"), is_content=True),
            Relation("evidence", _("evidence")),
        ),
        named={"treatment_owner": owners},
        review_months=12,
        retention_years=10,
    )
)
