"""The catalogue: what an organization can do for others."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.bounds import MostOfOne
from common.querysets import VisibleQuerySet
from partnerships.exchange.lifecycle import MOST_OFFERINGS
from partnerships.organizations.models import Organization


class OfferingCategory(models.Model):
    """A kind of help, e.g. cross-training; editable by leadership, known by its code."""

    code = models.SlugField(_("code"), unique=True)
    label = models.CharField(_("label"), max_length=160)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("service category")
        verbose_name_plural = _("service categories")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class ServiceOffering(models.Model):
    """One thing an organization, ours or a partner, can do for others."""

    MOST: ClassVar = {"organization_id": MostOfOne(MOST_OFFERINGS)}

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="offerings", verbose_name=_("organization")
    )
    category = models.ForeignKey(
        OfferingCategory, models.PROTECT, related_name="offerings", verbose_name=_("category")
    )
    title = models.CharField(_("type"), max_length=160)
    description = models.TextField(_("summary"), blank=True)
    is_active = models.BooleanField(_("currently offered"), default=True)
    program = models.CharField(_("program"), max_length=120, blank=True)
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    how_much = models.CharField(_("how much"), max_length=100, blank=True)
    how_to_ask = models.CharField(_("how to ask for it"), max_length=200, blank=True)
    is_public = models.BooleanField(_("on our public page"), default=False)

    objects = VisibleQuerySet["ServiceOffering"].as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["category__position", "title", "id"]
        indexes = [
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="service_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "title"],
                name="one_offering_per_organization_and_title",
                violation_error_message=_(
                    "This organization already has a service with this name."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title
