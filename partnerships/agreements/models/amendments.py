"""Small changes of an agreement that are agreed and noted, without signing again (M5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.agreements.models.mou import Mou


class Amendment(models.Model):
    """A minor amendment. A substantial one is an agreement of its own that follows this one."""

    mou = models.ForeignKey(Mou, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    what = models.TextField(_("what changes"))
    agreed_on = models.DateField(_("agreed on"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    witnessed = Witnessed()

    objects = VisibleQuerySet["Amendment"].as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["mou", "number"], name="amendments_are_numbered_once"),
        ]

    def __str__(self) -> str:
        return _("Amendment %(number)s") % {"number": self.number}
