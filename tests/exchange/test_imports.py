"""Rows become records through the one door, again and again, and what cannot be taken is said."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from aims.exchange import imports
from aims.exchange.imports import Outcome, Overtaken, import_file
from aims.exchange.maps import BadMap, parse_map
from aims.exchange.models import SourceRow
from aims.exchange.reasons import Unreadable
from aims.kernel.denied import Denied
from aims.kernel.duties import duties
from aims.kernel.models import Event, Record, Unit
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.standing import Standing, standings
from aims.kernel.world import as_of, present
from aims.lib import clock
from aims.organisation.models import Obligation
from aims.systems.models import AISystem

from .conftest import People

MAP = parse_map(
    "source: register\nkind: ai_system\nlanguage: nl\nkey: id\n"
    "fields:\n  title: name\n  unit_name: team\n  tier: tier\n  intended_use: use\n",
    "register.yaml",
)
HEAD = "id,name,team,tier,use,contract\n"
FIRST = HEAD + "1,Scoring,Lending,high,Scores loans,C-1\n2,Chat,Service,low,Answers,C-2\n3,Scan,Lending,,Reads,C-3\n"


def run(text: str, people: People, *, who: str = "ann", **more: Any) -> Outcome:
    asked = {"kind": "ai_system", "map": MAP, **more}
    return import_file(text.encode(), actor=people.actor(who), name="r.csv", **asked)


def system(title: str) -> AISystem:
    return AISystem.objects.get(title=title)


def take_in(title: str, people: People) -> None:
    """As already operating: somebody else than who imported it says what the register did not."""
    record = system(title)
    more = {"owner": people.ann, "ai_roles": ["ai_user"], "scope_decision": "in"}
    perform(Command("ai_system", "edit", people.actor("ann"), record.pk, more))
    perform(Command("ai_system", "adopt", people.actor("bob"), record.pk, reason="It runs."))


def test_rows_become_records_with_units_and_attributes(people: People) -> None:
    steps: list[tuple[int, int]] = []
    outcome = run(FIRST, people, progress=lambda *step: steps.append(step))
    assert outcome.counts == {"read": 3, "created": 3, "updated": 0, "unchanged": 0, "rejected": 0, "gone": 0}
    assert (steps, outcome.units) == ([(3, 3)], 2)
    record = system("Scoring")
    assert (record.unit.title, record.unit.parent_id, record.lang) == ("Lending", people.top, "nl")
    assert record.attributes == {
        "source": {"name": "register", "key": "1", "unit": "Lending"},
        "columns": {"id": "1", "contract": "C-1"},
    }
    assert (record.state, record.version, record.author_id) == ("proposed", 1, people.ann)
    assert "New units" in str(outcome.notices[0])


def test_a_second_run_changes_nothing_in_any_order(people: People) -> None:
    run(FIRST, people)
    head, *rows = FIRST.splitlines(keepends=True)
    before = Event.objects.count()
    for text in (FIRST, head + "".join(reversed(rows))):
        assert run(text, people).counts["unchanged"] == 3
    assert Event.objects.count() == before


def test_a_dry_run_counts_the_same_and_writes_nothing(people: People) -> None:
    def written() -> tuple[int, int, int]:
        return Event.objects.count(), SourceRow.objects.count(), Unit.objects.count()

    texts = (FIRST, FIRST.replace("Scores loans", "Scores all").replace("2,Chat", "9,Talk").replace("low", "lowest"))
    for text in texts:
        before = written()
        dry = run(text, people, dry_run=True)
        assert written() == before
        assert run(text, people).counts == dry.counts
    assert dry.counts == {"read": 3, "created": 0, "updated": 1, "unchanged": 1, "rejected": 1, "gone": 1}


def test_only_what_the_source_changed_is_set(people: People) -> None:
    run(FIRST, people)
    record = system("Scan")
    perform(Command("ai_system", "edit", people.actor("ann"), record.pk, {"tier": "medium", "supplier": "Acme"}))
    assert run(FIRST.replace("Reads", "Reads letters"), people).counts["updated"] == 1
    now = system("Scan")
    assert (now.tier, now.supplier, now.intended_use, now.version) == ("medium", "Acme", "Reads letters", 3)
    run(FIRST.replace("3,Scan,Lending,", "3,Scan,Lending,low"), people)
    assert system("Scan").tier == "low"


def test_a_confirmed_version_stays_until_what_the_source_says_is_confirmed(people: People) -> None:
    run(FIRST, people)
    take_in("Scoring", people)
    assert run(FIRST.replace("Scores loans", "Scores everybody"), people).counts["updated"] == 1
    record, world = system("Scoring"), present()
    kept = world.get_in_force(AISystem, record.pk)
    assert kept is not None
    assert (kept.intended_use, record.intended_use, record.state) == ("Scores loans", "Scores everybody", "operating")
    assert Standing.NEW_VERSION_IN_WORK in standings(record, world)
    [duty] = [d for d in duties(world) if d.about == record.pk and d.code == "decide"]
    assert (duty.do.action, people.bob in duty.who) == ("approve", True)
    perform(Command("ai_system", "approve", people.actor("bob"), record.pk))
    assert not [d for d in duties(present()) if d.about == record.pk and d.code != "impact_missing"]


OBLIGATIONS = parse_map(
    "source: law\nkind: obligation\nlanguage: en\nkey: id\n"
    "fields:\n  title: name\n  text: text\n  source: sort\n  applies_from: day\n",
    "law.yaml",
)

LAW = "id,name,text,sort,day\n1,Explain,Give reasons,law,2026-01-01\n"


def with_legal(people: People) -> None:
    """Bob rules on what binds the organisation."""
    held = {"title": "legal", "person": people.bob, "role": "legal", "unit": people.top, "starts_on": "2020-01-01"}
    perform(Command("assignment", "create", SYSTEM, values=held))


def test_an_approved_version_stays_and_a_draft_and_a_duty_open(people: People) -> None:
    with_legal(people)
    ask = {"kind": "obligation", "map": OBLIGATIONS}
    run(LAW, people, **ask)
    record = Obligation.objects.get()

    def decided() -> None:
        perform(Command("obligation", "submit", people.actor("ann"), record.pk))
        perform(Command("obligation", "approve", people.actor("bob"), record.pk))

    decided()
    run(LAW.replace("reasons", "good reasons"), people, **ask)
    drafted, world = Obligation.objects.get(), present()
    assert (world.get_in_force(Obligation, record.pk).text, drafted.text, drafted.state) == (  # type: ignore[union-attr]
        "Give reasons",
        "Give good reasons",
        "draft",
    )
    [duty] = [d for d in duties(world) if d.code == "draft_from_source"]
    assert people.ann in duty.who
    assert duty.sentence.startswith(f"law has changed {record.ref} Explain and a draft was opened")
    run(LAW.replace("reasons", "some reasons"), people, **ask)
    assert Obligation.objects.get().attributes["source"]["revises"] == drafted.in_force_version
    decided()
    assert not [d for d in duties(present()) if d.code == "draft_from_source"]


@pytest.mark.parametrize("state", ["in_review", "withdrawn"])
def test_what_is_in_review_or_ended_is_left_with_a_sentence(people: People, state: str) -> None:
    with_legal(people)
    ask = {"kind": "obligation", "map": OBLIGATIONS}
    run(LAW, people, **ask)
    record = Obligation.objects.get()
    perform(Command("obligation", "submit", people.actor("ann"), record.pk))
    if state == "withdrawn":
        perform(Command("obligation", "approve", people.actor("bob"), record.pk))
        perform(Command("obligation", "retire", people.actor("bob"), record.pk, reason="Replaced."))
    before = Obligation.objects.get().version
    for dry_run in (True, False):
        outcome = run(LAW.replace("reasons", "all reasons"), people, dry_run=dry_run, **ask)
        assert outcome.counts["rejected"] == 1
        assert record.ref in str(outcome.refusals[0].reasons[0])
    assert (Obligation.objects.get().version, Obligation.objects.get().text) == (before, "Give reasons")


def test_what_is_gone_is_asked_of_somebody_who_may_retire_it(people: People) -> None:
    with_legal(people)
    ask = {"kind": "obligation", "map": OBLIGATIONS}
    run(LAW, people, **ask)
    record = Obligation.objects.get()
    perform(Command("obligation", "edit", people.actor("ann"), record.pk, {"owner": people.ann}))
    perform(Command("obligation", "submit", people.actor("ann"), record.pk))
    perform(Command("obligation", "approve", people.actor("bob"), record.pk))
    run(LAW.replace("1,Explain", "2,Keep logs"), people, **ask)
    [duty] = [d for d in duties(present()) if d.code == "gone_from_source"]
    assert (duty.do.action, duty.who) == ("retire", {people.bob}), "the owner may not"


def test_gone_is_a_standing_and_a_duty_never_a_deletion(people: People) -> None:
    with clock.set_to(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)):
        run(FIRST, people)
        take_in("Chat", people)
    shorter = FIRST.replace("2,Chat,Service,low,Answers,C-2\n", "")
    with clock.set_to(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)):
        assert run(shorter, people).counts["gone"] == 1
        assert run(shorter, people).counts["gone"] == 0
        record, world = system("Chat"), present()
        assert (record.state, record.gone_since) == ("operating", "2026-06-01")
        assert world.get_in_force(AISystem, record.pk) is not None
        assert Standing.GONE_FROM_SOURCE in standings(record, world)
        [duty] = [d for d in duties(world) if d.code == "gone_from_source"]
        assert (duty.do.action, "has not been in register since 2026-06-01" in duty.sentence) == ("comment", True)
        perform(Command("ai_system", "comment", people.actor("ann"), record.pk, reason="It still runs."))
        assert not [d for d in duties(present()) if d.code == "gone_from_source"]
    with clock.set_to(dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)):
        assert run(FIRST, people).counts == {
            "read": 3, "created": 0, "updated": 1, "unchanged": 2, "rejected": 0, "gone": 0,
        }  # fmt: skip
    assert not system("Chat").gone_since
    then = {day: as_of(day).get(AISystem, record.pk) for day in (dt.date(2026, 5, 2), dt.date(2026, 6, 2))}
    assert [r.gone_since for r in then.values() if r] == ["", "2026-06-01"]
    assert SourceRow.objects.filter(gone_since=None).count() == 3


BAD_ROWS = {
    "no key": (",Nameless,Lending,low,x,y\n", "which make the key"),
    "a key that came already": ("1,Again,Lending,low,x,y\n", "already has the key 1"),
    "a word that is no choice": ("4,Fourth,Lending,huge,x,y\n", "tier cannot be “huge”"),
    "no title": ("5,,Lending,low,x,y\n", "title is required"),
    "too many cells": ("6,Six,Lending,low,x,y,z\n", "under 6 headings"),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_given_back_with_its_reason(people: People, case: str, tmp_path: Path) -> None:
    row, said = BAD_ROWS[case]
    outcome = run(FIRST + row, people, reject_to=tmp_path / "no.csv")
    assert (outcome.created, outcome.rejected, outcome.reject_file) == (3, 1, tmp_path / "no.csv")
    assert said in str(outcome.refusals[0].reasons[0])
    text = (tmp_path / "no.csv").read_text("utf-8-sig")
    assert text.startswith("Row,Reason,id,name,team")
    assert said in text.replace('""', '"')


def test_a_mended_reject_file_makes_nothing_gone(people: People, tmp_path: Path) -> None:
    run(FIRST + "4,Fourth,Lending,huge,x,y\n", people, reject_to=tmp_path / "no.csv")
    mended = (tmp_path / "no.csv").read_text("utf-8-sig").replace(",huge,", ",high,")
    assert run(mended, people).counts == {
        "read": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0, "gone": 0,
    }  # fmt: skip
    assert system("Fourth").attributes["columns"] == {"id": "4", "contract": "y"}


REFUSED: dict[str, tuple[bytes, dict[str, Any], type[Exception], str]] = {
    "a wrong file": (b"%PDF-1.7\n%...", {}, Unreadable, "really a PDF document; allowed are CSV, XLSX, JSON"),
    "a wrong column": (b"id,naam\n1,x\n", {}, BadMap, "the sheet has no column “name”"),
    "a wrong column without a map": (b"title,colour\na,b\n", {"map": None}, Unreadable, "column “colour”"),
    "no key without a map": (b"tier\nlow\n", {"map": None}, Unreadable, "a column ref or title"),
    "nothing in it": (b"", {}, Unreadable, "is empty"),
    "a damaged archive": (b"PK\x03\x04rubbish", {}, Unreadable, "damaged workbook"),
    "a map for another kind": (FIRST.encode(), {"kind": "policy"}, BadMap, "the map is for ai_system"),
    "no such kind": (FIRST.encode(), {"kind": "robot"}, Denied, "no kind of record called “robot”"),
    "somebody who may not": (FIRST.encode(), {"who": "eve"}, Denied, "You may not do this"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_whole_changes_nothing(people: People, case: str) -> None:
    raw, given, refusal, said = REFUSED[case]
    before = (Event.objects.count(), SourceRow.objects.count())
    asked = {"kind": "ai_system", "map": MAP, **given}
    actor = people.actor(str(asked.pop("who", "ann")))
    with pytest.raises(refusal) as refused:
        import_file(raw, actor=actor, name="r.csv", **asked)
    assert said in str(refused.value)
    assert (Event.objects.count(), SourceRow.objects.count()) == before


def test_a_record_changed_in_between_is_not_overwritten(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    run(FIRST, people)
    write = imports._Run._write

    def slowly(self: Any, steps: Any) -> None:
        record = system("Scan")
        if record.version == 1:
            perform(Command("ai_system", "edit", SYSTEM, record.pk, {"supplier": "Acme"}))
        write(self, steps)

    monkeypatch.setattr(imports._Run, "_write", slowly)
    outcome = run(FIRST.replace("Reads", "Reads on").replace("Answers", "Talks"), people)
    assert (outcome.updated, outcome.rejected) == (1, 1)
    assert "changed AIS-0003" in str(outcome.refusals[0].reasons[0])
    assert system("Scan").intended_use == "Reads"


def test_after_a_crash_a_second_run_finishes(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + "".join(f"{n},System {n},Lending,low,Use {n},C\n" for n in range(1, 12))
    monkeypatch.setattr(imports, "BATCH", 4)
    monkeypatch.setattr(imports._batches, "__defaults__", (4,))
    keep, calls = imports._Run._keep, []

    def failing(self: Any, entries: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the power went")
        keep(self, entries)

    monkeypatch.setattr(imports._Run, "_keep", failing)
    with pytest.raises(RuntimeError):
        run(text, people)
    assert (AISystem.objects.count(), SourceRow.objects.count()) == (8, 8)
    outcome = run(text, people)
    assert (outcome.created, outcome.unchanged) == (3, 8)
    assert AISystem.objects.count() == SourceRow.objects.count() == 11


def test_two_imports_of_one_source_do_not_double_it(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    take = imports._Run._take

    def overtaken(self: Any, wishes: Any) -> None:
        monkeypatch.setattr(imports._Run, "_take", take)
        run(FIRST, people)
        take(self, wishes)

    monkeypatch.setattr(imports._Run, "_take", overtaken)
    with pytest.raises(Overtaken):
        run(FIRST, people)
    assert AISystem.objects.count() == 3


def test_a_source_belongs_to_one_kind(people: People) -> None:
    run(FIRST, people)
    text = "source: register\nkind: unit\nlanguage: en\nkey: id\nfields:\n  title: name\n"
    with pytest.raises(BadMap, match="has brought ai_system already"):
        run(FIRST, people, kind="unit", map=parse_map(text))


def test_a_language_that_no_text_can_have_is_told(people: People) -> None:
    text = "source: x\nkind: ai_system\nlanguage: tlh\nkey: id\nfields:\n  title: name\n"
    with pytest.raises(BadMap, match=r"Line 3 of map\.yaml: no text here can be marked tlh"):
        run(FIRST, people, map=parse_map(text))


def test_who_may_not_make_units_gets_the_sentence_on_the_rows(people: People) -> None:
    values = {
        "title": "So",
        "person": people.eve,
        "role": "system_owner",
        "unit": people.top,
        "starts_on": "2020-01-01",
    }
    perform(Command("assignment", "create", SYSTEM, values=values))
    outcome = run(FIRST, people, who="eve")
    assert outcome.counts["rejected"] == 3
    assert "You may not do this to unit" in str(outcome.refusals[0].reasons[0])
    assert not Record.objects.filter(kind="ai_system").exists()


def test_the_write_lock_is_never_taken_by_a_dry_run(people: People) -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        run(FIRST, people, dry_run=True)
    assert not [q["sql"] for q in seen if not q["sql"].lstrip("(").startswith("SELECT")]


def test_a_file_that_may_not_be_whole_is_told(people: People) -> None:
    rows = [f"{n},System {n},Lending,low,Use {n},C\n" for n in range(1, 21)]
    run(HEAD + "".join(rows), people)
    dry = run(HEAD + "".join(rows[:5]), people, dry_run=True)
    assert dry.gone == 15
    assert "15 of 20 rows that register held" in str(dry.notices[0])
