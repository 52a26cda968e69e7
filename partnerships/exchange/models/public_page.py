"""Our list of benefits in public: whether it is shown, and what it says beside the services."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicPage(models.Model):
    """The page at /offers/; the house has one, which leadership turns on."""

    is_on = models.BooleanField(_("show the page to everyone"), default=False)
    shows_phone = models.BooleanField(_("show our phone number"), default=False)
    shows_email = models.BooleanField(_("show our email address"), default=False)
    intro = models.TextField(_("introduction"), blank=True)
    asks = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who gets inquiries"),
    )
    embedders = models.TextField(_("websites that may embed it"), blank=True)
    logo = models.BinaryField(default=bytes, blank=True)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="the_house_has_one_public_page", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return str(_("Public page"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    def sites(self) -> list[str]:
        """Return the addresses of the websites that may embed it."""
        return self.embedders.split()
