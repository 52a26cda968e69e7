"""What an email about someone's own account says, until it has left."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.outbox.lifecycle import ACCOUNT_KIND, ENDED, State
from partnerships.outbox.models.deliveries import Delivery


class AccountMailQuerySet(VisibleQuerySet["AccountMail"]):
    """Account emails, asked for by the pump."""

    def over(self, now: datetime) -> "AccountMailQuerySet":
        """All that have left, ended otherwise, or are of no use any more."""
        ended = Q(state__in=ENDED) | Q(state=State.DEAD, expires_at__lte=now)
        mine = Delivery.objects.filter(subject_type="accountmail", subject_id=OuterRef("pk"))
        return self.filter(Exists(mine.filter(ended, kind=ACCOUNT_KIND)))


class AccountMail(models.Model):
    """The text of one account email, written by the page or command that queued it.

    A link to set a password is not in it: a placeholder stands in its place, and the token is
    made when the email leaves. `password_mark` changes with the password of the recipient.
    """

    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField(blank=True)
    #: Who of us sent it, and where replies go; blank for what Accord sends by itself.
    sender = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    password_mark = models.CharField(max_length=64, blank=True)

    objects = AccountMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("account email")
        verbose_name_plural = _("account emails")

    def __str__(self) -> str:
        return self.subject
