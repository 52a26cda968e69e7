"""What a person is told of."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.reminders.models.choices import Mute
from partnerships.reminders.models.digests import Digest


class NoticeQuerySet(VisibleQuerySet["Notice"]):
    """Notices, asked by the plan, by the mail that carries them, and by their person."""

    def open(self) -> "NoticeQuerySet":
        """Those that still held when the plan last looked."""
        return self.filter(over_at__isnull=True)

    def unmailed(self) -> "NoticeQuerySet":
        """Those that no mail has carried yet."""
        return self.filter(mailed_at__isnull=True)

    def unmuted(self) -> "NoticeQuerySet":
        """Those about things that their person still wants to hear of."""
        muted = Mute.objects.filter(
            Q(kind="") | Q(kind=OuterRef("kind")),
            user=OuterRef("user"),
            subject_type=OuterRef("subject_type"),
            subject_id=OuterRef("subject_id"),
        )
        return self.filter(~Exists(muted))

    def wanted(self, now: datetime) -> "NoticeQuerySet":
        """Those that their person neither muted nor put off."""
        return self.unmuted().exclude(snoozed_until__gt=now)

    def alone(self) -> "NoticeQuerySet":
        """Those that have a mail of their own, named as they are."""
        return self.filter(digest__isnull=True, mail_at__isnull=False)

    def carried_by(
        self, *, alone: Iterable[str] = (), digests: Iterable[int] = ()
    ) -> "NoticeQuerySet":
        """Those that some mails are to carry: each alone, by its key, or with a digest."""
        own = Q(key__in=list(alone), digest__isnull=True, mail_at__isnull=False)
        return self.filter(own | Q(digest__in=list(digests)))

    def current(self, now: datetime) -> "NoticeQuerySet":
        """Those to be seen now: due, still of use, and not put off."""
        return (
            self.open()
            .filter(due_at__lte=now, expires_at__gt=now)
            .filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now))
        )


class Notice(models.Model):
    """One thing one person is told of, once: it shows at the bell, and one mail carries it.

    `key` names the occurrence, so that planning it again finds the same row. It is carried by
    its digest, or else by a mail of its own, which has the same key; by none without `mail_at`.
    Subject and partnership are plain numbers, as those of its mail are.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("who")
    )
    meant_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField(null=True)
    anchor_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("expires"))
    made_at = models.DateTimeField()

    digest = models.ForeignKey(Digest, models.RESTRICT, null=True, related_name="notices")
    mail_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(
                fields=["user", "due_at"], condition=Q(over_at__isnull=True), name="notice_of_user"
            ),
            models.Index(fields=["kind", "due_at"], name="notice_of_kind"),
            models.Index(
                fields=["mail_at"],
                condition=Q(mailed_at__isnull=True, over_at__isnull=True),
                name="notice_to_mail",
            ),
            models.Index(
                fields=["snoozed_until"],
                condition=Q(
                    snoozed_until__isnull=False, mailed_at__isnull=True, over_at__isnull=True
                ),
                name="notice_put_off",
            ),
            models.Index(fields=["subject_type", "subject_id"], name="notice_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_notice_is_due_before_it_is_useless",
                condition=Q(expires_at__gt=F("due_at")),
            ),
            models.CheckConstraint(
                name="a_notice_to_be_mailed_knows_when",
                condition=Q(digest__isnull=True) | Q(mail_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def is_alone(self) -> bool:
        """Whether it has a mail of its own."""
        return self.digest_id is None and self.mail_at is not None
