"""What the ORM cannot say: the log is immutable, it has one head, and every text can be found."""

import datetime as dt

from django.db import migrations

from aims.kernel.search import CREATE

SQLITE = [
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON kernel_event BEGIN SELECT RAISE(ABORT, 'events are immutable'); END",
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON kernel_event BEGIN SELECT RAISE(ABORT, 'events are immutable'); END",
    "CREATE TRIGGER body_no_update BEFORE UPDATE ON kernel_eventbody"
    " BEGIN SELECT RAISE(ABORT, 'events are immutable'); END",
    "CREATE TRIGGER body_erased_only BEFORE DELETE ON kernel_eventbody"
    " WHEN NOT EXISTS (SELECT 1 FROM kernel_event e JOIN kernel_event x ON x.record_id = e.record_id"
    " WHERE e.seq = OLD.seq AND x.action = 'erased')"
    " BEGIN SELECT RAISE(ABORT, 'a body is erased only after its erased event'); END",
]
POSTGRES = [
    "CREATE FUNCTION kernel_immutable() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'events are immutable'; END $$",
    "CREATE FUNCTION kernel_erased_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF NOT EXISTS (SELECT 1 FROM kernel_event e JOIN kernel_event x ON x.record_id = e.record_id"
    " WHERE e.seq = OLD.seq AND x.action = 'erased')"
    " THEN RAISE EXCEPTION 'a body is erased only after its erased event'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER event_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON kernel_event"
    " FOR EACH STATEMENT EXECUTE FUNCTION kernel_immutable()",
    "CREATE TRIGGER body_immutable BEFORE UPDATE OR TRUNCATE ON kernel_eventbody"
    " FOR EACH STATEMENT EXECUTE FUNCTION kernel_immutable()",
    "CREATE TRIGGER body_erased_only BEFORE DELETE ON kernel_eventbody"
    " FOR EACH ROW EXECUTE FUNCTION kernel_erased_only()",
]


def build(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for sql in [*CREATE[vendor].split(";"), *(SQLITE if vendor == "sqlite" else POSTGRES)]:
        schema_editor.execute(sql, params=None)
    apps.get_model("kernel", "LogHead").objects.create(id=1, seq=0, at=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(build)]
