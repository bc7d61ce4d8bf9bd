"""Search or go to: pages, requirements, and everything that the reader sees; a ref leads straight to its page."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from aims import catalogue
from aims.kernel import lists
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.lib.language import language
from aims.web.asked import Asked, address, may_see, to_record, to_requirement
from aims.web.frame import JOBS, PAGES, draw, job_label, job_path, name_of
from aims.web.looks.parts import Crumb, EmptyLook, FilterLook
from aims.web.looks.screens import HitLook, SearchLook
from aims.web.pages.imports import imports
from aims.web.pages.reconcile import reconciles
from aims.web.values import sentence_case

MOST, PLACES = 50, 8


@require_GET
def search_page(asked: Asked) -> HttpResponse:
    words, wanted = asked.GET.get("q", "").strip()[:200], asked.GET.get("kind", "")
    if place := _straight(asked, words):
        return HttpResponseRedirect(place)
    found = _found(asked, words)
    shown = [r for r in found if not wanted or r.kind == wanted]
    places = tuple(_places(asked, words)) if words and not wanted else ()
    look = SearchLook(
        words,
        tuple(_hit(asked, record) for record in shown),
        str(len(shown)) if len(found) < MOST else _("the first %(n)s") % {"n": len(shown)},
        _filters(asked, words, found, wanted),
        empty=EmptyLook(_("Nothing found for “%(words)s” among what you may see.") % {"words": words})
        if words and not places
        else None,
        places=places,
    )
    title = _("Search")
    return draw(asked, "search", look, title, "", Crumb(title))


def _found(asked: Asked, words: str) -> list[Record]:
    return lists.found(asked.actor, words, limit=MOST, then=asked.world if asked.past else None) if words else []


def _places(asked: Asked, words: str) -> Iterable[HitLook]:
    """The pages, then the requirements, whose names hold all the words in either language."""
    parts = words.casefold().split()
    pages = [(path, label) for path, label in _pages() if _holds(_page_words()[path], parts) and _opens(asked, path)]
    for path, label in pages[:PLACES]:
        yield HitLook("", label, address(asked, path), _("Page"))
    nodes = [pk for pk, name in _requirement_words().items() if _holds(name, parts)]
    for node in map(catalogue.requirement, nodes[:PLACES]):
        title = node.title.in_(language())
        yield HitLook(node.place, title, to_requirement(asked, node.id), _("Requirement of ISO/IEC 42001"))


def _holds(name: str, parts: list[str]) -> bool:
    return all(part in name for part in parts)


def _pages() -> Iterator[tuple[str, str]]:
    """The main pages and the list of every kind, as the reader's language calls them."""
    yield from ((job_path(job), job_label(job)) for job in JOBS)
    yield from ((path, str(label)) for path, label in PAGES.items())
    yield from ((f"/k/{kind.name}/", sentence_case(kind.plural)) for kind in KINDS)


def _opens(asked: Asked, path: str) -> bool:
    """Whether the page opens to the reader; looking back, nothing that is there to write."""
    match path:
        case "/systems/reconcile":
            return reconciles(asked)
        case "/import/":
            return imports(asked)
        case "/propose":
            return asked.past is None
    return True


@cache
def _page_words() -> dict[str, str]:
    """By its address, what a page is called in both languages."""
    found: dict[str, str] = {}
    for code in ("en", "zh-hans"):
        with override(code):
            for path, label in _pages():
                found[path] = f"{found.get(path, '')} {label}".casefold()
    return found


@cache
def _requirement_words() -> dict[str, str]:
    nodes = map(catalogue.requirement, catalogue.requirements())
    return {node.id: f"{node.place} {node.title.en} {node.title.zh}".casefold() for node in nodes}


def _straight(asked: Asked, words: str) -> str:
    """Where a ref or the number of a requirement leads."""
    row = Record.objects.filter(ref=words.upper()).values_list("kind", "pk").first() if words else None
    record = asked.world.get(KINDS[row[0]].model, row[1]) if row and row[0] in KINDS else None
    if record is not None and may_see(asked, record):
        return to_record(asked, record)
    for full_id in (words, f"{catalogue.ISO_42001}/{words}"):
        try:
            return to_requirement(asked, catalogue.requirement(full_id).id)
        except catalogue.UnknownId:
            continue
    return ""


def _hit(asked: Asked, record: Record) -> HitLook:
    kind = KINDS[record.kind]
    state = sentence_case(kind.workflow.label(record.state))
    return HitLook(record.ref, name_of(record), to_record(asked, record), sentence_case(kind.label), state=state)


def _filters(asked: Asked, words: str, found: list[Record], wanted: str) -> tuple[FilterLook, ...]:
    counts = Counter(record.kind for record in found)
    if len(counts) < 2 and not wanted:
        return ()
    every = FilterLook(_("All"), address(asked, "/search", {"q": words}), len(found), not wanted)
    return (
        every,
        *(
            FilterLook(
                sentence_case(KINDS[kind].plural),
                address(asked, "/search", {"q": words, "kind": kind}),
                count,
                kind == wanted,
            )
            for kind, count in counts.items()
        ),
    )
