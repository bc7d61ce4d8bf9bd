"""The risk register with its treatment plan (6.1.2, 6.1.3, 8.2, 8.3): what stands in it is read from the records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from aims.kernel.fields import RowColumn
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.press.blocks import (
    Block,
    Cell,
    Column,
    Facts,
    Group,
    Heading,
    Matrix,
    Note,
    Paper,
    Paragraph,
    Said,
    Table,
    Text,
)
from aims.risk.criteria import criteria, in_words
from aims.risk.models import Risk, RiskCriteria, Treatment, TreatmentPlan
from aims.risk.models.criteria import BAND_ROWS, CONSEQUENCES, DEPTHS, LIKELIHOODS
from aims.risk.scales import BANDS, STEPS, band, rank, rating
from aims.systems.models import AISystem

from .making import paper
from .proof import signatures
from .reading import NONE, Reading, Report, day, listed, sentence_case, state, title


def content(reading: Reading) -> Paper:
    """The paper: risks by system with their levels, the treatments of each, and the criteria they were judged by."""
    using, risks = criteria(reading.world), reading.all(Risk)
    treatments = [one for one in reading.all(Treatment) if one.state != "cancelled"]
    plans = [seen for plan in reading.world.in_force(TreatmentPlan) if (seen := reading.seen(plan))]
    is_seen = not using.ref or reading.seen(using) is not None
    shown: list[Record] = [*([using] if using.ref and is_seen else []), *plans, *risks, *treatments]
    return paper(
        reading,
        REPORT.title,
        ((_("Risk criteria"), _criteria_cited(reading, using)), *_plans_cited(reading, plans)),
        (
            *_notes(reading, using),
            *_picture(using, risks),
            *_register(reading, using, risks),
            *_plan(reading, risks, treatments),
            *(_criteria(using) if is_seen else ()),
            *signatures(reading, shown),
        ),
        wide=True,
    )


REPORT = Report(
    "risk-register",
    gettext_lazy("Risk register and treatment plan"),
    gettext_lazy(
        "Every risk by system with its levels and who accepted it, what is done about it, and by what it was judged."
    ),
    content,
)


def _criteria_cited(reading: Reading, using: RiskCriteria) -> Said:
    if not using.ref:
        return _("None are approved: levels follow the proposals that come with the product.")
    return reading.in_version(using)


def _plans_cited(reading: Reading, plans: Sequence[TreatmentPlan]) -> Iterable[tuple[Said, Said]]:
    """The plans that designated management approved; what became of it since is in the table below."""
    for plan in plans:
        yield _("Treatment plan approved"), reading.in_version(plan)


def _notes(reading: Reading, using: RiskCriteria) -> Iterable[Block]:
    if reading.hides(Risk, Treatment, AISystem):
        yield Note(_("Some records are not visible to whom this paper was made for. They are left out or not named."))
    if not using.ref:
        yield Note(_("No risk criteria are approved, so no level below rests on a decision of the organisation."))


def _picture(using: RiskCriteria, risks: Sequence[Risk]) -> Iterable[Block]:
    """How many risks stand where today; how many are not rated is said, as unknown is not low."""
    current = [found for risk in risks if risk.is_open and (found := rating(risk, "current"))]
    open_ = sum(risk.is_open for risk in risks)
    yield Heading(_("Where the risks stand"))
    yield Paragraph(ngettext("%(n)s risk is open.", "%(n)s risks are open.", open_) % {"n": open_})
    if missing := open_ - len(current):
        unrated = ngettext(
            "%(n)s of them is not rated: that is unknown, not low.",
            "%(n)s of them are not rated: that is unknown, not low.",
            missing,
        )
        yield Note(unrated % {"n": missing})
    if not current:
        return
    yield Paragraph(_("Of the consequences for the organisation, for individuals and for society the worst counts."))
    words = {row["step"]: in_words(using, row, "word") for row in using.likelihoods}
    steps = range(1, STEPS + 1)
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for found in current:
        counts[found.likelihood, found.consequence] += 1
    yield Matrix(
        "",
        _("worst consequence"),
        _("likelihood"),
        tuple(str(step) for step in steps),
        tuple(
            (
                _step(likelihood, *words[likelihood]),
                tuple(_cell(using, counts[likelihood, worst], likelihood * worst) for worst in steps),
            )
            for likelihood in reversed(steps)
        ),
    )


def _cell(using: RiskCriteria, count: int, number: int) -> Cell:
    code = band(number, using.bands)
    level = str(dict(BANDS)[code])
    words = ngettext("%(n)s risk · %(level)s", "%(n)s risks · %(level)s", count) % {"n": count, "level": level}
    return Cell(words if count else level, rank(code))


def _level(using: RiskCriteria, risk: Risk, stage: str) -> str:
    found = rating(risk, stage)
    return f"{found.number} · {dict(BANDS)[band(found.number, using.bands)]}" if found else NONE


def _register(reading: Reading, using: RiskCriteria, risks: Sequence[Risk]) -> Iterable[Block]:
    yield Heading(_("Risks"))
    if not risks:
        yield Paragraph(_("No risk is recorded. That is unknown, not low."))
        return
    by_system: dict[UUID | None, list[Risk]] = defaultdict(list)
    for risk in risks:
        by_system[risk.system_id].append(risk)
    systems = sorted((reading.world.get(AISystem, pk) for pk in by_system), key=lambda one: one.ref if one else "")
    columns = (
        Column(_("Ref"), 1.3),
        Column(_("Risk"), 3.6),
        Column(_("Family"), 2),
        Column(_("Without controls"), 1.4),
        Column(pgettext("risk", "Today"), 1.4),
        Column(_("After treatment"), 1.4),
        Column(_("State"), 1.7),
        Column(_("Owner"), 1.8),
        Column(_("Accepted until"), 2),
    )
    groups = (
        Group(
            reading.cited(system) if system else _("The management system itself"),
            tuple(_risk(reading, using, risk) for risk in by_system[system.pk if system else None]),
        )
        for system in systems
    )
    yield Table("", columns, tuple(groups), _("AI system"))


def _risk(reading: Reading, using: RiskCriteria, risk: Risk) -> tuple[Said, ...]:
    return (
        risk.ref,
        title(risk),
        str(risk.get_family_display()),
        _level(using, risk, "inherent"),
        _level(using, risk, "current"),
        _level(using, risk, "residual"),
        state(risk, reading.world),
        reading.person(risk.owner_id),
        day(risk.accepted_until) if risk.state == "accepted" else NONE,
    )


def _plan(reading: Reading, risks: Sequence[Risk], treatments: Sequence[Treatment]) -> Iterable[Block]:
    yield Heading(_("Treatment plan"))
    if not treatments:
        yield Paragraph(_("No treatment is recorded."))
        return
    by_risk: dict[UUID, list[Treatment]] = defaultdict(list)
    for one in treatments:
        by_risk[one.treats_id].append(one)
    columns = (
        Column(_("Ref"), 1.3),
        Column(_("What is done"), 3.6),
        Column(_("Option"), 2),
        Column(_("Controls"), 3),
        Column(_("Owner"), 1.8),
        Column(_("Due"), 2),
        Column(_("State"), 1.7),
    )
    of = sorted((found for pk in by_risk if (found := reading.world.get(Risk, pk))), key=lambda risk: risk.ref)
    groups = (Group(reading.cited(risk), tuple(_treatment(reading, one) for one in by_risk[risk.pk])) for risk in of)
    yield Table("", columns, tuple(groups), _("Risk"))
    bare = [risk for risk in risks if risk.state in ("evaluated", "in_treatment") and risk.pk not in by_risk]
    if bare:
        words = _("Held against the criteria, and without any treatment: %(refs)s.")
        yield Paragraph(words % {"refs": listed(risk.ref for risk in bare)})


def _treatment(reading: Reading, one: Treatment) -> tuple[Said, ...]:
    controls = dict(Treatment._meta.get_field("controls").codes)
    return (
        one.ref,
        title(one),
        str(one.get_option_display()),
        listed(str(controls.get(code, code)) for code in one.controls),
        reading.person(one.owner_id),
        day(one.due_on),
        state(one, reading.world),
    )


def _criteria(using: RiskCriteria) -> Iterable[Block]:
    """By what the levels were found: a paper without it could not be checked."""
    yield Heading(_("Criteria in force") if using.ref else _("The proposals that the levels follow"))
    yield Facts(((_label("appetite"), str(using.get_appetite_display())),))
    for name, columns in (
        ("bands", BAND_ROWS),
        ("likelihoods", LIKELIHOODS),
        ("consequences", CONSEQUENCES),
        ("depths", DEPTHS),
    ):
        yield _scale(using, name, columns)


def _label(name: str) -> str:
    return sentence_case(KINDS.of(RiskCriteria).label_of(name))


def _step(step: int, word: str, lang: str) -> Text:
    return Text(f"{step} {word}", lang)


def _scale(using: RiskCriteria, name: str, columns: Sequence[RowColumn]) -> Table:
    """One scale, in the language of the paper where the criteria have it."""
    shown = [one for one in columns if not one.name.endswith("_alt")]
    heads = tuple(Column(sentence_case(one.label), 1 if one.is_number else 3) for one in shown)
    rows = tuple(tuple(_part(using, one, row) for one in shown) for row in getattr(using, name))
    return Table(_label(name), heads, (Group("", rows),))


def _part(using: RiskCriteria, column: RowColumn, row: Mapping[str, Any]) -> Said:
    words = column.words(row.get(column.name)) or NONE
    return words if column.codes or column.is_number else Text(*in_words(using, row, column.name))
