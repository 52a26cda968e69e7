"""Why we do this together, and who agrees with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models.errors import IN_ERROR, CountingManager, Retractable
from partnerships.relationships.models.partnerships import Partnership


def own_or_written_down() -> Q:
    """Said by personal link, or written down by one of us: never both, never neither."""
    return Q(how=How.LINK, recorded_by__isnull=True) | (
        ~Q(how=How.LINK) & Q(recorded_by__isnull=False)
    )


class PurposeQuerySet(VisibleQuerySet["Purpose"]):
    """The sentences of a partnership; the newest one counts."""

    def current(self) -> "PurposeQuerySet":
        newest = Purpose.objects.filter(partnership=models.OuterRef("partnership"))
        return self.filter(pk=models.Subquery(newest.order_by("-pk").values("pk")[:1]))


class Purpose(models.Model):
    """Why we do this together, in one sentence both sides share. A new wording is a new row."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="purposes")
    sentence = models.CharField(_("shared purpose"), max_length=400)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    witnessed = Witnessed()

    objects = PurposeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="purpose_is_not_empty", condition=~Q(sentence="")),
        ]

    def __str__(self) -> str:
        return self.sentence


class PurposeAgreement(Retractable):
    """A person of one side agreed with the purpose: when, how, and who wrote it down."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="agreements")
    side = models.CharField(max_length=6, choices=Side)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="purpose_agreements")
    how = models.CharField(max_length=10, choices=How)
    agreed_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    witnessed = Witnessed(but=IN_ERROR)

    objects = CountingManager["PurposeAgreement"]()
    everything = VisibleQuerySet["PurposeAgreement"].as_manager()

    class Meta:
        ordering = ["agreed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "contact"],
                condition=Q(in_error_at__isnull=True),
                name="one_agreement_per_person_and_purpose",
            ),
            models.CheckConstraint(
                name="an_agreement_by_link_is_the_persons_own", condition=own_or_written_down()
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} ({self.agreed_on})"
