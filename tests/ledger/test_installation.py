"""The ledger of an installation: what was signed verifies for ever, and whoever changes the database is found out."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from aims_sdk.proof import open_note, parse_checkpoint, verify_bundle
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from aims.conformity.issue import cited, issue_posture
from aims.conformity.posture import posture
from aims.kernel.models import Event, Person, Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.world import present
from aims.ledger.evidence import export_bundle
from aims.ledger.fsck import fsck
from aims.ledger.log import LAST_CHECKPOINT, CannotSign, extend, signing_key
from aims.ledger.models import Checkpoint
from aims.ledger.notes import SigningKey
from aims.lib import clock
from tests.bank import SECRET, Bank
from tests.bank import build as build_bank

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def bank() -> Bank:
    made = build_bank()
    extend()
    return made


@pytest.fixture
def behind() -> Iterator[Callable[..., None]]:
    """SQL behind the application's back, by somebody who has switched the triggers off."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET session_replication_role = replica")
        yield lambda sql, *params: cursor.execute(sql, params)
        if connection.vendor != "sqlite":
            cursor.execute("SET session_replication_role = origin")


@pytest.fixture
def memory(bank: Bank) -> Iterator[Path]:
    """The last checkpoint as it is remembered beside the key, once the transaction is over."""
    path: Path = settings.HOME.keys / LAST_CHECKPOINT
    path.write_text(Checkpoint.objects.order_by("-size")[0].note)
    yield path
    path.unlink()


def _found() -> list[tuple[str, str]]:
    return [(problem.code, problem.sentence) for problem in fsck() if problem.code != "trigger_missing"]


def _key(record: Record) -> Any:
    return record.pk.hex if connection.vendor == "sqlite" else record.pk


def test_an_untouched_installation_is_as_it_was_signed(bank: Bank) -> None:
    assert _found() == []


def test_a_row_edited_behind_the_back_is_named_with_its_fields(bank: Bank, behind: Callable[..., None]) -> None:
    policy = bank.records["policy"]
    behind("UPDATE organisation_policy SET text = 'Anything goes.' WHERE record_ptr_id = %s", _key(policy))
    behind("UPDATE kernel_record SET title = 'Quiet' WHERE id = %s", _key(bank.records["system"]))
    assert {code for code, _said in _found()} == {"row_changed"}
    said = " ".join(said for _code, said in _found())
    assert f"{policy.ref} was changed outside the application: text" in said
    assert f"{bank.records['system'].ref} was changed outside the application: title" in said


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE kernel_event SET action = 'approve' WHERE seq = 5", "event_changed"),
        ("UPDATE kernel_event SET version = version + 7 WHERE seq = 5", "event_changed"),
        (
            "UPDATE kernel_eventbody SET salt = (SELECT salt FROM kernel_eventbody WHERE seq = 6) WHERE seq = 5",
            "body_changed",
        ),
        ("UPDATE kernel_loghead SET seq = seq + 1", "head_differs"),
    ],
)
def test_a_changed_event_is_named(bank: Bank, behind: Callable[..., None], sql: str, code: str) -> None:
    behind(sql)
    found = _found()
    assert found[0][0] == code
    assert "5" in found[0][1] or code == "head_differs"


def test_a_deleted_event_is_named_in_the_middle_and_at_the_end(bank: Bank, behind: Callable[..., None]) -> None:
    last = Event.objects.order_by("-seq").values_list("seq", flat=True)[0]
    for seq in (4, last):
        behind("DELETE FROM kernel_eventbody WHERE seq = %s", seq)
        behind("DELETE FROM kernel_event WHERE seq = %s", seq)
    codes = [code for code, _said in _found()]
    assert "event_missing" in codes
    assert "events_lost" in codes
    assert any("Event 4 is missing" in said for _code, said in _found())


def test_an_event_that_was_rewritten_with_its_leaf_is_found_by_the_tree(
    bank: Bank, behind: Callable[..., None]
) -> None:
    """Whoever rewrites an event consistently must also rewrite the tree, and then the signature does not fit."""
    event = Event.objects.get(seq=5)
    behind("UPDATE kernel_event SET leaf = %s WHERE seq = 5", bytes(32))
    assert ("event_changed", "Event 5 differs from what its leaf commits to.") in _found()
    behind("UPDATE kernel_event SET leaf = %s WHERE seq = 5", bytes(event.leaf))
    behind('UPDATE ledger_treenode SET digest = %s WHERE level = 0 AND "index" = 4', bytes(32))
    assert _found()[0][0] == "tree_differs"


