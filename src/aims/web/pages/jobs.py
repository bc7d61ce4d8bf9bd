"""The pages of a job: which requirements wait there, which records it has, and the way to each."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from aims.conformity.posture import WORST_FIRST
from aims.kernel.kinds import KINDS, Kind
from aims.oversight.desk import queue
from aims.oversight.models import ReviewCase
from aims.web.asked import Asked, to_kind
from aims.web.frame import draw, job_label
from aims.web.looks.parts import ButtonLook, Column, RowLook, TableLook
from aims.web.looks.screens import RequirementLine
from aims.web.panels.acts import Act, refused, to_make
from aims.web.panels.lines import requirement_line
from aims.web.panels.lists import Listing, tally
from aims.web.panels.standing import posture_for
from aims.web.panels.tables import sees_all
from aims.web.values import sentence_case

RECENT = 5


@dataclass(frozen=True, slots=True)
class KindCard:
    """A kind of record on the page of its job: how many there are, and the button that adds one."""

    label: str
    url: str
    count: int | None
    """Nothing at all where the reader sees none and is not shown every one: that is not a nought."""
    new: ButtonLook | None


@dataclass(frozen=True, slots=True)
class JobLook:
    title: str
    intro: str
    kinds: tuple[KindCard, ...]
    lines: tuple[RequirementLine, ...] | None
    """Nothing at all for whom no role opens where the organisation stands."""
    tables: tuple[TableLook, ...]
    empty: str
    action: ButtonLook | None = None
    """What is done here all day."""


WAITING: dict[str, tuple[str, ...]] = {
    "risks": ("6.1.1", "6.1.2", "6.1.3", "6.1.4", "8.2", "8.3", "8.4", "A.5"),
    "oversight": ("A.3.3", "A.6.2.6", "A.8", "A.9", "9.1"),
    "audit": ("9.2", "9.3", "10.1", "10.2"),
}
"""The clauses and controls whose work belongs to a job."""


def _words(job: str) -> tuple[str, str]:
    """What the job is about, and what stands there while nothing is recorded."""
    return {
        "oversight": (
            _("What people raise, and how they keep a hand on systems that run."),
            _unseen(),
        ),
        "audit": (
            _("What was found, what is done about it, and what must be looked at next."),
            _("No audit is recorded yet. The first may cover one system and three clauses."),
        ),
    }[job]


def _unseen() -> str:
    return _("Nothing is recorded here that you can see. Silence is not evidence.")


def kinds_of(job: str) -> list[Kind]:
    return [kind for kind in KINDS if kind.job == job]


def kind_cards(asked: Asked, job: str) -> tuple[KindCard, ...]:
    return tuple(_card(asked, kind) for kind in kinds_of(job))


def _card(asked: Asked, kind: Kind) -> KindCard:
    may = not asked.past and "content" not in kind.fields and refused(asked, Act(kind, "create")) is None
    new = ButtonLook(to_make(kind), f"/k/{kind.name}/new") if may else None
    count = tally(asked, kind, {})[0]
    known = count if count or sees_all(asked, kind) else None
    return KindCard(sentence_case(kind.plural), to_kind(asked, kind), known, new)


@require_GET
def job_page(asked: Asked, job: str) -> HttpResponse:
    intro, empty = _words(job)
    title = job_label(job)
    tables = tuple(_newest(asked, kind) for kind in kinds_of(job) if tally(asked, kind, {})[0])
    if not all(sees_all(asked, kind) for kind in kinds_of(job)):
        empty = _unseen()
    cards, lines = kind_cards(asked, job), lines_of(asked, job)
    look = JobLook(title, intro, cards, lines, tables, "" if tables else empty, _action(asked, job))
    return draw(asked, "job", look, title, job)


def _action(asked: Asked, job: str) -> ButtonLook | None:
    """To the review desk, for whoever sees a case that waits or might rule on one."""
    sees_cases = KINDS.of(ReviewCase).opened_by & {held.role.id for held in asked.actor.held}
    if job != "oversight" or asked.past or not sees_cases:
        return None
    n = queue(asked.actor).count()
    words = ngettext("Review desk: %(n)s case waits", "Review desk: %(n)s cases wait", n) % {"n": n}
    return ButtonLook(words if n else _("Review desk"), "/oversight/desk/", primary=bool(n))


def _newest(asked: Asked, kind: Kind) -> TableLook:
    """The records of a kind that changed last."""
    listing = Listing(asked, kind, f"/k/{kind.name}/")
    columns = tuple(Column(column.label, column.figures) for column in listing.columns())
    rows: list[RowLook] = listing.rows()[:RECENT]
    return TableLook(sentence_case(kind.plural), columns, rows)


def lines_of(asked: Asked, job: str) -> tuple[RequirementLine, ...] | None:
    """The requirements of the job that wait, the worst first."""
    found = posture_for(asked)
    if found is None:
        return None
    waiting = [(pk, verdict) for pk, verdict in found if verdict.gaps and _belongs(pk, WAITING[job])]
    ordered = sorted(waiting, key=lambda one: WORST_FIRST.index(one[1].status))
    return tuple(requirement_line(asked, pk, verdict) for pk, verdict in ordered)


def _belongs(requirement: str, places: tuple[str, ...]) -> bool:
    place = requirement.partition("/")[2]
    return any(place == p or place.startswith((f"{p}.", f"{p}-")) for p in places)
