"""Secrets in a text: keys by the shape that their makers give them, and what is named a password."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator

from .check import Finding

_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----")
_JWT = re.compile(r"(?<![\w-])(eyJ[A-Za-z0-9_-]{10,2000}+)\.[A-Za-z0-9_-]{4,8000}+\.[A-Za-z0-9_-]{20,2000}+")
_GITHUB = re.compile(r"(?<!\w)gh[pousr]_([A-Za-z0-9]{30})([A-Za-z0-9]{6})(?!\w)")
_KEYS = re.compile(
    r"(?<![A-Za-z0-9_])(?:"
    r"(?:AKIA|ASIA)[A-Z2-7]{16}"  # Amazon Web Services
    r"|AIza[A-Za-z0-9_-]{35}"  # Google
    r"|sk-(?:proj-|ant-|or-|svcacct-)?[A-Za-z0-9_-]{20,200}+"  # vendors of language models
    r"|[sr]k_(?:live|test)_[A-Za-z0-9]{16,200}+"  # Stripe
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,200}+"  # Slack
    r"|github_pat_[A-Za-z0-9_]{22,200}+|glpat-[A-Za-z0-9_-]{20,64}+"
    r"|hf_[A-Za-z]{30,40}+|npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{50,300}+"
    r"|SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"  # SendGrid
    r"|LTAI[A-Za-z0-9]{12,20}+|AKID[A-Za-z0-9]{32}"  # Aliyun, Tencent Cloud
    r")(?![A-Za-z0-9_])"
)
_HINTS = ("AKIA", "ASIA", "AIza", "sk-", "k_", "xox", "_pat_", "glpat", "hf_", "npm_", "pypi-", "SG.", "LTAI", "AKID")
_NAMED = re.compile(
    r"(?:(?:pass(?:word|wd|phrase|code)|\bpwd)|((?:api|access|secret|private|auth)[ _-]?(?:key|token)"
    r"|client[ _-]secret)"
    r"|(密码|口令|密钥|访问令牌))[\"']?+(?: is| was|为|是)?+ ?+[:=：]{0,2}+ ?+[\"'`“]?+([^\s\"'`“”，。；,;<>]{4,200}+)",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"[a-z][a-z0-9+]{1,15}+://[^\s:/@]{1,64}+:([^\s:/@]{3,128}+)@")
_PLACEHOLDER = re.compile(
    r"your|example|placeholder|redacted|x{4}|\*{3}|\.{3}|changeme|<|\[|\{|\$|password|密码", re.IGNORECASE
)
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def secrets(text: str) -> Iterator[Finding]:
    """Private keys, tokens, keys of services, passwords that are named as such or stand in an address."""
    if "-----BEGIN" in text:
        for found in _PRIVATE_KEY.finditer(text):
            yield Finding(*found.span(), "private_key", 1.0)
    if "eyJ" in text:
        yield from (Finding(*one.span(), "token", 1.0) for one in _JWT.finditer(text) if _is_header(one[1]))
    if "gh" in text:
        yield from (Finding(*one.span(), "api_key", 1.0) for one in _GITHUB.finditer(text) if _crc(one[1]) == one[2])
    if any(hint in text for hint in _HINTS):
        for found in _KEYS.finditer(text):
            if any(sign.isdigit() or sign.isupper() for sign in found.group()[4:]):
                yield Finding(*found.span(), "api_key", 0.95)
    if "://" in text:
        yield from (Finding(*one.span(1), "password", 0.9) for one in _IN_ADDRESS.finditer(text))
    yield from _named(text)


def _is_header(part: str) -> bool:
    """The first part of a JSON Web Token names its algorithm (RFC 7515)."""
    try:
        return b'"alg"' in base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error:
        return False


def _crc(part: str) -> str:
    """The last six characters of a GitHub token are the CRC-32 of those before, in base 62."""
    rest, signs = zlib.crc32(part.encode()), ""
    for _ in range(6):
        rest, place = divmod(rest, 62)
        signs = _BASE62[place] + signs
    return signs


def _named(text: str) -> Iterator[Finding]:
    """What follows the word password or key and looks like one: mixed signs, or marked by a colon or an equals sign."""
    lower = text.lower()
    if not any(word in lower for word in ("pass", "pwd", "key", "secret", "token", "密", "口令", "令牌")):
        return
    for found in _NAMED.finditer(text):
        value = found[3].rstrip(".)")
        if value[:1] in "([":
            continue
        marked = any(sign in text[found.start() : found.start(3)] for sign in ":=：")
        mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
        asks = len(value) >= (16 if found[1] else 4)
        if asks and value.isascii() and (mixed or (marked and not value.isalpha())) and not _PLACEHOLDER.search(value):
            yield Finding(found.start(3), found.start(3) + len(value), "password", 0.9 if mixed and marked else 0.7)
