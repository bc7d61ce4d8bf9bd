"""The rules of Canada's tool told a second time, straight over the JSON: slow, without a parser, shares nothing."""

import json
import math
import re
from pathlib import Path
from typing import Any


def _weight(value: Any) -> float:
    return float(re.search(r"-(\d+)$", value)[1]) if re.search(r"-(\d+)$", value) else 0  # type: ignore[index]


def _python(condition: str) -> str:
    """The condition as an expression of Python over `a`, the answers that count."""
    turned = re.sub(r"\{([^}]+)\}\s*=\s*", r"a.get('\1') == ", condition)
    turned = re.sub(r"\{([^}]+)\}\s*notempty", r"bool(a.get('\1'))", turned)
    return re.sub(r"""\{([^}]+)\}\s*contains\s*\[?(["'][^"']*["'])\]?""", r"\2 in (a.get('\1') or ())", turned)


def score(file: Path, answers: dict[str, Any]) -> dict[str, float]:
    content = json.loads(file.read_text("utf-8"))
    said = {name: value for name, value in answers.items() if value}
    while True:  # what is hidden is dropped until nothing more is
        shown, totals = list[str](), {"RS": [0.0, 0.0], "MS": [0.0, 0.0]}

        def walk(element: dict[str, Any], ending: str, is_seen: bool) -> None:
            if "visibleIf" in element:
                is_seen = is_seen and eval(_python(element["visibleIf"]), {"a": said})  # noqa: B023
            here = re.search(r"-(RS|MS|NS)$", element["name"])
            ending = here[1] if here else ending
            for inner in element.get("elements", ()):
                walk(inner, ending if element.get("type") == "panel" else "", is_seen)
            choices = [_weight(choice["value"]) for choice in element.get("choices", ())]
            if choices and ending in totals:  # noqa: B023
                value = said.get(element["name"], []) if is_seen else []  # noqa: B023
                ticked = value if isinstance(value, list) else [value]
                totals[ending][0] += sum(map(_weight, ticked))  # noqa: B023
                totals[ending][1] += sum(choices) if element["type"] == "checkbox" else max(choices)  # noqa: B023
            if is_seen:
                shown.append(element["name"])  # noqa: B023

        for page in content["pages"]:
            walk(page, "", True)
        kept = {name: value for name, value in said.items() if name in shown}
        if kept == said:
            break
        said = kept
    (raw, most), (mitigation, best) = totals["RS"], totals["MS"]
    total = math.floor(raw * 0.85 + 0.5) if mitigation >= best / 2 * 0.8 else raw
    level = 1 if total <= most / 4 else 2 if total <= most / 2 else 3 if total <= most * 0.75 else 4
    return {"raw_risk": raw, "mitigation": mitigation, "total": total, "level": level}
