"""What an attacker or an odd day would try."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aims.kernel import lists, search
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Event, File, ReactionDone, Record
from aims.kernel.perform import Command, perform, rehearse
from aims.kernel.policy import SYSTEM, Actor, decide, visible, visible_records, who_may
from aims.kernel.reactions import REACTIONS, react, run_reactions
from aims.kernel.standing import Standing, standings
from aims.kernel.world import as_of, at_seq, present
from aims.lib import clock
from aims.lib.canonical import digest
from tests.kernel.exercise.models import Pact, Secret
from tests.kernel.story import STARTS, Story, undone

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
PACT, SECRET = KINDS["pact"], KINDS["secret"]


def refused(command: Command) -> str:
    before = Event.objects.count()
    with pytest.raises(Denied) as denied:
        perform(command)
    assert denied.value.sentence
    assert Event.objects.count() == before
    return denied.value.code


def approved(story: Story, record: Record, **values: Any) -> Record:
    return story.act(story.act(record, "submit"), "approve", values)


def tried(command: Command) -> Record | None:
    """The record, or nothing where a sentence was said; anything else fails the test."""
    said = ""
    try:
        return perform(command)
    except Denied as denied:
        said = denied.sentence
    assert said
    return None


ODD = ["a\x00b", "\ud800", "x" * 301, "", "   ", None, [], {}, 3.5, float("nan"), b"\xff", "\u202etxt", object()]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:12])
@pytest.mark.parametrize(
    "field", ["title", "text", "amount", "basis", "owner", "unit", "review_due", "lang", "nowhere"]
)
def test_no_value_is_a_fault_of_the_server(story: Story, field: str, odd: Any) -> None:
    values = {"title": "t", "text": "x", field: odd}
    record = tried(Command("pact", "create", SYSTEM, values=values))
    if record:
        assert digest(Event.objects.latest("seq").body_row.body)
        assert present().get(Pact, record.pk).title == Pact.objects.get(pk=record.pk).title


@given(
    text=st.text(),
    reason=st.text(),
    label=st.text(),
    extra=st.recursive(st.none() | st.text() | st.floats() | st.integers(), st.lists),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_any_text_is_kept_but_for_its_line_ends_or_refused(
    story: Story, text: str, reason: str, label: str, extra: Any
) -> None:
    with undone():
        values = {"title": "t", "text": text}
        made = tried(Command("pact", "create", SYSTEM, values=values, reason=reason, attributes={"a": extra}))
        if made is None:
            return
        file = {"digest": "a" * 64, "size": 1, "media_type": "text/plain", "label": label}
        tried(Command("pact", "attach", SYSTEM, record=made.pk, values=file))
        event = Event.objects.filter(record=made.pk).earliest("seq")
        assert event.body_row.body["reason"] == reason
        assert event.body_row.body["after"]["text"] == text.replace("\r\n", "\n").replace("\r", "\n")
        assert event.body_row.body["after"]["attributes"] == {"a": extra}
        search.find(text, visible_records(SYSTEM))


def test_very_long_text_is_kept_and_found(story: Story) -> None:
    long = "信用 needle " + "word " * 400_000 + "é" * 5_000
    made = perform(Command("pact", "create", SYSTEM, values={"title": "t", "text": long}))
    assert Pact.objects.get(pk=made.pk).text == long.strip() or Pact.objects.get(pk=made.pk).text == long
    assert [r.pk for r in search.find("needle", visible_records(SYSTEM))] == [made.pk]
    assert search.find("é" * 3_000 + "z", visible_records(SYSTEM)) == []


@pytest.mark.parametrize(
    "text", ["", " ", "'", '"', "a OR b", "NEAR(", "*", "a*", ":*", "\\", "\x00", "\ud800", "½", "ﷺ", "%s"]
)
def test_no_question_breaks_the_search(story: Story, text: str) -> None:
    search.find(text, visible_records(SYSTEM))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31", "3000-01-01"])
def test_a_day_outside_the_calendar_of_people_is_refused(story: Story, day: str) -> None:
    values = {"title": "t", "text": "x", "review_due": day}
    assert refused(Command("pact", "create", SYSTEM, values=values)) == "invalid"


def test_nobody_takes_a_record_into_a_unit_where_they_may_nothing(story: Story) -> None:
    north = story.actor("legal", "north")
    pact = perform(Command("pact", "create", north, values={"title": "t", "text": "x", "unit": story.units["north"]}))
    for unit in (story.units["south"], story.units["top"], "", None):
        edit = Command("pact", "edit", north, record=pact.pk, values={"unit": unit})
        assert refused(edit) == "unit_not_yours"
    perform(Command("pact", "edit", north, record=pact.pk, values={"unit": story.units["north_east"]}))


def test_an_assignment_does_not_widen_itself(story: Story) -> None:
    north = story.actor("aims_manager", "north")
    own = next(a for a in present().all(KINDS["assignment"].model) if a.person_id == north.person)
    assert refused(Command("assignment", "edit", north, record=own.pk, values={"unit": None})) == "unit_not_yours"
    assert north.held[0].units == {story.units["north"], story.units["north_east"]}


def test_units_form_a_tree(story: Story) -> None:
    for name, parent in (("north", "north_east"), ("north", "north")):
        values = {"parent": story.units[parent]}
        assert refused(Command("unit", "edit", SYSTEM, record=story.units[name], values=values)) == "invalid"
    assert refused(Command("unit", "create", SYSTEM, values={"title": "second"})) == "constraint"


def test_roles_are_held_by_those_they_are_made_for(story: Story) -> None:
    values = {"title": "t", "unit": story.units["top"], "starts_on": STARTS}
    people = {"legal": "agent", "agent": "legal", "auditor_of_all": "legal", "lead_auditor": "aims_manager"}
    codes = [
        refused(Command("assignment", "create", SYSTEM, values=values | {"role": role, "person": story.person(who)}))
        for role, who in people.items()
    ]
    assert codes == ["role_account", "role_account", "role_unknown", "roles_apart"]


def test_who_left_may_nothing_from_that_moment(story: Story) -> None:
    person = story.person("legal", "again")
    assert Actor.of(present(), person).held
    perform(Command("person", "retire", SYSTEM, record=person, reason="left"))
    assert not Actor.of(present(), person).held
    draft = Pact(kind="pact", unit_id=story.units["top"], state="draft")
    assert person not in {able.person.id for able in who_may(present(), "create", draft, PACT)}


def test_authority_ends_at_midnight_where_the_organisation_is(story: Story, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    last_day = dt.date(2030, 5, 1)
    who = perform(Command("person", "create", SYSTEM, values={"title": "Guest"})).pk
    values = {"title": "t", "person": who, "role": "legal", "unit": story.units["top"], "starts_on": STARTS}
    perform(Command("assignment", "create", SYSTEM, values=values | {"ends_on": last_day}))
    with clock.set_to(dt.datetime(2030, 5, 1, 15, 59, tzinfo=dt.UTC)):
        assert Actor.of(present(), who).holds("legal")
    with clock.set_to(dt.datetime(2030, 5, 1, 16, 0, tzinfo=dt.UTC)):
        assert not Actor.of(present(), who).holds("legal")
    with clock.set_to(dt.datetime(2030, 5, 1, 15, 59, tzinfo=dt.UTC)):
        assert Actor.of(present(), who).holds("legal")


def test_the_review_counts_from_the_day_where_the_organisation_is(story: Story, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    with clock.set_to(dt.datetime(2030, 12, 31, 17, 0, tzinfo=dt.UTC)):
        assert approved(story, story.create(PACT)).review_due == dt.date(2032, 1, 1)


@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2190, 1, 1)), months=st.integers(1, 60))
def test_months_after(day: dt.date, months: int) -> None:
    on = clock.months_after(day, months)
    assert (on.year - day.year) * 12 + on.month - day.month == months
    assert on.day == day.day or (on.day < day.day and (on + dt.timedelta(days=1)).day == 1)


def test_links_are_content_of_what_is_approved(story: Story) -> None:
    """Whoever links wrote; in review nothing is added; and what is added later is not in force."""
    secret = story.create(SECRET)
    legal, again = story.actor("legal"), story.actor("legal", "again")
    pact = perform(Command("pact", "create", legal, values={"title": "t", "text": "x", "unit": story.units["top"]}))
    link = Command("pact", "link", again, record=pact.pk, values={"relation": "upon", "target": secret.pk})
    perform(link)
    perform(Command("pact", "submit", legal, record=pact.pk))
    sign = {"authenticated_at": clock.now()}
    assert refused(Command("pact", "unlink", again, record=pact.pk, values=link.values)) == "not_editable"
    assert refused(Command("pact", "approve", again, record=pact.pk, **sign)) == "own_work"
    assert refused(Command("pact", "approve", legal, record=pact.pk, **sign)) == "own_work"
    perform(Command("pact", "approve", story.actor("top_management"), record=pact.pk, expect=3, **sign))
    assert refused(Command("pact", "unlink", again, record=pact.pk, values=link.values)) == "not_editable"


def test_a_program_writes_for_its_person(story: Story) -> None:
    """What an agent drafts on somebody's behalf they do not approve, nor are they taken for another reader."""
    agent = story.actor("agent")
    legal = story.actor("legal")
    drafting = Actor(agent.person, agent.held, on_behalf_of=legal.person)
    pact = perform(Command("pact", "create", drafting, values={"title": "t", "text": "x", "unit": story.units["top"]}))
    perform(Command("pact", "submit", drafting, record=pact.pk))
    sign = {"authenticated_at": clock.now()}
    assert refused(Command("pact", "approve", legal, record=pact.pk, **sign)) == "own_work"
    assert refused(Command("pact", "approve", agent, record=pact.pk, **sign)) == "never"
    assert present().authors(present().get(Pact, pact.pk)) == {agent.person, legal.person}


