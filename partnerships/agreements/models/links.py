"""A person's link to one agreement: to read it, to comment on it, or to sign it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from partnerships.agreements.lifecycle import IN_WORK, LinkKind, MouState
from partnerships.agreements.models.mou import Mou
from partnerships.agreements.models.signing import MouParty, Signer
from partnerships.links.models import Link, LinkQuerySet

#: Wrong codes that a link bears; then one of us has to send it again.
MOST_TRIES = 5


class MouLink(Link):
    """One purpose, one person, one agreement.

    ``tries`` counts wrong codes; at MOST_TRIES the link waits for a new one.
    """

    PAGE, MAIL, ORGANIZATION = "mou_page", "mou_link", "party__organization"
    SHOWS = ("mou__type", "party__organization")

    mou = models.ForeignKey(Mou, models.PROTECT, related_name="mou_links")
    party = models.ForeignKey(MouParty, models.PROTECT, related_name="mou_links")
    kind = models.CharField(max_length=6, choices=LinkKind)
    asks_code = models.BooleanField(
        _("require a code that I give them by phone or text message"), default=False
    )
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    witnessed = Witnessed(
        (
            "mou",
            "party",
            "contact",
            "kind",
            "nonce",
            "token_hash",
            "asks_code",
            "sent_at",
            "expires_at",
            "revoked_at",
        )
    )

    objects = LinkQuerySet["MouLink"].as_manager()

    class Meta:
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

    def why_over(self) -> str:
        if self.kind == LinkKind.REVIEW:
            return "" if self.mou.state in IN_WORK else "text_final"
        if self.kind == LinkKind.SIGN:
            waits = self.mou.state == MouState.OUT_FOR_SIGNATURE and self.is_waited_for()
            return "" if waits else "nothing_to_sign"
        return "withdrawn" if self.mou.state == MouState.WITHDRAWN else ""

    def is_waited_for(self) -> bool:
        """Whether its person still has to sign."""
        waiting = Signer.objects.waiting().filter(party__mou=self.mou_id, contact=self.contact_id)
        return waiting.exists()

    def needs_us(self, now: datetime) -> bool:
        """A new token has another code, which only one of us can tell."""
        return self.asks_code and (not self.is_live(now) or self.tries >= MOST_TRIES)
