"""The matrix of likelihood and consequence, for many risks or for one."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from aims.kernel.checks import remembered
from aims.kernel.world import World
from aims.risk.criteria import criteria, in_words
from aims.risk.models import Risk, RiskCriteria
from aims.risk.scales import BANDS, STEPS, Rating, band, rating
from aims.web.looks.risks import LineLook, MapLook, SquareLook
from aims.web.values import sentence_case

type Place = tuple[int, int]
"""Likelihood and worst consequence."""


def ratings(world: World, stage: str) -> dict[object, Rating]:
    """The rating of every open risk that has one, by its id; worked out once until a risk changes."""

    def compute(world: World) -> dict[object, Rating]:
        found = ((one.id, rating(one, stage)) for one in world.all(Risk) if one.is_open)
        return {pk: known for pk, known in found if known is not None}

    return remembered(world, ("ratings", stage), compute)


def place_of(known: Rating) -> Place:
    return known.likelihood, known.consequence


def level_name(code: str) -> str:
    return sentence_case(dict(BANDS).get(code, "")) if code else ""


def map_of(
    world: World,
    squares: Callable[[Place, str], SquareLook],
    caption: str,
) -> MapLook:
    """The matrix by the criteria in force, its worst likelihood on top; `squares` fills each by place and level."""
    using = criteria(world)
    lines = tuple(
        LineLook(step, _word(using, step), tuple(_square(using, squares, step, c) for c in range(1, STEPS + 1)))
        for step in range(STEPS, 0, -1)
    )
    legend = tuple(
        (row["band"], _("%(level)s from %(number)s") % {"level": level_name(row["band"]), "number": row["begins"]})
        for row in using.bands
    )
    return MapLook(lines, caption, legend)


def _word(using: RiskCriteria, step: int) -> str:
    return next((in_words(using, row, "word")[0] for row in using.likelihoods if row["step"] == step), str(step))


def _square(
    using: RiskCriteria, squares: Callable[[Place, str], SquareLook], likelihood: int, consequence: int
) -> SquareLook:
    return squares((likelihood, consequence), band(likelihood * consequence, using.bands))


def counted(
    places: Iterable[Place], before: Iterable[Place], chosen: Place | None, url: Callable[[str], str]
) -> Callable[[Place, str], SquareLook]:
    """Fills squares with how many lie there; pressing one that is chosen lets it go."""
    now, then = Counter(places), Counter(before)

    def square(place: Place, code: str) -> SquareLook:
        said = {"n": now[place], "likelihood": place[0], "consequence": place[1], "level": level_name(code)}
        words = _("%(level)s, likelihood %(likelihood)s, consequence %(consequence)s: %(n)s") % said
        is_chosen = place == chosen
        link = url("" if is_chosen else f"{place[0]}-{place[1]}") if now[place] or is_chosen else ""
        return SquareLook(code, now[place], words, link, is_chosen, now[place] - then[place] if then else 0)

    return square


def marked(marks: Mapping[Place, tuple[str, ...]]) -> Callable[[Place, str], SquareLook]:
    """Fills squares with the letters of one risk's ratings."""

    def square(place: Place, code: str) -> SquareLook:
        letters = marks.get(place, ())
        return SquareLook(code, len(letters), f"{level_name(code)} {' '.join(letters)}".strip(), marks=letters)

    return square
