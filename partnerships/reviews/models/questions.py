"""Question sets: data with versions, never changed once a review has used them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.organizations.lifecycle import Kind
from partnerships.reviews.lifecycle import Dimension


class QuestionSetQuerySet(VisibleQuerySet["QuestionSet"]):
    """Question sets and their versions."""

    def offered(self) -> "QuestionSetQuerySet":
        """The newest version of each set that isn't retired."""
        newer = QuestionSet.objects.filter(
            code=models.OuterRef("code"), version__gt=models.OuterRef("version")
        )
        return self.filter(~models.Exists(newer), retired_at__isnull=True)

    def offered_for(self, kind: str) -> list["QuestionSet"]:
        """Return the sets for a kind of partner; those made for it come before those for any."""
        fitting = [one for one in self.offered() if not one.kinds or kind in one.kinds]
        return sorted(fitting, key=lambda one: not one.kinds)


class QuestionSet(models.Model):
    """One version of a set of questions; ``locked_at`` is when a review first used it.

    ``kinds`` are the kinds of partners it's made for; none means any. ``made_for`` says it in
    words, and how long it takes.
    """

    code = models.SlugField(_("code"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=120)
    made_for = models.CharField(_("made for"), max_length=200, blank=True)
    kinds = models.JSONField(_("kinds of partners"), default=list, blank=True)
    source = models.TextField(_("source"))
    license = models.CharField(_("license"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(editable=False)
    locked_at = models.DateTimeField(null=True, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("question set")
        verbose_name_plural = _("question sets")
        ordering = ["position", "code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], name="one_question_set_per_version"
            ),
            models.CheckConstraint(
                name="a_question_set_names_its_source", condition=~Q(source="") & ~Q(license="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("question_set_detail", args=[self.pk])

    def kind_labels(self) -> list[str]:
        """Return the kinds of partners it's offered for, as people read them; none means any."""
        return [str(label) for code, label in Kind.choices if code in self.kinds]


class Question(models.Model):
    """A statement to rate from 1 to 5, or, without a dimension, a question answered in words."""

    question_set = models.ForeignKey(QuestionSet, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    dimension = models.CharField(_("dimension"), max_length=20, choices=Dimension, blank=True)
    text = models.CharField(_("question"), max_length=300)
    asks_guess = models.BooleanField(_("we also guess their answer"), default=False)

    objects = VisibleQuerySet["Question"].as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "position"], name="one_question_per_place"
            ),
            models.CheckConstraint(name="a_question_asks_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="only_ratings_are_guessed",
                condition=Q(asks_guess=False) | ~Q(dimension=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_rated(self) -> bool:
        """Whether it's answered by a number; the others are answered in words."""
        return bool(self.dimension)
