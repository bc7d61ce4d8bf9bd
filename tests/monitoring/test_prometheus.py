"""`GET /metrics`: what a parser of Prometheus reads is what each monitor measured last, as far as the token may see."""

import datetime as dt

import pytest
from prometheus_client.parser import text_string_to_metric_families

from aims.api.prometheus import _escaped, _families
from aims.kernel.policy import Actor
from tests.conformity.worlds.bank import Bank

from .figures import Told, whole
from .story import line, monitored, run

pytestmark = pytest.mark.django_db


def read(bank: Bank, actor: Actor) -> dict[str, list[tuple[dict[str, str], float]]]:
    text = "\n".join(str(one) for one in _families(bank.world(), actor, bank.at) if one.lines) + "\n"
    return {
        family.name: [(sample.labels, sample.value) for sample in family.samples]
        for family in text_string_to_metric_families(text)
    }


def actor(bank: Bank, name: str) -> Actor:
    return Actor.of(bank.world(), bank.people[name])


def test_a_monitor_that_measured_shows_value_level_cases_and_age(bank: Bank) -> None:
    monitor = monitored(bank)
    before = read(bank, actor(bank, "Liang"))
    assert [value for labels, value in before["aims_monitor_level"] if labels["level"] == "unknown"] == [1.0]
    assert before["aims_monitor_value"][0][1] != before["aims_monitor_value"][0][1]  # NaN
    assert "aims_monitor_age_seconds" not in before
    run(bank, Told(whole(0.7, low=0.65, high=0.75)))
    found = read(bank, actor(bank, "Liang"))
    ((labels, value),) = found["aims_monitor_value"]
    assert value == 0.7
    assert labels["monitor"] == monitor.ref
    assert labels["measure"] == "accuracy"
    assert labels["system"].startswith("AIS-")
    assert {one["level"]: value for one, value in found["aims_monitor_level"]} == {
        "within": 0.0,
        "warn": 0.0,
        "breach": 1.0,
        "unknown": 0.0,
    }
    assert found["aims_monitor_cases"][0][1] == 1000
    end = dt.datetime.combine(line(bank, monitor).window_last + dt.timedelta(days=1), dt.time(), dt.UTC)
    assert found["aims_monitor_age_seconds"][0][1] == pytest.approx((bank.at - end).total_seconds())


def test_who_sees_no_monitor_is_told_of_none(bank: Bank) -> None:
    monitored(bank)
    assert read(bank, Actor(bank.people["Liang"], ())) == {}


def test_labels_are_escaped() -> None:
    text = f'# TYPE a gauge\na{{b="{_escaped('x"y' + chr(92) + chr(10) + "z")}"}} 1\n'
    (family,) = text_string_to_metric_families(text)
    assert family.samples[0].labels["b"] == 'x"y\\\nz'
