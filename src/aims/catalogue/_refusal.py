"""Refusals of the catalogue: a sentence that names the file, the line if known, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from aims.catalogue._words import Bilingual

Steps = tuple[str | int, ...]


class FrameworkRefused(Exception):
    """A catalogue file cannot be taken as it stands."""

    def __init__(self, file: Path, line: int | None, fault: Bilingual) -> None:
        place = Bilingual(file.name, file.name)
        if line is not None:
            place = Bilingual(f"{file.name}, line {line}", f"{file.name}第{line}行")
        self.file = file
        self.line = line
        self.sentence = Bilingual(f"{place.en}: {fault.en}", f"{place.zh}：{fault.zh}")
        super().__init__(self.sentence.en)


class UnknownId(LookupError):
    """No framework, requirement or place has this id."""

    def __init__(self, full_id: str) -> None:
        self.id = full_id
        self.sentence = Bilingual(
            f'The catalogue has no "{full_id}". An id is framework/place, such as iso42001:2023/6.1.3-f.',
            f"目录中没有“{full_id}”。编号的写法是“框架/位置”，例如iso42001:2023/6.1.3-f。",
        )
        super().__init__(self.sentence.en)


def read_yaml(file: Path) -> object:
    """The content of a file, or a refusal that names the line on which it stops being YAML."""
    try:
        return yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        what = fault.problem or "unreadable"
        raise FrameworkRefused(
            file,
            mark.line + 1 if mark else None,
            Bilingual(
                f"this is not YAML ({what}). Check indentation, colons and quotes on this line and the one before.",
                f"此处不是有效的YAML（{what}）。请检查本行和上一行的缩进、冒号和引号。",
            ),
        ) from fault
    except (yaml.YAMLError, OSError) as fault:
        raise FrameworkRefused(
            file,
            None,
            Bilingual(
                f"the file cannot be read ({fault}). Save it as UTF-8 text and check that it may be opened.",
                f"无法读取该文件（{fault}）。请另存为UTF-8文本，并确认有权打开。",
            ),
        ) from fault


def line_of(file: Path, steps: Steps) -> int | None:
    """The line on which the value at `steps` begins; the nearest one above it if the value is missing."""
    tree: Any = yaml.compose(file.read_bytes(), Loader=yaml.CSafeLoader)
    line: int | None = None
    for step in steps:
        found = _child(tree, step)
        if found is None:
            break
        line, tree = found
    if line is None and tree is not None:
        line = tree.start_mark.line + 1
    return line


def _child(tree: Any, step: str | int) -> tuple[int, Any] | None:
    if isinstance(tree, yaml.SequenceNode) and isinstance(step, int) and step < len(tree.value):
        return tree.value[step].start_mark.line + 1, tree.value[step]
    if isinstance(tree, yaml.MappingNode):
        for key, value in tree.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    return None


def refuse(file: Path, steps: Steps, en: str, zh: str) -> FrameworkRefused:
    return FrameworkRefused(file, line_of(file, steps), Bilingual(en, zh))


def refuse_repeats(file: Path) -> None:
    """A field written twice would silently lose its first value."""
    ahead: list[Any] = [yaml.compose(file.read_bytes(), Loader=yaml.CSafeLoader)]
    while ahead:
        tree = ahead.pop()
        if isinstance(tree, yaml.SequenceNode):
            ahead += tree.value
        elif isinstance(tree, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in tree.value:
                if key.value in seen:
                    raise FrameworkRefused(
                        file,
                        key.start_mark.line + 1,
                        Bilingual(
                            f'"{key.value}" is written twice in the same place; join the two or remove one.',
                            f"“{key.value}”在同一处写了两次，请合并或删除其一。",
                        ),
                    )
                seen.add(key.value)
                ahead.append(value)
