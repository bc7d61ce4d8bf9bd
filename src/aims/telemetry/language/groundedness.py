"""The check `groundedness`: whether each sentence of an answer rests on the context, by rules that need no model."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .check import UNKNOWN, Case, Check, Finding, Said, Scores
from .languages import language_of
from .sentences import Parts, parts, sentences, together

_PAIRS = (
    "increas:decreas raise:lower rise:fall ris:fall approv:declin approv:reject accept:reject grant:refus "
    "allow:forbid allow:prohibit permit:prohibit before:after safe:danger true:fals first:last open:clos higher:low "
    "high:low more:fewer more:less maximum:minimum pass:fail includ:exclud start:end win:los won:lost gain:los "
    "above:below major:minor male:femal possibl:impossibl mandatory:optional requir:optional agre:disagre "
    "support:oppos north:south east:west old:young early:late earlier:later younger:older smaller:larger best:worst "
    "public:privat 增加:减少 上升:下降 提高:降低 批准:拒绝 同意:拒绝 允许:禁止 可以:不得 安全:危险 之前:之后 高于:低"
    "于 以上:以下 成功:失败 开始:结束 通过:驳回 必须:可选 最高:最低 最大:最小 增长:下跌 盈利:亏损 开放:关闭 早于:晚于"
)
OPPOSITES: dict[str, set[str]] = {}
for _pair in _PAIRS.split():
    _left, _right = _pair.split(":")
    OPPOSITES.setdefault(_left, set()).add(_right)
    OPPOSITES.setdefault(_right, set()).add(_left)

LIFT = 0.75
MOST_SENTENCES, MOST_PASSAGES = 300, 1_000
"""Of the answer and of the context are compared one by one; the words of the whole context always count."""
NEAR = 0.4
"""Share of a sentence's words that the nearest sentence of the context must hold before their negations are
compared."""
WEIGHTS = {"number_not_in_context": 0.7, "name_not_in_context": 0.6, "negation_differs": 0.4, "opposite": 0.5}
"""What each finding takes from the share of words that stand in the context."""


class Judged(NamedTuple):
    """A sentence of the answer: its place, how far it rests on the context in [0, 1], and what speaks against it."""

    start: int
    end: int
    support: float
    against: tuple[str, ...]


class Given(NamedTuple):
    """A context, taken apart once for all sentences of the answer."""

    whole: Parts
    each: list[Parts]
    asked: Parts


def given(context: str, prompt: str) -> Given:
    """The words of the question count as known: an answer may repeat them."""
    places = sentences(context)
    each = [parts(context[start:end]) for start, end in places[:MOST_PASSAGES]]
    rest = [parts(context[places[MOST_PASSAGES][0] :])] if len(places) > MOST_PASSAGES else []
    return Given(together([*each, *rest]), each, parts(prompt))


def judge(case: Case) -> list[Judged]:
    """Each sentence that says something that can be compared."""
    known = given(case.context, case.prompt)
    found = []
    for start, end in sentences(case.answer)[:MOST_SENTENCES]:
        said = parts(case.answer[start:end])
        if said.words or said.numbers or said.names:
            found.append(Judged(start, end, *support(said, known)))
    return found


def support(said: Parts, known: Given, nearness: float | None = None) -> tuple[float, tuple[str, ...]]:
    """How far one sentence rests on what is known, and what speaks against it.

    `nearness` is what a sentence model says of it and the context, in [0, 1]: it lifts what has other words, and lowers
    nothing, since a short answer that stands in the context word for word is never very near to a long sentence.
    """
    words = said.words | said.names
    held = known.whole.words | known.asked.words
    share = sum(word in held or _is_named(word, known) for word in words) / len(words) if words else 1.0
    against = []
    if said.numbers - known.whole.numbers - known.asked.numbers:
        against.append("number_not_in_context")
    if not all(_is_named(name, known) for name in said.names):
        against.append("name_not_in_context")
    against += _turned(said, known)
    if nearness is not None:
        share += LIFT * max(0.0, nearness - share)
    return max(0.0, share - sum(WEIGHTS[one] for one in against)), tuple(against)


def _is_named(name: str, known: Given) -> bool:
    """In the context or the question; a name of several parts also by its parts."""
    written = re.split("['’-]", name)
    return any(name in one.names or all(part in one.tokens for part in written) for one in (known.whole, known.asked))


def _turned(said: Parts, known: Given) -> list[str]:
    """Whether the nearest sentence of the context says it with the opposite sign."""
    nearest = max(known.each, key=lambda one: len(one.words & said.words), default=None)
    if nearest is None or not said.words or len(nearest.words & said.words) < NEAR * len(said.words):
        return []
    found = []
    if nearest.negated != said.negated:
        found.append("negation_differs")
    own = said.words - nearest.words
    if any(OPPOSITES.get(word, set()) & nearest.words for word in own):
        found.append("opposite")
    return found


def whole(supports: Sequence[float]) -> float:
    """Of an answer: half its weakest sentence, half their mean. One made-up sentence among ten is to be seen."""
    return (min(supports) + sum(supports) / len(supports)) / 2 if supports else UNKNOWN


def is_comparable(case: Case) -> bool:
    """There is a context, and both are in the same of the languages that the rules cover."""
    return bool(case.context.strip()) and language_of(case.answer) == language_of(case.context) != ""


def _run(cases: Sequence[Case]) -> Scores:
    return np.array(
        [whole([one.support for one in judge(case)]) if is_comparable(case) else UNKNOWN for case in cases], np.float64
    )


def _findings(case: Case) -> list[Finding]:
    """Sentences that rest on the context by less than half, under what speaks most against each."""
    if not is_comparable(case):
        return []
    return [
        Finding(one.start, one.end, one.against[0] if one.against else "words_not_in_context", 1 - one.support)
        for one in judge(case)
        if one.support < GROUNDEDNESS.threshold
    ]


SEES = Said(
    "Sentence by sentence: words, numbers and names of the answer that stand neither in the context nor in the "
    "question, a negation or an opposite word where the nearest sentence of the context has none. English and "
    "Chinese.",
    "逐句比对：回答中既不见于上下文也不见于问题的词语、数字和名称；以及与上下文最接近的句子相比，多出或缺少否定词、用"
    "了反义词。支持中文和英文。",
)
GROUNDEDNESS = Check(
    name="groundedness",
    version="1",
    label=Said("Groundedness in the context", "有据性"),
    sees=SEES,
    blind=Said(
        "Whether the context itself is true; a true sentence in other words (counted as unsupported); words of the "
        "context put together wrongly; who did what to whom. Unknown without a context, across languages, and for an "
        "answer such as “no”.",
        "上下文本身是否属实；换了说法的正确句子（会被算作无据）；把上下文的词语错误拼合；谁对谁做了什么。没有上下文、"
        "问答语言不同，或回答只有“否”之类时为未知。",
    ),
    reads=("answer", "prompt", "context"),
    better="higher",
    find=_findings,
    run=_run,
)
