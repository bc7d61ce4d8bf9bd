"""The browser of frameworks: pick a place of one, and see where every other speaks of the same matter."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from aims import catalogue
from aims.kernel.denied import Denied
from aims.kernel.policy import opens_posture
from aims.kernel.wording import day_text
from aims.lib.language import language
from aims.web.asked import Asked, address, to_requirement
from aims.web.frame import draw
from aims.web.looks.parts import Crumb, FilterLook, TwinLook
from aims.web.looks.screens import FrameworkLook, TwinGroup
from aims.web.panels.standing import parts
from aims.web.values import how_checked

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SORT_WORD: "dict[str, _StrPromise]" = {
    "management_system_standard": gettext_lazy("standard"),
    "law": gettext_lazy("law"),
    "guidance_standard": gettext_lazy("guidance"),
    "voluntary": gettext_lazy("voluntary"),
}
_RELATION: "dict[str, _StrPromise]" = {
    "equal": gettext_lazy("asks the same"),
    "subset": gettext_lazy("asks for a part of it"),
    "superset": gettext_lazy("asks for it and more"),
    "intersects": gettext_lazy("overlaps"),
    "related": gettext_lazy("looks at the same matter"),
}


def relation_words(meeting: str) -> str:
    return str(_RELATION[meeting])


def twin_url(asked: Asked, full_id: str) -> str:
    framework = full_id.partition("/")[0]
    return address(asked, "/frameworks/", {"of": framework, "pick": full_id})


@require_GET
def frameworks_page(asked: Asked) -> HttpResponse:
    pick = asked.GET.get("pick", "")
    of = pick.partition("/")[0] or asked.GET.get("of", "") or catalogue.ISO_42001
    try:
        shown = catalogue.framework(of)
        node = catalogue.node(pick) if pick else None
    except (catalogue.UnknownId, catalogue.FrameworkRefused):
        raise Denied("ref_unknown", ref=pick or of) from None
    look = _look(asked, shown, node)
    crumb = Crumb(_("Frameworks"), address(asked, "/frameworks/"))
    trail = (crumb, Crumb(shown.short.in_(language()), address(asked, "/frameworks/", {"of": shown.id})))
    frameworks = [_choice(asked, one, one.id == shown.id) for one in catalogue.frameworks()]
    return draw(asked, "framework", look, _("Frameworks"), "conformity", *trail, frameworks=frameworks)


def _choice(asked: Asked, one: catalogue.Framework, chosen: bool) -> FilterLook:
    return FilterLook(one.short.in_(language()), address(asked, "/frameworks/", {"of": one.id}), pressed=chosen)


def _look(asked: Asked, shown: catalogue.Framework, node: catalogue.Node | None) -> FrameworkLook:
    said = language()
    intro = f"{shown.title.in_(said)} · {SORT_WORD[shown.sort]} · {shown.edition.in_(said)}"
    if node is None:
        return FrameworkLook(intro, tuple(_contents(asked, shown)))
    groups = tuple(_groups(asked, node))
    text = getattr(node, "text", None)
    is_ours = isinstance(node, catalogue.Requirement | catalogue.Control) and opens_posture(asked.actor)
    return FrameworkLook(
        intro,
        tuple(_contents(asked, shown)),
        node.cite.in_(said),
        node.title.in_(said),
        text.in_(said) if text else "",
        to_requirement(asked, node.id) if is_ours else twin_url(asked, node.id),
        groups,
        total=sum(len(group.twins) for group in groups),
    )


def _contents(asked: Asked, shown: catalogue.Framework) -> Iterable[tuple[str, tuple[Crumb, ...]]]:
    """The places of a framework to pick from: by clause for ISO/IEC 42001, as they come for the others."""
    said = language()
    if shown.id == catalogue.ISO_42001:
        for part in parts():
            nodes = [catalogue.requirement(pk) for pk in part.ids]
            picks = tuple(Crumb(node.cite.in_(said), twin_url(asked, node.id)) for node in nodes)
            yield f"{part.code} {part.title}", picks
        return
    yield (
        shown.short.in_(said),
        tuple(Crumb(f"{node.cite.in_(said)} {node.title.in_(said)}", twin_url(asked, node.id)) for node in shown.nodes),
    )


def _groups(asked: Asked, node: catalogue.Node) -> Iterable[TwinGroup]:
    said = language()
    for framework, twins in catalogue.twins(node.id).items():
        held = catalogue.framework(framework)
        looks = tuple(_twin(asked, held, twin) for twin in twins)
        state = how_checked(held.verification.state)
        yield TwinGroup(
            held.title.in_(said),
            str(SORT_WORD[held.sort]),
            held.edition.in_(said),
            looks,
            f"{state}, {day_text(held.verification.as_of)}",
            held.relation_note.in_(said) if held.relation_note else "",
        )


def _twin(asked: Asked, held: catalogue.Framework, twin: catalogue.Twin) -> TwinLook:
    node, said = catalogue.node(twin.id), language()
    return TwinLook(
        held.short.in_(said),
        node.cite.in_(said),
        node.title.in_(said),
        relation_words(twin.type),
        str(SORT_WORD[held.sort]),
        twin_url(asked, twin.id),
        twin.note.in_(said) if twin.note else "",
    )
