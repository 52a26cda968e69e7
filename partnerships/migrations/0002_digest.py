"""A digest becomes a row, where it was known by the beginning of a notice's mail key."""

from datetime import UTC, timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = {'dig': 'daily', 'catch': 'catch_up'}


def make_digests(apps, _schema_editor):
    """Give each mail that carries several notices its digest, and the digest its notices.

    The mail keeps its Message-ID, and is named by its digest from now on.
    """
    Delivery = apps.get_model('partnerships', 'Delivery')
    Digest = apps.get_model('partnerships', 'Digest')
    Notice = apps.get_model('partnerships', 'Notice')
    carried = Notice.objects.filter(mail_at__isnull=False)
    found = {
        key: at
        for prefix in KINDS
        for key, at in carried.filter(mail_key__startswith=f'{prefix}:').values_list('mail_key', 'mail_at')
    }
    mails = Delivery.objects.filter(kind='digest')
    found |= dict(mails.values_list('dedupe_key', 'due_at'))
    taken = set()
    for key, slot in sorted(found.items(), key=lambda item: (item[1], item[0])):
        prefix, user_id, _rest = key.split(':', 2)
        while (user_id, prefix, slot) in taken:
            slot += timedelta(microseconds=1)
        taken.add((user_id, prefix, slot))
        digest = Digest.objects.create(user_id=int(user_id), kind=KINDS[prefix], slot=slot)
        Notice.objects.filter(mail_key=key).update(digest=digest)
        name = f'digest:{digest.kind}:{user_id}:{slot.astimezone(UTC):%Y%m%dT%H%M%S%f}'
        mails.filter(dedupe_key=key).update(
            dedupe_key=name, subject_type='digest', subject_id=digest.pk
        )


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('daily', 'Daily email'), ('catch_up', 'Missed email')], max_length=10)),
                ('slot', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['slot'], name='digest_slot')],
                'constraints': [
                    models.UniqueConstraint(fields=('user', 'kind', 'slot'), name='one_digest_a_slot'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['daily', 'catch_up'])), name='digest_kind_is_known'),
                ],
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='digest',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='notices', to='partnerships.digest'),
        ),
        migrations.RunPython(make_digests),
    ]
