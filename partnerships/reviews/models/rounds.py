"""A round of reviews: the same questions to many partners, prepared in the background."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.reviews.models.questions import QuestionSet


class ReviewRound(models.Model):
    """Opened by leadership; ``stopped_at`` keeps the background work from going on."""

    name = models.CharField(_("name"), max_length=120)
    question_set = models.ForeignKey(
        QuestionSet, models.PROTECT, related_name="rounds", verbose_name=_("questions")
    )
    answers_until = models.DateField(_("answer by"))
    opened_at = models.DateTimeField(editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    stopped_at = models.DateTimeField(null=True, editable=False)

    objects = VisibleQuerySet["ReviewRound"].as_manager()

    class Meta:
        verbose_name = _("review round")
        verbose_name_plural = _("review rounds")
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("round_detail", args=[self.pk])
