from django.db import migrations, models

import parvis.apps.channels.models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='applicationkey',
            name='scopes',
            field=models.JSONField(default=parvis.apps.channels.models.open311_only),
        ),
        migrations.AddField(
            model_name='applicationkey',
            name='sectors',
            field=models.JSONField(default=list),
        ),
    ]
