"""A published revision of a form never changes: the database itself forbids it."""

from django.db import migrations

TABLE = "catalogue_formrevision"
SAID = "a published revision never changes"


def install_sql(vendor):
    """The statements that lock published revisions, for each database Parvis runs on."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {TABLE}_locked BEFORE UPDATE ON {TABLE} "
            "WHEN OLD.published_at IS NOT NULL "
            f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        ]
    return [
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$",
        f"CREATE TRIGGER {TABLE}_locked BEFORE UPDATE ON {TABLE} FOR EACH ROW "
        f"WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION {TABLE}_refuse()",
    ]


def remove_sql(vendor):
    """The statements that undo `install_sql`."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {TABLE}_locked"]
    return [f"DROP TRIGGER {TABLE}_locked ON {TABLE}", f"DROP FUNCTION {TABLE}_refuse()"]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements(schema_editor.connection.vendor):
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_demarche_category")]
    operations = [migrations.RunPython(_run(install_sql), _run(remove_sql))]
