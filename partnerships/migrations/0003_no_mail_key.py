"""What the digest says now goes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0002_digest'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='a_notice_to_be_mailed_knows_when',
        ),
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_digest',
        ),
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_mail',
        ),
        migrations.RemoveField(
            model_name='notice',
            name='mail_key',
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('digest__isnull', True), ('mail_at__isnull', False), _connector='OR'), name='a_notice_to_be_mailed_knows_when'),
        ),
    ]
