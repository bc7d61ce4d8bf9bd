"""What a map speaks about: the fields of the kind it fills, and the rows that come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from aims.exchange.reasons import Reason

FieldType = Literal["text", "choice", "multi", "date", "bool", "number", "ref"]
Value = str | bool | int | float | list[str] | None


@dataclass(frozen=True)
class FieldSpec:
    """A field of the kind that is filled. A text with a `max_length` is one line; without, it keeps its line breaks."""

    name: str
    type: FieldType = "text"
    required: bool = False
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    label: object = ""
    """What people call it, translated when it is said."""

    @property
    def said(self) -> object:
        return self.label or self.name


@dataclass(frozen=True)
class Row:
    """A row that can be taken. Every mapped field is in `values`: empty is "" (text, choice), [] (multi) or None.

    A date is written YYYY-MM-DD. `stem` is the key before repeated ones were numbered; `digest` covers values and
    attributes, so two runs over the same file agree.
    """

    number: int
    key: str
    stem: str
    values: Mapping[str, Value] = field(hash=False)
    attributes: Mapping[str, str] = field(hash=False)
    digest: str


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be taken, and why. Its key is kept where it has one: rejected is not gone from the source."""

    number: int
    reasons: tuple[Reason, ...]
    raw: Mapping[str, str] = field(hash=False)
    key: str = ""
    stem: str = ""
