"""What is sent about an AI system: its decisions, and what later becomes known of them. One schema for every way in.

An event is one of four: a decision (a prediction, an answer, a call of a tool, a person's override), its outcome, a
correction, a ruling. They are written once and never changed: what comes later is an event of its own and names the
decision by its key. NDJSON (an event a line) and MessagePack (an array of maps) hold the same names; `type` says which
event it is.
"""

import datetime as dt
from typing import Annotated, Literal

import msgspec

MOST_FIELDS = 1_000
"""Inputs, groups or contributions of one decision."""
MOST_TEXT = 100_000
"""Characters of a prompt, a context or an answer."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]
"""A name without spaces, unique among the decisions of a system."""
Category = Annotated[str, msgspec.Meta(max_length=1_000)]
Text = Annotated[str, msgspec.Meta(max_length=MOST_TEXT)]
Instant = Annotated[dt.datetime, msgspec.Meta(tz=True)]
Value = float | Category | bool | None
"""A number, a category, a yes or no, or nothing: what was not known."""
Values = Annotated[dict[Name, Value], msgspec.Meta(max_length=MOST_FIELDS)]
Groups = Annotated[dict[Name, Category], msgspec.Meta(max_length=20)]
NotNegative = Annotated[float, msgspec.Meta(ge=0)]


class Explanation(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Why the system decided so: by reason codes, by contributions of inputs, or why neither can be said."""

    reasons: Annotated[tuple[Category, ...], msgspec.Meta(max_length=100)] = ()
    contributions: Annotated[dict[Name, float], msgspec.Meta(max_length=MOST_FIELDS)] = {}
    """How far each input moved the score, in the unit of the method."""
    method: Category = ""
    method_version: Category = ""
    unavailable: Category = ""
    """Why there is no explanation."""


class _Event(msgspec.Struct, kw_only=True, gc=False, omit_defaults=True, forbid_unknown_fields=True, tag_field="type"):
    key: Key
    at: Instant
    """When it happened, with its offset from UTC."""


class Decision(_Event, kw_only=True, tag="decision"):
    """What an AI system put out, from what, and at what cost. Only `key` and `at` must be there."""

    sort: Literal["prediction", "answer", "tool_call", "override"] = "prediction"
    version: Category = ""
    """Of the model, the prompt or the agent."""
    subject: Category = ""
    """Whom it is about, by a pseudonym: never a name or a number that others know."""
    inputs: Values = {}
    output: Value = None
    score: float | None = None
    explanation: Explanation | None = None
    groups: Groups = {}
    """What fairness is measured by, such as sex: kept apart, and only where the recording plan says why."""
    latency_ms: NotNegative | None = None
    cost: NotNegative | None = None
    error: Category = ""
    """The name of what went wrong, where no output came."""
    prompt: Text = ""
    context: Text = ""
    """What the answer had to rest on: the passages that were found."""
    answer: Text = ""
    tool: Category = ""
    arguments_digest: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")] = ""
    """SHA-256 of the exact arguments of a call."""
    tokens_in: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    tokens_out: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    trace: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{32})?$")] = ""
    """The trace id of W3C Trace Context."""
    span: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{16})?$")] = ""


class Outcome(_Event, kw_only=True, tag="outcome"):
    """What turned out to be true of a decision, perhaps months later: its label."""

    label: Value


class Correction(_Event, kw_only=True, tag="correction"):
    """What the output ought to have been, said by whoever found it wrong."""

    output: Value
    by: Category = ""
    reason: Category = ""


class Ruling(_Event, kw_only=True, tag="ruling"):
    """What a person ruled about a decision, and in which time."""

    ruling: Literal["confirmed", "changed", "rejected"]
    output: Value = None
    """What was released instead, where it was changed."""
    by: Category = ""
    reason: Category = ""
    seconds: NotNegative | None = None


Event = Decision | Outcome | Correction | Ruling
