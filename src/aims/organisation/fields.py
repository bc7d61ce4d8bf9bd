"""Field types of this room: a role of a person, and the questions of a course."""

import hashlib
import hmac
from functools import cache
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from aims.kernel.roles import role_name, roles
from aims.kernel.workflow import Words
from aims.lib.canonical import canonical

ROLES = [(role.id, role_name(role.id)) for role in roles().values() if role.account == "person"]
"""The roles that a person can hold."""


class RoleField(models.CharField):  # type: ignore[type-arg]
    """One of the roles that a person can hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 40, **kwargs, "choices": ROLES})

    def deconstruct(self) -> Any:
        """Roles are data: changing them is no migration."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {key: value for key, value in kwargs.items() if key != "choices"}


class Topic(models.TextChoices):
    """What a question is about: the three things that 7.3 wants people to know, where to turn, and the rest."""

    POLICY = "policy", _("the AI policy")
    CONTRIBUTION = "contribution", _("what one contributes oneself")
    CONSEQUENCE = "consequence", _("what follows when requirements are not met")
    CONCERN = "concern", _("where to raise a concern")
    SUBJECT = "subject", _("the subject of the course")


_WRITTEN: dict[str, Words] = {
    "policy": pgettext_lazy("topic of a question", "policy"),
    "contribution": pgettext_lazy("topic of a question", "contribution"),
    "consequence": pgettext_lazy("topic of a question", "consequence"),
    "concern": pgettext_lazy("topic of a question", "concern"),
    "subject": pgettext_lazy("topic of a question", "subject"),
}
"""How people write a topic, each in their own language."""


@cache
def _topics() -> dict[str, str]:
    """The topic that a written word means, whatever language it is in."""
    found = dict[str, str]()
    for language in ("en", "zh-hans"):
        with override(language):
            found |= {str(word): topic for topic, word in _WRITTEN.items()}
    return found


class Option(NamedTuple):
    """An answer to choose from; `alt` is in the other language."""

    text: str
    alt: str


class Question(NamedTuple):
    topic: str
    text: str
    alt: str
    options: tuple[Option, ...]
    seal: str

    @property
    def right(self) -> int:
        """The number of the right option, counted from one; 0 where this home has not sealed it."""
        return next((n for n, one in enumerate(self.options, 1) if _seal(self.text, one.text) == self.seal), 0)


class QuizField(models.JSONField):
    """The questions of a course, stored as data and written by people as lines of text.

    A question is a line “topic | question | in the other language”; under it each wrong answer begins with “-” and the
    right one with “*”.

    Which answer is right is stored as a seal that only the key of this home can tell. Learners read courses, and what
    is stored goes everywhere a record goes: pages, exports, the API, the log that never forgets, bundles. Nothing has
    to be left out there when nothing there tells.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def clean(self, value: Any, model_instance: Any) -> Any:
        """The rows to store. Raises `ValidationError` with a sentence about the first question that is not whole."""
        if isinstance(value, str):
            value = _rows(value)
        rows = value or []
        for n, row in enumerate(rows, 1):
            if wrong := _wrong(row):
                raise ValidationError(_("Question %(n)s: %(why)s"), params={"n": n, "why": wrong})
        return rows

    def said(self, value: Any) -> str:
        """The questions as learners read them: no answer is marked as right."""
        return lines_of(value, marked=False)

    def formfield(self, **kwargs: Any) -> Any:
        """A box of text."""
        return _LinesField(required=False, label=kwargs.get("label", self.verbose_name), help_text=self.help_text)


class _LinesField(forms.CharField):
    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return lines_of(value) if isinstance(value, list) else value


def _seal(question: str, right: str) -> str:
    """A keyed digest: a plain one, even salted, would be told by trying the few answers."""
    key = settings.HOME.secret("quiz").encode()
    return hmac.new(key, canonical([question, right]), hashlib.sha256).hexdigest()


def questions_of(rows: list[dict[str, Any]]) -> tuple[Question, ...]:
    """The stored rows of a quiz as questions."""
    return tuple(
        Question(
            row["topic"], row["text"], row["alt"], tuple(Option(*option) for option in row["options"]), row["seal"]
        )
        for row in rows
    )


def lines_of(rows: list[dict[str, Any]], *, marked: bool = True) -> str:
    """The stored rows of a quiz as the lines that people write; for learners no answer is marked as right."""
    lines = list[str]()
    for question in questions_of(rows):
        lines.append(_joined(str(_WRITTEN[question.topic]), question.text, question.alt))
        right = question.right if marked else 0
        lines += [("* " if n == right else "- ") + _joined(*one) for n, one in enumerate(question.options, 1)]
        lines.append("")
    return "\n".join(lines).strip()


def _joined(*parts: str) -> str:
    return " | ".join(part for part in parts if part)


def _rows(text: str) -> list[dict[str, Any]]:
    rows, marked = list[dict[str, Any]](), list[list[str]]()
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line[0] in "-*" and rows:
            words, _bar, alt = line[1:].partition("|")
            rows[-1]["options"].append([words.strip(), alt.strip()])
            marked[-1] += [words.strip()] if line[0] == "*" else []
        else:
            topic, words, alt = ([*(part.strip() for part in line.split("|")), "", ""])[:3]
            rows.append({"topic": _topics().get(topic, topic), "text": words, "alt": alt, "options": []})
            marked.append([])
    return [
        {**row, "seal": _seal(row["text"], *right) if len(right) == 1 else ""}
        for row, right in zip(rows, marked, strict=True)
    ]


def _wrong(row: Any) -> Any:
    """What is wrong with a row, as a sentence, or nothing."""
    try:
        (question,) = questions_of([row])
        words = [question.text, question.alt, question.seal, *(word for one in question.options for word in one)]
    except (KeyError, TypeError):
        return _("it needs a topic, a text and its answers.")
    if question.topic not in Topic.values:
        return _("it begins with its topic: %(known)s.") % {"known": ", ".join(map(str, _WRITTEN.values()))}
    if not all(isinstance(word, str) for word in words) or not question.text:
        return _("its text is missing.")
    if len(question.options) < 2 or not all(option.text for option in question.options):
        return _("it needs at least two answers.")
    if not question.right:
        return _("exactly one answer is marked as right, with “*”.")
    return ""
