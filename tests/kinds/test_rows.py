"""What is stored in a short table and shown as lines is the same table when the lines are read again."""

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from aims.kernel.fields import RowColumn, RowsField
from aims.kernel.kinds import KINDS

FIELDS = sorted(
    {
        f"{f.model._meta.label}.{f.name}": f for k in KINDS for f in k.model._meta.fields if isinstance(f, RowsField)
    }.items()
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("| \n\r\x85\u2028-"), max_size=12)


def said(column: RowColumn) -> st.SearchStrategy[Any]:
    if column.codes:
        known: st.SearchStrategy[Any] = st.sampled_from([code for code, _label in column.codes])
    elif column.is_number:
        known = st.integers(0, 10**6) | st.floats(allow_nan=False, allow_infinity=False)
    else:
        return TEXT.filter(lambda text: bool(text.replace("|", "/").strip())) if column.required else TEXT
    return known if column.required else known | st.just("")


@pytest.mark.parametrize("field", [field for _name, field in FIELDS], ids=[name for name, _field in FIELDS])
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
@given(data=st.data())
def test_rows_are_lines_and_the_lines_are_the_same_rows(field: RowsField, lang: str, data: st.DataObject) -> None:
    given_rows = data.draw(st.lists(st.fixed_dictionaries({c.name: said(c) for c in field.columns}), max_size=3))
    with override(lang):
        rows = field.clean(given_rows, None)
        assert field.clean(field.lines(rows), None) == rows
        assert field.clean(rows, None) == rows
