"""What the verifier found in a bundle."""

from dataclasses import dataclass
from typing import Self

from aims_sdk.proof.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a bundle; ``ok`` only where there is no problem.

    ``size`` entries under ``root`` (base64) in the log ``origin``, signed with ``key`` (a verifier key), of which
    ``opened`` show their contents. ``problems`` are sentences, the first thing wrong first; each begins with the
    member it concerns where it concerns one.
    """

    ok: bool
    size: int
    root: str
    origin: str
    key: str
    opened: int
    problems: tuple[Sentence, ...]
    warnings: tuple[Sentence, ...]

    @classmethod
    def unread(cls, problem: Sentence) -> Self:
        """The report where nothing in the bundle could be looked at."""
        return cls(False, 0, "", "", "", 0, (problem,), ())

    def lines(self) -> list[Sentence]:
        """The report as a person reads it: every problem, or that it is proven; then root, key and warnings."""
        said = [Sentence.of("NOT PROVEN: {why}", why=problem) for problem in self.problems]
        if self.ok:
            proven = "Proven: {size} events of {origin}, {opened} of them with their contents."
            said.append(Sentence.of(proven, size=self.size, origin=self.origin, opened=self.opened))
        if self.root:
            said += [Sentence.of("Root: {root}", root=self.root), Sentence.of("Key: {key}", key=self.key)]
        return said + [Sentence.of("Note: {why}", why=warning) for warning in self.warnings]
