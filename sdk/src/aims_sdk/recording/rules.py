"""What may leave the program: the recording plan of a system, carried out before anything is sent or kept on disk."""

import hmac
import math
import re
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

TEXTS = ("prompt", "context", "answer")


class Rules(msgspec.Struct, frozen=True):
    """The part of a recording plan that concerns the sender. As it stands: the rules where there is no plan."""

    version: int = 0
    fields: dict[str, Literal["keep", "pseudonymise", "drop"]] = {}
    """By the name of the input; `subject` is the person it is about."""
    others: Literal["keep", "drop"] = "keep"
    """Inputs that are not named."""
    texts: Literal["keep", "drop"] = "drop"
    groups: Annotated[tuple[str, ...], msgspec.Meta(max_length=1000)] = ()
    """Those that may be sent."""


def pseudonym(key: bytes, value: object) -> str:
    """HMAC-SHA-256 of a value as text, in hexadecimal: 7, 7.0 and "7" are one and the same."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return hmac.digest(key, str(value).encode(), "sha256").hex()


class LeftOut(NamedTuple):
    """How many fields were left out for want of a key, and how many groups because no plan in force names them."""

    fields: int
    groups: int


def apply(rules: Rules, event: dict[str, Any], key: bytes) -> LeftOut:
    """Carry the rules out on an event as a map."""
    withheld, unnamed = 0, 0
    if rules.texts == "drop":
        for name in TEXTS:
            event.pop(name, None)
    if isinstance(groups := event.get("groups"), dict):
        event["groups"] = {name: value for name, value in groups.items() if name in rules.groups}
        unnamed = len(groups) - len(event["groups"])
    if event.get("subject") and (rule := rules.fields.get("subject", "keep")) != "keep":
        if rule == "pseudonymise" and key:
            event["subject"] = pseudonym(key, event["subject"])
        else:
            del event["subject"]
            withheld += rule == "pseudonymise"
    if rules.fields or rules.others == "drop":
        withheld += _inputs(rules, event, key)
    return LeftOut(withheld, unnamed)


def _inputs(rules: Rules, event: dict[str, Any], key: bytes) -> int:
    """What is dropped may not be seen in the explanation either."""
    withheld = 0
    if isinstance(inputs := event.get("inputs"), dict):
        kept: dict[str, Any] = {}
        for name, value in inputs.items():
            rule = rules.fields.get(name, rules.others)
            if rule == "keep" or (rule == "pseudonymise" and value is None):
                kept[name] = value
            elif rule == "pseudonymise" and key:
                kept[name] = pseudonym(key, value)
            else:
                withheld += rule == "pseudonymise"
        event["inputs"] = kept
    explanation = event.get("explanation")
    if isinstance(explanation, dict) and isinstance(parts := explanation.get("contributions"), dict):
        explanation["contributions"] = {
            name: value for name, value in parts.items() if rules.fields.get(name, rules.others) != "drop"
        }
    return withheld


QUOTED = re.compile(r"'[^']*'")


def why_not(error: Exception) -> str:
    """The reason of a refusal without the value that was refused."""
    return QUOTED.sub("…", str(error)) or type(error).__name__


def first_not_finite(event: dict[str, Any]) -> str:
    """The name of the first number that is none (NaN, infinite), else empty."""
    for name, value in event.items():
        if isinstance(value, float):
            if not math.isfinite(value):
                return name
        elif isinstance(value, dict) and (found := first_not_finite(value)):
            return f"{name}.{found}"
    return ""
