"""Files and notes that people keep with any record."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.bounds import MostOfOne
from common.querysets import VisibleQuerySet
from partnerships.engagement.models import Interaction, Meeting
from partnerships.organizations.models import Contact, Organization
from partnerships.overview.lifecycle import MOST_ATTACHMENTS, MOST_NOTES


def belongs_to_one(*names: str) -> Q:
    """Return the condition that exactly one of these is set."""
    one = Q()
    for name in names:
        others = {f"{other}__isnull": other != name for other in names}
        one |= Q(**others)
    return one


class Attachment(models.Model):
    """A file kept with an organization, a person, a meeting or an activity.

    It is stored by its content, as documents are; partnerships and MOUs keep those.
    """

    MOST: ClassVar = {
        "organization_id": MostOfOne(MOST_ATTACHMENTS),
        "contact_id": MostOfOne(MOST_ATTACHMENTS),
    }

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="kept_files"
    )
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="kept_files")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="kept_files")
    interaction = models.ForeignKey(
        Interaction, models.PROTECT, null=True, related_name="kept_files"
    )
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file = models.FileField(max_length=200)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    witnessed = Witnessed(("name", "size", "sha256", "file"))

    objects = VisibleQuerySet["Attachment"].as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                name="an_attachment_belongs_to_one_record",
                condition=belongs_to_one("organization", "contact", "meeting", "interaction"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """What we want to remember about an organization or a person; for us only."""

    MOST: ClassVar = {
        "organization_id": MostOfOne(MOST_NOTES),
        "contact_id": MostOfOne(MOST_NOTES),
    }

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="notes_kept"
    )
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="notes_kept")
    text = models.TextField(_("note"))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = VisibleQuerySet["Note"].as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(
                name="a_note_belongs_to_one_record",
                condition=belongs_to_one("organization", "contact"),
            ),
            models.CheckConstraint(name="a_note_is_not_empty", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text
