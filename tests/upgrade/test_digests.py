"""The digests that a database from before they were rows had by the names of their mails."""

from datetime import datetime, timedelta
from importlib import import_module

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.models import User
from partnerships.outbox.lifecycle import Origin, RecipientKind
from partnerships.outbox.models import Delivery
from partnerships.reminders.models import Digest, Notice

HOUR = timedelta(hours=1)


def test_each_mail_that_carries_several_becomes_the_digest_of_its_notices(
    coordinator: User, now: datetime
) -> None:
    """Its Message-ID stays, and the outbox finds the same mail again by the digest's name."""
    with connection.cursor() as cursor:  # undone with the rows of this test
        table = Notice._meta.db_table
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN mail_key varchar(200) DEFAULT '' NOT NULL")
    earlier = MigrationLoader(connection).project_state(("partnerships", "0002_digest")).apps
    dated = {"due_at": now, "expires_at": now + HOUR}

    def notice(key: str, mail_key: str) -> Notice:
        made = Notice.objects.create(
            key=key,
            kind="promise_due",
            user=coordinator,
            meant_for=coordinator,
            subject_type="promise",
            subject_id=1,
            anchor_at=now,
            made_at=now,
            mail_at=now if mail_key else None,
            **dated,
        )
        earlier.get_model("partnerships", "Notice").objects.filter(pk=made.pk).update(
            mail_key=mail_key
        )
        return made

    def mail(key: str) -> Delivery:
        return Delivery.objects.create(
            dedupe_key=key,
            message_id=f"<{key}@accord.test>",
            kind="digest" if key.startswith("dig") else "promise_due",
            origin=Origin.REMINDER,
            recipient_kind=RecipientKind.USER,
            recipient_id=coordinator.pk,
            address_norm=coordinator.email,
            subject_type="user",
            subject_id=coordinator.pk,
            tz="UTC",
            not_before=now,
            created_at=now,
            state_at=now,
            **dated,
        )

    daily, others = (f"dig:{coordinator.pk}:{name}" for name in ("2026-11-23", "2026-11-23b"))
    first, second = notice("a", daily), notice("b", daily)
    missed = notice("c", f"catch:{coordinator.pk}:2026-11-23")
    alone, unmailed = notice("d", "d"), notice("e", "")
    mails = {key: mail(key) for key in (daily, others, "d")}

    import_module("partnerships.migrations.0002_digest").make_digests(earlier, None)

    for row in (first, second, missed, alone, unmailed, *mails.values()):
        row.refresh_from_db()
    assert first.digest == second.digest
    assert first.digest
    assert missed.digest
    assert (first.digest.kind, missed.digest.kind) == ("daily", "catch_up")
    assert first.digest.slot == missed.digest.slot == now
    assert alone.digest is None
    assert unmailed.digest is None
    of_no_notice = Digest.objects.exclude(pk__in=[first.digest_id, missed.digest_id]).get()
    for key, digest in ((daily, first.digest), (others, of_no_notice)):
        assert mails[key].dedupe_key == str(digest)
        assert (mails[key].subject_type, mails[key].subject_id) == ("digest", digest.pk)
        assert mails[key].message_id == f"<{key}@accord.test>"
    assert mails["d"].dedupe_key == "d"
