"""People, and the jobs they hold."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.bounds import MostOfOne
from common.names import greeting_name
from common.querysets import Searchable, VisibleQuerySet
from common.text import mailbox_key, search_text
from common.versions import Versioned
from partnerships.organizations.lifecycle import (
    MOST_JOBS,
    MOST_POINTS,
    MOST_POSITIONS,
    MOST_TAGS_EACH,
    PointKind,
    Prefers,
)
from partnerships.organizations.models.organizations import Organization, Tag


class ContactQuerySet(Searchable["Contact"]):
    """People, asked the way people ask for them."""


class Contact(Versioned):
    """A person of any organization, ours included."""

    SEARCHED = ("search_text", "email_key")

    name = models.CharField(_("name"), max_length=200)
    greeting = models.CharField(_("name for greetings"), max_length=100, blank=True)
    email = models.EmailField(_("email"), blank=True)
    email_label = models.CharField(_("label"), max_length=60, blank=True)
    email_key = models.CharField(max_length=254, default="", editable=False, db_index=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_label = models.CharField(_("label"), max_length=60, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, verbose_name=_("tags"))
    prefers = models.CharField(
        _("prefers to be asked"), max_length=5, choices=Prefers, default=Prefers.LINK
    )
    notes = models.TextField(_("internal notes"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contact",
        verbose_name=_("signs in as"),
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    search_text = models.TextField(editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="contact_search"),
            models.Index(fields=["name", "id"]),
            models.Index(Lower("name"), name="contact_name"),
            models.Index(Lower("email"), name="contact_email"),
        ]
        constraints = [
            models.CheckConstraint(name="contact_can_be_found", condition=~Q(search_text="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contact_detail", args=[self.pk])

    def greeting_name(self) -> str:
        """What to call them in an email: as someone set it, else by their name."""
        return self.greeting or greeting_name(self.name)

    def refresh_search_text(self, *, other_emails: Iterable[str] = ()) -> None:
        """Set what search compares; called by the actions before saving."""
        self.search_text = search_text(self.name, self.email, *other_emails)
        self.email_key = mailbox_key(self.email)


Contact.tags.through.MOST = {"contact_id": MostOfOne(MOST_TAGS_EACH)}  # type: ignore[attr-defined]  # Django makes it


class ContactPoint(models.Model):
    """A further email address or phone number of a person; the main ones are on the person."""

    MOST: ClassVar = {"contact_id": MostOfOne(MOST_POINTS)}

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=5, choices=PointKind)
    value = models.CharField(max_length=254)
    label = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=254, editable=False, db_index=True)

    class Meta:
        verbose_name = _("email or phone")
        verbose_name_plural = _("emails and phones")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="a_contact_point_has_a_value", condition=~Q(value="")),
        ]

    def __str__(self) -> str:
        return self.value


class PositionQuerySet(VisibleQuerySet["Position"]):
    """Jobs people hold."""

    def with_us_or(self, organization_id: int) -> Self:
        """Jobs at an organization and at ours.

        Asks for the two organizations first: an OR of the one's number and a column of the
        other's row would read the jobs of the whole directory.
        """
        both = Organization.objects.filter(Q(pk=organization_id) | Q(is_ours=True))
        return self.filter(organization__in=both.order_by().values("pk"))

    def current(self, today: date) -> Self:
        """Positions held on ``today``; an unknown date counts as open."""
        return self.filter(
            Q(since__isnull=True) | Q(since__lte=today),
            Q(until__isnull=True) | Q(until__gte=today),
        )


class Position(models.Model):
    """A person's job in an organization, with what they do there; none ticked means other (O2)."""

    MOST: ClassVar = {
        "organization_id": MostOfOne(MOST_POSITIONS, Q(until__isnull=True)),
        "contact_id": MostOfOne(MOST_JOBS),
    }

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="positions")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="positions")
    title = models.CharField(_("title"), max_length=120, blank=True)
    leads = models.BooleanField(_("leads"), default=False)
    manages = models.BooleanField(_("manages"), default=False)
    delivers = models.BooleanField(_("delivers the service"), default=False)
    on_board = models.BooleanField(_("is on the board"), default=False)
    is_main = models.BooleanField(_("main contact"), default=False)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        indexes = [models.Index(fields=["organization", "until"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(is_main=True),
                name="an_organization_has_one_main_contact",
            ),
            models.CheckConstraint(
                name="a_position_ends_after_it_began",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_(
                    "End date is before start date. Choose a later end date."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}, {self.title}" if self.title else str(self.contact)