def test_a_checkpoint_of_another_key_or_another_log_is_refused(bank: Bank) -> None:
    held = Checkpoint.objects.order_by("-size")[0]
    true = held.note
    stranger = SigningKey.generate(signing_key().name)
    text, _key_used = open_note(true.encode(), [signing_key().vkey])
    Checkpoint.objects.filter(size=held.size).update(note=stranger.sign(text))
    [(code, said)] = _found()
    assert (code, said.endswith(": None of the known keys signed it.")) == ("checkpoint_broken", True)
    with translation.override("zh-hans"):
        assert _found()[0][1].endswith("密钥签署：没有任何已知的密钥为其签名。")
    root = text.splitlines()[2]
    other = signing_key().sign(text.replace(root, root[::-1].lstrip("=").ljust(43, "A")[:43] + "="))
    Checkpoint.objects.filter(size=held.size).update(note=other)
    assert [code for code, _said in _found()] in (["root_differs"], ["checkpoint_broken"])


def test_a_record_without_an_event_and_an_event_without_its_record_are_named(
    bank: Bank, behind: Callable[..., None]
) -> None:
    behind("UPDATE kernel_record SET kind = 'nothing' WHERE id = %s", _key(bank.records["tool"]))
    assert [code for code, _said in _found()] == ["row_changed"]


def test_a_changed_attachment_is_named(bank: Bank, behind: Callable[..., None]) -> None:
    content = b"minutes of the board"
    digest = sha256(content).hexdigest()
    path: Path = settings.HOME.file(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    values = {"digest": digest, "size": len(content), "media_type": "text/plain", "label": "minutes.txt"}
    perform(Command("ai_system", "attach", SYSTEM, bank.records["system"].pk, values))
    assert _found() == []
    for change, field in (("size = 5", "size"), ("media_type = 'text/html'", "media_type")):
        with transaction.atomic():
            behind(f"UPDATE kernel_file SET {change}")
            assert _found() == [("file_row_changed", f"The row of the attachment {digest} was changed: {field}.")]
            transaction.set_rollback(True)
    path.write_bytes(content + b".")
    assert [code for code, _said in _found()] == ["file_changed"]
    path.unlink()
    assert [code for code, _said in _found()] == ["file_missing"]
    path.mkdir()
    assert [code for code, _said in _found()] == ["file_unreadable"]
    path.rmdir()
    behind("DELETE FROM kernel_file")
    assert [code for code, _said in _found()] == ["file_row_missing"]
    behind("DELETE FROM kernel_link WHERE file_id IS NOT NULL")  # the database looks at its keys at the end


def test_a_checkpoint_of_yesterday_verifies_tomorrow_and_the_log_only_grew(bank: Bank, tmp_path: Path) -> None:
    first, second = tmp_path / "first.aims.zip", tmp_path / "second.aims.zip"
    issued = issue_posture(present(), SYSTEM)
    early = export_bundle(first, SYSTEM, issued.content, cited(posture(present())))
    perform(Command("ai_system", "create", SYSTEM, values={"title": "A later system"}))
    late = export_bundle(second, SYSTEM, issued.content)
    assert late.size == early.size + 1
    for bundle in (first, second):
        report = verify_bundle(bundle, (str(signing_key().vkey),))
        assert report.ok, report.problems
    text, _used = open_note(early.note.encode(), [signing_key().vkey])
    assert parse_checkpoint(text).size == early.size


def test_every_byte_of_a_real_bundle_counts(bank: Bank, tmp_path: Path) -> None:
    bundle = tmp_path / "out.aims.zip"
    export_bundle(bundle, SYSTEM, issue_posture(present(), SYSTEM).content)
    whole = bundle.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        changed = bytearray(whole)
        changed[place] ^= 1
        bundle.write_bytes(changed)
        report = verify_bundle(bundle)
        assert not report.ok
        assert report.problems[0]
    bundle.write_bytes(os.urandom(100))
    assert not verify_bundle(bundle).ok


def test_a_bundle_opens_only_what_its_reader_may_see(bank: Bank, tmp_path: Path) -> None:
    reader = Actor.of(present(), Person.objects.get(pk=bank.people["jonas"].pk).pk)
    bundle = tmp_path / "for-jonas.aims.zip"
    export_bundle(bundle, reader, issue_posture(present(), SYSTEM, reader.person).content)
    assert verify_bundle(bundle).ok
    assert SECRET.encode() not in bundle.read_bytes()
    export_bundle(tmp_path / "by-operator.aims.zip", SYSTEM, {})
    assert SECRET.encode() not in (tmp_path / "by-operator.aims.zip").read_bytes()
    export_bundle(tmp_path / "by-handler.aims.zip", Actor.of(present(), bank.people["hedda"].pk), {})
    assert SECRET.encode() in (tmp_path / "by-handler.aims.zip").read_bytes()


def test_a_counter_of_refs_that_was_set_back_is_named(bank: Bank, behind: Callable[..., None]) -> None:
    behind("UPDATE kernel_refcounter SET last = 0 WHERE prefix = 'POL'")
    assert ("counter_differs", "The counter of POL says 0, the highest ref is 1.") in _found()


SURPLUS = 'INSERT INTO ledger_treenode(level, "index", digest) VALUES (0, 100000, %s)'


def _unsigned(bank: Bank) -> None:
    perform(Command("ai_system", "create", SYSTEM, values={"title": "Not signed yet"}))


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (SURPLUS.replace("%s", "(SELECT root FROM ledger_checkpoint LIMIT 1)"), "The tree holds more than"),
        ("DELETE FROM ledger_treenode", "signed last"),
        ("DELETE FROM ledger_checkpoint", "The tree holds more than the 0"),
        ("UPDATE ledger_checkpoint SET size = 100000", "signed last"),
        ("UPDATE ledger_checkpoint SET note = 'Believe me.'", "is not signed by this installation's key"),
        ("UPDATE kernel_loghead SET seq = 1", "The log's counter says 1,"),
        ("UPDATE kernel_loghead SET seq = seq + 1", "The log's counter says"),
        ("DELETE FROM kernel_loghead", "The log's counter says"),
    ],
)
def test_nothing_is_signed_and_no_bundle_written_upon_another_log(
    bank: Bank, behind: Callable[..., None], tmp_path: Path, sql: str, said: str
) -> None:
    _unsigned(bank)
    behind(sql)
    before = list(Checkpoint.objects.values())
    with pytest.raises(CannotSign, match=said):
        extend()
    with pytest.raises(CannotSign, match=said):
        export_bundle(tmp_path / "out.aims.zip", SYSTEM, {})
    assert list(Checkpoint.objects.values()) == before
    assert not (tmp_path / "out.aims.zip").exists()


