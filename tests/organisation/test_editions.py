"""A version in force and the next one in work; and a role whose competence ran out, from that very instant."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from aims.kernel.denied import Denied
from aims.kernel.models import Event
from aims.kernel.standing import Standing, standings
from aims.kernel.world import at_seq
from aims.lib import clock
from aims.organisation.models import Policy
from tests.conformity.worlds.bank import POLICY, Bank
from tests.conformity.worlds.competence import profile, rated

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


def in_force(bank: Bank, policy: Policy) -> str:
    found = bank.world().get_in_force(Policy, policy.id)
    assert found is not None
    return found.text


def test_the_old_text_stays_in_force(bank: Bank) -> None:
    """Until the instant in which the new one is approved; then the new one, and the old one for whoever looks back."""
    policy = bank.policy()
    old = POLICY["text"]
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "policy", "edit", policy.id, text="Slipped in.")
    assert refused.value.code == "not_editable"
    bank.by("Liang", "policy", "revise", policy.id)
    bank.by("Liang", "policy", "edit", policy.id, text="New.")
    assert in_force(bank, policy) == old
    bank.by("Liang", "policy", "submit", policy.id)
    world = bank.world()
    latest = world.get(Policy, policy.id)
    assert latest is not None
    assert (latest.text, latest.state, latest.edition) == ("New.", "in_review", 1)
    assert standings(latest, world) == [Standing.NEW_VERSION_IN_WORK]
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "policy", "edit", policy.id, text="Slipped in.")
    assert refused.value.code == "not_editable"
    assert in_force(bank, policy) == old
    approved = bank.by("Tan", "policy", "approve", policy.id)
    assert (in_force(bank, policy), approved.edition) == ("New.", 2)
    last = Event.objects.filter(record=policy.pk).latest("seq").seq
    then = at_seq(last - 1).get_in_force(Policy, policy.id)
    assert then is not None
    assert then.text == old


def test_a_draft_that_is_given_up_changes_nothing(bank: Bank) -> None:
    policy = bank.policy()
    bank.by("Liang", "policy", "revise", policy.id)
    bank.by("Liang", "policy", "edit", policy.id, text="New.")
    bank.by("Liang", "policy", "submit", policy.id)
    bank.by("Tan", "policy", "return", policy.id)
    assert in_force(bank, policy) == POLICY["text"]


def test_who_could_decide_yesterday_cannot_today(bank: Bank) -> None:
    """Competence carries authority to the last instant of its last day, and none from the first of the next."""
    bank.assign("Liang", "document_controller")
    profile(bank, "top_management", decides=True)
    day = rated(bank, "Tan", "top_management", days=30).valid_until
    drafts = [bank.by("Liang", "policy", "create", **POLICY | {"title": title}) for title in ("One", "Two")]
    for draft in drafts:
        bank.by("Liang", "policy", "submit", draft.id)
    end = clock.end_of(day, ZoneInfo(settings.TIME_ZONE))
    bank.at = end - SECOND  # an act takes one second here
    assert bank.by("Tan", "policy", "approve", drafts[0].id).state == "approved"
    bank.at = end + dt.timedelta(microseconds=1)
    with pytest.raises(Denied) as refused:
        bank.by("Tan", "policy", "approve", drafts[1].id)
    assert refused.value.code == "authority_lapsed"
    assert in_force(bank, drafts[0]) == POLICY["text"], "what was approved in time stays so"
