"""Checks of texts: how many of 200 characters a second each takes, on one core. Sentences of our own."""

import random
import time

from aims.telemetry.language import CHECKS, Case
from bench.figure import Figure

TEXTS, CHARACTERS = 20_000, 200
QUICK = {"refusal", "leak", "injection", "toxicity", "length", "repeated"}
"""Those that are to take 20,000 a second; the others compare two texts word by word."""
SENTENCES = (
    "The application was declined because the income does not cover the instalments.",
    "You may appeal in writing within 30 days, and the branch will answer you.",
    "I'm sorry, but I can't help with that request.",
    "Please call +65 6123 4567 or write to the office at 12 Orchard Road.",
    "The rate rose from 3.5 to 4.25 percent in 2025, which is more than we expected.",
    "Our records show no loss of customer files on that day.",
    "由于收入不足，该申请被拒绝，你可以在三十天内书面申诉。",
)


def run() -> list[Figure]:
    rng = random.Random(42001)
    cases = [Case(*(_text(rng) for _ in range(3))) for _ in range(TEXTS)]
    return [
        Figure(f"{name}, texts of {CHARACTERS} characters", _rate(name, cases), "/s", 20_000 if name in QUICK else None)
        for name in CHECKS
    ]


def _text(rng: random.Random) -> str:
    return " ".join(rng.choices(SENTENCES, k=5))[:CHARACTERS]


def _rate(name: str, cases: list[Case]) -> float:
    """The best of three, by the clock of the process."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        CHECKS[name].run(cases)
        spent.append(time.process_time() - start)
    return len(cases) / min(spent)
