"""The check `groundedness_model`: the rules of `groundedness`, and how near a sentence model holds each sentence to
the context."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .check import UNKNOWN, Case, Check, Finding, Said, Scores
from .groundedness import GROUNDEDNESS, MOST_PASSAGES, MOST_SENTENCES, Judged, given, is_comparable, support, whole
from .sentences import parts, sentences

SEES = Said(
    f"{GROUNDEDNESS.sees.en} A sentence in other words counts as far as the model holds it near to one of the context.",
    f"{GROUNDEDNESS.sees.zh}换了说法的句子，按模型认为它与上下文中某句的接近程度计分。",
)
BLIND = Said(
    "The model takes a wrong number or a reversed sentence for near; only the rules see those. Most models of this "
    "size know English only; texts beyond 256 tokens are cut.",
    "模型会把数字不同或意思相反的句子看作接近，这些只有规则能看出。这类小模型大多只懂英文；超过 256 个词元的部分会被"
    "截去。",
)


class Encoder(Protocol):
    """Whatever turns texts into unit vectors: a folder (`SentenceModel`) or an address (`EmbeddingEndpoint`)."""

    name: str
    digest: str
    """Of its weights, or the version that the endpoint says it has."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


def groundedness_by(encoder: Encoder) -> Check:
    """A check of its own, so that its scores never mix with those of the rules; the version names rules and model."""

    def judge(case: Case) -> list[Judged]:
        said = [(start, end, parts(case.answer[start:end])) for start, end in sentences(case.answer)[:MOST_SENTENCES]]
        known = given(case.context, case.prompt)
        passages = [case.context[start:end] for start, end in sentences(case.context)[:MOST_PASSAGES]]
        vectors = encoder.encode([case.answer[start:end] for start, end, _ in said] + passages)
        nearness = (vectors[: len(said)] @ vectors[len(said) :].T).max(axis=1)
        return [
            Judged(start, end, *support(own, known, float(np.clip(near, 0, 1))))
            for (start, end, own), near in zip(said, nearness, strict=True)
            if own.words or own.numbers or own.names
        ]

    def run(cases: Sequence[Case]) -> Scores:
        return np.array(
            [whole([one.support for one in judge(case)]) if is_comparable(case) else UNKNOWN for case in cases],
            np.float64,
        )

    def find(case: Case) -> list[Finding]:
        if not is_comparable(case):
            return []
        return [
            Finding(one.start, one.end, one.against[0] if one.against else "far_from_context", 1 - one.support)
            for one in judge(case)
            if one.support < GROUNDEDNESS.threshold
        ]

    return Check(
        name="groundedness_model",
        version=f"{GROUNDEDNESS.version}+{encoder.name}@{encoder.digest[:12]}",
        label=Said(f"Groundedness in the context, with {encoder.name}", f"有据性（含 {encoder.name}）"),
        sees=SEES,
        blind=BLIND,
        reads=GROUNDEDNESS.reads,
        better="higher",
        run=run,
        find=find,
        is_costly=True,
    )
