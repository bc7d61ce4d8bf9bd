"""What a paper is made of: plain values that every writer sets in its own way and that know nothing of records.

A text is a plain string, which is in the language of the paper; a `Text`, which says its own; or `Both`, what a paper
in two languages says in each. What both languages say alike (a ref, a figure) stands once.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, NamedTuple, cast

from aims.lib.text import printable


class Text(NamedTuple):
    """Words in the language `lang`, such as `en` or `zh-hans`."""

    words: str
    lang: str


class Both(NamedTuple):
    """The same in the first language of the paper and in its second."""

    first: Text
    second: Text


type Said = str | Text | Both


@dataclass(frozen=True, slots=True)
class Heading:
    text: Said
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Said


@dataclass(frozen=True, slots=True)
class Note:
    """What the reader must know before they rely on what follows."""

    text: Said


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    texts: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said about one thing: label and value."""

    rows: tuple[tuple[Said, Said], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `width` is its share of the page."""

    label: Said
    width: float = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong to one thing, under its title; one without a title has none."""

    title: Said
    rows: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many texts as there are columns. On a sheet, `grouped_by` heads the column of the groups' titles."""

    title: Said
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    grouped_by: Said = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a matrix; `tone` is how dark it is, 0 to 3, and says nothing that `text` does not."""

    text: Said
    tone: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells by two scales: `columns` label the one that runs `across`, each row begins with its step of the other."""

    title: Said
    across: Said
    down: Said
    columns: tuple[Said, ...]
    rows: tuple[tuple[Said, tuple[Cell, ...]], ...]


type Block = Heading | Paragraph | Note | Bullets | Facts | Table | Matrix


@dataclass(frozen=True, slots=True)
class Paper:
    """One content. `at` is the instant that it shows; the same content at the same instant gives the same file."""

    title: Said
    organisation: Said
    lang: str
    at: dt.datetime
    facts: tuple[tuple[Said, Said], ...]
    """Under the title: as of when, versions, checkpoint, whom it is for."""
    blocks: tuple[Block, ...]
    foot: Said
    """On every page."""
    wide: bool = False
    """Whether its tables need the long side of the sheet."""


def in_both(first: Paper, second: Paper) -> Paper:
    """One paper of two that were made of the same records in two languages; raises `ValueError` where shapes differ."""
    return cast("Paper", _paired(first, replace(second, lang=first.lang), first.lang, second.lang))


def _paired(one: Any, other: Any, lang: str, beside: str) -> Any:
    if isinstance(one, str | Text) and isinstance(other, str | Text):
        return _said(one, other, lang, beside)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return tuple(_paired(a, b, lang, beside) for a, b in zip(one, other, strict=True))
    if is_dataclass(one) and not isinstance(one, type) and type(one) is type(other):
        names = (field.name for field in fields(one))
        return replace(one, **{n: _paired(getattr(one, n), getattr(other, n), lang, beside) for n in names})
    if one != other:
        raise ValueError(f"{one!r} beside {other!r}")
    return one


def _said(one: str | Text, other: str | Text, lang: str, beside: str) -> Said:
    first = one if isinstance(one, Text) else Text(one, lang)
    second = other if isinstance(other, Text) else Text(other, beside)
    return one if first.words == second.words else Both(first, second)


def parts(said: Said, lang: str) -> tuple[Text, ...]:
    """What `said` says in each language of the paper, whose first is `lang`."""
    if isinstance(said, Both):
        return tuple(said)
    return (said if isinstance(said, Text) else Text(said, lang),)


def plain(said: Said, between: str = "\n") -> str:
    """The words alone, as a file of words may hold them; those of a second language after `between`."""
    if isinstance(said, str):
        return printable(said)
    return printable(said.words if isinstance(said, Text) else between.join(text.words for text in said))


def texts(paper: Paper) -> Iterable[str]:
    """Every text of `paper`."""
    return _within(paper)


def _within(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Text):
        yield value.words
    elif isinstance(value, tuple):
        for part in value:
            yield from _within(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _within(getattr(value, field.name))
