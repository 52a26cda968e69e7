"""Kinds of agreements and their rules, as data that leadership edits."""

from django.core.validators import validate_comma_separated_integer_list
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from partnerships.agreements.lifecycle import Follows


class GoLive(models.Model):
    """The day this house began with Accord, set once: papers signed before it are legacy (W4)."""

    on = models.DateField(_("go-live date"))

    witnessed = Witnessed()

    class Meta:
        constraints = [
            models.CheckConstraint(name="the_house_goes_live_once", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return str(self.on)


class MouType(models.Model):
    """A kind of agreement and its rules, with their source; editable by leadership (M7)."""

    code = models.SlugField(_("code"), unique=True)
    label = models.CharField(_("name"), max_length=120)
    is_gated = models.BooleanField(
        _("requires both sides' yes before signing"),
        default=True,
        help_text=_("Turn off only for agreements that aren't MOUs, such as a letter of intent."),
    )
    is_binding = models.BooleanField(
        _("legally binding"), default=False, help_text=_("What a new draft starts with.")
    )
    source = models.CharField(
        _("source of the rules"), max_length=200, blank=True, help_text=_("e.g. 20 CFR 678.500")
    )
    checked_on = models.DateField(_("source checked on"), null=True, blank=True)
    who_signs = models.CharField(
        _("required signers"),
        max_length=300,
        blank=True,
        help_text=_("Shown while signers are chosen."),
    )
    needs_approving_official = models.BooleanField(
        _("requires an approving official"),
        default=False,
        help_text=_("e.g. the chief elected official under a one-stop MOU"),
    )
    review_months = models.PositiveSmallIntegerField(
        _("review at least every (months)"), null=True, blank=True
    )
    runway = models.CharField(
        _("days before the end to start the renewal"),
        max_length=60,
        default="180,90,30",
        validators=[validate_comma_separated_integer_list],
    )
    substantial_from = models.PositiveSmallIntegerField(
        _("contribution change that requires all signatures (percent)"), default=10
    )
    notice_days = models.PositiveSmallIntegerField(_("days of notice to terminate"), default=30)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("MOU type")
        verbose_name_plural = _("MOU types")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label

    def runway_days(self) -> list[int]:
        """The days before the end, longest first, at which a renewal should move on."""
        return sorted({int(day) for day in self.runway.split(",") if day.strip()}, reverse=True)


class TypeSection(models.Model):
    """A section that a new agreement of a kind begins with."""

    mou_type = models.ForeignKey(MouType, models.CASCADE, related_name="sections")
    code = models.SlugField(_("code"))
    heading = models.CharField(_("heading"), max_length=200)
    prompt = models.TextField(_("what belongs here"), blank=True)
    body = models.TextField(_("default text"), blank=True)
    follows = models.CharField(
        _("follows"),
        max_length=10,
        choices=Follows,
        blank=True,
        help_text=_("Filled from the partnership until the text is final."),
    )
    is_required = models.BooleanField(_("required"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mou_type", "code"], name="a_section_stands_once_in_a_type"
            ),
        ]

    def __str__(self) -> str:
        return self.heading
