"""What may be kept of a system's decisions. A room above says it, by the plan in force; this one asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

type Keeping = Literal["keep", "pseudonymise", "drop"]


@dataclass(frozen=True)
class Rules:
    """As it is without a plan: no groups, no texts, all inputs, twelve months."""

    version: int = 0
    fields: Mapping[str, Keeping] = field(default_factory=dict)
    """By the name of an input. What is to be pseudonymised is so before it is sent, and kept as it comes."""
    others: Literal["keep", "drop"] = "keep"
    """Inputs that no rule names."""
    texts: Literal["keep", "drop"] = "drop"
    """Prompts, contexts and answers."""
    groups: Mapping[str, int] = field(default_factory=dict)
    """What fairness is measured by, with the months for which each is kept: those with a purpose and a lawful basis."""
    retention_months: int = 12

    def keeps(self, name: str) -> bool:
        """Whether the input called `name` may lie here."""
        return self.fields.get(name, self.others) != "drop"

    def as_json(self) -> dict[str, Any]:
        """As it is told to whoever sends."""
        return {
            "version": self.version,
            "fields": dict(self.fields),
            "others": self.others,
            "texts": self.texts,
            "groups": sorted(self.groups),
        }


type Asked = Callable[[UUID], Rules | None]
_asked: list[Asked] = []


def answers_rules(asked: Asked) -> Asked:
    """Register who knows the plan in force of a system; None says that there is none."""
    _asked.append(asked)
    return asked


def rules_of(system: UUID) -> Rules:
    """What may be kept of the decisions of `system`."""
    return next((found for asked in _asked if (found := asked(system))), Rules())
