"""A questionnaire out of a SurveyJS file: what is understood is read whole, anything else is refused by name and place.

https://surveyjs.io/form-library/documentation/design-survey/create-a-simple-survey describes the format. The keys that
are read are those that Canada's Algorithmic Impact Assessment uses, and those that change only how a page looks.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from .conditions import LONGEST, Condition, NotUnderstood, parse
from .faults import Unreadable
from .scoring import area_of, weight_of
from .survey import SORTS, Choice, Note, Page, Question, Survey, Value, Wording

LARGEST = 5 * 1024 * 1024
DEEPEST = 20
_LOOKS = {"showQuestionNumbers", "showProgressBar", "firstPageIsStarted", "showTitle", "logoPosition", "locale"}
_KEYS = {
    "survey": {"title", "pages", *_LOOKS},
    "page": {"name", "title", "elements", "visibleIf"},
    "panel": {"type", "name", "title", "elements", "visibleIf"},
    "html": {"type", "name", "html", "visibleIf"},
    "text": {"type", "name", "title", "description", "help", "visibleIf", "isRequired"},
    "choices": {"choices", "choicesOrder"},
    "choice": {"value", "text"},
}


def read(raw: bytes, name: str = "") -> Survey:
    """The questionnaire in a file called `name`. Raises `Unreadable` with what is not understood, and where."""
    return survey_from(content_of(raw, name))


def content_of(raw: bytes, name: str = "") -> Any:
    """The JSON of a file, before anybody looks whether it is a questionnaire. Raises `Unreadable`."""
    if len(raw) > LARGEST:
        raise Unreadable("too_large", name)
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("not_utf8", name) from None
    except json.JSONDecodeError as wrong:
        raise Unreadable("not_json", f"{name}:{wrong.lineno}:{wrong.colno}", why=wrong.msg) from None
    except RecursionError:
        raise Unreadable("too_deep", name) from None


def survey_from(content: Any) -> Survey:
    """The questionnaire that `content`, parsed JSON, describes. Raises `Unreadable`."""
    _map(content, "survey", "survey")
    reading = _Reading(str(content.get("locale") or "en"))
    pages = [reading.page(one, f"pages[{at}]") for at, one in enumerate(_list(content, "pages", "survey"), 1)]
    if not reading.names:
        raise Unreadable("no_questions", "pages")
    title = reading.wording(content, "title", "survey")
    return Survey(title, tuple(pages), tuple(reading.languages), reading.order())


@dataclass(frozen=True)
class _Inside:
    """What an element stands in: the names that may say what it is scored for, and the conditions it is asked under."""

    name: str
    conditions: tuple[Condition, ...]
    depth: int = 0


@dataclass
class _Reading:
    language: str
    names: dict[str, str] = field(default_factory=dict)
    """The questions read so far, and where each stands."""
    languages: dict[str, None] = field(default_factory=dict)
    _needs: dict[str, set[str]] = field(default_factory=dict)
    _named: list[tuple[str, str]] = field(default_factory=list)
    """Where a condition stands, and a question that it names."""

    def page(self, said: Any, place: str) -> Page:
        _map(said, place, "page")
        name = _text(said, "name", place)
        place = f"{place} {name}"
        inside = _Inside(name, self.conditions(said, (), place))
        parts = tuple(self.elements(said, place, inside))
        return Page(name, self.wording(said, "title", place), self.subtitle(said, place), parts)

    def subtitle(self, said: Mapping[str, Any], place: str) -> Wording:
        panels = [one for one in said.get("elements", ()) if one["type"] == "panel"]
        return self.wording(panels[0], "title", place) if panels else Wording({})

    def elements(self, said: Mapping[str, Any], place: str, inside: _Inside) -> Iterator[Question | Note]:
        if inside.depth > DEEPEST:
            raise Unreadable("too_deep", place)
        for at, one in enumerate(_list(said, "elements", place), 1):
            if not isinstance(one, dict):
                raise Unreadable("wrong_shape", f"{place} / elements[{at}]", key="element")
            here = f"{place} / {one.get('name') or f'elements[{at}]'}"
            sort = one.get("type")
            if sort == "panel":
                _map(one, here, "panel")
                conditions = self.conditions(one, inside.conditions, here)
                within = _Inside(_text(one, "name", here), conditions, inside.depth + 1)
                yield from self.elements(one, here, within)
            elif sort == "html":
                _map(one, here, "html")
                yield Note(self.wording(one, "html", here), self.conditions(one, inside.conditions, here))
            elif sort in SORTS:
                yield self.question(one, here, inside)
            else:
                raise Unreadable("type_unknown", here, found=sort, known=", ".join(("panel", "html", *SORTS)))

    def question(self, said: dict[str, Any], place: str, inside: _Inside) -> Question:
        sort = said["type"]
        offers = sort not in ("text", "comment")
        _map(said, place, "text", *(("choices",) if offers else ()))
        name = _text(said, "name", place)
        if name in self.names:
            raise Unreadable("name_twice", place, name=name, other=self.names[name])
        self.names[name] = place
        conditions = self.conditions(said, inside.conditions, place)
        self._needs[name] = {needed for condition in conditions for needed in condition.names}
        helps = [self.wording(said, key, place) for key in ("description", "help")]
        return Question(
            name,
            sort,
            self.wording(said, "title", place) or Wording({self.language: name}),
            next((one for one in helps if one), helps[0]),
            tuple(self.choices(said, place)) if offers else (),
            said.get("isRequired") is True,
            area_of(name, inside.name) if offers else "",
            conditions,
        )

    def choices(self, said: Mapping[str, Any], place: str) -> Iterator[Choice]:
        known = set[Any]()
        for at, one in enumerate(_list(said, "choices", place), 1):
            here = f"{place} / choices[{at}]"
            given = one if isinstance(one, dict) else {"value": one}
            _map(given, here, "choice")
            value = _value(given, here)
            if value in known:
                raise Unreadable("value_twice", here, value=value)
            known.add(value)
            text = self.wording(given, "text", here) or Wording({self.language: str(value)})
            yield Choice(value, text, weight_of(value))
        if not known:
            raise Unreadable("no_choices", place)

    def conditions(self, said: Mapping[str, Any], above: tuple[Condition, ...], place: str) -> tuple[Condition, ...]:
        if "visibleIf" not in said:
            return above
        text = said["visibleIf"]
        if not isinstance(text, str):
            raise Unreadable("wrong_shape", place, key="visibleIf")
        if len(text) > LONGEST:
            raise Unreadable("condition_long", place, most=LONGEST)
        try:
            found = parse(text)
        except NotUnderstood as wrong:
            raise Unreadable("condition", place, text=text[:200], found=wrong.found, at=wrong.at) from None
        except RecursionError:
            raise Unreadable("too_deep", place) from None
        self._named += [(place, name) for name in sorted(found.names)]
        return (*above, found)

    def wording(self, said: Mapping[str, Any], key: str, place: str) -> Wording:
        """The text under `key`: one, or one a language, of which `default` is in the language of the file."""
        value = said.get(key, "")
        given = {"default": value} if isinstance(value, str) else value
        if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
            raise Unreadable("wrong_shape", place, key=key)
        first = {self.language: given["default"]} if "default" in given else {}
        texts = first | {code: text for code, text in given.items() if code != "default"}
        self.languages |= dict.fromkeys(code for code, text in texts.items() if text)
        return Wording(texts)

    def order(self) -> tuple[str, ...]:
        """The names of the questions, each behind those it depends on. Refuses strange names and circles."""
        for place, name in self._named:
            if name not in self.names:
                raise Unreadable("condition_names", place, name=name)
        try:
            return tuple(TopologicalSorter(self._needs).static_order())
        except CycleError as circle:
            names: Sequence[str] = circle.args[1]
            raise Unreadable("circle", self.names[names[0]], names=" → ".join(reversed(names))) from None


def _map(said: Any, place: str, *sorts: str) -> None:
    """Refuse what is no map, or has a key that is not read in this place."""
    if not isinstance(said, dict):
        raise Unreadable("wrong_shape", place, key=sorts[0])
    strange: Iterable[str] = said.keys() - set().union(*(_KEYS[sort] for sort in sorts))
    if found := next(iter(sorted(strange)), None):
        raise Unreadable("key_unknown", place, key=found)


def _value(said: Mapping[str, Any], place: str) -> Value:
    """What a choice is told by: some text, or a number that is counted exactly."""
    value = said.get("value")
    if isinstance(value, str) and 0 < len(value) <= 200:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**9:
        return value
    raise Unreadable("wrong_shape", place, key="value")


def _list(said: Mapping[str, Any], key: str, place: str) -> list[Any]:
    found = said.get(key, [])
    if not isinstance(found, list):
        raise Unreadable("wrong_shape", place, key=key)
    return found


def _text(said: Mapping[str, Any], key: str, place: str) -> str:
    found = said.get(key)
    if not isinstance(found, str) or not found or len(found) > 200:
        raise Unreadable("wrong_shape", place, key=key)
    return found