def test_a_node_above_that_is_there_too_early_is_not_signed_over(bank: Bank, behind: Callable[..., None]) -> None:
    _unsigned(bank)
    while Event.objects.count() % 2:
        _unsigned(bank)
    behind(
        'INSERT INTO ledger_treenode(level, "index", digest) VALUES (1, %s, %s)', Event.objects.count() // 2 - 1, b"x"
    )
    with pytest.raises(CannotSign, match="The tree holds more"), transaction.atomic():
        extend()
    assert {code for code, _said in _found()} == {"nodes_surplus"}


def test_a_deleted_tail_is_not_signed_over(bank: Bank, behind: Callable[..., None]) -> None:
    _unsigned(bank)
    last = Event.objects.order_by("-seq").values_list("seq", flat=True)[0]
    behind("DELETE FROM kernel_eventbody WHERE seq = %s", last)
    behind("DELETE FROM kernel_event WHERE seq = %s", last)
    with pytest.raises(CannotSign, match=f"its last event is {last - 1}"):
        extend()


def test_the_last_checkpoint_is_remembered_anew_where_a_restore_left_it_out(
    bank: Bank, memory: Path, django_capture_on_commit_callbacks: Any
) -> None:
    note = memory.read_text()
    memory.unlink()
    with django_capture_on_commit_callbacks(execute=True):
        extend()
    assert memory.read_text() == note


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (SURPLUS % "(SELECT root FROM ledger_checkpoint LIMIT 1)", {"nodes_surplus"}),
        ('DELETE FROM ledger_treenode WHERE level = 0 AND "index" = 3', {"nodes_missing"}),
        ('DELETE FROM ledger_treenode WHERE level = 2 AND "index" = 1', {"nodes_missing"}),
        ("DELETE FROM ledger_treenode", {"nodes_missing"}),
        ("DELETE FROM ledger_checkpoint", {"checkpoint_missing"}),
        ("UPDATE ledger_checkpoint SET note = 'Believe me.'", {"checkpoint_broken"}),
        ("UPDATE kernel_loghead SET at = '2099-01-01 00:00:00+00:00'", {"head_at_differs"}),
        ("DELETE FROM kernel_loghead", {"head_missing"}),
        (
            "UPDATE kernel_event SET on_behalf_of_id ="
            " (SELECT record_ptr_id FROM kernel_person LIMIT 1) WHERE withheld",
            {"on_behalf_differs"},
        ),
        ("DELETE FROM organisation_policy", {"row_missing"}),
        ("UPDATE kernel_eventbody SET body = '{\"after\": [1]}' WHERE seq = 5", {"body_changed"}),
        ('UPDATE kernel_eventbody SET body = \'{"after": "x"}\' WHERE seq = 5', {"body_changed"}),
        ("UPDATE kernel_eventbody SET body = '[]' WHERE seq = 5", {"body_changed"}),
        ("UPDATE kernel_record SET ref = 'AIS-²' WHERE ref = 'AIS-0001'", {"row_changed"}),
    ],
)
def test_what_was_changed_is_named_and_nothing_else(
    bank: Bank, memory: Path, behind: Callable[..., None], sql: str, found: set[str]
) -> None:
    assert _found() == []
    behind(sql)
    assert {code for code, _said in _found()} == found


