"""Short tables are read and written by code or by label in the language of the page; the wrong line is named."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from aims.systems.models import Verification

FIELD = Verification._meta.get_field("criteria")
ROW = {"aspect": "safety", "name": "stops", "direction": ">=", "limit": 0.5, "group": ""}


def test_lines_are_rows_and_rows_are_lines_again() -> None:
    rows = FIELD.clean("safety | stops | >= | 0.5\n\n fairness| gap |<=|3 | women ", None)
    assert rows == [ROW, {"aspect": "fairness", "name": "gap", "direction": "<=", "limit": 3, "group": "women"}]
    assert FIELD.clean(FIELD.lines(rows), None) == rows
    assert FIELD.clean(rows, None) == rows


def test_a_chinese_page_writes_chinese_and_stores_the_same() -> None:
    with override("zh-hans"):
        assert FIELD.lines([ROW]) == "安全 | stops | 至少 | 0.5"
        assert FIELD.clean(FIELD.lines([ROW]), None) == [ROW]


@pytest.mark.parametrize(
    "wrong",
    [
        "beauty | x | >= | 1",
        "safety | | >= | 1",
        "safety | x | >= | much",
        "safety | x | >= | nan",
        "a | b | c | 1 | e | f",
    ],
)
def test_the_line_that_is_wrong_is_named(wrong: str) -> None:
    with pytest.raises(ValidationError, match="Line 2: "):
        FIELD.clean(f"safety | stops | >= | 0.5\n{wrong}", None)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(ValidationError):
        FIELD.clean(7, None)
