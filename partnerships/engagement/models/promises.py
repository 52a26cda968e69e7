"""What both sides promise each other."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.engagement.lifecycle import PromiseState
from partnerships.engagement.models.meetings import Meeting
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


class FollowUpQuerySet(VisibleQuerySet["FollowUp"]):
    """Promises, asked the way people ask for them."""

    def open(self) -> "FollowUpQuerySet":
        return self.filter(state=PromiseState.OPEN)

    def due(self, today: date) -> "FollowUpQuerySet":
        return self.open().filter(due_on=today)

    def overdue(self, today: date) -> "FollowUpQuerySet":
        return self.open().filter(due_on__lt=today)


class FollowUp(models.Model):
    """A promise one side gave: who does what by when."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="follow_ups")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    side = models.CharField(_("whose commitment"), max_length=6, choices=Side)
    what = models.CharField(_("what"), max_length=300)
    due_on = models.DateField(_("due date"))
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("assigned to"),
    )
    state = models.CharField(
        max_length=10, choices=PromiseState, default=PromiseState.OPEN, editable=False
    )
    closed_on = models.DateField(null=True, editable=False)
    closing_note = models.CharField(max_length=300, blank=True, editable=False)
    made_at = models.DateTimeField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [
            models.Index(fields=["state", "due_on", "id"]),
            models.Index(fields=["partnership", "state", "due_on"]),
            models.Index(fields=["due_on", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_closed_promise_knows_when",
                condition=Q(state=PromiseState.OPEN, closed_on__isnull=True)
                | (~Q(state=PromiseState.OPEN) & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(name="a_promise_says_what", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("follow_up_detail", args=[self.pk])

    def days_late(self, today: date) -> int:
        """Whole days past its date; 0 when it is not late or no longer open."""
        late = self.state == PromiseState.OPEN and self.due_on < today
        return (today - self.due_on).days if late else 0
