"""What everybody reads is in force: while it is written anew, its keepers read the draft, and others by no road."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from aims.exchange.exports import export
from aims.exchange.imports import import_file
from aims.kernel.kinds import KINDS, Audience, Kind
from aims.kernel.models import Event, Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import as_seen, readable, sees
from aims.kernel.world import present
from tests.api.asking import Program, program, user_of
from tests.api.roads import reading
from tests.kernel.story import Story

pytestmark = pytest.mark.django_db


def may_be_written_anew(kind: Kind) -> bool:
    """Whether a version in force can be followed by a draft: what answers were given to is fixed instead."""
    flow = kind.workflow
    settled = {state for state in flow.states if not flow.is_draft(state)} - flow.ended
    moved = {move.target for move in flow.transitions if move.source & settled}
    return bool((settled | moved) & flow.editable)


OPEN = [k for k in KINDS if k.audience is Audience.PUBLIC and k.workflow.is_controlled and may_be_written_anew(k)]
EACH = pytest.mark.parametrize("kind", OPEN, ids=lambda kind: kind.name)
OLD, WORD = "Anemone 旧文", "Wendelmoor"


def edited(told: Story, kind: Kind) -> tuple[Record, Record]:
    """A record of the kind as it was put in force, and as its keeper is writing it now."""
    made = told.create(kind, title=OLD)
    old = told.act(told.act(made, "submit"), "approve")
    draft = told.act(old, "revise") if kind.workflow.transition("revise") else old
    for action in ("activate", "revise"):  # what has a life is edited in the state that its workflow says
        if draft.state not in kind.workflow.editable and draft.state in kind.workflow.transition(action).source:
            draft = told.act(draft, action)
    draft = told.act(draft, "edit", {"title": WORD, "title_alt": f"{WORD} 新"})
    keeper = told.able("edit", draft, kind)
    said = Command(kind.name, "comment", keeper, record=draft.pk, reason=f"{WORD}, between us.")
    return old, perform(said)


def said(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8", "replace"))


def entered(told: Story, role: str) -> Client:
    client = Client()
    client.force_login(user_of(told.person(role)))
    return client


def pages(kind: Kind, old: Record, new: Record) -> list[str]:
    at = f"/r/{new.ref}"
    return [
        f"{at}/",
        f"{at}/?draft=1",
        f"{at}/?version={new.version}",
        f"{at}/history",
        f"{at}/compare",
        f"{at}/compare?a={old.version}&b={new.version}",
        f"/k/{kind.name}/",
        f"/k/{kind.name}/?format=csv",
        f"/k/{kind.name}/?q={WORD}",
        f"/search?q={WORD}",
        f"/r/{new.ref}/?as_of={new.changed_at.date().isoformat()}",
        "/",
        "/changes",
        "/learning/",
        "/use/",
        "/objectives/",
    ]


@EACH
def test_others_read_what_is_in_force(told: Story, kind: Kind) -> None:
    old, new = edited(told, kind)
    assert new.version > old.version
    staff = entered(told, "staff_member")
    for page in pages(kind, old, new):
        body = said(staff.get(page, follow=True))
        for echo in (f"q={WORD}", f'value="{WORD}"', f"“{WORD}”"):
            body = body.replace(echo, "")
        assert WORD not in body, page
    for page in (f"/r/{new.ref}/", f"/k/{kind.name}/", f"/k/{kind.name}/?format=csv", f"/r/{new.ref}/history"):
        assert OLD in said(staff.get(page)), page
    reader = program(told.person("staff_member"))
    assert_api_reads(reader, kind, new, "Anemone", WORD)
    assert not reader.get(f"/search?q={WORD}").json()
    world, actor = present(), told.actor("staff_member")
    out = BytesIO()
    assert export(kind, actor, out) == 1
    assert WORD.encode() not in out.getvalue()
    shown = as_seen(actor, new, world)
    assert shown is not None
    assert (shown.title, shown.version) == (OLD, old.version)
    assert sees(actor, kind, new), "they may name it"
    editions = readable(actor, new, Event.objects.filter(record=new.pk))
    assert [event.version for event in editions] == [old.version]


def assert_api_reads(reader: Program, kind: Kind, record: Record, there: str, never: str) -> None:
    for road in reading(kind, record):
        answer = said(reader.take(road))
        assert never not in answer, road.path
        if road.name.startswith(("list", "read", "history")):
            assert there in answer, road.path


@EACH
def test_its_keepers_read_the_draft(told: Story, kind: Kind) -> None:
    _old, new = edited(told, kind)
    keeper = entered(told, "aims_manager")
    for page in (f"/r/{new.ref}/?draft=1", f"/k/{kind.name}/", f"/r/{new.ref}/history", f"/search?q={WORD}"):
        assert WORD in said(keeper.get(page)), page
    assert_api_reads(program(told.person("aims_manager")), kind, new, WORD, "\0")


def test_no_word_of_a_draft_is_guessed(told: Story) -> None:
    """Neither by searching another day, nor by a trial import, nor by what a refusal says of others' changes."""
    kind = KINDS["policy"]
    old, new = edited(told, kind)
    staff, day = entered(told, "staff_member"), new.changed_at.date().isoformat()
    for guess in (WORD, WORD[:4]):
        for page in (f"/search?q={guess}&as_of={day}", f"/k/policy/?q={guess}&as_of={day}"):
            assert new.ref not in said(staff.get(page, follow=True)), page
    reader, (_older, course) = told.actor("line_manager", "north"), edited(told, KINDS["course"])
    for title in (WORD, "Something else"):
        text = f"ref,title\n{course.ref},{title}\n".encode()
        tried = import_file(text, kind="course", actor=reader, name="c.csv", dry_run=True)
        assert (tried.unchanged, tried.rejected) == (0, 1)
    program_of_staff = program(told.person("staff_member"))
    for expect in (old.version, new.version, 99):
        answer = program_of_staff.patch(f"/policy/{new.ref}", {"values": {"title": "x"}, "expect": expect})
        assert answer.json()["code"] in ("not_allowed", "not_granted"), answer.json()


