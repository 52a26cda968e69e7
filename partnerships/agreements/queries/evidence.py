"""What the log says about an agreement, and whether it still says what it said."""

from dataclasses import dataclass

from audit.models import Event
from audit.queries import changed_events
from partnerships.agreements.models import Document, Mou

#: What the certificate tells; the rest is on the timeline.
CERTIFIED = (
    "mou.sent_out",
    "mou.link_sent",
    "mou.link_opened",
    "mou.code_wrong",
    "mou.signed",
    "mou.declined",
    "mou.recalled",
)

#: How many events the page shows.
SHOWN = 500


@dataclass(frozen=True)
class Evidence:
    """The events of an agreement, oldest first, those that were changed, and its documents."""

    events: list[Event]
    changed: list[int]
    unsealed: list[int]
    documents: list[Document]


def evidence_of(mou: Mou) -> Evidence:
    """A constant number of queries."""
    found = Event.objects.filter(subject_type="mou", subject_id=mou.pk, verb__in=CERTIFIED)
    events = list(found.order_by("pk")[:SHOWN])
    changed, unsealed = changed_events(events)
    return Evidence(
        events=events,
        changed=changed,
        unsealed=unsealed,
        documents=list(mou.documents.order_by("uploaded_at", "pk")),
    )
