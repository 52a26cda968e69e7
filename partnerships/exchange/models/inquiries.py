"""Organizations that would like to partner with us, in their own words."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.exchange.lifecycle import InquiryState
from partnerships.organizations.lifecycle import Kind
from partnerships.relationships.models import Motive, Partnership

#: What was handled is kept for so long, then erased: it holds a stranger's name and address.
KEPT = timedelta(days=30)


class InquiryQuerySet(VisibleQuerySet["Inquiry"]):
    """Inquiries, asked the way people ask for them."""

    def open(self) -> "InquiryQuerySet":
        """Those that wait for us."""
        return self.filter(state=InquiryState.OPEN)

    def over(self, now: datetime) -> "InquiryQuerySet":
        """Those that were handled long enough ago to be erased."""
        return self.filter(handled_at__lt=now - KEPT)


class Inquiry(models.Model):
    """What someone wrote on the "Partner with us" form: who they are, what they bring and seek."""

    organization_name = models.CharField(_("organization"), max_length=200)
    kind = models.CharField(_("type"), max_length=20, choices=Kind, default=Kind.OTHER)
    person_name = models.CharField(_("name"), max_length=200)
    person_title = models.CharField(_("job title"), max_length=120, blank=True)
    email = models.EmailField(_("email"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    brings = models.TextField(_("what they bring"), blank=True)
    looks_for = models.TextField(_("what they look for"), blank=True)
    motive = models.ForeignKey(
        Motive, models.SET_NULL, null=True, blank=True, verbose_name=_("goal"), related_name="+"
    )
    #: A mark of the network it came from, which doesn't tell the address.
    source = models.CharField(max_length=64, blank=True, editable=False)
    received_at = models.DateTimeField(_("received"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="inquiries"
    )
    state = models.CharField(max_length=10, choices=InquiryState, default=InquiryState.OPEN)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    partnership = models.ForeignKey(
        Partnership, models.SET_NULL, null=True, related_name="inquiries"
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        indexes = [
            models.Index(fields=["state", "received_at"]),
            models.Index(
                fields=["source"],
                condition=Q(state=InquiryState.OPEN),
                name="inquiry_open_from_source",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_inquiry_is_open_or_handled_by_someone",
                condition=Q(state=InquiryState.OPEN, handled_at__isnull=True)
                | (
                    ~Q(state=InquiryState.OPEN)
                    & Q(handled_at__isnull=False, handled_by__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.organization_name

    def get_absolute_url(self) -> str:
        return reverse("inquiry_detail", args=[self.pk])

    def brought(self) -> list[str]:
        """Return what they bring, a line each."""
        return _lines(self.brings)

    def wanted(self) -> list[str]:
        """Return what they look for, a line each."""
        return _lines(self.looks_for)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
