"""What happens between meetings: calls, messages and notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.engagement.lifecycle import TALKS, TWO_WAY, Feel, InteractionKind
from partnerships.organizations.models import Contact
from partnerships.relationships.models import Partnership


class InteractionQuerySet(VisibleQuerySet["Interaction"]):
    """Calls, messages and notes."""

    def two_way(self) -> "InteractionQuerySet":
        """A logged talk with someone of theirs in it, or their form (L2)."""
        return self.filter(kind__in=TWO_WAY, with_contact__isnull=False)


class Interaction(models.Model):
    """A talk, a message or a note: what happened between meetings."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="interactions")
    kind = models.CharField(_("what happened"), max_length=10, choices=InteractionKind)
    on = models.DateField(_("when"))
    with_contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name=_("contact"),
    )
    text = models.TextField(_("summary"), blank=True)
    feel = models.PositiveSmallIntegerField(_("energy"), choices=Feel, null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = InteractionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["partnership", "-on"]),
            models.Index(fields=["on", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_talk_was_with_somebody",
                condition=~Q(kind__in=TALKS) | Q(with_contact__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def is_two_way(self) -> bool:
        """What ``two_way`` asks of rows, for one that is at hand."""
        return self.kind in TWO_WAY and self.with_contact_id is not None

    def is_theirs(self) -> bool:
        """Whether they did it, and not we."""
        return self.kind == InteractionKind.FORM