def test_a_link_of_a_draft_is_told_nobody_else(told: Story) -> None:
    kind = KINDS["course"]
    old = told.create(kind)
    old = told.act(told.act(old, "submit"), "approve")
    draft = told.act(old, "revise")
    values = {"relation": kind.relations[0].name, "target": told.units["south"], "label": WORD}
    perform(Command("course", "link", told.able("link", draft, kind), record=draft.pk, values=values))
    staff = entered(told, "staff_member")
    unit = KINDS["unit"].model.objects.get(pk=told.units["south"])
    for page in (f"/r/{unit.ref}/", f"/r/{draft.ref}/"):
        assert WORD not in said(staff.get(page)), page
    assert WORD not in said(program(told.person("staff_member")).get(f"/course/{draft.ref}/links"))
    assert WORD in said(entered(told, "aims_manager").get(f"/r/{unit.ref}/"))


def test_the_seal_of_an_answer_is_tried_by_nobody_who_may_make_no_course(told: Story) -> None:
    kind = KINDS["course"]
    made = told.create(kind, quiz="policy | Who decides?\n- The machine\n* A person\n- Nobody")
    told.act(told.act(made, "submit"), "approve")
    staff = program(told.person("staff_member"))
    row = staff.get(f"/course/{made.ref}").json()["quiz"][0]
    answers = [
        staff.post(
            "/course", {"values": {"title": "x", "purpose": "y", "quiz": [row | {"options": [one, ["zzz", ""]]}]}}
        )
        for one in row["options"]
    ]
    assert {answer.json()["code"] for answer in answers} <= {"not_allowed", "not_granted"}
