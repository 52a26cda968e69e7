"""A meeting may have several partners, or an organization that is none; people come for one."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_partners(apps, schema_editor):
    """Give each meeting its partner, and each of their people the organization they come for."""
    Meeting = apps.get_model('partnerships', 'Meeting')
    MeetingPartner = apps.get_model('partnerships', 'MeetingPartner')
    Participant = apps.get_model('partnerships', 'Participant')
    Partnership = apps.get_model('partnerships', 'Partnership')
    pairs = Meeting.objects.values_list('pk', 'partnership_id').iterator(chunk_size=2000)
    MeetingPartner.objects.bulk_create(
        (MeetingPartner(meeting_id=meeting, partnership_id=partnership) for meeting, partnership in pairs),
        batch_size=2000,
    )
    partners = Partnership.objects.filter(meetings=OuterRef('meeting'))
    theirs = Participant.objects.filter(side='theirs')
    theirs.update(organization=Subquery(partners.values('organization')[:1]))
    if schema_editor.connection.vendor == 'postgresql':
        # Rows whose keys are still to be checked would keep their table from being altered.
        schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0010_records_corrected'),
    ]

    operations = [
        migrations.AddField(
            model_name='meeting',
            name='agenda',
            field=models.TextField(blank=True, verbose_name='agenda'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='organization',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='partnerships.organization', verbose_name='organization'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='title',
            field=models.CharField(blank=True, max_length=120, verbose_name='title'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='video_url',
            field=models.URLField(blank=True, max_length=500, verbose_name='video link'),
        ),
        migrations.AddField(
            model_name='participant',
            name='organization',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='partnerships.organization'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='partnership',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnerships.partnership'),
        ),
        migrations.CreateModel(
            name='MeetingPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='partnerships.meeting')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_partners', to='partnerships.partnership')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'partnership'), name='a_meeting_has_a_partner_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='partnerships',
            field=models.ManyToManyField(related_name='meetings', through='partnerships.MeetingPartner', to='partnerships.partnership'),
        ),
        migrations.RunPython(name_partners),
        migrations.AddIndex(
            model_name='meeting',
            index=django.contrib.postgres.indexes.GinIndex(fields=['title'], name='meeting_title_search', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organization__isnull', True), ('partnership__isnull', False)), models.Q(('organization__isnull', False), ('partnership__isnull', True)), _connector='OR'), name='a_meeting_is_with_a_partner_or_an_organization'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organization__isnull', True), ('side', 'ours')), models.Q(('organization__isnull', False), ('side', 'theirs')), _connector='OR'), name='whoever_is_not_of_ours_comes_for_an_organization'),
        ),
    ]
