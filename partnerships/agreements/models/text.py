"""What an agreement says: its sections while it is worked on, and the versions kept of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from common.versions import Versioned
from partnerships.agreements.lifecycle import Follows, VersionKind
from partnerships.agreements.models.documents import Document
from partnerships.agreements.models.mou import Mou
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import How


class Section(Versioned):
    """One section of an agreement: our words, in Markdown, or where theirs stand (M8)."""

    mou = models.ForeignKey(Mou, models.PROTECT, related_name="sections")
    code = models.SlugField()
    heading = models.CharField(_("heading"), max_length=200)
    prompt = models.TextField(blank=True)
    body = models.TextField(_("text"), blank=True)
    follows = models.CharField(max_length=10, choices=Follows, blank=True)
    is_required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    where = models.CharField(_("page or section"), max_length=100, blank=True)
    left_out_because = models.CharField(_("not included, because"), max_length=300, blank=True)

    objects = VisibleQuerySet["Section"].as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mou", "code"], name="a_section_stands_once_in_an_mou"
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def whereabouts(self) -> str:
        """Where it stands in their document, or why it does not; empty while no one looked."""
        if self.where or not self.left_out_because:
            return self.where
        return _("Not included, because %(why)s") % {"why": self.left_out_because}


class MouVersionQuerySet(VisibleQuerySet["MouVersion"]):
    """Kept versions."""

    def shown(self) -> "MouVersionQuerySet":
        """Those that a reader outside may see: handed to the partner, sent, or to sign."""
        return self.filter(shown_at__isnull=False)


class MouVersion(models.Model):
    """One version of the text, kept as it was: ours word for word, theirs as the file they sent.

    ``text`` is what rules.snapshot makes: heading and text of each section, parties and both
    lists. ``sha256`` covers it, or the bytes of their file.
    """

    mou = models.ForeignKey(Mou, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=VersionKind)
    text = models.JSONField(default=dict)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="versions"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    shown_at = models.DateTimeField(_("shown to the partner"), null=True, editable=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    witnessed = Witnessed(but=("document", "shown_at"))

    objects = MouVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["mou", "number"], name="mou_versions_are_numbered_once"
            ),
            models.CheckConstraint(
                name="their_version_is_a_file",
                condition=~Q(kind=VersionKind.THEIRS) | Q(document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return _("Version %(number)s") % {"number": self.number}


class SectionCommentQuerySet(VisibleQuerySet["SectionComment"]):
    """What readers said about the text."""

    def open(self) -> "SectionCommentQuerySet":
        """Those no one has answered yet."""
        return self.filter(handled_at__isnull=True)


class SectionComment(models.Model):
    """What a reader says of a section in a version, with the words they would use instead."""

    version = models.ForeignKey(MouVersion, models.PROTECT, related_name="comments")
    section_code = models.SlugField()
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="mou_comments")
    text = models.TextField(_("comment"), blank=True)
    proposal = models.TextField(_("proposed wording"), blank=True)
    how = models.CharField(_("how"), max_length=10, choices=How)
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)

    witnessed = Witnessed(but=("handled_at", "handled_by", "outcome"))

    objects = SectionCommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_comment_says_something", condition=~Q(text="") | ~Q(proposal="")
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.proposal
