"""A note may tell how near a service is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notes', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='decisionnote',
            name='note_kind',
        ),
        migrations.AlterField(
            model_name='decisionnote',
            name='kind',
            field=models.CharField(choices=[('tariff', 'Tarif'), ('siting', 'Implantation'), ('access', 'Accès')], max_length=10, verbose_name='objet'),
        ),
        migrations.AddConstraint(
            model_name='decisionnote',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['tariff', 'siting', 'access'])), name='note_kind'),
        ),
    ]
