"""A story as data: who did what on which day, read from YAML and told again so that its last day is today.

The story is a folder. `bank.yaml` says `opens_on`, `sign_in` (person -> user name) and its part of the rest; every
other file tells of one subject: `documents` (long texts in parts) and `story`, steps in order, each with a day, a
time, who acts (`by`) and the `acts`. Records carry the names of the files (`as`); a value that is such a name leads
to that record. `also` holds fields that only some versions of a kind have. `weekly` is work that is done every week,
`decisions` says of which system decisions come in, and when. Days move with the day the demo opens; one in quotes is
text, a fact of the world such as the day of a law, and stays.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

SELASIH = Path(__file__).with_name("selasih")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OF_DECISIONS = "decisions.yaml"
"""What can only be told where the decisions are installed."""
BOTH = frozenset({"en", "zh"})
_DAY = re.compile(r"\{(\d{4}-\d{2}-\d{2})\}")


@dataclass(frozen=True)
class Act:
    """One thing that somebody does to one record."""

    action: str
    record: str
    kind: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    also: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    why: Any = ""


@dataclass(frozen=True)
class Step:
    """What one person does in one go."""

    on: dt.date
    at: dt.time
    by: str
    acts: tuple[Act, ...] = ()
    work: str = ""
    """What is done here that is more than acts: `freeze` or `week`."""


@dataclass(frozen=True)
class Arrivals:
    """Of which system decisions come in, and on which days of the story those of which year of the census."""

    system: str
    years: tuple[tuple[int, dt.date, dt.date], ...]
    every: int = 1


@dataclass(frozen=True)
class Story:
    opens_on: dt.date
    sign_in: Mapping[str, str]
    steps: tuple[Step, ...]
    documents: Mapping[str, Any]
    shift: dt.timedelta = dt.timedelta()
    arrivals: Arrivals | None = None

    def day(self, told: dt.date) -> dt.date:
        """The day of the story, moved to when the demo opens."""
        return told + self.shift

    def words(self, text: Any, language: str) -> str:
        """`text` in one language; a day in braces becomes the moved day as a reader writes it."""
        zh = language.startswith("zh")
        chosen = text["zh" if zh else "en"] if isinstance(text, Mapping) else str(text)
        return _DAY.sub(lambda found: long_day(self.day(dt.date.fromisoformat(found[1])), zh=zh), chosen)

    def document(self, name: str, edition: int) -> dict[str, str]:
        """A long text of several parts, as it read in its first, second … edition, in both languages."""
        found = {}
        for language in BOTH:
            parts = [self._part(n, part, edition, language) for n, part in enumerate(self.documents[name], 1)]
            found[language] = "\n\n".join(parts)
        return found

    def _part(self, n: int, part: Mapping[str, Any], edition: int, language: str) -> str:
        sentences = [part["text"], *(a for a in part.get("added", ()) if a["edition"] <= edition)]
        between = "" if language == "zh" else " "
        told = between.join(self.words(s, language).strip() for s in sentences)
        return f"{n}. {self.words(part['heading'], language)}\n{told}"


def long_day(day: dt.date, *, zh: bool) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if zh else f"{day.day} {day:%B} {day.year}"


def read_story(today: dt.date, path: Path = SELASIH, *, has_decisions: bool = True) -> Story:
    """The story in the folder `path`, moved so that the day it opens on is `today`."""
    told = [file for file in sorted(path.glob("*.yaml")) if has_decisions or file.name != OF_DECISIONS]
    files = {file.name: yaml.load(file.read_text("utf-8"), LOADER) for file in told}  # noqa: S506  a safe one
    main = files["bank.yaml"]
    steps = [step for name, told in files.items() for step in _steps(name, told, main["opens_on"])]
    documents = {key: text for told in files.values() for key, text in told.get("documents", {}).items()}
    steps.sort(key=lambda step: (step.on, step.at))
    arrivals = next((Arrivals(**told["decisions"]) for told in files.values() if "decisions" in told), None)
    return Story(main["opens_on"], main["sign_in"], tuple(steps), documents, today - main["opens_on"], arrivals)


def _steps(name: str, told: Mapping[str, Any], opens_on: dt.date) -> list[Step]:
    steps = [_step(row) for row in told["story"]]
    weekly = [step for row in told.get("weekly", ()) for step in _weekly(**row)]
    moments = [(step.on, step.at) for step in steps]
    if moments != sorted(moments) or (moments and moments[-1][0] >= opens_on):
        raise ValueError(f"{name}: steps go forward in time and end before the day it opens on")
    return steps + weekly


def _step(row: Mapping[str, Any]) -> Step:
    acts = tuple(_act(act) for act in row["acts"])
    return Step(row["day"], dt.time.fromisoformat(row["at"]), row["by"], acts, row.get("work", ""))


def _weekly(first: dt.date, last: dt.date, at: str, by: str, work: str) -> list[Step]:
    weeks = range((last - first).days // 7 + 1)
    return [Step(first + dt.timedelta(weeks=n), dt.time.fromisoformat(at), by, work=work) for n in weeks]


def _act(row: Mapping[str, Any]) -> Act:
    """`{create: KIND, as: NAME, …}`, `{assign: [PERSON, ROLE, UNIT, from, until]}` or `{ACTION: NAME, …}`."""
    rest = dict(row)
    if "assign" in rest:
        return _assignment(*rest["assign"])
    action, target = next(iter(rest.items()))
    known = {"as", "set", "also", "links", "why"}
    if strange := rest.keys() - known - {action}:
        raise ValueError(f"{action} {target}: {', '.join(sorted(strange))} is not known")
    return Act(
        action,
        rest["as"] if action == "create" else target,
        target if action == "create" else "",
        rest.get("set", {}),
        rest.get("also", {}),
        tuple((relation, name) for relation, name in rest.get("links", ())),
        rest.get("why", ""),
    )


def _assignment(person: str, role: str, unit: str, starts_on: dt.date, ends_on: dt.date | None = None) -> Act:
    values = {"person": person, "role": role, "unit": unit, "starts_on": starts_on, "ends_on": ends_on}
    return Act("create", f"{person} {role} {unit}", "assignment", values)
