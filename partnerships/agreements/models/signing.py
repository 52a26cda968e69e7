"""Who signs an MOU, and that they did."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.agreements.lifecycle import Exemption
from partnerships.agreements.models.documents import Document
from partnerships.agreements.models.mou import Mou
from partnerships.agreements.models.text import MouVersion
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
    value_agreement = models.ForeignKey(
        ValueAgreement, models.PROTECT, null=True, related_name="mou_parties", editable=False
    )
    share = models.DecimalField(
        _("share of the cost (%)"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    share_note = models.CharField(_("cash, in-kind …"), max_length=200, blank=True)

    witnessed = Witnessed(
        ("mou", "organization", "partnership", "is_approving_official", "value_agreement")
    )

    objects = VisibleQuerySet["MouParty"].as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mou", "organization"], name="an_organization_is_a_party_once"
            ),
            models.CheckConstraint(
                name="a_share_is_a_part_of_the_whole",
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return self.organization.name


class SignerQuerySet(VisibleQuerySet["Signer"]):
    """People who are to sign."""

    def waiting(self) -> "SignerQuerySet":
        """Those without a signature that counts."""
        signed = Signature.objects.counting().filter(signer=models.OuterRef("pk"))
        return self.exclude(models.Exists(signed))


class Signer(models.Model):
    """A person who is to sign for a party."""

    party = models.ForeignKey(MouParty, models.PROTECT, related_name="signers")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="signing")
    signs_as = models.CharField(
        _("signs as"),
        max_length=200,
        blank=True,
        help_text=_("Title and authority, e.g. Executive Director, by board resolution of May 3"),
    )
    place = models.PositiveSmallIntegerField(_("position in the order"), default=1)
    declined_at = models.DateTimeField(null=True, editable=False)
    decline_reason = models.CharField(max_length=500, blank=True, editable=False)
    #: They sign by link, or one of us chose so: they get the signed copy, and news, by email.
    gets_copy = models.BooleanField(default=False, editable=False)

    witnessed = Witnessed(("party", "contact", "signs_as"))

    objects = SignerQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["party", "contact"], name="a_signer_stands_once"),
        ]

    def __str__(self) -> str:
        return self.contact.name

    def signature(self) -> "Signature | None":
        """Their signature that counts; reads ``signatures`` as prefetched, where they are."""
        return next((one for one in self.signatures.all() if one.voided_at is None), None)


class SignatureQuerySet(VisibleQuerySet["Signature"]):
    """Signatures; those made void are kept and never count (M3)."""

    def counting(self) -> "SignatureQuerySet":
        return self.filter(voided_at__isnull=True)


class Signature(models.Model):
    """A signer signed on a day. It rests on a value agreement, or names why it needs none (W3)."""

    mou = models.ForeignKey(Mou, models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(Signer, models.PROTECT, related_name="signatures")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="signatures")
    signed_on = models.DateField(_("signed on"))
    how = models.CharField(_("how"), max_length=10, choices=How, default=How.PAPER)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="signatures", verbose_name=_("the signed document")
    )
    value_agreement = models.ForeignKey(
        ValueAgreement, models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    exemption = models.CharField(max_length=20, choices=Exemption, blank=True)
    version = models.ForeignKey(
        MouVersion, models.PROTECT, null=True, related_name="signatures", verbose_name=_("version")
    )
    typed_name = models.CharField(_("name as typed"), max_length=200, blank=True)
    consent = models.CharField(_("consent given"), max_length=40, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    voided_at = models.DateTimeField(_("void since"), null=True)
    void_reason = models.CharField(_("why it is void"), max_length=300, blank=True)

    witnessed = Witnessed()

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["signed_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_signature_rests_on_a_value_agreement_or_an_exemption",
                condition=(Q(value_agreement__isnull=False) & Q(exemption=""))
                | (Q(value_agreement__isnull=True) & ~Q(exemption="")),
            ),
            models.UniqueConstraint(
                fields=["mou", "contact"],
                condition=Q(voided_at__isnull=True),
                name="a_person_signs_an_mou_for_one_party",
            ),
            models.UniqueConstraint(
                fields=["signer"],
                condition=Q(voided_at__isnull=True),
                name="a_signer_signs_once",
            ),
            models.CheckConstraint(
                name="a_signature_by_link_shows_how_it_was_given",
                condition=~Q(how=How.LINK)
                | (~Q(typed_name="") & ~Q(consent="") & Q(version__isnull=False)),
            ),
            models.CheckConstraint(
                name="others_write_down_what_was_signed_on_paper",
                condition=Q(how=How.LINK) | Q(recorded_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} ({self.signed_on})"
