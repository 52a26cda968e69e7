"""What happens next, and when there was last a real contact (L2, E4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from partnerships.engagement.models import FollowUp, Interaction, Meeting, MeetingPartner
from partnerships.relationships.lifecycle import OPEN_STAGES, Side, Stage
from partnerships.relationships.models import Partnership, PartnershipQuerySet


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
