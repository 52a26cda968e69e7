"""A person's link to one review: to answer it, or to see what came of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.links.models import Link, LinkQuerySet
from partnerships.relationships.lifecycle import Stage
from partnerships.reviews.lifecycle import ReviewLinkKind
from partnerships.reviews.models.reviews import Review


class ReviewLink(Link):
    """One purpose, one person, one review."""

    PAGE, MAIL, ORGANIZATION = "review_page", "review_link", "review__partnership__organization"
    SHOWS = ("review__partnership__organization", "review__question_set")

    review = models.ForeignKey(Review, models.PROTECT, related_name="review_links")
    kind = models.CharField(max_length=6, choices=ReviewLinkKind)
    remind = models.BooleanField(_("remind them once"), default=False)
    mails = models.PositiveSmallIntegerField(default=0, editable=False)

    witnessed = Witnessed(
        ("review", "contact", "kind", "nonce", "token_hash", "sent_at", "expires_at", "revoked_at")
    )

    objects = LinkQuerySet["ReviewLink"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "contact", "kind"], name="one_link_per_person_and_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.review}"

    def why_over(self) -> str:
        if self.review.partnership.stage == Stage.CLOSED:
            return "closed"
        answers = self.kind == ReviewLinkKind.ANSWER
        return "review_closed" if answers and not self.review.takes_answers() else ""


class ResultComment(models.Model):
    """What someone who was shown a result said about it."""

    link = models.ForeignKey(ReviewLink, models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"))
    at = models.DateTimeField()

    objects = VisibleQuerySet["ResultComment"].as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="a_result_comment_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text
