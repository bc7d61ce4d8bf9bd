"""Django's ORM on the pysqlite3 backend: what the driver must adapt, convert and return."""

import datetime as dt
import sqlite3
import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connections, models, transaction
from django.db.models import F, Func, Q, StringAgg, Sum, Value
from django.db.models.functions import Now, TruncMonth
from django.test.utils import CaptureQueriesContext

ALIAS = "trial"


class Team(models.Model):
    name = models.CharField(max_length=40, unique=True)

    class Meta:
        app_label = "trial"

    def __str__(self) -> str:
        return self.name


class Sheet(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    cost = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0"))
    day = models.DateField(null=True)
    hour = models.TimeField(null=True)
    moment = models.DateTimeField(null=True)
    span = models.DurationField(null=True)
    ready = models.BooleanField(default=False)
    raw = models.BinaryField(default=b"")
    count = models.PositiveIntegerField(default=0)
    double = models.GeneratedField(expression=F("count") * 2, output_field=models.IntegerField(), db_persist=True)
    made = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "trial"

    def __str__(self) -> str:
        return self.name


@pytest.fixture
def connection(tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """A database of its own under the alias `trial`, with the two tables above."""
    own = {"ENGINE": "aims.config.sqlite", "NAME": str(tmp_path / "trial.db")}
    connections.databases[ALIAS] = connections.configure_settings({"default": own})["default"]
    with django_db_blocker.unblock():
        opened = connections[ALIAS]
        with opened.schema_editor() as editor:
            editor.create_model(Team)
            editor.create_model(Sheet)
        yield opened
        opened.close()
    del connections[ALIAS]
    del connections.databases[ALIAS]


@pytest.fixture
def team(connection: Any) -> Team:
    return Team.objects.using(ALIAS).create(name="Credit 信用")


def sheet(team: Team, **fields: Any) -> Sheet:
    return Sheet.objects.using(ALIAS).create(team=team, **fields)


def test_the_bundled_sqlite_is_one_without_the_wal_bug(connection: Any) -> None:
    assert connection.get_database_version() >= (3, 51, 3)
    assert connection.vendor == "sqlite"
    assert connection.Database.__name__.startswith("pysqlite3")


def test_pragmas(connection: Any) -> None:
    def pragma(name: str) -> object:
        with connection.cursor() as cursor:
            return cursor.execute(f"PRAGMA {name}").fetchone()[0]

    assert {name: pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys")} == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
    }


def test_every_type_comes_back_as_it_went(team: Team) -> None:
    fields = {
        "name": "Größe 100 % _ \\",
        "payload": {"a": [1, None, "信"], "b": {"c": 1.5}},
        "cost": Decimal("12345.67"),
        "day": dt.date(2026, 2, 28),
        "hour": dt.time(23, 59, 58, 1),
        "moment": dt.datetime(2026, 11, 22, 5, 30, 0, 123456, tzinfo=dt.UTC),
        "span": dt.timedelta(days=1, microseconds=7),
        "ready": True,
        "raw": b"\x00\xff",
        "count": 21,
    }
    row = sheet(team, **fields)
    again = Sheet.objects.using(ALIAS).get(pk=row.pk)
    assert {name: getattr(again, name) for name in fields} == fields
    assert again.double == 42
    assert row.double == 42, "a generated column comes back from the insert itself"
    assert isinstance(row.made, dt.datetime)


def test_saving_an_expression_returns_its_value_in_the_same_query(team: Team) -> None:
    row = sheet(team, name="a", count=1)
    row.count = F("count") + 4
    with CaptureQueriesContext(connections[ALIAS]) as seen:
        row.save(using=ALIAS)
    assert (row.count, row.double) == (5, 10)
    assert "RETURNING" in seen[-1]["sql"]


def test_json_lookups(team: Team) -> None:
    sheet(team, name="a", payload={"tier": "high", "n": [1, 2]})
    sheet(team, name="b", payload={"tier": None})
    rows = Sheet.objects.using(ALIAS)
    assert rows.get(payload__tier="high").name == "a"
    assert rows.get(payload__n__1=2).name == "a"
    assert rows.get(payload__has_key="n").name == "a"
    assert rows.get(payload__tier=None).name == "b"


def test_bulk_create_returns_keys_beyond_the_limit_of_variables(connection: Any) -> None:
    limit = connection.features.max_query_params
    assert limit == 32_766
    teams = Team.objects.using(ALIAS).bulk_create([Team(name=f"t{n}") for n in range(700)])
    assert len({row.pk for row in teams}) == 700
    assert Team.objects.using(ALIAS).filter(pk__in=[row.pk for row in teams]).count() == 700
    assert Team.objects.using(ALIAS).filter(pk__in=range(limit - 1)).count() == 700


def test_upsert_and_bulk_update(connection: Any) -> None:
    rows = Team.objects.using(ALIAS)
    first = rows.create(name="a")
    rows.bulk_create([Team(pk=first.pk, name="b")], update_conflicts=True, update_fields=["name"], unique_fields=["id"])
    assert rows.get().name == "b"
    first.name = "c"
    assert rows.bulk_update([first], ["name"]) == 1
    rows.bulk_create([Team(name="c"), Team(name="d")], ignore_conflicts=True)
    assert list(rows.order_by("name").values_list("name", flat=True)) == ["c", "d"]


def test_expressions_and_aggregates(team: Team) -> None:
    for count, name in ((1, "b"), (2, "a"), (3, "c")):
        sheet(team, name=name, count=count, cost=Decimal("0.10"), day=dt.date(2026, count, 9))
    rows = Sheet.objects.using(ALIAS)
    assert rows.filter(count__gt=F("count") - 1).update(count=F("count") + 1) == 3
    assert rows.aggregate(all=Sum("count"), cost=Sum("cost")) == {"all": 9, "cost": Decimal("0.30")}
    joined = rows.aggregate(names=StringAgg("name", delimiter=Value(","), order_by="name"))
    assert joined == {"names": "a,b,c"}
    months = rows.annotate(month=TruncMonth("day")).order_by("month").values_list("month", flat=True)
    assert list(months) == [dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 3, 1)]
    assert rows.filter(Q(name__regex="^[ab]$") & Q(day__year=2026)).count() == 2
    assert rows.annotate(half=Func("count", Value(2), function="MOD")).filter(half=0).count() == 2
    assert [row.name for row in rows.order_by("name").iterator(chunk_size=2)] == ["a", "b", "c"]


def test_lookups_escape_what_like_would_read(team: Team) -> None:
    sheet(team, name="100%")
    sheet(team, name="1000")
    assert Sheet.objects.using(ALIAS).get(name__contains="0%").name == "100%"


def fail_after_writing(team: Team) -> None:
    with transaction.atomic(using=ALIAS):
        sheet(team, name="gone")
        raise ZeroDivisionError


def test_transactions_and_savepoints(team: Team) -> None:
    with transaction.atomic(using=ALIAS):
        sheet(team, name="kept")
        with pytest.raises(ZeroDivisionError):
            fail_after_writing(team)
        assert list(Sheet.objects.using(ALIAS).select_for_update().values_list("name", flat=True)) == ["kept"]
    with pytest.raises(ZeroDivisionError):
        fail_after_writing(team)
    assert Sheet.objects.using(ALIAS).get().name == "kept"


def test_a_transaction_takes_the_write_lock_at_once_and_reading_does_not(team: Team) -> None:
    connection = connections[ALIAS]
    with CaptureQueriesContext(connection) as seen, transaction.atomic(using=ALIAS):
        pass
    assert [query["sql"] for query in seen] == ["BEGIN IMMEDIATE", "COMMIT"]
    with CaptureQueriesContext(connection) as seen:
        list(Team.objects.using(ALIAS).all())
    assert [query["sql"].split()[0] for query in seen] == ["SELECT"]


def test_integrity_is_the_databases(team: Team) -> None:
    with pytest.raises(IntegrityError, match="UNIQUE"):
        Team.objects.using(ALIAS).create(name=team.name)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        Sheet.objects.using(ALIAS).create(team_id=999, name="orphan")
    with pytest.raises(IntegrityError, match="CHECK"):
        sheet(team, name="negative", count=-1)
    connections[ALIAS].check_constraints()


def test_placeholders_by_position_by_name_and_in_batches(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s, '%%s', %s", [1, "b"])
        assert cursor.fetchone() == (1, "%s", "b")
        cursor.execute("SELECT %(a)s, %(b)s", {"a": dt.date(2026, 1, 2), "b": Decimal("1.50")})
        assert cursor.fetchone() == ("2026-01-02", "1.50")
        cursor.executemany("INSERT INTO trial_team (name) VALUES (%s)", ([f"x{n}"] for n in range(3)))
        cursor.executemany("INSERT INTO trial_team (name) VALUES (%(name)s)", ({"name": f"y{n}"} for n in range(2)))
        cursor.execute("INSERT INTO trial_team (name) VALUES (%s) RETURNING id", ["z"])
        assert cursor.fetchone() == (6,)
        assert cursor.execute("SELECT count(*) FROM trial_team").fetchone() == (6,)


def test_the_limits_are_known_by_the_names_of_the_standard_library(connection: Any) -> None:
    connection.ensure_connection()
    for name in (name for name in dir(sqlite3) if name.startswith("SQLITE_LIMIT_")):
        if name != "SQLITE_LIMIT_VDBE_OP":
            assert connection.connection.getlimit(getattr(sqlite3, name)) >= 0


def test_queries_are_shown_with_their_values(team: Team) -> None:
    with CaptureQueriesContext(connections[ALIAS]) as seen:
        Team.objects.using(ALIAS).filter(name__in=["it's", "b"]).count()
    assert "IN ('it''s', 'b')" in seen[0]["sql"]
    assert "SEARCH" in Team.objects.using(ALIAS).filter(pk=team.pk).explain()


def test_the_tables_can_be_read_and_changed(team: Team) -> None:
    connection = connections[ALIAS]
    kept = sheet(team, name="kept")
    with connection.schema_editor() as editor:
        field = models.CharField(max_length=10, default="new")
        field.set_attributes_from_name("note")
        editor.add_field(Sheet, field)
    with connection.cursor() as cursor:
        columns = {column.name for column in connection.introspection.get_table_description(cursor, "trial_sheet")}
        assert {"note", "double", "made"} <= columns
        assert cursor.execute("SELECT note FROM trial_sheet").fetchone() == ("new",)
    assert Sheet.objects.using(ALIAS).get().pk == kept.pk


def test_a_copy_for_a_parallel_process_holds_what_is_still_in_the_wal(team: Team) -> None:
    connection = connections[ALIAS]
    original = str(connection.settings_dict["NAME"])
    connection.creation.clone_test_db("2", verbosity=0)
    connection.creation.setup_worker_connection("2")
    assert str(connection.settings_dict["NAME"]).endswith("trial_2.db")
    assert Team.objects.using(ALIAS).get().name == team.name
    connection.close()
    connection.creation._destroy_test_db(str(connection.settings_dict["NAME"]), verbosity=0)
    assert sorted(path.name for path in Path(original).parent.glob("trial_2*")) == []
    connection.settings_dict["NAME"] = original
