"""Files kept with a partnership or an MOU: stored by content and never changed.

Nothing under MEDIA_ROOT has a public address; a file leaves through a view that asks who may.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.agreements.lifecycle import DocumentKind
from partnerships.agreements.models.mou import Mou
from partnerships.relationships.models import Partnership


class DocumentQuerySet(VisibleQuerySet["Document"]):
    """Kept files."""

    def newest(self) -> "DocumentQuerySet":
        """Those no newer version has replaced."""
        return self.filter(replaced_by__isnull=True)


class Document(models.Model):
    """A file, by what it is, with the SHA-256 of its content.

    A new file is a new row; a newer version of one says which it replaces.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    mou = models.ForeignKey(Mou, models.PROTECT, null=True, blank=True, related_name="documents")
    kind = models.CharField(_("type"), max_length=10, choices=DocumentKind)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file = models.FileField(max_length=200)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    witnessed = Witnessed(but=("replaces",))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_document_belongs_to_something",
                condition=Q(partnership__isnull=False) | Q(mou__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["mou"],
                condition=Q(kind=DocumentKind.FINAL),
                name="one_final_copy_per_mou",
            ),
        ]

    def __str__(self) -> str:
        return self.name
