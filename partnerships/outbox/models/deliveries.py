"""The outbox: one row is one message to one address."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from common.text import normal_address, search_words
from partnerships.outbox.lifecycle import (
    ENDED,
    FAILURES,
    IN_HAND,
    WAITING,
    Origin,
    Outcome,
    Phase,
    Reason,
    RecipientKind,
    State,
)

Param = str | datetime | models.Expression | models.F
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class IsIn(models.Func):
    """Says of a field that it is one of our own words, which stand in the statement itself.

    SQLite uses a partial index only when it can read its condition there, not among parameters.
    """

    template = "%(expressions)s IN (%(words)s)"
    output_field = models.BooleanField()

    def __init__(self, field: str, among: Iterable[str]) -> None:
        super().__init__(field, words=", ".join(f"'{word}'" for word in among))


class DeliveryQuerySet(VisibleQuerySet["Delivery"]):
    """Deliveries, asked the way the pump and people ask for them."""

    def search(self, query: str) -> "DeliveryQuerySet":
        """All to a recipient with every typed word in the name, or with this in the address."""
        named = Q(*(Q(recipient_key__contains=word) for word in search_words(query)))
        return self.filter((named or Q(pk=None)) | Q(address_norm__contains=normal_address(query)))

    def waiting(self) -> "DeliveryQuerySet":
        """All that still have to leave and that no one holds."""
        return self.filter(IsIn("state", WAITING))

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """All that may leave now, the longest due first."""
        return self.waiting().filter(not_before__lte=now).order_by("not_before", "id")

    def held(self, token: UUID) -> "DeliveryQuerySet":
        """All that a batch has claimed and not tried yet, the longest due first.

        The condition on the lease is always true; it leads to the small index.
        """
        rows = self.filter(lease_until__gt=LONG_AGO, lease_token=token, state=State.CLAIMED)
        return rows.order_by("not_before", "id")

    def dead(self) -> "DeliveryQuerySet":
        """All that a person has to decide about."""
        return self.filter(IsIn("state", [State.DEAD]))

    def about(self, partnership_id: int) -> "DeliveryQuerySet":
        """All mail about one partnership, the latest first."""
        return self.filter(partnership_id=partnership_id).order_by("-due_at", "-id")

    def abandoned(self, now: datetime) -> "DeliveryQuerySet":
        """All whose holder has gone: the lease is over."""
        return self.filter(state__in=IN_HAND, lease_until__lte=now).order_by("lease_until")


class Delivery(models.Model):
    """One message to one address. It is never deleted, and it ends in exactly one visible state.

    Subject, partnership and recipient are plain numbers: this slice knows none of them.
    `message_id` is fixed when the row is made, and the bytes of the message when it is handed
    over for the first time; every further try sends the same.
    """

    dedupe_key = models.CharField(max_length=300, unique=True)
    message_id = models.CharField(max_length=300, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    category = models.CharField(_("category"), max_length=60, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)

    recipient_kind = models.CharField(max_length=10, choices=RecipientKind)
    recipient_id = models.BigIntegerField()
    recipient_name = models.CharField(_("to"), max_length=200, blank=True)
    recipient_key = models.TextField(default="", editable=False)  # the name as search folds it
    address_norm = models.CharField(_("address"), max_length=254)

    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField(null=True)

    anchor_at = models.DateTimeField(_("event time"), null=True)
    tz = models.CharField(_("time zone"), max_length=64)
    due_at = models.DateTimeField(_("due"))
    not_before = models.DateTimeField(_("next try"))
    expires_at = models.DateTimeField(_("expires"))
    created_at = models.DateTimeField(_("queued"))

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PENDING)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    state_at = models.DateTimeField(_("in this state since"))
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    relay_faults = models.PositiveSmallIntegerField(default=0)
    in_doubt = models.PositiveSmallIntegerField(_("attempts with unknown outcome"), default=0)

    handed_at = models.DateTimeField(_("first handed to the mail server"), null=True)
    rendered = models.BinaryField(null=True)
    rendered_sha256 = models.CharField(max_length=64, blank=True)
    relay_reply = models.CharField(_("mail server's reply"), max_length=500, blank=True)
    last_error = models.CharField(_("error"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    #: What the last check has just read, for whoever writes the mail from it.
    read: Any = None

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state__in=WAITING),
                name="delivery_due",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(lease_until__isnull=False),
                name="delivery_leased",
            ),
            models.Index(
                fields=["-state_at", "-id"],
                condition=Q(state__in=[State.DEAD]),
                name="delivery_dead",
            ),
            models.Index(
                fields=["state_at"], condition=Q(state=State.EXPIRED), name="delivery_expired"
            ),
            models.Index(
                fields=["sent_at"], condition=Q(sent_at__isnull=False), name="delivery_sent"
            ),
            models.Index(
                fields=["recipient_kind", "recipient_id", "sent_at"],
                condition=Q(sent_at__isnull=False),
                name="delivery_recipient",
            ),
            models.Index(fields=["subject_type", "subject_id"], name="delivery_subject"),
            models.Index(fields=["partnership_id", "-due_at"], name="delivery_partnership"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="delivery_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False),
                name="delivery_sent_knows_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=IN_HAND)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="delivery_in_hand_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.HANDING)
                | Q(rendered__isnull=False, handed_at__isnull=False),
                name="delivery_handed_over_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED) | Q(rendered__isnull=True),
                name="delivery_ended_keeps_no_text",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DEAD, State.CANCELLED, State.SUPPRESSED])
                | ~Q(reason=""),
                name="delivery_ended_says_why",
            ),
            models.CheckConstraint(
                condition=Q(recipient_kind__in=RecipientKind.values) & ~Q(address_norm=""),
                name="delivery_has_a_recipient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.address_norm}"

    def reason_text(self) -> str:
        """Say in words why it ended; words of upper slices are shown as they stand."""
        return str(Reason(self.reason).label) if self.reason in Reason.values else self.reason


class DeliveryAttemptQuerySet(VisibleQuerySet["DeliveryAttempt"]):
    """Tries, asked the way people ask for them."""

    def failed_since(self, at: datetime) -> "DeliveryAttemptQuerySet":
        """All that ended later than `at`, and not well."""
        return self.filter(IsIn("outcome", FAILURES), ended__gt=at)


class DeliveryAttempt(models.Model):
    """One try to hand a delivery over, and what came of it. Only ever added."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="tries")
    n = models.PositiveSmallIntegerField(_("attempt"))
    started = models.DateTimeField()
    ended = models.DateTimeField()
    phase = models.CharField(max_length=10, choices=Phase)
    outcome = models.CharField(max_length=10, choices=Outcome)
    code = models.PositiveSmallIntegerField(null=True)
    enhanced_code = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=500, blank=True)

    objects = DeliveryAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["ended"], condition=Q(outcome__in=FAILURES), name="attempt_failed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n}: {self.outcome}"
