"""The ceilings: a file, a function and the list of dependencies stay small enough to read."""

import ast
import tomllib

import pytest

from tests.house.reading import ROOT, definitions, name_of, python_files, tree, with_suffix

FILE_LINES, FUNCTION_LINES, DEPENDENCIES = 500, 50, 25


def long_files(suffixes: tuple[str, ...]) -> list[str]:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in with_suffix(*suffixes)}
    return [
        f"{name_of(path)}: {size} lines"
        for path, size in sizes.items()
        if size > FILE_LINES and not {"vendor", "migrations"} & set(path.parts)
    ]


@pytest.mark.parametrize("suffix", [".py", ".html", ".css", ".js", ".toml"])
def test_no_file_is_longer_than_500_lines(suffix: str) -> None:
    assert long_files((suffix,)) == []


def test_no_function_is_longer_than_50_lines() -> None:
    assert [
        f"{name_of(path)}:{node.lineno} {node.name}: {length} lines"
        for path in python_files()
        if "gallery" not in path.parts  # sample pages are content
        for node in definitions(path)
        if not isinstance(node, ast.ClassDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ] == []


def test_no_more_than_25_direct_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    others = [one for one in project["dependencies"] if not one.startswith("openaims-")]
    assert len(others) <= DEPENDENCIES
    sdk = tomllib.loads((ROOT / "sdk" / "pyproject.toml").read_text())["project"]
    assert len(sdk["dependencies"]) == 1, "and the verifier does without it: tests/sdk/test_proof.py"


def test_a_file_that_takes_reading_says_what_it_is() -> None:
    assert [
        name_of(path)
        for path in python_files()
        if len(path.read_text(encoding="utf-8").splitlines()) > 30 and not ast.get_docstring(tree(path))
    ] == []
