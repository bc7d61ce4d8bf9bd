"""Where the organisation stands, as rows of cells: one row a clause, one cell a requirement, counts and no score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from aims import catalogue
from aims.conformity.completeness import last_attested
from aims.conformity.criteria import took_place
from aims.conformity.posture import Posture, posture
from aims.kernel.checks import Verdict
from aims.kernel.models import Person
from aims.kernel.policy import opens_posture
from aims.kernel.wording import day_text
from aims.kernel.world import World
from aims.lib.language import language
from aims.systems.campaigns import systems_by_unit
from aims.web.asked import Asked, address
from aims.web.looks.parts import Pdca, PostureRow, VerdictLook
from aims.web.looks.screens import PostureLook
from aims.web.templatetags.look import turn_key

ANNEX = "A"
CAPTION = gettext_lazy("ISO/IEC 42001:2023, 164 requirements and 38 controls")


@dataclass(frozen=True)
class Part:
    """A clause or a control objective, and the requirements under it."""

    code: str
    title: str
    group: str
    pdca: Pdca
    ids: tuple[str, ...]


def group_of(place: str) -> str:
    """“6” of 6.1.3-f, “A” of A.6.2.4."""
    return place.split(".")[0]


def parts() -> list[Part]:
    """The clauses with requirements and the objectives of Annex A, in the order of the standard."""
    said = language()
    found = [
        Part(c.place, c.title.in_(said), group_of(c.place), c.pdca, c.requirements)
        for c in catalogue.clauses()
        if c.requirements
    ]
    found += [Part(o.place, o.title.in_(said), ANNEX, "annex", o.controls) for o in catalogue.objectives()]
    return found


def depth_word(verdict: Verdict) -> str:
    return verdict.depth.name.lower()


def verdict_look(requirement: str, verdict: Verdict) -> VerdictLook:
    reachable = reach_of(requirement)
    place = requirement.partition("/")[2]
    depth = reachable.depth if reachable else "effective"
    return VerdictLook(verdict.status.value, depth_word(verdict), depth, place)  # type: ignore[arg-type]


def reach_of(requirement: str) -> catalogue.Reach | None:
    """What the catalogue says can be shown of a requirement; nothing where it does not say."""
    try:
        return catalogue.reach(requirement)
    except (catalogue.UnknownId, catalogue.FrameworkRefused):
        return None


def rows(
    asked: Asked, statuses: Mapping[str, str], just: Iterable[str] = (), page: str = "/conformity/"
) -> tuple[PostureRow, ...]:
    """The rows of a posture, whose clauses stand on `page`; `just` names those that have turned in this very answer."""
    groups: dict[str, list[Part]] = {}
    for part in parts():
        groups.setdefault(part.group, []).append(part)
    titles = {g.place: g.title.in_(language()) for g in catalogue.groups()} | {ANNEX: _("Controls")}
    made: list[PostureRow] = []
    for code, held in groups.items():
        pdca = held[0].pdca
        made.append(
            PostureRow(
                code,
                code,
                titles.get(code, held[0].title),
                address(asked, page) + f"#clause-{turn_key(held[0].code)}",
                pdca,
                tuple(statuses[pk] for part in held for pk in part.ids if pk in statuses),  # type: ignore[misc]
                first=not made or made[-1].pdca != pdca,
                just=code in just,
            )
        )
    return tuple(made)


def statuses_of(found: Posture) -> dict[str, str]:
    return {pk: verdict.status.value for pk, verdict in found}


def turned_rows(asked: Asked, before: Posture, after: Posture) -> tuple[PostureRow, ...]:
    """Only the rows in which something is otherwise than before."""
    turned = {group_of(pk.partition("/")[2]) for pk, verdict in after if verdict.status != before.verdicts[pk].status}
    return tuple(row for row in rows(asked, statuses_of(after), turned) if row.code in turned)


def posture_for(asked: Asked) -> Posture | None:
    """The verdicts, for whom a role opens where the organisation stands; everybody else is told nothing of it."""
    return posture(asked.world) if opens_posture(asked.actor) else None


def posture_look(asked: Asked) -> PostureLook | None:
    found = posture_for(asked)
    if found is None:
        return None
    return PostureLook(
        rows(asked, statuses_of(found)),
        str(CAPTION),
        register_sentence(asked.world),
        address(asked, "/conformity/", {"status": "unmet"}),
    )


def register_sentence(world: World) -> str:
    """How many systems the register holds, and who last said that there are no others."""
    systems = systems_by_unit(world).now.total()
    said = last_attested(world)
    if not said:
        counted = ngettext(
            "%(n)s AI system on the register; nobody has confirmed that the list is complete.",
            "%(n)s AI systems on the register; nobody has confirmed that the list is complete.",
            systems,
        )
        return counted % {"n": systems}
    last = list(said.values())[-1]
    person = world.get(Person, last.author_id)
    counted = ngettext(
        "%(n)s AI system on the register; completeness last confirmed on %(date)s by %(person)s.",
        "%(n)s AI systems on the register; completeness last confirmed on %(date)s by %(person)s.",
        systems,
    )
    return counted % {
        "n": systems,
        "date": day_text(took_place(last)),
        "person": person.name if person else _("the system"),
    }
