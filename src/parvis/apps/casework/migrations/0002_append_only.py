"""The history of a request only grows: the database itself forbids to change or delete an event."""

from django.db import migrations

TABLE = "casework_requestevent"
FORBIDDEN = {
    "UPDATE": "",
    "DELETE": "",
    # An INSERT OR REPLACE deletes without waking the trigger on DELETE.
    "INSERT": f"WHEN EXISTS (SELECT 1 FROM {TABLE} AS e WHERE e.id = NEW.id "
    "OR (e.service_request_id = NEW.service_request_id AND e.rank = NEW.rank)) ",
}


def _name(verb):
    return f"{TABLE}_no_{verb.lower()}"


def install_sql(vendor):
    """The statements that lock the history, for each database Parvis runs on."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {_name(verb)} BEFORE {verb} ON {TABLE} {condition}"
            "BEGIN SELECT RAISE(ABORT, 'the history of a request only grows'); END"
            for verb, condition in FORBIDDEN.items()
        ]
    return [
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the history of a request only grows'; END $$",
        f"CREATE TRIGGER {TABLE}_locked BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
    ]


def remove_sql(vendor):
    """The statements that undo `install_sql`."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {_name(verb)}" for verb in FORBIDDEN]
    return [f"DROP TRIGGER {TABLE}_locked ON {TABLE}", f"DROP FUNCTION {TABLE}_refuse()"]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements(schema_editor.connection.vendor):
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunPython(_run(install_sql), _run(remove_sql))]
