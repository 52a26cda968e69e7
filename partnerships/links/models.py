"""Links for one person: what every kind has in common, and the one to their own page (W6)."""

from datetime import datetime
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.links.lifecycle import MessageKind
from partnerships.organizations.models import Contact, Position
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership

L = TypeVar("L", bound="Link")


class LinkQuerySet(VisibleQuerySet[L]):
    """Links of one kind, asked the way people ask for them."""

    def live(self, now: datetime) -> Self:
        """Those that can open a page: neither expired nor revoked."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)

    def opening(self, now: datetime) -> Self:
        """Those whose person still belongs to the partner: their page is there for them."""
        return self.live(now).held(now)

    def held(self, now: datetime) -> Self:
        """Those whose person is not archived and has a position there today."""
        held = Position.objects.current(timezone.localdate(now)).filter(
            contact=OuterRef("contact"), organization=OuterRef(self.model.ORGANIZATION)
        )
        return self.filter(Exists(held), contact__archived_at__isnull=True)

    def to_look_at(self) -> Self:
        """Those whose person answered, and no one of ours has looked yet."""
        return self.filter(answered_at__isnull=False, seen_at__isnull=True)

    def wanted(self) -> Self:
        """Those whose person asked for a new one that only one of us can send."""
        return self.filter(asked_at__gte=F("sent_at"))


class SecretAddress(models.Model):
    """The address of a page that opens without signing in; only the token's SHA-256 is kept."""

    PAGE: ClassVar[str]

    nonce = models.CharField(max_length=64, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    class Meta:
        abstract = True


class Link(SecretAddress):
    """A secret address by which one person says something.

    Each kind names its page, its mail, the way to the organization where its person has to have a
    position, and the rows its page shows.
    """

    MAIL: ClassVar[str]
    ORGANIZATION: ClassVar[str]
    SHOWS: ClassVar[tuple[str, ...]]

    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="%(class)ss", verbose_name=_("contact")
    )
    words = models.TextField(_("personal note"), blank=True)
    sent_at = models.DateTimeField(_("sent"), editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    expires_at = models.DateTimeField(_("expires"), editable=False)
    asked_at = models.DateTimeField(_("asked for a new one"), null=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def is_live(self, now: datetime) -> bool:
        """Return whether the link opens a page now."""
        return self.revoked_at is None and self.expires_at > now

    def is_wanted(self) -> bool:
        """Whether its person asked for a new one that only one of us can send."""
        return self.asked_at is not None and self.asked_at >= self.sent_at

    def why_over(self) -> str:
        """Why its person is asked for nothing any more, in one word; "" while they are."""
        raise NotImplementedError

    def needs_us(self, now: datetime) -> bool:  # noqa: ARG002
        """Whether a new one takes more than a mail."""
        return False


class PersonalLinkQuerySet(LinkQuerySet["PersonalLink"]):
    """Personal links; a name for what annotates them."""


class PersonalLink(Link):
    """The link of one person to their page about one partnership.

    ``draft`` holds a half-done answer as it was typed.
    """

    PAGE, MAIL, ORGANIZATION = "portal_page", "personal_link", "partnership__organization"
    SHOWS = ("partnership__organization", "partnership__owner")

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="personal_links", verbose_name=_("partnership")
    )
    remind = models.BooleanField(_("remind them once after two weeks"), default=False)
    mails = models.PositiveSmallIntegerField(default=0, editable=False)
    draft = models.JSONField(default=dict, editable=False)

    witnessed = Witnessed(
        ("partnership", "contact", "nonce", "token_hash", "sent_at", "expires_at", "revoked_at")
    )

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        indexes = [
            models.Index(
                fields=["answered_at"], condition=Q(seen_at__isnull=True), name="link_to_look_at"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "contact"], name="one_link_per_person_and_partnership"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.partnership}"

    def why_over(self) -> str:
        return "closed" if self.partnership.stage == Stage.CLOSED else ""


class LinkMessageQuerySet(VisibleQuerySet["LinkMessage"]):
    """What people told us from behind their links."""

    def open(self) -> "LinkMessageQuerySet":
        """Those no one of ours has dealt with yet."""
        return self.filter(handled_at__isnull=True)


class LinkMessage(models.Model):
    """Someone would rather talk, hands over to a colleague, or is not who we think."""

    link = models.ForeignKey(PersonalLink, models.PROTECT, related_name="told")
    kind = models.CharField(max_length=10, choices=MessageKind)
    name = models.CharField(_("your colleague's name"), max_length=200, blank=True)
    email = models.EmailField(_("their email"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    text = models.CharField(_("anything we should know"), max_length=500, blank=True)
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    witnessed = Witnessed(but=("handled_at", "handled_by"))

    objects = LinkMessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(handled_at__isnull=True), name="link_message_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_hand_over_names_a_colleague",
                condition=~Q(kind=MessageKind.HAND_OVER) | ~Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
