"""Which notices leave together."""

from django.conf import settings
from django.db import models

from partnerships.reminders.lifecycle import DigestKind


class Digest(models.Model):
    """One mail to one person that carries several notices, from `slot` on.

    It is there before its mail is queued. What of it was sent, and how, its delivery says, whose
    subject it is.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=DigestKind)
    slot = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["slot"], name="digest_slot")]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "slot"], name="one_digest_a_slot"),
            models.CheckConstraint(
                name="digest_kind_is_known", condition=models.Q(kind__in=DigestKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"digest:{self.pk}"
