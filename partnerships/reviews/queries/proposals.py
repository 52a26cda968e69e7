"""What happened that is a reason to hold a review now, in a constant number of queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from operator import attrgetter

from django.db.models import Exists, F, Max, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import User
from common.dates import add_days, add_months
from partnerships.agreements.lifecycle import COMPLETED
from partnerships.agreements.models import Mou, MouParty, MouType
from partnerships.engagement.lifecycle import Feel, MeetingState
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.organizations.models import Position
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reviews.lifecycle import (
    COMMITMENT_LATE_DAYS,
    ENERGY_MEETINGS,
    NEWS_DAYS,
    PROPOSED_AHEAD_DAYS,
    Occasion,
    ReviewState,
)
from partnerships.reviews.models import Review, ReviewProposal, ReviewProposalQuerySet

#: Proposals that a page shows.
PROPOSALS_SHOWN = 10


def proposed_reviews(user: User) -> ReviewProposalQuerySet:
    """Return the proposals that wait for a decision, the newest first."""
    rows = ReviewProposal.objects.visible_to(user).waiting()
    return rows.select_related("partnership__organization").order_by("-since", "-pk")


@dataclass(frozen=True)
class Cause:
    """One thing that happened, and the day since which it's a reason for a review."""

    partnership_id: int
    occasion: Occasion
    about_id: int
    since: date
    detail: str = ""

    @property
    def key(self) -> tuple[int, str, int, date]:
        """What makes it the same reason as one that was proposed before."""
        return (self.partnership_id, self.occasion.value, self.about_id, self.since)


def causes_of(today: date) -> list[Cause]:
    """Return what is a reason for a review and was never proposed."""
    partners = _without_review_soon(today)
    found = [
        *_leaders(partners, today),
        *_late_commitments(partners, today),
        *_ending_mous(partners, today),
        *_falling_energy(partners, today),
    ]
    reviewed = dict(
        Review.objects.filter(partnership__in=partners, state=ReviewState.CLOSED)
        .order_by()
        .values_list("partnership")
        .annotate(last=Max("closed_at"))
    )
    columns = ("partnership", "occasion", "about_id", "since")
    rows = ReviewProposal.objects.filter(partnership__in=partners)
    known = set(rows.values_list(*columns))
    return [one for one in found if one.key not in known and _is_news(one, reviewed)]


def _is_news(cause: Cause, reviewed: Mapping[int, datetime]) -> bool:
    """Whether it became a reason after the last review."""
    last = reviewed.get(cause.partnership_id)
    return last is None or cause.since > timezone.localdate(last)


def _without_review_soon(today: date) -> PartnershipQuerySet:
    """Return the partnerships at work with no review under way or due soon."""
    soon = Review.objects.to_do().filter(
        Q(state=ReviewState.OPEN) | Q(due_on__lte=add_days(today, PROPOSED_AHEAD_DAYS)),
        partnership=OuterRef("pk"),
    )
    return Partnership.objects.active().filter(~Exists(soon))


def _leaders(partners: PartnershipQuerySet, today: date) -> Iterator[Cause]:
    """Yield who began or stopped leading the partner in the last weeks, after work began."""
    since = add_days(today, -NEWS_DAYS)
    mine = partners.filter(organization=OuterRef("organization")).values("organization")
    recent = Q(since__gt=since, since__lte=today) | Q(until__gt=since, until__lte=today)
    rows = Position.objects.filter(recent, leads=True, contact__archived_at__isnull=True)
    held = list(rows.filter(Exists(mine)).select_related("contact"))
    theirs = partners.filter(organization__in={one.organization_id for one in held})
    for partnership in theirs.only("organization", "created_at"):
        for one in held:
            if one.organization_id != partnership.organization_id:
                continue
            days = [day for day in (one.until, one.since) if day and since < day <= today]
            if days[0] > timezone.localdate(partnership.created_at):
                yield Cause(partnership.pk, Occasion.PEOPLE, one.pk, days[0], one.contact.name)


def _late_commitments(partners: PartnershipQuerySet, today: date) -> Iterator[Cause]:
    late = FollowUp.objects.overdue(add_days(today, 1 - COMMITMENT_LATE_DAYS))
    for one in late.filter(partnership__in=partners):
        since = add_days(one.due_on, COMMITMENT_LATE_DAYS)
        yield Cause(one.partnership_id, Occasion.COMMITMENT, one.pk, since, one.what)


def _ending_mous(partners: PartnershipQuerySet, today: date) -> Iterator[Cause]:
    """Yield MOUs in the runway of their kind that nothing follows."""
    runways = ((kind, kind.runway_days()) for kind in MouType.objects.all())
    near = Q(pk__in=[])
    for kind, days in runways:
        if days:
            near |= Q(type=kind, ends_on__lte=add_days(today, days[0]))
    mous = Mou.objects.in_force(today).filter(near, stopped_on__isnull=True)
    mous = mous.exclude(successors__state__in=COMPLETED)
    rows = MouParty.objects.filter(
        mou__in=mous, partnership__in=partners, is_approving_official=False
    )
    for party in rows.select_related("mou__type"):
        if party.partnership_id and (since := party.mou.renew_from()):
            yield Cause(party.partnership_id, Occasion.MOU, party.mou_id, since, party.mou.title)


def _falling_energy(partners: PartnershipQuerySet, today: date) -> Iterator[Cause]:
    """Yield where none of the newest meetings felt better than the one before, and one worse."""
    newest = Window(RowNumber(), partition_by=F("partnership"), order_by=F("starts_at").desc())
    rows = Meeting.objects.filter(
        partnership__in=partners,
        state=MeetingState.HELD,
        feel__isnull=False,
        starts_at__date__gte=add_months(today, -12),
    )
    last = rows.annotate(nth=newest).filter(nth__lte=ENERGY_MEETINGS)
    by_partner = groupby(last.order_by("partnership", "-starts_at"), attrgetter("partnership_id"))
    for partnership_id, group in by_partner:
        meetings = list(group)
        feels = [one.feel or 0 for one in meetings]
        falls = all(later <= earlier for later, earlier in pairwise(feels))
        if (
            len(feels) == ENERGY_MEETINGS
            and falls
            and feels[0] < feels[-1]
            and feels[0] <= Feel.OK
        ):
            day = timezone.localdate(meetings[0].starts_at)
            yield Cause(partnership_id, Occasion.ENERGY, meetings[0].pk, day)
