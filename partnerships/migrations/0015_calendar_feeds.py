"""Meetings are known to calendar programs, which may follow them at secret addresses."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def give_uids(apps, schema_editor):
    """Let each meeting have a number of its own that never changes."""
    Meeting = apps.get_model('partnerships', 'Meeting')
    batch = []
    for meeting in Meeting.objects.only('pk').iterator(chunk_size=2000):
        meeting.uid = uuid.uuid4()
        batch.append(meeting)
        if len(batch) == 2000:
            Meeting.objects.bulk_update(batch, ['uid'], batch_size=200)
            batch.clear()
    Meeting.objects.bulk_update(batch, ['uid'], batch_size=200)
    if schema_editor.connection.vendor == 'postgresql':
        # Rows whose keys are still to be checked would keep their table from being altered.
        schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('partnerships', '0014_public_page_compliance_deliveries'),
    ]

    operations = [
        migrations.AddField(
            model_name='meeting',
            name='revised_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='meeting',
            name='sequence',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='meeting',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.RunPython(give_uids),
        migrations.AlterField(
            model_name='meeting',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(editable=False, max_length=64)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='revoked')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feed', to='partnerships.partnership')),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feed', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'calendar feed',
                'verbose_name_plural': 'calendar feeds',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('partnership__isnull', True), ('user__isnull', False)), models.Q(('partnership__isnull', False), ('user__isnull', True)), _connector='OR'), name='a_feed_is_of_a_user_or_a_partnership')],
            },
        ),
    ]