def test_a_signature_is_of_what_lay_before_the_signer_and_fresh(story: Story) -> None:
    pact = story.act(story.create(PACT), "submit")
    before = Event.objects.get(record=pact.pk, version=pact.version).body_row.body["after"]
    top = story.actor("top_management")
    for minutes in (-1, 6):
        proven = clock.now() - dt.timedelta(minutes=minutes)
        assert refused(Command("pact", "approve", top, record=pact.pk, authenticated_at=proven)) == "sign_again"
    assert refused(Command("pact", "approve", top, record=pact.pk)) == "sign_again"
    fresh = {"authenticated_at": clock.now()}
    assert refused(Command("pact", "approve", top, record=pact.pk, **fresh)) == "version_not_said"
    due = {"review_due": clock.now().date().isoformat()}
    perform(Command("pact", "approve", top, record=pact.pk, values=due, expect=pact.version, **fresh))
    signature = Event.objects.get(record=pact.pk, version=pact.version + 1).body_row.body["signature"]
    assert signature["digest"] == digest(before)
    assert signature["by"] == str(top.person)


def test_reliance_is_stale_only_after_a_significant_change(story: Story) -> None:
    secret = approved(story, story.create(SECRET))
    pact = story.create(PACT)
    legal = story.actor("legal")
    pact = perform(Command("pact", "link", legal, record=pact.pk, values={"relation": "upon", "target": secret.pk}))
    pact = approved(story, pact)
    assert pact.pins == {str(secret.pk): secret.in_force_version}

    def is_stale() -> bool:
        now = present()
        return Standing.STALE in standings(now.get_in_force(Pact, pact.pk), now)

    def again(**values: Any) -> None:
        nonlocal secret
        written = story.act(story.act(secret, "revise"), "edit", {"title": f"Written anew {secret.version}"})
        secret = approved(story, written, **values)

    assert not is_stale()
    secret = approved(story, story.act(secret, "revise"))
    assert not is_stale(), "the same text again unsettles nothing"
    again(change_is_significant=False)
    assert not is_stale()
    assert secret.change_is_significant is False
    again()
    assert secret.change_is_significant is True, "the default comes back"
    assert is_stale()
    again(change_is_significant=False)
    assert is_stale(), "a small change after a great one heals nothing"
    pact = approved(story, story.act(pact, "revise"))
    assert not is_stale()
    story.act(secret, "retire")
    assert is_stale()


