"""A verdict flips exactly when it says, the past stays as it was, and what is remembered equals what is fresh."""

import datetime as dt
import random
from contextlib import suppress
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aims import catalogue
from aims.conformity.posture import posture, turns, verdict_on
from aims.kernel import world as worlds
from aims.kernel.checks import CHECKS, Status, Verdict
from aims.kernel.denied import Denied
from aims.kernel.models import Event
from aims.kernel.world import World, as_of, at_seq
from aims.lib import clock

from .worlds import CASES, whole_year
from .worlds.bank import ISO, Bank

pytestmark = pytest.mark.django_db


def plain(found: Verdict) -> tuple[object, ...]:
    """A verdict without what differs between instants at which it holds."""
    return found.status, found.depth, found.evidence, found.gaps, [(n.code, str(n.params)) for n in found.notes]


def fresh(world: World) -> dict[str, Verdict]:
    return dict(posture(World(world._position, world.at)))


@pytest.mark.parametrize("requirement", ["4.1-c", "4.3-a", "4.3-d", "5.2-e", "5.3-c", "A.2.4", "10.2-a", "A.3.3"])
def test_a_verdict_flips_exactly_at_its_instant(bank: Bank, requirement: str) -> None:
    bank.policy(), bank.scope(), bank.system(), bank.attest(), bank.nonconformity()
    given = {"title": "Posture", "given_to": bank.people["Tan"]}
    bank.by("Liang", "issued_posture", "create", **given)
    bank.by("Ines", "concern", "create", title="A test", text="Does anybody answer?")
    world = bank.world()
    found = verdict_on(world, ISO + requirement)
    for _n in range(400):
        assert found.until is not None
        same = verdict_on(World(world._position, found.until), ISO + requirement)
        assert plain(same) == plain(found)
        later = verdict_on(World(world._position, found.until + dt.timedelta(microseconds=1)), ISO + requirement)
        if later.status is not found.status:
            return
        found = later
    raise AssertionError("it never flips")


def test_nobody_named_and_nothing_recorded_holds_until_something_happens(bank: Bank) -> None:
    assert bank.verdict("9.2.1-a").until is None
    assert bank.verdict("5.2-e").until is None


def test_the_past_is_what_the_events_up_to_then_say(bank: Bank) -> None:
    then: dict[int, dict[str, Verdict]] = {}
    days: dict[dt.date, dict[str, Verdict]] = {}
    for step in (bank.policy, bank.scope, bank.system, bank.attest, bank.nonconformity, lambda: whole_year(bank)):
        step()
        bank.pass_days(1)
        seq = Event.objects.order_by("-seq").values_list("seq", flat=True)[0]
        day = (bank.at - dt.timedelta(days=1)).date()
        with bank.now():
            then[seq] = fresh(at_seq(seq))
            days[day] = fresh(as_of(day))
    bank.pass_days(30)
    bank.renewed("policy", bank.world().all(_policy())[0].id)
    with bank.now():
        assert {s: {k: plain(v) for k, v in fresh(at_seq(s)).items()} for s in then} == {
            s: {k: plain(v) for k, v in p.items()} for s, p in then.items()
        }
        assert {d: {k: plain(v) for k, v in fresh(as_of(d)).items()} for d in days} == {
            d: {k: plain(v) for k, v in p.items()} for d, p in days.items()
        }


def test_evidence_entered_late_says_so_and_counts_from_when_it_happened(bank: Bank) -> None:
    bank.pass_days(60)
    bank.attest(happened_on=(bank.at - dt.timedelta(days=50)).date())
    bank.system()
    codes = [note.code for note in bank.verdict("4.1-c").notes]
    assert "recorded_late" in codes
    early = (bank.at - dt.timedelta(days=45)).date()
    with bank.now():
        happened, recorded = as_of(early, by="happened"), as_of(early)
    kind = _attestation()
    assert (len(happened.all(kind)), len(recorded.all(kind))) == (1, 0)


def test_the_verdict_over_time_says_what_a_look_back_says(bank: Bank) -> None:
    for step in (bank.policy, bank.scope, bank.system, bank.attest, bank.nonconformity, lambda: whole_year(bank)):
        step()
        bank.pass_days(37)
    wanted = [ISO + place for place in ("4.1-c", "5.2-c", "10.2-a", "A.2.4", "A.3.3")]
    with bank.now():
        last = bank.world().today
        found = {pk: turns(pk, last) for pk in wanted}
        first = min(day for told in found.values() for day, _verdict in told)
        days = {day for told in found.values() for day, _verdict in told}
        days |= {day - dt.timedelta(days=1) for day in days if day > first} | {last}
        days |= {first + dt.timedelta(days=random.randrange((last - first).days)) for _n in range(30)}
        then = {day: as_of(day) for day in days}
        for pk, told in found.items():
            expected = {day: verdict_on(world, pk).status for day, world in then.items()}
            assert expected == {day: next(v.status for at, v in told if at <= day) for day in days}
            assert all(newer.status is not older.status for (_, newer), (_, older) in pairwise(told))
    assert any(len(told) > 2 for told in found.values())


def _policy() -> type:
    from aims.organisation.models import Policy

    return Policy


def _attestation() -> type:
    from aims.systems.models import CompletenessAttestation

    return CompletenessAttestation


@pytest.mark.parametrize("by", ["happened", "recorded"])
def test_histories_are_the_same_however_a_world_was_made(bank: Bank, by: str) -> None:
    policy = bank.policy()
    early = bank.world().history(policy)
    bank.renewed("policy", policy.id)
    advanced = bank.world().history(policy)
    with bank.now():
        loaded = as_of(bank.at.date(), by=by).history(policy)  # type: ignore[arg-type]
    assert advanced[: len(early)] == early
    assert loaded == advanced
    assert [stamp.action for stamp in loaded[-3:]] == ["revise", "submit", "approve"]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10_000), steps=st.integers(3, 9))
def test_what_is_remembered_equals_what_is_computed_anew(founded: Bank, seed: int, steps: int) -> None:
    chance = random.Random(seed)
    with transaction.atomic():
        bank = founded.anew()
        for _step in range(steps):
            _something_happens(bank, chance)
            world = bank.world()
            known, anew = dict(posture(world)), fresh(world)
            assert {k: plain(v) for k, v in known.items()} == {k: plain(v) for k, v in anew.items()}
        transaction.set_rollback(True)
    worlds._now = None


def _something_happens(bank: Bank, chance: random.Random) -> None:
    """Time passes, a gap is closed, or one of the worlds of `test_checks` comes on top."""
    match chance.randrange(3):
        case 0:
            bank.pass_days(chance.choice([1, 3, 31, 200, 400]))
        case 1:
            _pk, build, _status, _code = chance.choice(CASES)
            with suppress(Denied, StopIteration):
                build(bank)
        case _:
            gaps = [gap for _pk, v in posture(bank.world()) for gap in v.gaps if gap.do and gap.code != "no_check"]
            with suppress(Denied, AssertionError):
                bank.close(chance.choice(gaps))


def test_all_ids_have_a_verdict_and_those_without_a_check_are_unknown(bank: Bank) -> None:
    found = dict(posture(bank.world()))
    assert list(found) == list(catalogue.requirements())
    assert len(found) == 202
    unread = {pk: v for pk, v in found.items() if pk not in CHECKS}
    assert {(v.status, v.gaps[0].code) for v in unread.values()} == {(Status.UNKNOWN, "no_check")}
    with bank.now():
        assert clock.now() >= bank.at
