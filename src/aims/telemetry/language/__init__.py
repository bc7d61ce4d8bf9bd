"""Checks of texts that a language model is given and puts out. Pure Python and NumPy; nothing here calls out by itself.

`CHECKS` are those that need nothing but the texts. `groundedness_by` makes one of a sentence model, `judged_by` of an
endpoint,
`leak_by_presidio` of Presidio. `scores_of` runs them over a batch of decisions.
"""

from .check import Case, Check, Finding, Said
from .embedded import groundedness_by
from .endpoint import EmbeddingEndpoint, Endpoint, EndpointFailed, judged_by
from .presidio import leak_by_presidio
from .repeats import Repeats
from .scoring import CHECKS, Scored, scores_of
from .sentence_model import NoModel, SentenceModel

__all__ = [
    "CHECKS",
    "Case",
    "Check",
    "EmbeddingEndpoint",
    "Endpoint",
    "EndpointFailed",
    "Finding",
    "NoModel",
    "Repeats",
    "Said",
    "Scored",
    "SentenceModel",
    "groundedness_by",
    "judged_by",
    "leak_by_presidio",
    "scores_of",
]
