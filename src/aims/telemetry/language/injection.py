"""The check `injection`: signs that a prompt, a retrieved passage or a tool's result tries to take over the model."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .check import Case, Check, Finding, Said, by_findings, without_overlaps

_RULES = (
    r"(?:instruction|prompt|rule|direction|guideline|command|polic|restriction|programming|training|context|filter)"
)


class Rule(NamedTuple):
    sort: str
    score: float
    hints: tuple[str, ...]
    """In lower case: one of them stands in every text that the pattern can match."""
    pattern: re.Pattern[str]


def _rule(sort: str, score: float, hints: str, *patterns: str) -> Rule:
    return Rule(sort, score, tuple(hints.split("|")), re.compile("|".join(patterns), re.IGNORECASE))


_ENGLISH = (
    _rule(
        "override",
        0.9,
        "ignor|disregard|forget|overrid|bypass|discard|do not follow|stop following",
        r"\b(?:ignor(?:e|ing)|disregard|forget|override|bypass|discard|do not follow|stop following)\b"
        r"(?: (?:any|all|every|everything|the|of|your|my|our|these|those|and|prior|previous|preceding|above|earlier|"
        rf"initial|original|system|safety|content|former|other|existing|current|ethical|developer)\b){{1,7}}+ {_RULES}",
        r"\b(?:ignore|disregard|forget) (?:everything|all|anything)(?: that was| you were)? "
        r"(?:above|before|previous|said|told)",
    ),
    _rule(
        "new_role",
        0.8,
        "you are now|act as|pretend|developer mode|jailbr|anything now|roleplay",
        r"\byou are now (?:in |an? )?(?:[\w-]{1,20}+ ){0,3}?"
        r"(?:mode|DAN|unrestricted|unfiltered|jailbroken|free from|root|evil)\b",
        r"\b(?:act as|pretend|roleplay)[^.\n]{0,80}?\b(?:no|without(?: any)?|free of|ignores?) "
        r"(?:rules|restrictions|filters?|limit|guidelines|ethic|censorship|morals?)",
        r"\bdeveloper mode (?:enabled|on|activated|output)|\bdo anything now\b",
        r"\bjailbr(?:eak|oken) (?:mode|yourself|prompt)",
    ),
    _rule(
        "asks_for_prompt",
        0.8,
        "prompt|instructions|above|system message",
        r"\b(?:reveal|print|repeat|show|output|display|leak|expose|give|tell|what (?:is|are|was|were))\b(?: me| us)?"
        r"(?: (?:the|your|all|full|entire|exact|complete|original|initial|hidden|secret|contents of|of)\b){1,4}+ "
        r"(?:system (?:prompt|message|instructions?)|(?:developer |hidden |initial )?instructions|pre-?prompt|"
        r"prompt above|prompt)\b",
        r"\b(?:repeat|print|output) (?:everything|all(?: the)? (?:text|words)|the (?:text|words)) above\b",
    ),
    _rule(
        "hides_from_user",
        0.9,
        "the user",
        r"\b(?:do not|don't|never|without)\b[^.\n]{0,20}?\b(?:tell|inform|mention|reveal|notify|show|alert)(?:ing)?\b"
        r"[^.\n]{0,30}?\bthe user\b",
    ),
    _rule(
        "speaks_to_model",
        0.7,
        " ai| llm|:ai|language model|large language|new |updated|revised|real |actual |system override",
        r"\b(?:attention|note to|message (?:to|for)|dear|hey|hello|instructions? (?:to|for)|important for)[,:!]? "
        r"(?:the |any |all |this )?(?:AI (?:assistants?|models?|agents?)|AI|LLM|language model)[:,!]",
        r"\bif you are an? (?:AI|LLM|language model|large language)\b|\bsystem override\b",
        r"\b(?:new|updated|revised|real|actual) (?:system )?(?:instructions?|task)(?: follows?)?[:!]",
    ),
    _rule(
        "sends_out",
        0.8,
        "send|forward|post|exfiltrat|upload|mail|append",
        r"\b(?:send|forward|post|exfiltrate|upload|e-?mail|append)\b[^.\n]{0,60}?\b(?:conversation|chat history|"
        r"api key|password|credentials|secrets?|user data|personal data|contents? of (?:the|your))"
        r"[^\n]{0,60}?(?:https?://|\bto [\w.+-]{1,64}@)",
    ),
)
_CHINESE = (
    _rule(
        "override",
        0.9,
        "忽略|无视|忘记|忘掉|不要理会|跳过|绕过|抛开|推翻",
        r"(?:忽略|无视|忘记|忘掉|不要理会|跳过|绕过|抛开|推翻)(?:掉|了)?[^。！？\n]{0,12}?"
        r"(?:指令|指示|提示词|规则|限制|设定|约束|对话)",
    ),
    _rule(
        "new_role",
        0.8,
        "你现在是|从现在开始|扮演|假装|进入",
        r"(?:你现在是|从现在开始你是|扮演|假装你是|进入)[^。！？\n]{0,20}?(?:没有(?:任何)?(?:限制|约束|规则|道德)|"
        r"不受(?:任何)?(?:限制|约束)|越狱|开发者模式|DAN)",
    ),
    _rule(
        "asks_for_prompt",
        0.8,
        "提示|指令|上面的",
        r"(?:输出|显示|告诉我|重复|打印|透露|泄露|展示|复述)[^。！？\n]{0,12}?"
        r"(?:系统提示|系统指令|初始指令|隐藏指令|提示词|上面的(?:全部|所有)内容)",
    ),
    _rule("hides_from_user", 0.9, "用户", r"(?:不要|别|切勿|禁止)(?:告诉|告知|通知|提醒|让)用户"),
    _rule(
        "speaks_to_model",
        0.7,
        "AI|ai|人工智能|语言模型|智能体|指令|任务",
        r"(?:致|注意[，,:：]?|如果你是)(?:一个)?(?:AI|人工智能|大?语言模型|智能体)[^。\n]{0,6}?[:：，,]",
        r"新(?:的)?(?:指令|任务)[:：]",
    ),
    _rule(
        "sends_out",
        0.8,
        "发送|转发|上传|提交",
        r"(?:发送|转发|上传|提交)[^。\n]{0,30}?(?:对话|聊天记录|密码|密钥|凭证|用户数据|个人信息)[^。\n]{0,30}?"
        r"(?:https?://|到[^。\n]{0,10}?@)",
    ),
)
_MARKS = re.compile(
    r"<\|(?:im_start|im_end|system|endoftext|start_header_id|eot_id)\|>|\[/?INST\]|<</?SYS>>"
    r"|^[#\s]{0,6}(?:system|系统)(?: (?:prompt|message|note))?\s?[:：]|</?(?:system|instructions?|tool_result)>",
    re.IGNORECASE | re.MULTILINE,
)
_IMAGE_OUT = re.compile(r"!\[[^\]\n]{0,200}+\]\(\s?https?://[^)\s?]{1,300}+\?[^)\s]{0,300}?[={]")
_UNSEEN = re.compile("[\U000e0020-\U000e007f]{2,}+|[\u200b\u200c\u2060\ufeff]{4,}+|[\u202d\u202e]")


def signs(text: str) -> list[Finding]:
    """What in a text reads like an order to the model, by place."""
    return without_overlaps(list(_signs(text)))


def _signs(text: str) -> Iterator[Finding]:
    lower = text.lower()
    for rule in _ENGLISH if text.isascii() else (*_ENGLISH, *_CHINESE):
        if any(hint in lower for hint in rule.hints):
            yield from (Finding(*found.span(), rule.sort, rule.score) for found in rule.pattern.finditer(text))
    if not text.isascii():
        yield from (Finding(*found.span(), "unseen_characters", 0.9) for found in _UNSEEN.finditer(text))
    if "system" in lower or "|>" in text or "INST]" in text or "系统" in text or "<" in text:
        yield from (Finding(*found.span(), "role_mark", 0.8) for found in _MARKS.finditer(text))
    if "![" in text:
        yield from (Finding(*found.span(), "image_that_sends", 0.7) for found in _IMAGE_OUT.finditer(text))


def _injected(case: Case) -> list[Finding]:
    return [*signs(case.prompt), *signs(case.context)]


INJECTION = Check(
    name="injection",
    version="1",
    label=Said("Signs of prompt injection", "提示注入迹象"),
    sees=Said(
        "In prompts, retrieved passages and results of tools: English and Chinese orders to drop instructions, take "
        "another role, reveal the prompt, keep something from the user or send it away; in any language marks of "
        "roles, images that send data, and characters nobody sees.",
        "提示、检索段落和工具结果中：要求抛开指令、改换角色、透露提示词、瞒着用户或外发数据的中英文说法；任何语言中的"
        "角色标记、可外发数据的图片链接，以及看不见的字符。",
    ),
    blind=Said(
        "Attacks in other words, other languages or in code; those spread over several turns; and whether the model "
        "obeyed. No sign is no proof of safety.",
        "换用其他说法、其他语言或编码的攻击，分散在多轮对话中的攻击，以及模型是否照做。没有迹象不等于安全。",
    ),
    reads=("prompt", "context"),
    find=_injected,
    run=by_findings(_injected, ("prompt", "context")),
)
