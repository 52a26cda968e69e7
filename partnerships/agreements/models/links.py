"""A person's link to one agreement: to read it, to comment on it, or to sign it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models.mou import Mou
from partnerships.agreements.models.signing import MouParty
from partnerships.organizations.models import Contact


class MouLinkQuerySet(VisibleQuerySet["MouLink"]):
    """Links to agreements, asked for those somebody has to look at."""

    def to_look_at(self) -> "MouLinkQuerySet":
        """Those whose person answered, and nobody of ours has looked yet."""
        return self.filter(answered_at__isnull=False, seen_at__isnull=True)


class MouLink(models.Model):
    """One purpose, one person, one agreement; only the token's SHA-256 is kept.

    ``tries`` counts wrong codes; at rules.MOST_TRIES the link waits for a new one.
    """

    mou = models.ForeignKey(Mou, models.PROTECT, related_name="mou_links")
    party = models.ForeignKey(MouParty, models.PROTECT, related_name="mou_links")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="mou_links")
    kind = models.CharField(max_length=6, choices=LinkKind)
    nonce = models.CharField(max_length=64, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    asks_code = models.BooleanField(
        _("ask for a code that I tell them by phone or text message"), default=False
    )
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    words = models.TextField(_("a few words of your own"), blank=True)
    sent_at = models.DateTimeField(editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    expires_at = models.DateTimeField(_("valid until"), editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)

    objects = MouLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(
                fields=["answered_at"],
                condition=Q(seen_at__isnull=True),
                name="mou_link_to_look_at",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mou", "contact", "kind"], name="one_link_per_person_and_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.mou}"

    def is_live(self, now: datetime) -> bool:
        """Whether it opens a page now."""
        return self.revoked_at is None and self.expires_at > now
