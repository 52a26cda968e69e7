"""A periodic look by both sides at how the partnership goes."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.querysets import VisibleQuerySet
from partnerships.engagement.models import FollowUp
from partnerships.exchange.lifecycle import Answer
from partnerships.relationships.lifecycle import OPEN_STAGES, Side
from partnerships.relationships.models import Partnership
from partnerships.reviews.lifecycle import Decision, Occasion, ReviewState
from partnerships.reviews.models.questions import QuestionSet
from partnerships.reviews.models.rounds import ReviewRound


class ReviewQuerySet(VisibleQuerySet["Review"]):
    """Reviews, asked the way people ask for them."""

    def to_do(self) -> "ReviewQuerySet":
        return self.filter(state__in=[ReviewState.PLANNED, ReviewState.OPEN])

    def to_do_now(self) -> "ReviewQuerySet":
        """To do, in partnerships that are neither on hold nor closed."""
        return self.to_do().filter(partnership__stage__in=OPEN_STAGES)

    def overdue(self, today: date) -> "ReviewQuerySet":
        return self.to_do_now().filter(due_on__lt=today)

    def due_by(self, day: date) -> "ReviewQuerySet":
        return self.to_do_now().filter(due_on__lte=day)

    def asking(self, user: User) -> "ReviewQuerySet":
        """Taking answers, and this person of ours hasn't given theirs."""
        return self.to_do_now().filter(
            state=ReviewState.OPEN,
            answers_closed_at__isnull=True,
            raters__contact__user=user,
            raters__side=Side.OURS,
            raters__answered_at__isnull=True,
        )


class Review(models.Model):
    """One review: due on a day, answered by raters of both sides, ended with a decision.

    ``facts`` are what is known of the partnership at the time the review is prepared. A review
    from before question sets, or one decided without asking anyone, has no ``question_set``.
    ``changes`` and ``commitments`` are what both sides agreed on; ``notes`` stay with us.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="reviews")
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        max_length=10, choices=ReviewState, default=ReviewState.PLANNED, editable=False
    )
    occasion = models.CharField(
        _("why now"), max_length=10, choices=Occasion, default=Occasion.CADENCE
    )
    question_set = models.ForeignKey(
        QuestionSet, models.PROTECT, null=True, related_name="reviews", editable=False
    )
    round = models.ForeignKey(
        ReviewRound, models.PROTECT, null=True, related_name="reviews", editable=False
    )
    answers_until = models.DateField(_("answers until"), null=True, blank=True)
    answers_closed_at = models.DateTimeField(null=True, editable=False)
    facts = models.JSONField(default=dict, editable=False)
    prepared_at = models.DateTimeField(null=True, editable=False)
    still_works_for_us = models.CharField(
        _("does this still work for us?"), max_length=8, choices=Answer, blank=True
    )
    still_works_for_them = models.CharField(
        _("does this still work for them?"), max_length=8, choices=Answer, blank=True
    )
    notes = models.TextField(_("discussion notes"), blank=True)
    changes = models.TextField(_("what changes"), blank=True)
    commitments: models.ManyToManyField[FollowUp, models.Model] = models.ManyToManyField(
        FollowUp, related_name="reviews", editable=False
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    no_promises_because = models.CharField(
        _("no commitments, because"), max_length=300, blank=True
    )
    planned_at = models.DateTimeField(editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = [
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["due_on", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"],
                condition=~Q(state=ReviewState.CLOSED),
                name="one_review_to_do_per_partnership",
                violation_error_message=_("This partnership already has a review scheduled."),
            ),
            models.CheckConstraint(
                name="a_closed_review_has_a_decision",
                condition=Q(state=ReviewState.CLOSED, closed_at__isnull=False) & ~Q(decision="")
                | (~Q(state=ReviewState.CLOSED) & Q(decision="", closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="only_a_review_with_questions_takes_answers",
                condition=Q(question_set__isnull=False)
                | Q(answers_until__isnull=True, answers_closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.due_on)

    def get_absolute_url(self) -> str:
        return reverse("review_detail", args=[self.pk])

    def takes_answers(self) -> bool:
        """Whether raters can still give or change their answers."""
        asked = self.state == ReviewState.OPEN and self.question_set_id is not None
        return asked and self.answers_closed_at is None

    def has_result(self) -> bool:
        """Whether people were asked and their answers are final."""
        return self.question_set_id is not None and self.answers_closed_at is not None

    def days_late(self, today: date) -> int:
        """Whole days past its date; 0 when it is not late or already closed."""
        late = self.state != ReviewState.CLOSED and self.due_on < today
        return (today - self.due_on).days if late else 0
