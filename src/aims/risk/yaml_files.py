"""YAML as strangers send it: read to words, lists and maps, with an end to how much it may hold.

Nothing in it is taken for a number, a day or yes: every scalar stays the text that stands there, so no spelling of one
can fail. What repeats by reference counts as often as it is repeated, before anything of it is made.
"""

from typing import Any

import yaml
from django.utils.translation import gettext as _

LARGEST = 5 * 1024 * 1024
"""Bytes of one file; the largest that is published has less than a fifth of it."""
MOST_NODES = 300_000
"""Values in all files of an import together; those that are published have less than a fifth of it."""
DEEPEST = 50


class Unreadable(Exception):
    """Why a file is refused, and the line at which reading it stopped, 0 where no line is to blame."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line, self.why = line, why


def parsed(raw: bytes, room: int = MOST_NODES) -> tuple[Any, int]:
    """What the file holds, and how many values that is, at most `room`. Raises `Unreadable`."""
    if len(raw) > LARGEST:
        raise Unreadable(0, _("It is larger than 5 MB."))
    try:
        text = raw.decode("utf-8-sig")
        n = _counted(text, room)
        return yaml.load(text, Loader=yaml.CBaseLoader), n  # noqa: S506  a loader that makes nothing but text
    except UnicodeDecodeError as wrong:
        raise Unreadable(raw[: wrong.start].count(b"\n") + 1, _("This is not text in UTF-8.")) from None
    except yaml.reader.ReaderError as wrong:
        line = text.encode()[: wrong.position].count(b"\n") + 1
        raise Unreadable(line, _("There is a character in it that no YAML may hold.")) from None
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        if mark is None:
            raise Unreadable(0, _("This is not YAML.")) from None
        why = _("This is not YAML from character %(column)s of the line on.") % {"column": mark.column + 1}
        raise Unreadable(mark.line + 1, why) from None


def _counted(text: str, room: int) -> int:
    """How many values `text` holds once each alias is replaced by what it stands for."""
    total, sizes = 0, dict[str, int]()
    inside: list[tuple[str | None, int]] = []
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.AliasEvent):
            total += sizes.get(str(event.anchor), 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            inside.append((event.anchor, total))
            total += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, begin = inside.pop()
            if anchor:
                sizes[anchor] = total - begin
        elif isinstance(event, yaml.ScalarEvent):
            total += 1
            if event.anchor:
                sizes[event.anchor] = 1
        if total > room:
            raise Unreadable(_line(event), _("It holds more than can be taken at once."))
        if len(inside) > DEEPEST:
            raise Unreadable(_line(event), _("It is nested too deeply."))
    return total


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