@pytest.fixture
def reaction() -> Iterator[list[str]]:
    """An upper kind answers what happens below: an approved secret opens a pact."""
    calls: list[str] = []

    @react("secret", "approve")
    def opens_a_pact(event: Event, world: Any) -> list[Command]:
        secret = world.get(Secret, event.record_id)
        calls.append(secret.ref)
        if secret.level == 13:
            raise RuntimeError("the power is cut")
        if secret.level == 2:
            return []
        return [Command("pact", "create", SYSTEM, values={"title": f"From {secret.ref}", "text": "x"})]

    yield calls
    REACTIONS.pop()


def test_a_reaction_runs_once_an_event_in_order_and_as_the_system(story: Story, reaction: list[str]) -> None:
    first, second = (approved(story, story.create(SECRET)) for _ in range(2))
    nothing = approved(story, story.create(SECRET, level=2))
    run_reactions()
    assert reaction == [first.ref, second.ref, nothing.ref]
    run_reactions()
    assert reaction == [first.ref, second.ref, nothing.ref]
    made = list(Pact.objects.filter(title__startswith="From").order_by("ref"))
    assert [p.title for p in made] == [f"From {first.ref}", f"From {second.ref}"]
    assert Event.objects.get(record=made[0].pk).actor_id is None
    assert made[0].unit_id == story.units["top"]


