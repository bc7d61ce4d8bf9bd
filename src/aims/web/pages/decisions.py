"""The decisions of an AI system: found by key, looked through by filter, opened one by one (A.6.2.8).

Who may is `read_decisions` of the system. A look is not an event: no read of a record is, and the log says of decisions
which files there are, not who looked. Groups of people lie apart and are read nowhere here.
"""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Max
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.policy import refused_use
from aims.systems.models import AISystem
from aims.telemetry.models import Segment, Table
from aims.telemetry.reading import browsing, lookup
from aims.web.asked import Asked, address, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.decisions import DecisionLook, DecisionsLook
from aims.web.looks.parts import Cell, Column, Crumb, RowLook, TableLook
from aims.web.looks.records import FieldLook
from aims.web.panels.days import DayField
from aims.web.panels.decisions import bars, later, plain, proof, texts, windows_of
from aims.web.panels.detail import found

SHOWN_TEXT = 60


def system_of(asked: Asked, ref: str) -> AISystem:
    """The system whose decisions the reader may read. Raises `Denied`."""
    system = found(asked, ref)
    if not isinstance(system, AISystem):
        raise Denied("ref_unknown", ref=ref)
    if denied := refused_use(asked.actor, "read_decisions", system, KINDS.of(AISystem)):
        raise denied
    return system


class FilterForm(forms.Form):
    """Which decisions are looked for. Nothing filled in lets everything through."""

    key = forms.CharField(max_length=100, required=False)
    first = DayField(required=False)
    last = DayField(required=False)
    version = forms.ChoiceField(required=False)
    output = forms.CharField(max_length=1_000, required=False)
    low = forms.FloatField(required=False)
    high = forms.FloatField(required=False)
    label = forms.ChoiceField(required=False)
    error = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(required=False)

    def __init__(self, data: Any, versions: list[str]) -> None:
        super().__init__(data)
        for name, label in _labels().items():
            self.fields[name].label = label
        every = ("", _("all"))
        for name, choices in _choices(versions).items():
            self.fields[name].choices = [every, *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The range is in order and at most a year."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last day lies before the first."))
        elif first and last and (last - first).days >= browsing.LONGEST:
            self.add_error("last", _("At most %(most)s days are looked through at once.") % {"most": browsing.LONGEST})
        return given


def _labels() -> dict[str, str]:
    return {
        "key": pgettext("of a decision", "Key"),
        "first": _("From day"),
        "last": _("To day"),
        "version": _("Version"),
        "output": _("Output"),
        "low": _("Score from"),
        "high": _("Score to"),
        "label": _("Against the outcome"),
        "error": pgettext("of a decision", "Error"),
        "sort": _("Sort"),
    }


def _choices(versions: list[str]) -> dict[str, list[tuple[str, str]]]:
    return {
        "version": [(one, one) for one in versions if one],
        "label": [("right", _("right")), ("wrong", _("wrong")), ("unknown", _("outcome not known"))],
        "error": [("any", _("failed")), ("none", _("did not fail"))],
        "sort": list(_sorts().items()),
    }


def _sorts() -> dict[str, str]:
    return {
        "prediction": _("prediction"),
        "answer": pgettext("of a language model", "answer"),
        "tool_call": _("call of a tool"),
        "override": _("decision of a person"),
    }


@require_GET
def decisions_page(asked: Asked, ref: str) -> HttpResponse:
    system = system_of(asked, ref)
    of = Crumb(name_of(system), to_record(asked, system))
    newest = Segment.objects.filter(system=system.pk, table=Table.DECISIONS, replaced_at=None).aggregate(d=Max("day"))
    title, day = _("Decisions"), newest["d"]
    given = asked.GET.dict()
    if day is not None:
        given.setdefault("last", given.get("first") or day.isoformat())
        given.setdefault("first", given["last"])
    form = FilterForm(given, _versions(system, given))
    compare = address(asked, f"/r/{system.ref}/windows")
    look = DecisionsLook(title, of, form, compare_url=compare)
    if day is None:
        look = DecisionsLook(title, of, form, nothing=_("No decision of it was ever recorded here."))
    elif form.is_valid():
        said = form.cleaned_data
        if said["key"] and lookup.decision(system.pk, said["key"]) is not None:
            return HttpResponseRedirect(address(asked, f"/r/{system.ref}/decision", {"key": said["key"]}))
        look = _listed(asked, system, look, given)
    trail = (Crumb(system.ref, to_record(asked, system)), Crumb(title))
    return draw(asked, "decisions", look, f"{title} {system.ref}", "systems", *trail)


def _versions(system: Record, given: dict[str, str]) -> list[str]:
    """What was asked for is always a choice, so that a link to a version that decided nothing says so."""
    try:
        first, last = (dt.date.fromisoformat(given[name]) for name in ("first", "last"))
        known = [name for name, _n in browsing.versions(system.pk, first, last)]
    except (KeyError, ValueError):
        known = []
    asked_for = given.get("version", "")
    return known if asked_for in known else [*known, asked_for]