@pytest.mark.skipif(os.environ.get("AIMS_DATABASE_URL", "") != "", reason="PostgreSQL holds its columns to their types")
@pytest.mark.parametrize(
    ("sql", "code", "said"),
    [
        ("UPDATE kernel_event SET at = 'yesterday' WHERE seq = 5", "event_unreadable", "Event 5 cannot be read"),
        ("UPDATE kernel_event SET leaf = 'leaf' WHERE seq = 5", "event_changed", "Event 5 differs"),
        (
            "UPDATE kernel_eventbody SET body = '\"\\uD800\"' WHERE seq = 5",
            "event_unreadable",
            "Event 5 cannot be read",
        ),
        ("UPDATE kernel_loghead SET at = 'soon'", "part_unreadable", "The log's counter cannot be read"),
        (
            "UPDATE kernel_record SET owner_id = 'me' WHERE ref = 'AIS-0001'",
            "row_unreadable",
            "AIS-0001 cannot be read",
        ),
        ("UPDATE kernel_refcounter SET last = 'x'", "counter_unreadable", "The counter of POL cannot be read"),
        ("UPDATE organisation_policy SET record_ptr_id = 'x'", "part_unreadable", "policies cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_looked_at(
    bank: Bank, behind: Callable[..., None], sql: str, code: str, said: str
) -> None:
    with transaction.atomic():
        behind(sql)
        behind("UPDATE kernel_record SET title = 'Quiet' WHERE id = %s", _key(bank.records["tool"]))
        found = _found()
        transaction.set_rollback(True)  # or the database objects in the end
    assert any(c == code and said in s for c, s in found), found
    assert ("row_changed", f"{bank.records['tool'].ref} was changed outside the application: title.") in found
    assert "row_missing" not in dict(found)


@pytest.mark.parametrize(("name", "code"), [("ledger", "The ledger's key"), (LAST_CHECKPOINT, "The last checkpoint")])
def test_a_garbled_key_or_memory_is_named(bank: Bank, memory: Path, name: str, code: str) -> None:
    path = settings.HOME.keys / name
    true = path.read_bytes()
    path.write_bytes(b"\xff")
    try:
        [(_code, said)] = _found()
    finally:
        path.write_bytes(true)
    assert said.startswith(f"{code}")


def test_a_guard_that_guards_nothing_is_named() -> None:
    assert list(fsck()) == []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for sql in import_module("aims.kernel.migrations.0002_log").SQLITE:
                cursor.execute(f"DROP TRIGGER {sql.split()[2]}")
                cursor.execute(f"{sql.partition(' BEGIN ')[0]} BEGIN SELECT 1; END")
        else:
            immutable = "kernel_immutable() RETURNS trigger LANGUAGE plpgsql"
            cursor.execute(f"CREATE OR REPLACE FUNCTION {immutable} AS $$ BEGIN RETURN NULL; END $$")
            cursor.execute("ALTER TABLE kernel_eventbody DISABLE TRIGGER body_erased_only")
    [problem] = fsck()
    names = {
        "sqlite": "body_erased_only, body_no_update, event_no_delete, event_no_update",
        "postgresql": "body_erased_only, body_immutable, event_immutable",
    }
    assert problem.sentence == f"The database's guard on the log was changed: {names[connection.vendor]}."


def test_a_tail_that_stays_unsigned_is_a_note(bank: Bank) -> None:
    _unsigned(bank)
    assert _found() == []
    with clock.set_to(clock.now() + dt.timedelta(minutes=2)):
        [problem] = fsck()
    assert (problem.code, problem.is_note) == ("unsigned", True)
    last = Event.objects.count()
    assert problem.sentence == f"Not signed yet: the events from {last} to {last}. `aims tick` signs them."


def test_what_is_not_the_remembered_log_is_refused(bank: Bank, memory: Path, behind: Callable[..., None]) -> None:
    _unsigned(bank)
    behind("DELETE FROM ledger_checkpoint")
    behind("DELETE FROM ledger_treenode")
    with pytest.raises(CannotSign, match="signed last"):
        extend()
    memory.write_bytes(b"\xff")
    with pytest.raises(CannotSign, match="The note is not UTF-8 text"):
        extend()


def test_a_bundle_is_not_signed_over_events_that_were_rewritten(
    bank: Bank, behind: Callable[..., None], tmp_path: Path
) -> None:
    behind("UPDATE kernel_event SET action = 'approve' WHERE seq = 5")
    with pytest.raises(CannotSign, match="The events here are not"):
        export_bundle(tmp_path / "out.aims.zip", SYSTEM, {})
