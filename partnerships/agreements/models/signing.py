"""Who signs an MOU, and that they did."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.agreements.lifecycle import Exemption
from partnerships.agreements.models.documents import Document
from partnerships.agreements.models.mou import Mou
from partnerships.exchange.models import ValueAgreement
from partnerships.organizations.models import Contact, Organization
from partnerships.relationships.lifecycle import How
from partnerships.relationships.models import Partnership


class MouParty(models.Model):
    """One organization bound by an MOU: ours, or a partner through our partnership with it."""

    mou = models.ForeignKey(Mou, models.PROTECT, related_name="parties")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="mou_parties")
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, related_name="mou_parties"
    )
    is_approving_official = models.BooleanField(_("approving official"), default=False)

    objects = VisibleQuerySet["MouParty"].as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mou", "organization"], name="an_organization_is_a_party_once"
            ),
        ]

    def __str__(self) -> str:
        return self.organization.name


class Signer(models.Model):
    """A person who is to sign for a party."""

    party = models.ForeignKey(MouParty, models.PROTECT, related_name="signers")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="signing")

    objects = VisibleQuerySet["Signer"].as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["party", "contact"], name="a_signer_stands_once"),
        ]

    def __str__(self) -> str:
        return self.contact.name


class Signature(models.Model):
    """A signer signed on a day. It rests on a value agreement, or names why it needs none (W3)."""

    mou = models.ForeignKey(Mou, models.PROTECT, related_name="signatures")
    signer = models.OneToOneField(Signer, models.PROTECT, related_name="signature")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="signatures")
    signed_on = models.DateField(_("signed on"))
    how = models.CharField(_("how"), max_length=10, choices=How, default=How.PAPER)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="signatures", verbose_name=_("the signed paper")
    )
    value_agreement = models.ForeignKey(
        ValueAgreement, models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    exemption = models.CharField(max_length=20, choices=Exemption, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = VisibleQuerySet["Signature"].as_manager()

    class Meta:
        ordering = ["signed_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_signature_rests_on_a_value_agreement_or_an_exemption",
                condition=(Q(value_agreement__isnull=False) & Q(exemption=""))
                | (Q(value_agreement__isnull=True) & ~Q(exemption="")),
            ),
            models.UniqueConstraint(
                fields=["mou", "contact"], name="a_person_signs_an_mou_for_one_party"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} ({self.signed_on})"