def _listed(asked: Asked, system: Record, look: DecisionsLook, given: dict[str, str]) -> DecisionsLook:
    said: dict[str, Any] = look.form.cleaned_data
    if said["key"]:
        nothing = _("There is no decision with the key “%(key)s”.") % {"key": said["key"]}
        return DecisionsLook(look.title, look.of, look.form, nothing=nothing, compare_url=look.compare_url)
    after = "" if "\0" in given.get("after", "") else given.get("after", "")[:100]
    wanted = browsing.Wanted(**{name: said[name] for name in browsing.Wanted.__dataclass_fields__})
    rows, more = browsing.browse(system.pk, wanted, after)
    columns = tuple(
        Column(label, figures=label == _("Score"))
        for label in (
            pgettext("of a decision", "Key"),
            _("Moment (UTC)"),
            _("Version"),
            _("Output"),
            _("Score"),
            pgettext("of a decision", "Outcome"),
        )
    )
    here = f"/r/{system.ref}/decisions"
    kept = {name: value for name, value in given.items() if name != "after"}
    return DecisionsLook(
        look.title,
        look.of,
        look.form,
        TableLook(look.title, columns, [_row(asked, system, row) for row in rows]),
        "" if rows else _("No decision is so."),
        address(asked, here, kept) if after else "",
        address(asked, here, kept | {"after": more}) if more else "",
        look.compare_url,
    )


def _row(asked: Asked, system: Record, row: dict[str, Any]) -> RowLook:
    said = row.get("output", row.get("error", row.get("answer", row.get("tool", ""))))
    url = address(asked, f"/r/{system.ref}/decision", {"key": row["key"]})
    return RowLook(
        (
            Cell(row["key"], "ref", url),
            Cell(_moment(row["at"])),
            Cell(row.get("version", "")),
            Cell(_short(plain(said)), "flag" if "error" in row else "text"),
            Cell(plain(row["score"]) if "score" in row else "", "figure"),
            Cell(row.get("label", "")),
        )
    )


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else text[: SHOWN_TEXT - 1] + "…"


def _moment(at: str) -> str:
    found = parse_datetime(at)
    return f"{found:%Y-%m-%d %H:%M:%S}" if found else at


@require_GET
def decision_page(asked: Asked, ref: str) -> HttpResponse:
    system, key = system_of(asked, ref), asked.GET.get("key", "")
    held_at = lookup.find(system.pk, key) if key and "\0" not in key else None
    if held_at is None:
        raise Denied("ref_unknown", ref=key[:80])
    row, held = held_at
    why = row.get("explanation", {})
    look = DecisionLook(
        key,
        Crumb(name_of(system), to_record(asked, system)),
        tuple(_facts(row)),
        tuple(FieldLook(name, plain(value)) for name, value in sorted(row.get("inputs", {}).items())),
        tuple(why.get("reasons", ())),
        bars(why.get("contributions", {})),
        " ".join(filter(None, (why.get("method", ""), why.get("method_version", "")))),
        why.get("unavailable", "") if why else _("None was sent with the decision. That is unknown, not none."),
        texts(row),
        tuple(FieldLook(name, plain(value)) for name, value in sorted(row.get("scores", {}).items())),
        tuple(later(row.get("follow_ups", ()))),
        proof(held),
        tuple(windows_of(asked, system, held.day)),
    )
    list_url = address(asked, f"/r/{system.ref}/decisions", {"first": held.day, "last": held.day})
    trail = (Crumb(system.ref, to_record(asked, system)), Crumb(_("Decisions"), list_url), Crumb(key))
    return draw(asked, "decision", look, key, "systems", *trail)


def _facts(found: dict[str, Any]) -> list[FieldLook]:
    words = {
        "at": _("Moment (UTC)"),
        "sort": _("Sort"),
        "version": _("Version"),
        "subject": _("Whom it is about (pseudonym)"),
        "output": _("Output"),
        "score": _("Score"),
        "error": pgettext("of a decision", "Error"),
        "latency_ms": _("Took, in milliseconds"),
        "cost": _("Cost"),
        "tokens_in": _("Tokens in"),
        "tokens_out": _("Tokens out"),
        "tool": _("Tool"),
        "arguments_digest": _("Digest of its arguments"),
        "trace": _("Trace"),
        "span": _("Span"),
    }
    said = {"at": _moment(found["at"]), "sort": _sorts().get(found.get("sort", ""), "")}
    refs = ("arguments_digest", "trace", "span")
    return [
        FieldLook(label, said.get(name) or plain(found[name]), sort="ref" if name in refs else "text")
        for name, label in words.items()
        if name in found
    ]
