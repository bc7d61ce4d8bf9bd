"""The pictures as Vega-Lite 5 specifications with their values, to take into a notebook or a report."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import JsonResponse

type Spec = dict[str, Any]
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_RED, _BLUE, _GREY = "#b3261e", "#2c4bb8", "#5d6574"
"""The tokens of the light theme: a specification leaves the page for paper."""
_CONFIG: Spec = {
    "background": None,
    "axis": {"grid": True, "gridColor": "#e1e4ea", "domain": False, "ticks": False, "labelFontSize": 11.5},
    "view": {"stroke": None},
    "line": {"strokeWidth": 2},
}


def _spec(title: str, values: Sequence[Mapping[str, Any]], layers: list[Spec], **more: Any) -> Spec:
    return {
        "$schema": _SCHEMA,
        "title": title,
        "width": 640,
        "data": {"values": [dict(row) for row in values]},
        "layer": layers,
        "config": _CONFIG,
        **more,
    }


def _field(name: str, sort: str = "quantitative", **more: Any) -> Spec:
    return {"field": name, "type": sort, **more}


def _value(name: str) -> Spec:
    return _field(name, scale={"zero": False})


def _rule(value: float, channel: str, colour: str, dash: list[int]) -> Spec:
    return {"mark": {"type": "rule", "color": colour, "strokeDash": dash}, "encoding": {channel: {"datum": value}}}


def series(
    title: str,
    rows: Sequence[Mapping[str, Any]],
    limits: Sequence[float],
    marks: Sequence[str],
    before: float | None = None,
) -> Spec:
    """Values with low and high by `window_last`; limits and what was `before` as broken lines, days as verticals."""
    day = _field("window_last", "temporal", title=None)
    names = ("window_last", "value", "low", "high", "n", "level")
    values = [{**{n: row[n] for n in names}, "window_last": row["window_last"].isoformat()} for row in rows]
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "color": _BLUE, "opacity": 0.13},
            "encoding": {"x": day, "y": _value("low"), "y2": {"field": "high"}},
        },
        {"mark": {"type": "line", "color": _BLUE}, "encoding": {"x": day, "y": _value("value")}},
        {
            "transform": [{"filter": "datum.level === 'breach'"}],
            "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 90, "color": _RED},
            "encoding": {"x": day, "y": _value("value")},
        },
        *(_rule(one, "y", _RED, [6, 4]) for one in limits),
        *(_rule(one, "y", _GREY, [2, 3]) for one in (before,) if one is not None),
        *(
            {
                "data": {"values": [{"on": one}]},
                "mark": {"type": "rule", "color": _GREY, "strokeDash": [2, 3]},
                "encoding": {"x": _field("on", "temporal")},
            }
            for one in marks
        ),
    ]
    return _spec(title, values, layers)


def points(title: str, rows: Sequence[Mapping[str, Any]], limits: Sequence[float]) -> Spec:
    """A point and its interval for each `name`; those without a value are left out by the reader of the values."""
    name: Spec = {"field": "name", "type": "nominal", "sort": None, "title": None}
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "color": _BLUE},
            "encoding": {"y": name, "x": _value("low"), "x2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "color": _BLUE},
            "encoding": {"y": name, "x": _value("value")},
        },
        *(_rule(one, "x", _RED, [6, 4]) for one in limits),
    ]
    return _spec(title, rows, layers)


def calibration(title: str, rows: Sequence[Mapping[str, Any]]) -> Spec:
    """`share` with its interval against `score`, and the diagonal."""
    unit = {"domain": [0, 1]}
    score = _field("score", scale=unit)
    diagonal = {
        "data": {"values": [{"score": 0, "share": 0}, {"score": 1, "share": 1}]},
        "mark": {"type": "line", "color": _GREY, "strokeDash": [2, 3]},
        "encoding": {"x": score, "y": _field("share", scale=unit)},
    }
    layers: list[Spec] = [
        diagonal,
        {
            "mark": {"type": "rule", "color": _BLUE},
            "encoding": {"x": score, "y": _field("low", scale=unit), "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": _BLUE, "point": True},
            "encoding": {"x": score, "y": _field("share", scale=unit)},
        },
    ]
    return _spec(title, rows, layers, height=340, width=340)


def answer(spec: Spec, name: str) -> JsonResponse:
    """The specification as a file."""
    found = JsonResponse(spec, json_dumps_params={"ensure_ascii": False})
    found["Content-Disposition"] = f'attachment; filename="{name}.vl.json"'
    return found