def test_a_reaction_cut_off_leaves_nothing_and_comes_again(story: Story, reaction: list[str], monkeypatch: Any) -> None:
    approved(story, story.create(SECRET))
    monkeypatch.setattr(ReactionDone.objects, "create", lambda **_: 1 / 0)
    with pytest.raises(ExceptionGroup) as failed, undone():
        run_reactions()
    assert failed.group_contains(ZeroDivisionError)
    monkeypatch.undo()
    run_reactions()
    run_reactions()
    assert Pact.objects.filter(title__startswith="From").count() == 1


def test_a_reaction_that_fails_keeps_its_place_and_stops_no_other(story: Story, reaction: list[str]) -> None:
    others: list[int] = []
    react("secret", "approve")(lambda event, world: others.append(event.seq) or [])
    try:
        approved(story, story.create(SECRET, level=13))
        for _ in range(2):
            with pytest.raises(ExceptionGroup):
                run_reactions()
        assert len(reaction) == 2
        assert len(others) == 1
    finally:
        REACTIONS.pop()


def test_the_past_does_not_know_the_present(story: Story) -> None:
    legal = story.actor("legal")
    pact = perform(Command("pact", "create", legal, values={"title": "t", "text": "x", "unit": story.units["top"]}))
    pact = perform(Command("pact", "submit", legal, record=pact.pk))
    then = at_seq(Event.objects.latest("seq").seq)
    before = who_may(then, "approve", then.get(Pact, pact.pk), PACT)
    for action in ("return", "submit"):
        story.act(pact, action)
        pact = Pact.objects.get(pk=pact.pk)
    approver = story.actor("top_management")
    perform(Command("pact", "return", approver, record=pact.pk, reason="r"))
    assert who_may(then, "approve", then.get(Pact, pact.pk), PACT) == before
    assert then.get(Pact, pact.pk).version == 2
    perform(Command("person", "retire", SYSTEM, record=legal.person, reason="left"))
    assert Actor.of(then, legal.person).held
    assert not Actor.of(present(), legal.person).held


