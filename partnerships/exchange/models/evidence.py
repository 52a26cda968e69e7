"""That a line was kept: what happened, and that those who got it say so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.exchange.models.answers import Said
from partnerships.exchange.models.benefits import Benefit


class Evidence(models.Model):
    """What happened of a line, on a day, with a link or a number to show it."""

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="evidence_given")
    what = models.CharField(_("what happened"), max_length=300)
    happened_on = models.DateField(_("when"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    witnessed = Witnessed()

    objects = VisibleQuerySet["Evidence"].as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.CheckConstraint(name="evidence_says_what_happened", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return self.what


class EvidenceAcceptance(Said):
    """A person of the side that gets it says that it happened. ``side`` is the receiver."""

    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="acceptance")

    witnessed = Witnessed()

    objects = VisibleQuerySet["EvidenceAcceptance"].as_manager()

    class Meta(Said.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.contact} ({self.said_on})"
