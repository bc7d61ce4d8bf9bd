"""Every action of every kind through its route: who may does it, and whoever else asks changes nothing."""

from typing import Any

import pytest

from aims.accounts.models import Token
from aims.api.refusals import STATUS
from aims.kernel.kinds import COMMON_ACTIONS, KINDS, Kind
from aims.kernel.models import Person, Record, Unit
from aims.kernel.policy import Actor, decide, sees
from aims.kernel.roles import roles
from aims.kernel.workflow import FINAL
from aims.kernel.world import present
from tests.api.asking import STRANGER, V1, Program, last_event, program, signed_in
from tests.api.roads import MATRIX, Road, acting, actions, brought_to
from tests.kernel.story import Story, undone


def draft(kind: Kind, story: Story) -> Record:
    return kind.model(kind=kind.name, state=kind.workflow.initial, unit_id=story.units["top"])


def leads_to_hidden(kind: Kind, story: Story, actor: Actor) -> bool:
    """Whether a new record must name another that `actor` does not see; what is hidden is said to be unknown first."""
    models = {column.related_model for column in map(kind.field, kind.fields) if column.is_relation and not column.null}
    named = [(KINDS.of(m), m.objects.get(pk=story.some(m, "top"))) for m in models - {Unit, Person}]
    return any(not sees(actor, other, record) for other, record in named)


def coded(code: str) -> str:
    """One code for want of a grant, whether or not the refusal could name who may."""
    return "not_granted" if code.startswith("not_allowed") else code


def leads_on(kind: Kind) -> bool:
    """Whether a record of `kind` refers to another that not everybody may name."""
    columns = (kind.field(name) for name in kind.fields)
    return any(column.is_relation and column.related_model not in (Unit, Person) for column in columns)


def refuser(story: Story, action: str, record: Record, kind: Kind, is_new: bool) -> Actor | None:
    """Somebody whom the policy refuses for want of a grant."""
    world = present()
    for actor in story.actors(world):
        denied = decide(actor, action, record, kind, is_new=is_new)
        if denied and denied.code == "not_granted" and (is_new or sees(actor, kind, record)):
            return actor
    return None


def does(actor: Actor, road: Road, kind: Kind, action: str) -> Any:
    """The answer to whoever may; a signature is given in a browser, everything else by a token."""
    move = kind.workflow.transition(action)
    assert actor.person
    if move and move.signed:
        return signed_in(actor.person).post(V1 + road.path, road.body, content_type="application/json")
    return program(actor.person).take(road)


@pytest.mark.parametrize(("name", "action"), MATRIX)
def test_an_action_is_done_by_who_may_and_by_nobody_else(name: str, action: str, story: Story) -> None:
    kind, is_new = KINDS[name], action == "create"
    record = draft(kind, story) if is_new else brought_to(story, kind, action)
    road = acting(kind, action, None if is_new else record, story)
    world = present()
    able = next((a for a in story.actors(world) if decide(a, action, record, kind, is_new=is_new) is None), None)
    answers = (decide(a, action, record, kind, is_new=is_new) for a in story.actors(world))
    if able is None and any(denied and denied.code == "not_ready" for denied in answers):
        pytest.skip("other records must show first what it needs: tests/kinds walks it")
    if able is None:
        # Whoever runs the installation, or the system itself: not anybody in it.
        operators = (name, action) in {("person", "set_sign_in"), ("ai_system", "unsettle"), ("reading", "compute")}
        by_clock = {"release", "end_test", "expire", "hand_over", "withdraw"}
        operators = operators or (name, action) == ("contest", "hear") or (name == "review_case" and action in by_clock)
        assert operators or kind.workflow is FINAL, "nobody may"
        assert operators or action in COMMON_ACTIONS
        pytest.skip("said once: nobody changes it")
    assert able.person
    unable = refuser(story, action, record, kind, is_new)
    reads_only = program(able.person, Token.Scope.READ)
    refused = program(unable.person) if unable and unable.person else None
    before = last_event()

    answer = STRANGER.take(road)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")
    answer = reads_only.take(road)
    assert (answer.status_code, answer.json()["code"]) == (403, "read_only")
    if refused:
        answer = refused.take(road)
        unseen = ("ref_unknown",) if is_new and leads_on(kind) else ()  # they may not even see what it leads to
        assert answer.json()["code"] in ("not_allowed", "not_allowed_nobody", *unseen), answer.json()
        assert answer.status_code in (403, *((404,) if unseen else ()))
    assert last_event() == before, "a refused action left an event"

    answer = does(able, road, kind, action)
    if action in ("unlink", "detach") or (action == "link" and not kind.relations):
        assert answer.status_code in (400, 409)
        return
    if action == "link" and kind.relations[0].target not in ("", "unit"):
        assert answer.json()["code"] == "wrong_target"
        return
    assert answer.status_code == (201 if is_new else 200), answer.json()
    assert answer.json()["version"] == (1 if is_new else record.version + 1)
    assert answer["ETag"] == f'"{answer.json()["version"]}"'
    assert last_event() > before


@pytest.fixture(scope="module")
def programs(kept: Story, django_db_blocker: Any) -> dict[str, Program]:
    """A token for the first holder of each role."""
    with django_db_blocker.unblock():
        return {role: program(kept.person(role)) for role in roles()}


@pytest.mark.parametrize("name", [kind.name for kind in KINDS])
@pytest.mark.soak  # the matrix itself is on `decide`, in tests/kinds; here each route is shown to ask it
def test_every_role_is_answered_as_the_policy_decides(name: str, story: Story, programs: dict[str, Program]) -> None:
    """Role × action of one kind, each answered in HTTP exactly as `decide` says of that actor."""
    kind, found = KINDS[name], []
    record = story.create(kind)
    world = present()
    for action in actions(kind):
        if action in COMMON_ACTIONS - {"comment"}:
            continue
        is_new = action == "create"
        road = acting(kind, action, None if is_new else record, story)
        subject = draft(kind, story) if is_new else record
        move = kind.workflow.transition(action)
        for role, one in programs.items():
            assert one.person
            actor = Actor.of(world, one.person)
            denied = decide(actor, action, subject, kind, is_new=is_new)
            with undone():
                before = last_event()
                answer = one.take(road)
                changed = last_event() - before
            said = coded(answer.json()["code"] if answer.status_code >= 400 else "")
            if leads_to_hidden(kind, story, actor) if is_new else not sees(actor, kind, record):
                expected = (404, "ref_unknown", 0)
            elif denied:
                expected = (STATUS.get(denied.code, 403), coded(denied.code), 0)
            elif move and move.signed:
                expected = (403, "sign_again", 0)
            else:
                expected = (201 if is_new else 200, "", 1)
            if is_new and leads_on(kind) and (answer.status_code, said, changed) == (404, "ref_unknown", 0):
                continue  # what the new record leads to they do not even see
            if (answer.status_code, said, changed) != expected:
                found.append((role, action, answer.status_code, said, changed, expected))
    assert found == []
