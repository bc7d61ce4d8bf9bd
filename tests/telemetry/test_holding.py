"""The same decisions are held by the SDK and by the back-test, whatever the condition and whatever is missing."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from aims_sdk.conditions import AllOf, AnyOf, Compare, Condition, Not, Sampling, compiled, read
from aims_sdk.decisions import Decision
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aims.telemetry import columns
from aims.telemetry.reading.holding import Held, held
from aims.telemetry.storage import segments

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)
SECRET = "of the plan"
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.sampled_from([0.0, 0.5, 1.0, 7.0, -2.5]), st.sampled_from(["", "a", "ab", "true", "7"])
)
KNOWN: st.SearchStrategy[Any] = VALUES.filter(lambda value: value is not None)
FIELDS = ("output", "inputs.x", "inputs.Age", "inputs.nowhere")
ORDERED = st.builds(
    Compare,
    st.sampled_from((*FIELDS, "score", "latency_ms", "version")),
    st.sampled_from(("lt", "lte", "gt", "gte")),
    st.sampled_from([0.0, 0.5, 7.0]),
)
EQUAL = st.builds(Compare, st.sampled_from((*FIELDS, "version", "sort", "score")), st.just("eq"), KNOWN)
AMONG = st.builds(Compare, st.sampled_from(FIELDS), st.just("in"), st.lists(KNOWN, min_size=1, max_size=3).map(tuple))
TEXTS = st.builds(
    Compare, st.sampled_from((*FIELDS, "version")), st.sampled_from(("contains", "starts_with")), st.sampled_from("ab")
)
THERE = st.builds(Compare, st.sampled_from((*FIELDS, "score", "version")), st.just("present"), st.none())
DRAWN = st.builds(Compare, st.just("key"), st.just("random_share"), st.sampled_from([0.1, 0.5, 1]))
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(ORDERED, EQUAL, AMONG, TEXTS, THERE, DRAWN),
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        st.lists(part, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        part.map(Not),
    ),
    max_leaves=6,
)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "output": VALUES,
            "score": st.sampled_from([0.0, 0.5, 0.9]),
            "version": st.sampled_from(["", "1.0", "ab"]),
            "inputs": st.fixed_dictionaries({}, optional={"x": VALUES, "Age": VALUES}),
        },
    ),
    min_size=1,
    max_size=12,
)


def kept(system: Any, events: list[dict[str, Any]], day: dt.date = DAY) -> None:
    at = dt.datetime.combine(day, dt.time(9), dt.UTC)
    made = [Decision(**event | {"at": at + dt.timedelta(seconds=n)}) for n, event in enumerate(events)]
    segments.add([segments.write(system, day, "decisions", columns.decisions(made).sort_by("key"))])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONDITIONS, EVENTS)
def test_the_back_test_holds_what_the_program_holds(condition: Condition, events: list[dict[str, Any]]) -> None:
    system = uuid4()
    events = [event | {"key": f"k-{n:02d}"} for n, event in enumerate(events)]
    kept(system, events)
    question = compiled(condition, Sampling(SECRET))
    answers = [question(event) for event in events]
    found = held(system, DAY, DAY, condition, SECRET)
    assert found.decisions == len(events)
    assert found.held == sum(answer is not False for answer in answers)
    assert found.unsaid == sum(answer is None for answer in answers)


def test_each_rule_is_counted_by_itself() -> None:
    system = uuid4()
    events = [{"key": f"k-{n}", "score": n / 10, "inputs": {"amount": n * 1000.0}} for n in range(10)]
    kept(system, events)
    low = {"field": "score", "operator": "lt", "value": 0.3}
    large = {"field": "inputs.amount", "operator": "gt", "value": 7000}
    assert held(system, DAY, DAY, read({"any": [low, large]})) == Held(10, 5, 0, (3, 2))
    assert held(system, DAY, DAY, read({"all": [low, large]})) == Held(10, 0, 0, (0,))


def test_the_first_of_a_version_are_counted_from_its_first_day() -> None:
    system, rule = uuid4(), read({"field": "version", "operator": "first_n", "value": {"version": "2", "n": 5}})
    for number in range(3):
        made = [{"key": f"k-{number}-{n}", "version": "2" if n % 2 else "1"} for n in range(6)]
        kept(system, made, DAY + dt.timedelta(days=number))
    days = [DAY + dt.timedelta(days=number) for number in range(3)]
    assert [held(system, day, day, rule).held for day in days] == [3, 2, 0]
    assert held(system, days[0], days[-1], rule).held == 5


def test_without_decisions_nothing_would_have_been_held() -> None:
    assert held(uuid4(), DAY, DAY, read({"any": [{"field": "score", "operator": "lt", "value": 1}]})).decisions == 0