def test_a_day_of_the_past_ends_where_the_organisation_is(story: Story, settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    at = present().at + dt.timedelta(days=3)
    with clock.set_to(at):
        pact = story.create(PACT)
    day = clock.day_of(at, ZoneInfo("Pacific/Auckland"))
    assert as_of(day).get(Pact, pact.pk)
    assert as_of(day - dt.timedelta(days=1)).get(Pact, pact.pk) is None
    assert as_of(dt.date.max).get(Pact, pact.pk)


@pytest.mark.parametrize("after", ["x", "WzEsMl0", "bnVsbA", "WyIyMDIwLTAxLTAxVDAwOjAwOjAwIiwgNV0", "é", "{}"])
def test_a_page_that_nobody_gave_out_is_refused(story: Story, after: str) -> None:
    with pytest.raises(Denied):
        lists.page(story.actor("legal"), PACT, ("title",), {}, after=after)


def test_comments_are_for_whoever_sees_and_bind_nobody(story: Story) -> None:
    pact = story.act(story.create(PACT), "submit")
    for role in ("top_management", "developer"):
        perform(Command("pact", "comment", story.actor(role), record=pact.pk, reason="Why so?"))
    assert refused(Command("pact", "comment", story.actor("governing_body"), record=pact.pk, reason="r")) == "read_only"
    assert (
        refused(Command("pact", "comment", story.actor("developer"), record=pact.pk, reason=" ")) == "reason_required"
    )
    fresh = Pact.objects.get(pk=pact.pk)
    assert decide(story.actor("top_management"), "approve", fresh, PACT) is None
    command = Command("pact", "approve", story.actor("top_management"), record=pact.pk, expect=pact.version)
    assert refused(command) == "sign_again", "a comment since makes no edit stale"


@pytest.mark.parametrize("amount", ["5", "5.0", "0", "-0", "1E+2", "1234567.89"])
def test_a_number_is_kept_as_the_database_gives_it_back(story: Story, amount: str) -> None:
    made = perform(Command("pact", "create", SYSTEM, values={"title": "t", "text": "x", "amount": "5.1"}))
    perform(Command("pact", "edit", SYSTEM, record=made.pk, values={"amount": amount}))
    after = Event.objects.latest("seq").body_row.body["after"]["amount"]
    assert after == str(Pact.objects.get(pk=made.pk).amount)


def test_a_role_withdrawn_meanwhile_does_not_count(told: Story) -> None:
    """Whoever was read before the withdrawal acts by what they hold when they act."""
    legal, reader = told.actor("legal", "again"), told.actor("legal")
    pact = told.create(PACT)
    held = next(a for a in present().all(KINDS["assignment"].model) if a.person_id == legal.person)
    perform(Command("assignment", "retire", SYSTEM, record=held.pk, reason="moved"))
    edit = Command("pact", "edit", legal, record=pact.pk, values={"amount": 2})
    assert refused(edit) == "ref_unknown"
    perform(Command("pact", "edit", reader, record=pact.pk, values={"amount": 3}))
    perform(Command("person", "retire", SYSTEM, record=reader.person, reason="left"))
    assert refused(Command("pact", "edit", reader, record=pact.pk, values={"amount": 4})) == "ref_unknown"


def test_reading_only_stays_so_when_roles_are_read_again(told: Story) -> None:
    pact = told.create(PACT)
    legal = told.actor("legal").reading_only()
    told.create(KINDS["unit"], title="Unit new")
    assert refused(Command("pact", "edit", legal, record=pact.pk, values={"amount": 2})) == "read_only"
    assert legal.anew().read_only


def test_handing_a_record_on_does_not_let_its_owner_judge_it(told: Story) -> None:
    """SOD-08 asks who owned the finding while it was worked on, not who owns it at the end."""
    kind = KINDS["nonconformity"]
    owner, other = told.actor("aims_manager"), told.actor("aims_manager", "again")
    found = told.create(kind, owner=owner.person)
    found = perform(Command(kind.name, "edit", owner, found.pk, {"owner": told.person("developer")}))
    found.state = "verified"
    assert decide(owner, "close", found, kind).code == "own_case"
    assert decide(other, "close", found, kind) is None
    named = {able.person.id for able in who_may(present(), "close", found, kind)}
    assert owner.person not in named
    assert other.person in named


def test_whoever_approves_cannot_put_the_review_off(told: Story) -> None:
    """The day of the next review lies within the kind's interval; left empty, it is the interval's end."""
    ready = told.act(told.create(PACT), "submit")
    latest = clock.months_after(present().today, 12)
    top, sign = told.actor("top_management"), {"expect": ready.version, "authenticated_at": clock.now()}
    late = {"review_due": latest + dt.timedelta(days=1)}
    assert refused(Command("pact", "approve", top, record=ready.pk, values=late, **sign)) == "review_too_late"
    done = perform(Command("pact", "approve", top, record=ready.pk, values={"review_due": None}, **sign))
    assert done.review_due == latest


def test_a_version_that_is_not_there_yet_was_not_seen(told: Story) -> None:
    ready = told.act(told.create(PACT), "submit")
    top, sign = told.actor("top_management"), {"authenticated_at": clock.now()}
    ahead = Command("pact", "approve", top, record=ready.pk, expect=ready.version + 1, **sign)
    assert refused(ahead) == "version_unknown"


def test_who_has_left_does_nothing_more(told: Story) -> None:
    """Read before or after: what they own or wrote gives somebody who is retired no right."""
    owner = told.actor("developer")
    found = told.create(KINDS["nonconformity"], owner=owner.person)
    perform(Command("person", "retire", SYSTEM, owner.person, reason="Left."))
    for actor in (owner, Actor.of(present(), owner.person)):
        assert refused(Command("nonconformity", "edit", actor, found.pk, {"consequences": "None."})) == "read_only"


def test_a_chosen_id_takes_no_other_record_out_of_the_search(told: Story) -> None:
    first = told.create(PACT, title="Findable one")
    aimed = UUID(bytes=b"\x01" * 8 + first.pk.bytes[8:])
    perform(
        Command(
            "pact", "create", told.able("create", first, PACT, is_new=True), aimed, {"title": "Another", "text": "x"}
        )
    )
    assert [r.pk for r in search.find("findable", Q())] == [first.pk]


def test_an_attachment_is_rehearsed_without_being_noted(told: Story) -> None:
    pact = told.create(PACT)
    values = {"digest": "b" * 64, "size": 1, "media_type": "text/plain"}
    attach = Command("pact", "attach", told.actor("legal"), pact.pk, values)
    assert rehearse([[attach]]) == [None]
    assert not File.objects.filter(digest="b" * 64).exists()
    perform(attach)
    assert File.objects.filter(digest="b" * 64).exists()


def test_a_public_document_is_shown_to_staff_once_it_is_in_force(told: Story) -> None:
    """A draft is for those who see ordinary records; comments follow what is seen."""
    kind, staff = KINDS["policy"], told.actor("staff_member")
    draft = told.create(kind)
    comment = Command("policy", "comment", staff, record=draft.pk, reason="I wonder.")
    assert refused(comment) == "ref_unknown"
    assert not visible(staff, kind).exists()
    told.act(told.act(draft, "submit"), "approve", {})
    assert visible(staff, kind).exists()
    perform(comment)


@pytest.mark.parametrize("by", ["recorded", "happened"])
def test_before_the_first_event_there_is_nothing_to_be_unmet(story: Story, by: str) -> None:
    first = clock.day_of(Event.objects.earliest("seq").at, ZoneInfo("UTC"))
    with pytest.raises(Denied) as denied:
        as_of(first - dt.timedelta(days=400), by)
    assert denied.value.code == "nothing_yet"
    assert str(first.year) in denied.value.sentence
    assert as_of(first + dt.timedelta(days=1), by).seq
