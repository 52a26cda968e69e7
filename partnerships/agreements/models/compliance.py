"""Documents with dates that an organization has to keep current, such as an insurance certificate.

They are of the organization rather than of one partnership: one certificate serves them all.
"""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.bounds import MostOfOne
from common.querysets import VisibleQuerySet
from partnerships.agreements.lifecycle import EXPIRING_DAYS, MOST_COMPLIANCE, Validity
from partnerships.organizations.models import Organization


class ComplianceType(models.Model):
    """A kind of such a document, and which kinds of organizations need it."""

    code = models.SlugField(_("code"), unique=True)
    label = models.CharField(_("name"), max_length=120)
    required_for = models.CharField(
        _("required from"),
        max_length=300,
        blank=True,
        help_text=_("Types of organizations by their codes, such as training_provider, employer."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("compliance document type")
        verbose_name_plural = _("compliance document types")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label

    def is_required_from(self, kind: str) -> bool:
        """Tell whether organizations of this kind need it."""
        return kind in [code.strip() for code in self.required_for.split(",")]


class ComplianceDocumentQuerySet(VisibleQuerySet["ComplianceDocument"]):
    """Such documents, asked the way people ask for them."""

    def kept(self) -> "ComplianceDocumentQuerySet":
        """Those that weren't recorded by mistake."""
        return self.filter(removed_at__isnull=True)

    def newest(self) -> "ComplianceDocumentQuerySet":
        """Of each type and organization the one that is good longest: it counts.

        Without a last day it's good for ever. One of the past can be filed later and changes
        nothing.
        """
        end = Coalesce("expires_on", Value(date.max))
        later = ComplianceDocument.objects.kept().annotate(end=end)
        same = later.filter(organization=OuterRef("organization"), type=OuterRef("type"))
        better = Q(end__gt=OuterRef("end")) | Q(end=OuterRef("end"), pk__gt=OuterRef("pk"))
        return self.kept().annotate(end=end).exclude(Exists(same.filter(better)))


class ComplianceDocument(models.Model):
    """One such document with its dates, and its file if we have one."""

    MOST: ClassVar = {"organization_id": MostOfOne(MOST_COMPLIANCE)}

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="compliance_documents"
    )
    type = models.ForeignKey(
        ComplianceType, models.PROTECT, related_name="documents", verbose_name=_("type")
    )
    issued_on = models.DateField(_("issued"), null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    file = models.FileField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, editable=False)

    witnessed = Witnessed(but=("removed_at",))

    objects = ComplianceDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("compliance document")
        verbose_name_plural = _("compliance documents")
        indexes = [
            models.Index(fields=["organization", "type"]),
            models.Index(fields=["expires_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_compliance_document_expires_after_it_was_issued",
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("issued_on")),
                violation_error_message=_(
                    "It expires before it was issued. Choose a later expiry date."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.type)

    def get_absolute_url(self) -> str:
        return reverse("compliance_list", args=[self.organization_id])

    def validity(self, today: date) -> Validity:
        """Return how it stands on a day; one without an end stays current."""
        if self.expires_on is None or (self.expires_on - today).days > EXPIRING_DAYS:
            return Validity.CURRENT
        return Validity.EXPIRING if self.expires_on >= today else Validity.EXPIRED
