"""What people of both sides said about a shared version; append-only but for what we reply."""

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.exchange.lifecycle import Answer, SuggestionState
from partnerships.exchange.models.versions import ListLine, ListVersion
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import (
    IN_ERROR,
    CountingManager,
    Partnership,
    Retractable,
    own_or_written_down,
)


class Said(models.Model):
    """Someone said something: who, for which side, when, how, and who wrote it down."""

    side = models.CharField(max_length=6, choices=Side)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How)
    said_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_the_persons_own_or_written_down",
                condition=own_or_written_down(),
            ),
        ]


M = TypeVar("M", bound=models.Model)

#: The fields of our reply, which come after what was said.
REPLY = ("state", "reply", "replied_at", "replied_by")


class AwaitingReplyQuerySet(VisibleQuerySet[M]):
    """What someone suggests or asks for, and we take up or decline."""

    def open(self) -> Self:
        """Those we have not answered yet."""
        return self.filter(state=SuggestionState.OPEN)


class AwaitingReply(models.Model):
    """What someone said is open until one of us takes it up, or says why not."""

    state = models.CharField(max_length=8, choices=SuggestionState, default=SuggestionState.OPEN)
    reply = models.CharField(_("our reply"), max_length=300, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        abstract = True


def open_or_replied() -> Q:
    """Either it is open, or somebody replied at some time."""
    return Q(state=SuggestionState.OPEN, replied_at__isnull=True) | (
        ~Q(state=SuggestionState.OPEN) & Q(replied_at__isnull=False, replied_by__isnull=False)
    )


class Acceptance(Retractable, Said):
    """A side accepted one shared line: what it gets (that counts), or what it brings itself."""

    line = models.ForeignKey(ListLine, models.PROTECT, related_name="acceptances")

    witnessed = Witnessed(but=IN_ERROR)

    objects = CountingManager["Acceptance"]()
    everything = VisibleQuerySet["Acceptance"].as_manager()

    class Meta(Said.Meta):
        constraints = [
            *Said.Meta.constraints,
            models.UniqueConstraint(
                fields=["line", "contact"],
                condition=Q(in_error_at__isnull=True),
                name="a_person_accepts_a_line_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.line}"


class WiifmAnswer(Retractable, Said):
    """Does this work for us? Said for a side, about one shared version of both lists."""

    list_version = models.ForeignKey(ListVersion, models.PROTECT, related_name="answers")
    value = models.CharField(max_length=8, choices=Answer)
    comment = models.TextField(blank=True)

    witnessed = Witnessed(but=IN_ERROR)

    objects = CountingManager["WiifmAnswer"]()
    everything = VisibleQuerySet["WiifmAnswer"].as_manager()

    class Meta(Said.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.contact}: {self.get_value_display()}"

    def saying(self) -> tuple[object, ...]:
        """What a row shares with the one that holds the same answer for a later version."""
        return self.side, self.contact_id, self.recorded_at, self.value


class Acknowledgement(Retractable, Said):
    """A person of ``side`` has read the other side's list."""

    list_version = models.ForeignKey(ListVersion, models.PROTECT, related_name="acknowledgements")

    witnessed = Witnessed(but=IN_ERROR)

    objects = CountingManager["Acknowledgement"]()
    everything = VisibleQuerySet["Acknowledgement"].as_manager()

    class Meta(Said.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.contact} ({self.said_on})"


class ItemRequest(AwaitingReply, Said):
    """Someone would like something from us; we add it to our list or say why not."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="item_requests")
    text = models.CharField(_("what they'd like from us"), max_length=200)

    witnessed = Witnessed(but=REPLY)

    objects = AwaitingReplyQuerySet["ItemRequest"].as_manager()

    class Meta(Said.Meta):
        indexes = [models.Index(fields=["state", "partnership"])]
        constraints = [
            *Said.Meta.constraints,
            models.CheckConstraint(name="a_request_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="a_request_is_open_or_answered_by_somebody", condition=open_or_replied()
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ConcernNoted(models.Model):
    """What we did about a "not yet" or "no" of someone who does not speak for the side (W8)."""

    answer = models.OneToOneField(WiifmAnswer, models.PROTECT, related_name="concern_noted")
    note = models.CharField(_("outcome"), max_length=300)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    witnessed = Witnessed()

    objects = VisibleQuerySet["ConcernNoted"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_concern_is_noted_in_words", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return self.note


class Suggestion(AwaitingReply, Said):
    """Someone would word a shared line differently; we take it up or say why not."""

    line = models.ForeignKey(ListLine, models.PROTECT, related_name="suggestions")
    text = models.CharField(_("suggested change"), max_length=300)

    witnessed = Witnessed(but=REPLY)

    objects = AwaitingReplyQuerySet["Suggestion"].as_manager()

    class Meta(Said.Meta):
        indexes = [models.Index(fields=["state", "line"])]
        constraints = [
            *Said.Meta.constraints,
            models.CheckConstraint(name="a_suggestion_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="a_suggestion_is_open_or_answered_by_somebody", condition=open_or_replied()
            ),
        ]

    def __str__(self) -> str:
        return self.text
