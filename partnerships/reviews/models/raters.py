"""The people of both sides who answer a review, and what they answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.exchange.lifecycle import Answer
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import How, Side
from partnerships.reviews.lifecycle import Closeness, ReviewState, Scale
from partnerships.reviews.models.questions import Question
from partnerships.reviews.models.reviews import Review


class RaterQuerySet(VisibleQuerySet["Rater"]):
    """People who are asked in a review."""

    def answered(self) -> "RaterQuerySet":
        return self.filter(answered_at__isnull=False)

    def still_asked(self) -> "RaterQuerySet":
        """Those who have not answered yet, and still can."""
        return self.filter(
            answered_at__isnull=True,
            review__state=ReviewState.OPEN,
            review__answers_closed_at__isnull=True,
        )


class Rater(models.Model):
    """Someone asked in a review.

    ``draft`` is a half-done answer as it was typed. ``how`` is blank for an answer given in
    Accord; ``recorded_by`` is who wrote down an answer given by phone, in a meeting or on paper.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="raters")
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="ratings", verbose_name=_("contact")
    )
    side = models.CharField(max_length=6, choices=Side)
    shows_name = models.BooleanField(_("show my name with my answers"), default=False)
    works = models.CharField(
        _("does this still work for you?"), max_length=8, choices=Answer, blank=True
    )
    level_now = models.PositiveSmallIntegerField(choices=Closeness, null=True, blank=True)
    level_wanted = models.PositiveSmallIntegerField(choices=Closeness, null=True, blank=True)
    how = models.CharField(max_length=10, choices=How, blank=True)
    said_on = models.DateField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    draft = models.JSONField(default=dict, editable=False)
    added_at = models.DateTimeField(editable=False)

    objects = RaterQuerySet.as_manager()

    class Meta:
        verbose_name = _("rater")
        verbose_name_plural = _("raters")
        ordering = ["side", "contact__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "contact"], name="asked_once_per_review"),
            models.CheckConstraint(
                name="levels_go_from_0_to_5",
                condition=(Q(level_now__isnull=True) | Q(level_now__range=(0, 5)))
                & (Q(level_wanted__isnull=True) | Q(level_wanted__range=(0, 5))),
            ),
            models.CheckConstraint(
                name="an_answer_to_a_review_has_its_day",
                condition=Q(answered_at__isnull=True, said_on__isnull=True)
                | Q(answered_at__isnull=False, said_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.contact.name


class ReviewAnswer(models.Model):
    """One rater's answer to one question: a rating, "can't say", a guess, or words."""

    rater = models.ForeignKey(Rater, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    value = models.PositiveSmallIntegerField(choices=Scale, null=True)
    cant_say = models.BooleanField(default=False)
    guess = models.PositiveSmallIntegerField(choices=Scale, null=True)
    text = models.TextField(blank=True)

    objects = VisibleQuerySet["ReviewAnswer"].as_manager()

    class Meta:
        ordering = ["question__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["rater", "question"], name="one_answer_per_rater_and_question"
            ),
            models.CheckConstraint(
                name="ratings_go_from_1_to_5",
                condition=(Q(value__isnull=True) | Q(value__range=(1, 5)))
                & (Q(guess__isnull=True) | Q(guess__range=(1, 5))),
            ),
            models.CheckConstraint(
                name="a_rating_or_cant_say_not_both",
                condition=Q(cant_say=False) | Q(value__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.value or "?")
