"""What deserves a look in a linkage is kept with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_households")]

    operations = [
        migrations.AddField("linkrun", "notes", models.JSONField(default=list)),
        migrations.AddField("linkrun", "home_notes", models.JSONField(default=list)),
    ]
