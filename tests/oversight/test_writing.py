"""Conditions as people write them are read as they were meant, and written as they are read."""

import pytest
from aims_sdk.conditions import AllOf, AnyOf, Compare, Condition, Not, Wrong, as_json, read
from hypothesis import given, settings
from hypothesis import strategies as st

from aims.oversight.writing import lines, read_lines, to_text

TEXT = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=20)
NUMBER = st.floats(-1e9, 1e9, allow_nan=False)
FIELD = st.one_of(st.sampled_from(["output", "score", "version"]), TEXT.map(lambda name: f"inputs.{name}"))
VALUE = st.one_of(st.booleans(), NUMBER, TEXT)
COMPARED = st.one_of(
    st.builds(Compare, FIELD, st.sampled_from(("lt", "lte", "gt", "gte")), NUMBER),
    st.builds(Compare, FIELD, st.just("eq"), VALUE),
    st.builds(Compare, FIELD, st.just("in"), st.lists(VALUE, min_size=1, max_size=3).map(tuple)),
    st.builds(Compare, FIELD, st.sampled_from(("contains", "starts_with")), TEXT),
    st.builds(Compare, FIELD, st.just("present"), st.none()),
)
PART = st.one_of(COMPARED, COMPARED.filter(lambda c: c.operator not in ("lt", "lte", "gt", "gte")).map(Not))
RULE = st.one_of(PART, st.lists(PART, min_size=2, max_size=3).map(lambda parts: AllOf(tuple(parts))))
WRITTEN = st.one_of(RULE, st.lists(RULE, min_size=2, max_size=3).map(lambda rules: AnyOf(tuple(rules))))


@settings(deadline=None)
@given(WRITTEN)
def test_what_is_written_is_read_as_the_same(condition: Condition) -> None:
    assert read_lines(lines(condition)) == condition
    assert read(as_json(condition)) == condition


def test_as_people_write() -> None:
    found = read_lines(
        "output = decline\n\nscore >= 0.42 and score<0.58\n"
        'inputs.amount > 20000\n"income check" < 0.5 AND "papers seen" != yes\n'
        'version first 200 of 3.3.0\nkey random 0.02\ntopic in fees, "early, repayment", 3'.replace("topic", '"topic"')
    )
    assert as_json(found) == {
        "any": [
            {"field": "output", "operator": "eq", "value": "decline"},
            {
                "all": [
                    {"field": "score", "operator": "gte", "value": 0.42},
                    {"field": "score", "operator": "lt", "value": 0.58},
                ]
            },
            {"field": "inputs.amount", "operator": "gt", "value": 20000.0},
            {
                "all": [
                    {"field": "inputs.income check", "operator": "lt", "value": 0.5},
                    {"not": {"field": "inputs.papers seen", "operator": "eq", "value": True}},
                ]
            },
            {"field": "version", "operator": "first_n", "value": {"version": "3.3.0", "n": 200}},
            {"field": "key", "operator": "random_share", "value": 0.02},
            {"field": "inputs.topic", "operator": "in", "value": ["fees", "early, repayment", 3.0]},
        ]
    }


@pytest.mark.parametrize(
    ("said", "code", "where"),
    [
        ("", "no_parts", ""),
        ("score", "line_unread", "1"),
        ("score < 1\nscore < high", "not_a_number", "2"),
        ("amount > 3", "field_unknown", "1"),
        ("score < 1 and and", "line_unread", "1"),
        ("version first some of 3", "not_a_first_n", "1"),
        ("key random 2", "not_a_share", "1"),
        ("score random 0.1", "only_of_keys", "1"),
    ],
)
def test_what_cannot_be_read_says_where(said: str, code: str, where: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read_lines(said)
    assert (wrong.value.code, wrong.value.where) == (code, where)


def test_what_is_nested_deeper_has_no_lines() -> None:
    either = AnyOf((Compare("score", "lt", 0.5), Compare("score", "gt", 0.9)))
    assert lines(AnyOf((AllOf((either, Compare("output", "eq", "no"))), Compare("cost", "gt", 1.0)))) == ""


def test_a_fraction_is_written_as_it_was() -> None:
    assert to_text(read_lines("score < 0.58\nscore >= 1e-7")) == "score < 0.58\nscore >= 1e-07"
