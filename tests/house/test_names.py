"""Names say what a thing is: the words that say nothing are not used in them."""

import re

from tests.house.reading import definitions, name_of, python_files, with_suffix

BANNED = {
    "manager", "helper", "util", "utils", "service", "handler", "processor", "engine", "data", "info", "item", "object",
    "entity", "base", "common", "misc",
}  # fmt: skip
BANNED |= {f"{word}s" for word in BANNED}

# Each with its reason; at most ten.
ALLOWED_FILES = {
    "src/aims/config/sqlite/base.py": "Django imports a backend by this name",
}
ALLOWED_NAMES = {
    "base": "the template that all others extend is `base.html` everywhere in Django",
    "UserManager": "Django's word for what makes querysets",
}

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words(name: str) -> set[str]:
    """`SourceData` and `source_data` are `source` and `data`."""
    return {word.lower() for word in WORD.findall(name)}


def test_words_are_found_in_both_spellings() -> None:
    assert words("SourceDataFile") == {"source", "data", "file"}
    assert words("_read_info2") == {"read", "info", "2"}
    assert words("database") == {"database"}, "a word that contains another is not it"


def test_no_file_has_an_empty_word_in_its_name() -> None:
    found = [
        name_of(path)
        for path in with_suffix(".py", ".html", ".css", ".js", ".yaml", ".md")
        if words(path.stem) & BANNED and path.stem not in ALLOWED_NAMES and name_of(path) not in ALLOWED_FILES
    ]
    assert found == []


def test_no_class_or_function_has_an_empty_word_in_its_name() -> None:
    found = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files("src", "sdk", "tools", "bench")
        for node in definitions(path)
        if words(node.name) & BANNED and node.name not in ALLOWED_NAMES
    ]
    assert found == []


def test_exceptions_stay_few() -> None:
    assert len(ALLOWED_FILES) + len(ALLOWED_NAMES) <= 10
