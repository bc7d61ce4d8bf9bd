"""What is wrong with a questionnaire or with answers: a code, the place, and what stands there."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    code: str
    place: str
    """Where: a path such as `pages[3] riskProfile / riskProfile2`, or the name of a question."""
    params: dict[str, str] = field(default_factory=dict)


class Unreadable(Exception):
    """A questionnaire that is refused whole, with the first thing in it that is not understood."""

    def __init__(self, code: str, place: str, **params: object) -> None:
        self.fault = Fault(code, place, {name: str(value) for name, value in params.items()})
        super().__init__(f"{place}: {code} {self.fault.params}")
