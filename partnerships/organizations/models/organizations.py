"""Organizations, and how to reach and find them."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.bounds import MostOfOne
from common.querysets import Searchable, VisibleQuerySet
from common.text import mailbox_key, search_key, search_text
from common.versions import Versioned
from partnerships.organizations.lifecycle import (
    MOST_ADDRESSES,
    MOST_IDENTIFIERS,
    MOST_PHONES,
    MOST_SITES,
    MOST_TAGS_EACH,
    Kind,
    Reach,
    Scheme,
    host,
    match_key,
)


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

    MOST: ClassVar = {"parent_id": MostOfOne(MOST_SITES)}
    #: What ``refresh_search_text`` sets.
    SEARCHED = ("name_key", "match_key", "email_key", "website_host", "search_text")

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
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_organizations",
        verbose_name=_("owner"),
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
    website_host = models.CharField(max_length=200, default="", editable=False)
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
            models.Index(fields=["website_host"], name="organization_host"),
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
        """Set what is searched and compared; the actions and the import call it before saving."""
        self.name_key = name_key(self.name)
        self.match_key = match_key(self.name)
        self.email_key = mailbox_key(self.email)
        self.website_host = host(self.website)
        self.search_text = search_text(self.name, self.other_names, city, self.website)


Organization.tags.through.MOST = {"organization_id": MostOfOne(MOST_TAGS_EACH)}  # type: ignore[attr-defined]  # Django makes it


class Identifier(models.Model):
    """A number an authority gave; ``value`` is normalised, e.g. an EIN as nine digits (O1)."""

    MOST: ClassVar = {"organization_id": MostOfOne(MOST_IDENTIFIERS)}

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

    MOST: ClassVar = {"organization_id": MostOfOne(MOST_PHONES)}

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="phones")
    label = models.CharField(_("label"), max_length=60, blank=True)
    number = models.CharField(_("phone"), max_length=40)

    class Meta:
        verbose_name = _("phone number")
        verbose_name_plural = _("phone numbers")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number


class Address(models.Model):
    """Where an organization is; one address is the main one."""

    MOST: ClassVar = {"organization_id": MostOfOne(MOST_ADDRESSES, Q(is_main=False))}

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="addresses")
    label = models.CharField(_("label"), max_length=60, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=50, blank=True)
    postal_code = models.CharField(_("ZIP"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    is_main = models.BooleanField(_("main address"), default=False)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
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
