"""The log of what happened, and the chain of hashes that shows whether it was changed."""

from dataclasses import dataclass
from typing import Any, NoReturn, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


@dataclass(frozen=True)
class Witnessed:
    """The fields of a model that change only together with an event (`record(wrote=...)`).

    That is `fields`, or all `but` some. The newest event that wrote a row counts.
    """

    fields: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


class AppendOnlyError(TypeError):
    """Our own code tried to change or delete a row that may only ever be added."""

    def __init__(self) -> None:
        super().__init__("The audit log is append-only; record another event instead.")


class AppendOnlyQuerySet(models.QuerySet[M_co]):
    """Rows that can be read and added, and nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse; raises AppendOnlyError."""
        raise AppendOnlyError

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse; raises AppendOnlyError."""
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Refuse; raises AppendOnlyError."""
        raise AppendOnlyError


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; raises AppendOnlyError if it is already there."""
        if not self._state.adding:
            raise AppendOnlyError
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse; raises AppendOnlyError."""
        raise AppendOnlyError


class EventQuerySet(AppendOnlyQuerySet["Event"]):
    """Questions to the log, newest first."""

    def for_partnership(self, partnership_id: int) -> Self:
        """Events of one partnership: its timeline."""
        return self.filter(partnership_id=partnership_id).order_by("-id")

    def about(self, subject_type: str, subject_id: int) -> Self:
        """Events of one record, newest first."""
        return self.filter(subject_type=subject_type, subject_id=subject_id).order_by("-id")

    def for_organization(self, organization_id: int) -> Self:
        """Events of one organization: its timeline."""
        return self.filter(organization_id=organization_id).order_by("-id")


class Event(AppendOnly):
    """One thing that someone did. Its text is made when it is shown.

    Ids are plain numbers, not foreign keys: the log outlives what it speaks of.
    """

    verb = models.CharField(_("what happened"), max_length=80)
    params = models.JSONField(_("details"), default=dict)
    at = models.DateTimeField(_("when"))
    by_id = models.BigIntegerField(_("user ID"), null=True)
    by_name = models.CharField(_("by"), max_length=200, blank=True)
    organization_id = models.BigIntegerField(_("organization ID"), null=True)
    partnership_id = models.BigIntegerField(_("partnership ID"), null=True)
    subject_type = models.CharField(_("record type"), max_length=80)
    subject_id = models.BigIntegerField(_("record ID"))
    proof = models.CharField(_("proof"), max_length=100, unique=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["partnership_id", "-id"], name="event_partnership"),
            models.Index(fields=["organization_id", "-id"], name="event_organization"),
            models.Index(fields=["subject_type", "subject_id"], name="event_subject"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"


class RowDigest(AppendOnly):
    """What a row said when an event wrote it; covered by the proof of the event.

    ``digest`` is a SHA-256 of the fields that the model names as ``witnessed``; it is empty when
    the event deleted the row.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="digests")
    row_type = models.CharField(_("record type"), max_length=80)
    row_id = models.BigIntegerField(_("record ID"))
    digest = models.CharField(_("digest"), max_length=64, blank=True)

    objects = AppendOnlyQuerySet["RowDigest"].as_manager()

    class Meta:
        verbose_name = _("record digest")
        verbose_name_plural = _("record digests")
        ordering = ["event_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["row_type", "row_id", "event"], name="an_event_writes_a_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row_type} {self.row_id}: {self.digest[:12]}"


class Seal(AppendOnly):
    """One link of the chain: the hash of an event and of the seal before it.

    The hash needs a key that is not in the database (docs/security.md); ``key`` says which one.

    Seal 0 stands for no event; it begins the chain, and locking it is the right to append.
    """

    seq = models.BigIntegerField(_("position in the chain"), primary_key=True)
    event_id = models.BigIntegerField(_("event ID"), unique=True)
    key = models.CharField(_("key"), max_length=8, blank=True)
    hash = models.CharField(_("hash"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed"))

    objects = AppendOnlyQuerySet["Seal"].as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq}: {self.hash[:12]}"
