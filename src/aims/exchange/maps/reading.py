"""A map, read from its file: what each field of a kind takes from a register's columns."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from aims.exchange.maps.marked import LARGEST, Faults, Shapes, Word, compose
from aims.exchange.reasons import BadMap, Reason, listed, size_text
from aims.exchange.text import folded

SHIPPED = ("people", "us-federal-2024")
_NOTHING = Word("", 1)
_REJECT = Word("reject", 1)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class FieldMap:
    """How one field is filled. `fold` is by folded value; the empty word means: leave the field empty."""

    name: Word
    columns: tuple[Word, ...] = ()
    fold: Mapping[str, Word] = field(default_factory=dict, hash=False)
    otherwise: Word | None = None
    split: Word | None = None
    join: Word | None = None
    default: Word | None = None
    dates: tuple[Word, ...] = ()
    required: bool = False
    truncate: bool = False
    keep: bool = False
    lines: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Map:
    """A map as written; nothing in it has been held against a sheet or a kind yet."""

    file: str
    source: Word = _NOTHING
    kind: Word = _NOTHING
    key: tuple[Word, ...] = ()
    on_repeat: Word = _REJECT
    language: Word = _NOTHING
    table: str = ""
    heading: int = 0
    encoding: str = ""
    empty: frozenset[str] = frozenset()
    fields: Mapping[str, FieldMap] = field(default_factory=dict, hash=False)
    constants: Mapping[Word, tuple[Word, ...]] = field(default_factory=dict, hash=False)
    ignore: tuple[Word, ...] = ()


def read_map(source: Path | str) -> Map:
    """A map that comes along, by its name, or one of your own, by its path. Raises `BadMap`."""
    if str(source) in SHIPPED:
        return parse_map((files(__package__) / f"{source}.yaml").read_text("utf-8"), f"{source}.yaml")
    path = Path(source)
    try:
        if path.stat().st_size > LARGEST:
            raise BadMap((Reason("map_too_large", {"file": path.name, "limit": size_text(LARGEST)}),))
        return parse_map(path.read_text("utf-8-sig"), path.name)
    except OSError:
        raise BadMap((Reason("map_absent", {"file": str(source), "maps": listed(SHIPPED)}),)) from None
    except UnicodeDecodeError:
        raise BadMap((Reason("map_text", {"file": path.name}),)) from None


def parse_map(text: str, file: str = "map.yaml") -> Map:
    """The map in a text; `file` is what its faults call it. Raises `BadMap` with every fault found."""
    faults = Faults(file)
    root = compose(text, file)
    given = _Parser(faults).given(root) if root is not None else {}
    for name in ("source", "kind", "key", "language", "fields"):
        if not given.get(name) and not any(fault.params.get("name") == name for fault in faults.found):
            faults.add("map_word_missing", 1, name=name)
    faults.stop()
    return replace(Map(file), **given)


def hint(name: str, known: tuple[str, ...]) -> Reason:
    """The closest of the names there are, or the names there are."""
    by_fold = {folded(candidate): candidate for candidate in known}
    close = get_close_matches(folded(name), list(by_fold), n=1, cutoff=0.6)
    if close:
        return Reason("hint_closest", {"name": by_fold[close[0]]})
    return Reason("hint_all", {"names": listed(known)})


class _Parser(Shapes):
    """One method a word of the map; `given` is the map without its defaults."""

    def given(self, root: yaml.Node) -> dict[str, Any]:
        readers: dict[str, Callable[[yaml.Node, str], Any]] = {
            "source": self.word,
            "kind": self.word,
            "key": self.words,
            "on_repeat": self._repeat,
            "language": self._language,
            "table": self.word,
            "heading": self.number,
            "encoding": self.word,
            "empty": self._empty,
            "fields": self._fields,
            "constants": self._constants,
            "ignore": self.words,
        }
        return self._read(root, "map", readers)

    def _read(
        self, node: yaml.Node, name: str, readers: Mapping[str, Callable[[yaml.Node, str], Any]]
    ) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for word, value in self.pairs(node, name):
            if word in readers:
                given[str(word)] = readers[word](value, word)
            else:
                self.faults.add("map_word_unknown", word.line, name=word, hint=hint(word, tuple(readers)))
        return given

    def _repeat(self, node: yaml.Node, name: str) -> Word:
        word = self.word(node, name)
        if word not in ("number", "reject"):
            self._unfit(node, name, "shape_repeat")
        return word

    def _language(self, node: yaml.Node, name: str) -> Word:
        word = self.word(node, name)
        if not _LANGUAGE.fullmatch(word):
            self.faults.add("map_language", word.line, name=word)
        return word

    def _empty(self, node: yaml.Node, name: str) -> frozenset[str]:
        return frozenset(folded(word) for word in self.words(node, name))

    def _constants(self, node: yaml.Node, name: str) -> dict[Word, tuple[Word, ...]]:
        return {word: self.words(value, word) for word, value in self.pairs(node, name)}

    def _fields(self, node: yaml.Node, name: str) -> dict[str, FieldMap]:
        return {str(word): self._field(word, value) for word, value in self.pairs(node, name)}

    def _field(self, name: Word, node: yaml.Node) -> FieldMap:
        if not isinstance(node, yaml.MappingNode):
            return FieldMap(name, self.words(node, name))
        readers: dict[str, Callable[[yaml.Node, str], Any]] = {
            "from": self.words,
            "fold": self._fold,
            "otherwise": self.word,
            "split": self.word,
            "join": self.word,
            "default": self.word,
            "dates": self._dates,
            "required": self.truth,
            "truncate": self.truth,
            "keep": self.truth,
        }
        given = self._read(node, name, readers)
        given["columns"] = given.pop("from", ())
        lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
        return replace(FieldMap(name, lines=lines), **given)

    def _fold(self, node: yaml.Node, name: str) -> dict[str, Word]:
        pairs = self.pairs(node, name, same=folded, repeated="map_fold_repeated")
        return {folded(word): self.word(value, word) for word, value in pairs}

    def _dates(self, node: yaml.Node, name: str) -> tuple[Word, ...]:
        words = self.words(node, name)
        for word in words:
            if not _is_date_format(word):
                self.faults.add("map_date_format", word.line, name=word)
        return words


def _is_date_format(text: str) -> bool:
    try:
        return time.strptime(time.strftime(text, time.gmtime(0)), text).tm_year == 1970
    except ValueError:
        return False
