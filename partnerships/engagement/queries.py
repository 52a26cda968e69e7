"""What happens next, when there was last a real contact (L2, E4), and who is double-booked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from partnerships.engagement.lifecycle import OFF, MeetingState
from partnerships.engagement.models import (
    CalendarFeed,
    FollowUp,
    Interaction,
    Invitation,
    Meeting,
    MeetingPartner,
    MeetingQuerySet,
    Participant,
)
from partnerships.links.rules import hash_of
from partnerships.organizations.models import Contact
from partnerships.organizations.queries import our_organization
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import OPEN_STAGES, Side, Stage
from partnerships.relationships.models import Partnership, PartnershipQuerySet

#: No meeting takes longer.
LONGEST = timedelta(days=1)


@dataclass(frozen=True)
class NextStep:
    """Our earliest planned meeting or open promise; never typed twice."""

    on: date
    text: str
    url: str
    is_meeting: bool


def next_steps(partnership_ids: Iterable[int], now: datetime) -> dict[int, NextStep]:
    """The next step per partnership, in two queries; absent where nothing is planned."""
    ids = list(partnership_ids)
    ahead = MeetingPartner.objects.ahead(now).filter(partnership__in=ids)
    meetings = [(one.partnership_id, one.meeting) for one in ahead.select_related("meeting")]
    return earliest(meetings, FollowUp.objects.open().filter(partnership__in=ids))


def earliest(
    meetings: Iterable[tuple[int, Meeting]], promises: Iterable[FollowUp]
) -> dict[int, NextStep]:
    """The first of planned meetings and open promises of ours, per partnership, in any order."""
    by_time = sorted(meetings, key=lambda one: (one[1].starts_at, one[1].pk))  # two on one day
    steps = [(partnership_id, _meeting_step(meeting)) for partnership_id, meeting in by_time]
    steps += [
        (promise.partnership_id, _promise_step(promise))
        for promise in sorted(promises, key=attrgetter("due_on", "pk"))
        if promise.side == Side.OURS
    ]
    first: dict[int, NextStep] = {}
    for partnership_id, step in sorted(
        steps, key=lambda found: (found[1].on, found[1].is_meeting)
    ):
        first.setdefault(partnership_id, step)
    return first


def _meeting_step(meeting: Meeting) -> NextStep:
    on = timezone.localtime(meeting.starts_at).date()
    return NextStep(on=on, text=str(meeting), url=meeting.get_absolute_url(), is_meeting=True)


def _promise_step(promise: FollowUp) -> NextStep:
    url = promise.get_absolute_url()
    return NextStep(on=promise.due_on, text=promise.what, url=url, is_meeting=False)


def without_next_step(partnerships: PartnershipQuerySet, now: datetime) -> PartnershipQuerySet:
    """Open partnerships with nothing planned and no reason given: the signal of silence."""
    mine = {"partnership": OuterRef("pk")}
    return partnerships.open().filter(
        ~Exists(MeetingPartner.objects.ahead(now).filter(**mine)),
        ~Exists(FollowUp.objects.open().filter(side=Side.OURS, **mine)),
        no_next_step_reason="",
    )


def gone_quiet(
    partnerships: PartnershipQuerySet, now: datetime, *, days: int = 90
) -> PartnershipQuerySet:
    """Partnerships past the first talk, still open, without a two-way contact for so many days."""
    mine = {"partnership": OuterRef("pk")}
    since = now - timedelta(days=days)
    silent = Q(answered_on__isnull=True) | Q(answered_on__lt=timezone.localdate(since))
    beyond_reaching_out = OPEN_STAGES[OPEN_STAGES.index(Stage.EXPLORING) :]
    return partnerships.filter(
        silent,
        ~Exists(MeetingPartner.objects.two_way().filter(meeting__starts_at__gte=since, **mine)),
        ~Exists(Interaction.objects.two_way().filter(on__gte=timezone.localdate(since), **mine)),
        stage__in=beyond_reaching_out,
        created_at__lt=since,
    )


def with_last_two_way(partnerships: PartnershipQuerySet) -> PartnershipQuerySet:
    """Rows that know their last two-way contact, so that ``last_two_way`` need not ask again."""
    mine = {"partnership": OuterRef("pk")}
    met = MeetingPartner.objects.two_way().filter(**mine).order_by("-meeting__starts_at")
    talk = Interaction.objects.two_way().filter(**mine).order_by("-on")
    return partnerships.annotate(
        last_met_at=Subquery(met.values("meeting__starts_at")[:1]),
        last_talked_on=Subquery(talk.values("on")[:1]),
    )


def last_two_way(partnership: Partnership) -> date | None:
    """The day of the last meeting, call or answer with someone of theirs in it; None if never."""
    known = partnership
    if not hasattr(known, "last_met_at"):
        known = with_last_two_way(Partnership.objects.all()).get(pk=partnership.pk)
    met_at, talked_on = getattr(known, "last_met_at", None), getattr(known, "last_talked_on", None)
    met_on = timezone.localtime(met_at).date() if met_at else None
    return max((day for day in (met_on, talked_on, known.answered_on) if day), default=None)


def has_another_step(meeting: Meeting, now: datetime) -> bool:
    """Whether something of ours is planned besides this meeting, or no partner needs it."""
    partnership = meeting.partnership_id
    if partnership is None:
        return True
    others = Meeting.objects.ahead(now).filter(partnerships=partnership).exclude(pk=meeting.pk)
    promises = FollowUp.objects.open().filter(side=Side.OURS, partnership=partnership)
    return others.exists() or promises.exists()


@dataclass(frozen=True)
class Clash:
    """Someone of ours who is wanted in two meetings at once; ``since`` until ``until``."""

    who: str
    first: int
    second: int
    since: datetime
    until: datetime


def clashes_in(meetings: MeetingQuerySet) -> list[Clash]:
    """Return who is double-booked among planned meetings, in time, in two queries.

    Whoever owns a meeting is wanted in it, as are those invited from our side.
    """
    rows = meetings.planned().order_by("starts_at", "pk")
    spans = {
        pk: (starts, starts + timedelta(minutes=minutes))
        for pk, starts, minutes in rows.values_list("pk", "starts_at", "minutes")
    }
    wanted: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for pk, user, name in rows.values_list("pk", "owner", "owner__name"):
        wanted["user", user][pk] = name
    ours = Participant.objects.filter(side=Side.OURS, meeting__in=rows.order_by())
    columns = ("meeting", "contact", "contact__user", "contact__name")
    for pk, contact, user, name in ours.values_list(*columns):
        wanted["user" if user else "contact", user or contact][pk] = name
    found = [clash for places in wanted.values() for clash in _clashes_of(places, spans)]
    return sorted(found, key=lambda clash: (clash.since, clash.who))


def _clashes_of(
    places: dict[int, str], spans: dict[int, tuple[datetime, datetime]]
) -> Iterator[Clash]:
    """Compare each meeting of one person with the one before it that lasts the longest."""
    last: int | None = None
    for pk in sorted(places.keys() & spans.keys(), key=lambda pk: (*spans[pk], pk)):
        starts, ends = spans[pk]
        if last is not None and spans[last][1] > starts:
            yield Clash(places[pk], last, pk, starts, min(ends, spans[last][1]))
        if last is None or ends >= spans[last][1]:
            last = pk


def conflicts_of(
    *, meeting: Meeting, ours: Iterable[Contact], starts_at: datetime, minutes: int
) -> list[tuple[str, Meeting]]:
    """Who of ours is in another meeting at that time, and in which; ``ours`` are to be invited."""
    people = list(ours)
    users = {one.user_id for one in people if one.user_id} | {meeting.owner_id}
    wanted = Q(contact__in=people) | Q(contact__user__in=users)
    invited = Participant.objects.filter(wanted, side=Side.OURS)
    near = Meeting.objects.planned().exclude(pk=meeting.pk).with_names()
    rows = near.filter(
        Q(owner__in=users) | Q(pk__in=invited.values("meeting")),
        starts_at__lt=starts_at + timedelta(minutes=minutes),
        starts_at__gt=starts_at - LONGEST,
    ).select_related("owner")
    there = Prefetch("participants", invited.select_related("contact"))
    return [
        (", ".join(sorted(_names_in(one, users))), one)
        for one in rows.prefetch_related(there).order_by("starts_at", "pk")
        if one.ends_at() > starts_at
    ]


def _names_in(meeting: Meeting, users: Collection[int]) -> set[str]:
    names = {person.contact.name for person in meeting.participants.all()}
    return names | ({meeting.owner.name} if meeting.owner_id in users else set())


def feed_behind(token: str) -> CalendarFeed | None:
    """The calendar feed that a token opens; None if it is unknown or revoked."""
    rows = CalendarFeed.objects.select_related("user", "partnership__organization")
    feed = rows.filter(token_hash=hash_of(token)).first()
    return feed if feed and feed.is_open() else None


@dataclass(frozen=True)
class Guest:
    """Someone who is to come to a meeting, and their invitation, if they got one."""

    participant: Participant
    invitation: Invitation | None

    def partstat(self) -> str:
        """What they answered, as calendar programs say it."""
        return (self.invitation.answer if self.invitation else "") or "needs-action"

    def badge(self) -> str:
        """The badge of their answer; "" where no one asked them by email."""
        return (self.invitation.answer or "invited") if self.invitation else ""

    def named(self, house: str) -> str:
        """Their name with where they come from; ``house`` is us."""
        return f"{self.participant.contact}, {self.participant.organization or house}"

    def label(self) -> str:
        """Them among people to choose from."""
        where = self.participant.organization
        return f"{self.participant.contact}, {where}" if where else str(self.participant.contact)


def guests_of(meeting: Meeting) -> list[Guest]:
    """Return who is to come to a meeting, in two queries."""
    sent = Invitation.objects.standing().to(meeting).order_by(F("series").desc(nulls_last=True))
    by_contact = {one.contact_id: one for one in sent}
    people = meeting.participants.select_related("contact", "organization")
    return [Guest(one, by_contact.get(one.contact_id)) for one in people]


def new_invitation(participant: Participant) -> Invitation:
    """Return an invitation as it would be, unsaved; people of ours come for us."""
    organization = participant.organization or our_organization()
    assert organization is not None  # noqa: S101 -- people of ours work there
    return Invitation(
        meeting=participant.meeting, contact=participant.contact, organization=organization
    )


def was_told(invitation: Invitation) -> bool:
    """Whether an email with the invitation may have reached its person."""
    mails = Delivery.objects.filter(subject_type="invitation", subject_id=invitation.pk)
    return mails.exclude(kind=OFF).filter(handed_at__isnull=False).exists()


def invited_by_email(meeting: Meeting) -> str:
    """The names of those who are told when it changes, as people read them."""
    rows = Invitation.objects.standing().to(meeting)
    return ", ".join(rows.order_by("contact__name", "pk").values_list("contact__name", flat=True))


def asked_to(invitation: Invitation) -> list[tuple[Meeting, bool]]:
    """The meetings of an invitation to a series, and whether its person is to come to each."""
    come = Participant.objects.filter(
        meeting__series=invitation.series_id, contact=invitation.contact_id
    )
    keys = set(come.values_list("meeting_id", flat=True))
    return [(row, row.pk in keys) for row in invitation.meetings()]


@dataclass(frozen=True)
class PlaceInSeries:
    """Which meeting of a series one is, of those that aren't canceled, with those beside it."""

    number: int
    count: int
    before: Meeting | None
    after: Meeting | None


def place_in_series(meeting: Meeting) -> PlaceInSeries | None:
    """Return where a meeting is in its series; None if it doesn't come again."""
    if meeting.series_id is None:
        return None
    rows = list(Meeting.objects.filter(series=meeting.series_id).order_by("recurs_at"))
    on = [one for one in rows if one.state != MeetingState.CANCELLED or one.pk == meeting.pk]
    place = next(number for number, one in enumerate(on) if one.pk == meeting.pk)
    return PlaceInSeries(
        number=place + 1,
        count=len(on),
        before=on[place - 1] if place else None,
        after=on[place + 1] if place + 1 < len(on) else None,
    )
