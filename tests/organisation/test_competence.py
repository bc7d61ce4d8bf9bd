"""What a rating rests on, who may give it, until when it counts, and what follows when it is over."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from aims.conformity.competence import shortfall
from aims.conformity.sentences import sentence
from aims.kernel.denied import Denied
from aims.kernel.duties import duties_of
from aims.kernel.models import Assignment, Person
from aims.kernel.standing import Standing, standings
from aims.lib.clock import months_after
from aims.organisation.authority import lapsed
from aims.organisation.competence import holders
from aims.organisation.models import Competence
from tests.bank import sign_in_for
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.competence import assessed, begun, in_training, profile, rated

pytestmark = pytest.mark.django_db


def refused(bank: Bank, name: str, action: str, record: Competence, **given: object) -> Denied:
    with override("en"), pytest.raises(Denied) as denied:
        bank.by(name, "competence", action, record.id, **given)
    return denied.value


def last_instant(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59, 59), ZoneInfo(settings.TIME_ZONE)).astimezone(dt.UTC)


def duty_codes(bank: Bank, name: str) -> list[str]:
    return [duty.code for duty in duties_of(bank.world(), bank.people[name])]


def test_each_state_asks_for_what_it_rests_on(bank: Bank) -> None:
    record = begun(bank, "Ines", "verifier")
    assert set(refused(bank, "Tan", "assess", record).fields) == {"level", "evidence"}
    bank.by("Tan", "competence", "assess", record.id, level="2", evidence="Two cases.")
    assert set(refused(bank, "Tan", "approve", record).fields) == {"valid_until"}
    assert set(refused(bank, "Tan", "find_gap", record).fields) == {"gap"}
    bank.by("Tan", "competence", "find_gap", record.id, gap="One case short.")
    wanted = {"plan", "plan_due", "supervision", "effect_criterion"}
    assert set(refused(bank, "Tan", "train", record).fields) == wanted
    trainee = in_training(bank, "Arjun", "verifier")
    said = {"level": "3", "evidence": "Watched again."}
    assert set(refused(bank, "Tan", "assess", trainee, **said).fields) == {"effect"}


@pytest.mark.parametrize("months", [6, None], ids=["the requirement's own interval", "a year without one"])
def test_a_form_offers_until_when_a_rating_counts(bank: Bank, months: int | None) -> None:
    if months:
        profile(bank, "verifier", valid_months=months)
    record = assessed(bank, "Ines", "verifier")
    client = Client()
    with bank.now():
        client.force_login(sign_in_for(Person.objects.get(pk=bank.people["Tan"])))
        page = client.get(f"/r/{record.ref}/do/approve").content.decode()
    assert f'value="{months_after(bank.at.date(), months or 12)}"' in page


def test_who_was_seen_below_what_is_asked_for_is_not_said_to_be_unrated(bank: Bank) -> None:
    profile(bank, "verifier", level="3")
    bank.assign("Ines", "verifier")
    record = begun(bank, "Ines", "verifier")
    bank.by("Tan", "competence", "assess", record.id, level="2", evidence="Two cases.")
    [gap] = [gap for h in holders(bank.world()) if h.rating and (gap := shortfall(bank.world(), h))]
    assert "below the level" in sentence(gap)
    assert gap.do
    assert gap.do.action == "find_gap"
    [duty] = [d for d in duties_of(bank.world(), bank.people["Tan"]) if d.about == record.id]
    assert (duty.code, duty.do.action) == ("competence_below", "find_gap")


def test_nobody_rates_their_own_competence(bank: Bank) -> None:
    record = begun(bank, "Tan", "top_management", owner=bank.people["Tan"])
    denied = refused(bank, "Tan", "assess", record, level="4", evidence="I know.")
    assert (denied.code, "about you" in denied.sentence) == ("own_case", True)
    bank.by("Arjun", "competence", "assess", record.id, level="4", evidence="Watched her.")
    assert refused(bank, "Tan", "approve", record, valid_until=bank.at.date()).code == "own_case"
    assert refused(bank, "Liang", "approve", record, valid_until=bank.at.date()).code == "own_work"


def test_competence_expires_at_the_end_of_its_last_day(bank: Bank) -> None:
    profile(bank, "verifier", decides=True)
    bank.assign("Ines", "verifier")
    record = rated(bank, "Ines", "verifier", days=90)
    last = record.valid_until

    def seen(at: dt.datetime) -> list[Standing]:
        bank.at = at
        world = bank.world()
        return standings(world.get(Competence, record.id), world)

    day = dt.timedelta(days=1)
    assert seen(last_instant(last - 60 * day)) == []
    assert seen(last_instant(last - 60 * day) + dt.timedelta(seconds=1)) == [Standing.EXPIRING]
    assert seen(last_instant(last)) == [Standing.EXPIRING]
    assert seen(last_instant(last) + dt.timedelta(seconds=1)) == [Standing.EXPIRED]


def test_a_rating_counts_no_longer_than_the_requirement_in_force_says(bank: Bank) -> None:
    asked = profile(bank, "verifier", decides=True, valid_months=6)
    held = bank.assign("Ines", "verifier")
    record = assessed(bank, "Ines", "verifier")
    latest = months_after(bank.at.date(), 6)
    denied = refused(bank, "Tan", "approve", record, valid_until=latest + dt.timedelta(days=1))
    assert f"until {latest} at most" in denied.sentence
    bank.by("Tan", "competence", "approve", record.id, valid_until=latest)
    day_rated = bank.at.date()

    def rating() -> Competence:
        found = bank.world().get(Competence, record.id)
        assert found
        return found

    bank.pass_days(30)
    bank.by("Liang", "competence", "comment", record.id, reason="Seen again.")
    bank.by("Liang", "competence_requirement", "revise", asked.id)
    bank.by("Liang", "competence_requirement", "edit", asked.id, valid_months=2)
    assert standings(rating(), bank.world()) == [], "a draft asks for nothing yet"
    bank.by("Liang", "competence_requirement", "submit", asked.id)
    bank.by("Tan", "competence_requirement", "approve", asked.id)
    sooner = months_after(day_rated, 2)

    def counts(at: dt.datetime) -> bool:
        bank.at = at
        world = bank.world()
        assignment = world.get(Assignment, held.id)
        assert assignment
        has_ended = Standing.EXPIRED in standings(rating(), world)
        assert lapsed(world, assignment) == ((rating(), sooner) if has_ended else None)
        return not has_ended

    assert counts(last_instant(sooner))
    assert not counts(last_instant(sooner) + dt.timedelta(seconds=1))


def test_a_role_that_decides_carries_no_authority_without_competence(bank: Bank) -> None:
    held = bank.assign("Ines", "verifier")

    def lapse() -> object:
        world = bank.world()
        found = world.get(Assignment, held.id)
        assert found is not None
        return lapsed(world, found)

    assert lapse() is None
    profile(bank, "verifier", decides=False)
    assert lapse() is None
    profile(bank, "verifier", decides=True)
    assert lapse() == (None, None)
    assessed(bank, "Ines", "verifier")
    assert lapse() is not None
    record = rated(bank, "Ines", "verifier", level="2")
    assert lapse() == (record, record.valid_until), "on too low a level"
    record = rated(bank, "Ines", "verifier", days=720)
    assert lapse() is None
    bank.at = last_instant(record.valid_until)
    assert lapse() is None
    bank.at += dt.timedelta(seconds=1)
    assert lapse() == (record, record.valid_until)


def test_duties_go_to_who_may_and_never_to_the_person(bank: Bank) -> None:
    profile(bank, "risk_owner")
    assert "competence_unrated" in duty_codes(bank, "Liang")
    assert "competence_unrated" not in duty_codes(bank, "Arjun")
    record = rated(bank, "Arjun", "risk_owner", days=90, owner=bank.people["Tan"])
    assert not {c for c in duty_codes(bank, "Tan") if c.startswith("competence")}
    bank.pass_days(31)
    assert "competence_expires" in duty_codes(bank, "Tan")
    assert "competence_expires" not in duty_codes(bank, "Liang"), "its owner may, so nobody else is asked"
    bank.by("Tan", "competence", "assess", record.id, level="3", evidence="Watched again.")
    assert "competence_waits" in duty_codes(bank, "Tan")
    bank.by("Tan", "competence", "find_gap", record.id, gap="One short.")
    assert "competence_gap" in duty_codes(bank, "Tan")


def test_who_decides_by_a_role_is_refused_once_their_competence_ran_out(bank: Bank) -> None:
    bank.assign("Liang", "document_controller")
    profile(bank, "top_management", decides=True)
    rated(bank, "Tan", "top_management", days=30)
    bank.policy()
    bank.pass_days(31)
    draft = bank.by("Liang", "scope_statement", "create", title="Scope", text="All of it.")
    bank.by("Liang", "scope_statement", "submit", draft.id)
    with override("en"), pytest.raises(Denied) as denied:
        bank.by("Tan", "scope_statement", "approve", draft.id)
    assert denied.value.code == "authority_lapsed"
    assert "ran out on" in denied.value.sentence
