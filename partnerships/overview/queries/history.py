"""What was done with a record, by whom and when."""

from typing import Any

from django.db.models import Model, Q
from django.http import Http404

from audit.models import Event, EventQuerySet
from common.querysets import VisibleQuerySet
from partnerships.engagement.models import FollowUp, Interaction, Meeting
from partnerships.exchange.models import Benefit
from partnerships.exchange.models.benefits import BenefitQuerySet
from partnerships.organizations.models import Contact, Organization
from partnerships.overview.rules import INTERNAL_VERBS
from partnerships.relationships.models import Partnership
from partnerships.reviews.models import Review

#: The records whose history has a page of its own, by the name their events have.
RECORDS: dict[str, VisibleQuerySet[Any]] = {
    "organization": Organization.objects.all(),
    "contact": Contact.objects.all(),
    "followup": FollowUp.objects.all(),
    "interaction": Interaction.objects.all(),
    "meeting": Meeting.objects.all(),
    "review": Review.objects.all(),
}
#: Those that files, and those that notes, are kept with.
WITH_FILES = frozenset({"organization", "contact", "meeting", "interaction"})
WITH_NOTES = frozenset({"organization", "contact"})


def records_of(kind: str) -> VisibleQuerySet[Any]:
    """Return the records of a kind. Raises Http404 for a kind without history."""
    if kind not in RECORDS:
        raise Http404
    return RECORDS[kind].all()


def history_of(record: Model, *, safe: bool = False) -> EventQuerySet:
    """What happened with a record, newest first; ``safe`` leaves out what is for us only (P2).

    That of an organization has the events of its people and partnerships too.
    """
    if isinstance(record, Organization):
        theirs = Benefit.objects.filter(partnership__organization=record)
        return without_internal(Event.objects.for_organization(record.pk), theirs, safe=safe)
    events = Event.objects.about(record._meta.model_name or "", record.pk)
    return without_internal(events, Benefit.objects.none(), safe=safe)


def timeline_of(partnership: Partnership, *, safe: bool = False) -> EventQuerySet:
    """What happened, newest first; ``safe`` leaves out what is for us only (P2)."""
    events = Event.objects.for_partnership(partnership.pk)
    return without_internal(events, Benefit.objects.filter(partnership=partnership), safe=safe)


def without_internal(
    events: EventQuerySet, benefits: BenefitQuerySet, *, safe: bool
) -> EventQuerySet:
    """Leave out what is for us only, for a ``safe`` screen; ``benefits`` are those it tells of."""
    if not safe:
        return events
    ours = benefits.filter(is_internal=True).order_by()
    about_them = Q(subject_type="benefit", subject_id__in=ours.values("pk"))
    return events.exclude(about_them | Q(verb__in=INTERNAL_VERBS))
