"""Which notices leave together."""

from datetime import UTC

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
        """Name it by what it is, so that its mail keeps its Message-ID after a restore."""
        return f"digest:{self.kind}:{self.user_id}:{self.slot.astimezone(UTC):%Y%m%dT%H%M%S%f}"
