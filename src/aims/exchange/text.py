"""Text as it comes from other people's files, tidied without changing what it says."""

import re

# Not white space, and never meant: control characters, zero-width marks, halves of surrogate pairs.
_STRAY = re.compile("[\x00-\x08\x0e-\x1b\x7f\u200b\u2060\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")


def line_of(value: str) -> str:
    """On one line: every run of white space (also no-break and ideographic) becomes one space, the ends none."""
    if not value.isascii() or not value.isprintable():
        value = _STRAY.sub("", value)
    return " ".join(value.split())


def text_of(value: str) -> str:
    """With its line breaks kept; spaces within a line as in `line_of`."""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    value = _LINE_ENDS.sub("\n", _STRAY.sub("", value))
    lines = (_SPACES.sub(" ", line).strip() for line in value.split("\n"))
    return "\n".join(lines).strip("\n")


def folded(value: str) -> str:
    """For comparing: `Yes `, `YES` and `yes` with a no-break space are one."""
    return line_of(value).casefold()
