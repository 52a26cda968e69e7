from datetime import date

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Max


def from_answers(apps, _schema_editor):
    """Keep the day of the last answer by link, in a meeting or by phone that is known already."""
    last: dict[int, date] = {}
    for name, day, path in (
        ("WiifmAnswer", "said_on", "list_version__partnership"),
        ("Acknowledgement", "said_on", "list_version__partnership"),
        ("Acceptance", "said_on", "line__list_version__partnership"),
        ("Suggestion", "said_on", "line__list_version__partnership"),
        ("EvidenceAcceptance", "said_on", "evidence__benefit__partnership"),
        ("PurposeAgreement", "agreed_on", "purpose__partnership"),
        ("Rater", "said_on", "review__partnership"),
    ):
        rows = apps.get_model("partnerships", name).objects.filter(side="theirs")
        said = rows.exclude(how="paper").filter(**{f"{day}__isnull": False}).order_by()
        for partnership, on in said.values_list(path).annotate(on=Max(day)):
            last[partnership] = max(on, last.get(partnership, on))
    partnerships = apps.get_model("partnerships", "Partnership").objects
    for partnership, on in last.items():
        partnerships.filter(pk=partnership).update(answered_on=on)


def who_signed_by_link(apps, _schema_editor):
    """Whoever signed by link is told what becomes of it, as before."""
    signers = apps.get_model("partnerships", "Signer").objects
    signers.filter(signatures__how="link").update(gets_copy=True)


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0011_meetings_in_full'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='partnership',
            name='answered_on',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='ItemRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('ours', 'We'), ('theirs', 'They')], max_length=6)),
                ('how', models.CharField(choices=[('meeting', 'In a meeting'), ('phone', 'By phone'), ('paper', 'On paper'), ('link', 'By personal link')], max_length=10)),
                ('said_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('text', models.CharField(max_length=200, verbose_name="what they'd like from us")),
                ('state', models.CharField(choices=[('open', 'Waiting on us'), ('taken', 'Accepted'), ('declined', 'Declined')], default='open', max_length=8)),
                ('reply', models.CharField(blank=True, max_length=300, verbose_name='our reply')),
                ('replied_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['recorded_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='benefit',
            name='brought_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='benefit',
            name='brought_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnerships.contact'),
        ),
        migrations.AddField(
            model_name='signer',
            name='gets_copy',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddConstraint(
            model_name='benefit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('brought_at__isnull', True), ('brought_by__isnull', True)), models.Q(('brought_at__isnull', False), ('brought_by__isnull', False), ('side', 'theirs')), _connector='OR'), name='a_line_brought_by_link_is_theirs'),
        ),
        migrations.AddField(
            model_name='itemrequest',
            name='contact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnerships.contact'),
        ),
        migrations.AddField(
            model_name='itemrequest',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='item_requests', to='partnerships.partnership'),
        ),
        migrations.AddField(
            model_name='itemrequest',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='itemrequest',
            name='replied_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='itemrequest',
            index=models.Index(fields=['state', 'partnership'], name='partnership_state_a02847_idx'),
        ),
        migrations.AddConstraint(
            model_name='itemrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('how', 'link'), ('recorded_by__isnull', True)), models.Q(models.Q(('how', 'link'), _negated=True), ('recorded_by__isnull', False)), _connector='OR'), name='itemrequest_is_the_persons_own_or_written_down'),
        ),
        migrations.AddConstraint(
            model_name='itemrequest',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_request_says_what'),
        ),
        migrations.AddConstraint(
            model_name='itemrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replied_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('replied_at__isnull', False), ('replied_by__isnull', False)), _connector='OR'), name='a_request_is_open_or_answered_by_somebody'),
        ),
        migrations.RunPython(from_answers, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(who_signed_by_link, migrations.RunPython.noop, elidable=True),
    ]
