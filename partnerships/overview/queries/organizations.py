"""Everything that hangs on one organization."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from partnerships.agreements.lifecycle import Standing
from partnerships.agreements.models import Document, Mou
from partnerships.engagement.lifecycle import MeetingState
from partnerships.engagement.models import Interaction, Meeting, Participant
from partnerships.engagement.queries import NextStep, next_steps
from partnerships.exchange.models import ServiceOffering
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.organizations.queries import positions_at
from partnerships.overview.models import Attachment, Note
from partnerships.overview.queries.activity import Activity, Feed
from partnerships.overview.queries.history import history_of
from partnerships.relationships.models import Partnership

#: So many rows of each kind are on the page; what has more says where the others are.
SHOWN = 10
#: So many sites, and so many people who left.
MOST_SHOWN = 50
#: So many of the latest events; all are on the history page.
LATEST = 5


@dataclass(frozen=True)
class OrganizationPage:
    """What the page of an organization shows beside its own facts."""

    organization: Organization
    partnerships: list[tuple[Partnership, NextStep | None]]
    current: list[tuple[Position, date | None]]
    ended: list[Position]
    mous: list[tuple[Mou, Standing]]
    more_mous: bool
    activity: list[Activity]
    offerings: list[ServiceOffering]
    documents: list[Document]
    attachments: list[Attachment]
    notes: list[Note]
    children: list[Organization]
    more_children: int
    events: list[Event]

    def sole(self) -> Partnership | None:
        """The partnership, where there is one that goes on: what is logged belongs to it."""
        going_on = [one for one, _step in self.partnerships if one.is_open()]
        return going_on[0] if len(going_on) == 1 else None


def organization_page_of(
    organization: Organization, user: User, now: datetime, *, safe: bool = False
) -> OrganizationPage:
    """Read the whole page in a fixed number of queries; ``safe`` leaves out what is ours."""
    today = timezone.localdate(now)
    partnerships = list(
        Partnership.objects.visible_to(user)
        .with_names()
        .filter(organization=organization)
        .order_by("program", "pk")
    )
    steps = next_steps([one.pk for one in partnerships], now)
    current, ended = positions_at(organization, today)
    held = list(current.visible_to(user))
    contacted = {} if organization.is_ours else last_contacts([one.contact_id for one in held])
    mous = _mous(organization, user)
    theirs = Document.objects.visible_to(user).filter(partnership__organization=organization)
    children = organization.children.order_by("name_key", "pk").visible_to(user)
    return OrganizationPage(
        organization=organization,
        partnerships=[(one, steps.get(one.pk)) for one in partnerships],
        current=[(one, contacted.get(one.contact_id)) for one in held],
        ended=list(ended.visible_to(user).order_by("-until", "pk")[:MOST_SHOWN]),
        mous=[(mou, mou.standing(today)) for mou in mous[:SHOWN]],
        more_mous=len(mous) > SHOWN,
        activity=_feed(organization, user, partnerships)[:SHOWN],
        offerings=_offerings(organization, user),
        documents=list(theirs.order_by("-uploaded_at", "-pk")[:SHOWN]),
        attachments=list(organization.kept_files.visible_to(user).order_by("-pk")),
        notes=notes_about(organization, user),
        children=list(children[:MOST_SHOWN]),
        more_children=max(0, children.count() - MOST_SHOWN),
        events=list(history_of(organization, safe=safe)[:LATEST]),
    )


def _mous(organization: Organization, user: User) -> list[Mou]:
    rows = Mou.objects.visible_to(user).filter(parties__organization=organization)
    return list(rows.order_by("-created_at", "-pk")[: SHOWN + 1])


def _feed(organization: Organization, user: User, partnerships: list[Partnership]) -> Feed:
    meetings = Meeting.objects.visible_to(user)
    return Feed(
        meetings.filter(partnerships__in=partnerships).distinct()
        if partnerships
        else meetings.filter(organization=organization),
        Interaction.objects.visible_to(user).filter(partnership__organization=organization),
        Event.objects.for_organization(organization.pk),
    )


def _offerings(organization: Organization, user: User) -> list[ServiceOffering]:
    """What they offer now, with the number of partnerships that have it on a list."""
    on_a_list = Q(benefit__withdrawn_at__isnull=True)
    used = Count("benefit__partnership", filter=on_a_list, distinct=True)
    rows = ServiceOffering.objects.visible_to(user).filter(organization=organization)
    rows = rows.filter(is_active=True).select_related("category").annotate(used=used)
    return list(rows.order_by("title", "pk"))


def notes_about(record: Organization | Contact, user: User) -> list[Note]:
    """Return the notes kept with an organization or a person, newest first."""
    rows = Note.objects.visible_to(user).filter(**{record._meta.model_name or "": record})
    return list(rows.select_related("written_by").order_by("-pk"))


def last_contacts(contacts: Iterable[int]) -> dict[int, date]:
    """Return the day of the last talk or held meeting with each of these people."""
    ids = list(contacts)
    talks = Interaction.objects.two_way().filter(with_contact__in=ids).order_by()
    talked = talks.values_list("with_contact").annotate(last=Max("on"))
    found: dict[int, date] = dict(talked.values_list("with_contact", "last"))
    came = Participant.objects.filter(contact__in=ids, came=True, meeting__state=MeetingState.HELD)
    met = came.order_by().values_list("contact").annotate(last=Max("meeting__starts_at"))
    for contact, at in met.values_list("contact", "last"):
        day = timezone.localdate(at)
        found[contact] = max(found.get(contact, day), day)
    return found
