"""Who they are: organizations, their people, and the jobs people hold."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.names import greeting_name
from common.querysets import Searchable, VisibleQuerySet
from common.text import mailbox_key, search_key, search_text
from common.versions import Versioned
from partnerships.organizations.lifecycle import Kind, Prefers, Reach, Scheme, match_key


def house_country() -> str:
    """Return the country of this installation: the one whose holidays it keeps."""
    return str(settings.HOLIDAYS.partition("-")[0])


def name_key(name: str) -> str:
    """Return what organizations are compared and sorted by, as long as its column holds."""
    return search_key(name)[:200]


class Tag(models.Model):
    """A word of ours to find organizations by."""

    name = models.CharField(_("name"), max_length=50, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganizationQuerySet(Searchable["Organization"]):
    """Organizations, asked the way people ask for them."""

    def named(self, name: str) -> Self:
        """Those of this name, whatever its case, accents and punctuation."""
        return self.filter(name_key=name_key(name))


class Organization(Versioned):
    """Any organization we know; one of them is ours."""

    name = models.CharField(_("name"), max_length=200)
    other_names = models.CharField(_("also known as"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NONPROFIT)
    reach = models.CharField(_("reach"), max_length=10, choices=Reach, blank=True)
    mission = models.TextField(_("mission"), blank=True)
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("email"), blank=True)
    email_key = models.CharField(max_length=254, default="", editable=False, db_index=True)
    is_ours = models.BooleanField(_("our organization"), default=False, editable=False)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    tags = models.ManyToManyField(Tag, blank=True, verbose_name=_("tags"))
    is_one_person = models.BooleanField(_("one person does everything here"), default=False)
    call_if_away = models.CharField(
        _("who to call if that person is away"), max_length=200, blank=True
    )
    source = models.CharField(max_length=20, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    name_key = models.CharField(max_length=200, editable=False)
    match_key = models.CharField(max_length=200, default="", editable=False, db_index=True)
    search_text = models.TextField(editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        indexes = [
            GinIndex(
                fields=["search_text"], opclasses=["gin_trgm_ops"], name="organization_search"
            ),
            models.Index(fields=["name_key", "id"]),
            models.Index(fields=["kind", "name_key", "id"]),
            models.Index(fields=["archived_at", "name_key", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["is_ours"], condition=Q(is_ours=True), name="one_organization_is_ours"
            ),
            models.CheckConstraint(
                name="organization_can_be_found", condition=~Q(search_text="") & ~Q(name_key="")
            ),
            models.CheckConstraint(
                name="no_organization_is_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization_detail", args=[self.pk])

    def refresh_search_text(self, *, city: str = "") -> None:
        """Set what search compares; called by the actions and the import before saving."""
        self.name_key = name_key(self.name)
        self.match_key = match_key(self.name)
        self.email_key = mailbox_key(self.email)
        self.search_text = search_text(self.name, self.other_names, city, self.website)


class Identifier(models.Model):
    """A number an authority gave; ``value`` is normalised, e.g. an EIN as nine digits (O1)."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="identifiers")
    scheme = models.CharField(_("number type"), max_length=10, choices=Scheme)
    value = models.CharField(_("number"), max_length=50)

    objects = VisibleQuerySet["Identifier"].as_manager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value"]
        indexes = [
            GinIndex(fields=["value"], opclasses=["gin_trgm_ops"], name="identifier_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], name="an_identifier_belongs_to_one_organization"
            ),
            models.CheckConstraint(name="identifier_is_not_empty", condition=~Q(value="")),
        ]

    def __str__(self) -> str:
        if self.scheme == Scheme.EIN:
            return f"{self.value[:2]}-{self.value[2:]}"
        return self.value


class Phone(models.Model):
    """A phone number of an organization."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="phones")
    label = models.CharField(_("label"), max_length=60, blank=True)
    number = models.CharField(_("phone"), max_length=40)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number


class Address(models.Model):
    """Where an organization is; one address is the main one."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="addresses")
    label = models.CharField(_("label"), max_length=60, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=50, blank=True)
    postal_code = models.CharField(_("ZIP"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    is_main = models.BooleanField(_("main address"), default=False)

    class Meta:
        ordering = ["-is_main", "id"]
        indexes = [models.Index(Lower("state"), "organization", name="address_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(is_main=True),
                name="an_organization_has_one_main_address",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, self.city, self.state) if part)

    def country_abroad(self) -> str:
        """Return the name of its country where that isn't the one of this installation."""
        return "" if self.country == house_country() else str(countries.name(self.country))


class ContactQuerySet(Searchable["Contact"]):
    """People, asked the way people ask for them."""


class Contact(Versioned):
    """A person of any organization, ours included."""

    name = models.CharField(_("name"), max_length=200)
    greeting = models.CharField(_("name for greetings"), max_length=100, blank=True)
    email = models.EmailField(_("email"), blank=True)
    email_key = models.CharField(max_length=254, default="", editable=False, db_index=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
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

    def refresh_search_text(self) -> None:
        """Set what search compares; called by the actions before saving."""
        self.search_text = search_text(self.name, self.email)
        self.email_key = mailbox_key(self.email)


class NotTheSameQuerySet(models.QuerySet["NotTheSame"]):
    """Pairs that someone looked at."""

    def of(self, record: models.Model) -> list[int]:
        """Return the keys of those that are known to be others than this record."""
        pairs = self.filter(kind=record._meta.model_name)
        found = pairs.filter(Q(first_id=record.pk) | Q(second_id=record.pk))
        return [
            second if first == record.pk else first
            for first, second in found.values_list("first_id", "second_id")
        ]


class NotTheSame(models.Model):
    """Two organizations, or two people, that look alike and are not the same (O4)."""

    kind = models.CharField(max_length=20)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = NotTheSameQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair marked as different")
        verbose_name_plural = _("pairs marked as different")
        indexes = [models.Index(fields=["kind", "second_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first_id", "second_id"], name="a_pair_is_told_apart_once"
            ),
            models.CheckConstraint(
                name="a_pair_has_one_order", condition=Q(first_id__lt=F("second_id"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} ≠ {self.second_id}"


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

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="positions")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="positions")
    title = models.CharField(_("title"), max_length=120, blank=True)
    leads = models.BooleanField(_("leads"), default=False)
    manages = models.BooleanField(_("manages"), default=False)
    delivers = models.BooleanField(_("delivers the service"), default=False)
    on_board = models.BooleanField(_("is on the board"), default=False)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        indexes = [models.Index(fields=["organization", "until"])]
        constraints = [
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
