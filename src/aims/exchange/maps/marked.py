"""YAML read as the text that stands there, each word with its line.

Words stay words: `Yes`, `1.0` and `N/A` are what the file says, not a truth, a number or a guess.
"""

from collections.abc import Callable, Iterator
from typing import Any

import yaml

from aims.exchange.reasons import BadMap, Reason, size_text

LARGEST = 200 * 1024
DEEPEST = 12
_NULL = "tag:yaml.org,2002:null"


class Word(str):
    """A text and the line it stands on."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, text: str, line: int) -> "Word":
        word = super().__new__(cls, text)
        word.line = line
        return word


def compose(text: str, file: str) -> yaml.Node | None:
    """The tree of a YAML text; raises `BadMap` with the line at which it stops being one."""
    if len(text) > LARGEST:
        raise BadMap((Reason("map_too_large", {"file": file, "limit": size_text(LARGEST)}),))
    try:
        _sift(text, file)
        return yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = _after(error.problem_mark or error.context_mark)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
    raise _no_yaml(file, line)


def _sift(text: str, file: str) -> None:
    """Refuses references, which can grow without end, and nesting that no map has, before the tree is built."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadMap((Reason("map_alias", {"file": file, "line": _after(event.start_mark)}),))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _no_yaml(file, _after(event.start_mark))


def _no_yaml(file: str, line: int) -> BadMap:
    return BadMap((Reason("map_yaml", {"file": file, "line": line}),))


def _after(mark: Any) -> int:
    """The line of a mark, counted from 1."""
    return int(mark.line) + 1 if mark else 1


class Faults:
    """The faults of one map, gathered so that all are told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Reason] = []

    def add(self, code: str, line: int, **params: object) -> None:
        self.found.append(Reason(code, {"file": self.file, "line": line, **params}))

    def stop(self) -> None:
        if self.found:
            raise BadMap(tuple(sorted(self.found, key=_line)))


def _line(fault: Reason) -> int:
    line = fault.params.get("line")
    return line if isinstance(line, int) else 0


def line_at(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


class Shapes:
    """Reads nodes as the shapes a map takes; what does not fit becomes a fault."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults

    def word(self, node: yaml.Node, name: str) -> Word:
        """One text; null is the empty text."""
        if isinstance(node, yaml.ScalarNode):
            return Word("" if node.tag == _NULL else str(node.value), line_at(node))
        self._unfit(node, name, "shape_word")
        return Word("", line_at(node))

    def words(self, node: yaml.Node, name: str) -> tuple[Word, ...]:
        if isinstance(node, yaml.ScalarNode):
            return (self.word(node, name),)
        if isinstance(node, yaml.SequenceNode) and all(isinstance(part, yaml.ScalarNode) for part in node.value):
            return tuple(self.word(part, name) for part in node.value)
        self._unfit(node, name, "shape_words")
        return ()

    def truth(self, node: yaml.Node, name: str) -> bool:
        said = self.word(node, name).casefold()
        if said not in ("true", "yes", "false", "no"):
            self._unfit(node, name, "shape_truth")
        return said in ("true", "yes")

    def number(self, node: yaml.Node, name: str) -> int:
        said = self.word(node, name)
        if said.isascii() and said.isdecimal() and 0 < len(said) < 8 and int(said) > 0:
            return int(said)
        self._unfit(node, name, "shape_number")
        return 0

    def pairs(
        self, node: yaml.Node, name: str, same: Callable[[str], str] = str, repeated: str = "map_word_repeated"
    ) -> Iterator[tuple[Word, yaml.Node]]:
        """The pairs of a mapping, a name that stands twice (`same` says when) left out the second time."""
        if not isinstance(node, yaml.MappingNode):
            self._unfit(node, name, "shape_pairs")
            return
        seen: set[str] = set()
        for key, value in node.value:
            word = Word(str(key.value), line_at(key)) if isinstance(key, yaml.ScalarNode) else self.word(key, name)
            if same(word) in seen:
                self.faults.add(repeated, word.line, name=word)
                continue
            seen.add(same(word))
            yield word, value

    def _unfit(self, node: yaml.Node, name: str, shape: str) -> None:
        self.faults.add("map_shape", line_at(node), name=name, shape=Reason(shape))
