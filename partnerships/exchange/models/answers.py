"""What people of both sides said about a shared version; append-only."""

from django.conf import settings
from django.db import models

from common.querysets import VisibleQuerySet
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models.versions import ListLine, ListVersion
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import How, Side


class Said(models.Model):
    """Somebody said something: who, for which side, when, how, and who wrote it down."""

    side = models.CharField(max_length=6, choices=Side)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How)
    said_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["recorded_at", "id"]


class Acceptance(Said):
    """The receiving side accepted one shared line. ``side`` is the receiver."""

    line = models.ForeignKey(ListLine, models.PROTECT, related_name="acceptances")

    objects = VisibleQuerySet["Acceptance"].as_manager()

    class Meta(Said.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["line", "contact"], name="a_person_accepts_a_line_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.line}"


class WiifmAnswer(Said):
    """Does this work for us? Said for a side, about one shared version of both lists."""

    list_version = models.ForeignKey(ListVersion, models.PROTECT, related_name="answers")
    value = models.CharField(max_length=8, choices=Answer)
    comment = models.TextField(blank=True)

    objects = VisibleQuerySet["WiifmAnswer"].as_manager()

    class Meta(Said.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.contact}: {self.get_value_display()}"


class Acknowledgement(Said):
    """A person of ``side`` has read the other side's list."""

    list_version = models.ForeignKey(ListVersion, models.PROTECT, related_name="acknowledgements")

    objects = VisibleQuerySet["Acknowledgement"].as_manager()

    class Meta(Said.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.contact} ({self.said_on})"
