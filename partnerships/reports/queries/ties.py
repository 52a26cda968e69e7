"""Which people connect which partners: jobs, seats, meetings held together, and calls."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone

from common.dates import add_months
from partnerships.engagement.models import Interaction, MeetingPartner, Participant
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import KeyPlayer
from partnerships.reports.lifecycle import KNOWN_MONTHS, MOST_MAPPED, MOST_MAPPED_PEOPLE
from partnerships.reports.queries.scope import Scope

#: An account, or a contact without one.
Who = tuple[str, int]


@dataclass(frozen=True)
class Tie:
    """What connects one person with one organization, as far as our own records tell.

    ``talks`` are those of the past 24 months; ``first`` and ``last`` are the days of the first
    and the last of all. ``introduced`` marks who of us was in the very first with an organization.
    """

    organization: int
    who: Who
    name: str
    side: Side
    talks: int = 0
    first: date | None = None
    last: date | None = None
    has_seat: bool = False
    has_job: bool = False
    introduced: bool = False

    def __add__(self, other: "Tie") -> "Tie":
        return replace(
            self,
            talks=self.talks + other.talks,
            first=min((day for day in (self.first, other.first) if day), default=None),
            last=max((day for day in (self.last, other.last) if day), default=None),
            has_seat=self.has_seat or other.has_seat,
            has_job=self.has_job or other.has_job,
        )


@dataclass(frozen=True)
class Network:
    """The organizations that are connected most, and the people who connect them.

    ``urls`` leads to the pages of people; ``more`` organizations and ``more_people`` are left out.
    """

    organizations: dict[int, Organization]
    ties: list[Tie]
    urls: dict[Who, str]
    more: int = 0
    more_people: int = 0


def network_of(scope: Scope) -> Network:
    """The 30 partners with the most talks in the past 24 months, and whom they know; ten queries.

    Of partners that aren't closed. The 45 people who connect the most of those partners come with
    them; of equals ours first, then those who talked most.
    """
    since = add_months(scope.today, -KNOWN_MONTHS)
    partners = dict(
        scope.partnerships.exclude(stage=Stage.CLOSED).order_by().values_list("pk", "organization")
    )
    talks = _talks(scope, since, partners)
    listed = sorted(set(partners.values()), key=lambda pk: (-talks[pk], pk))
    chosen = {pk: one for pk, one in partners.items() if one in set(listed[:MOST_MAPPED])}
    ties = _merged(_ties(scope, since, chosen))
    reach = Counter(tie.who for tie in ties)
    times: Counter[Who] = Counter()
    for tie in ties:
        times[tie.who] += tie.talks
    ours = {tie.who for tie in ties if tie.side == Side.OURS}
    people = sorted(reach, key=lambda who: (-reach[who], who not in ours, -times[who], who))
    kept = set(people[:MOST_MAPPED_PEOPLE])
    return Network(
        Organization.objects.in_bulk(listed[:MOST_MAPPED]),
        [tie for tie in ties if tie.who in kept],
        _urls(kept),
        more=max(0, len(listed) - MOST_MAPPED),
        more_people=max(0, len(people) - MOST_MAPPED_PEOPLE),
    )


def _talks(scope: Scope, since: date, partners: dict[int, int]) -> Counter[int]:
    """How many talks each organization had."""
    met = scope.of(MeetingPartner.objects.two_way()).filter(meeting__starts_at__date__gt=since)
    called = scope.of(Interaction.objects.two_way()).filter(on__gt=since)
    found: Counter[int] = Counter()
    for rows in (met, called):
        counted = rows.order_by().values_list("partnership").annotate(number=Count("pk"))
        for pk, number in counted:
            if pk in partners:
                found[partners[pk]] += number
    return found


def _ties(scope: Scope, since: date, partners: dict[int, int]) -> Iterator[Tie]:
    """Every single tie of these partnerships, the same one perhaps several times."""
    yield from _met(since, partners)
    yield from _called(since, partners)
    seats = KeyPlayer.objects.filter(
        partnership__in=partners, contact__isnull=False, contact__archived_at__isnull=True
    )
    columns = ("contact", "contact__user", "contact__name")
    for pk, side, *person in seats.values_list("partnership", "side", *columns):
        yield Tie(partners[pk], *_person(*person), side=Side(side), has_seat=True)
    jobs = Position.objects.current(scope.today).filter(
        organization__in=set(partners.values()), contact__archived_at__isnull=True
    )
    for organization, *person in jobs.values_list("organization", *columns):
        yield Tie(organization, *_person(*person), side=Side.THEIRS, has_job=True)


def _met(since: date, partners: dict[int, int]) -> Iterator[Tie]:
    """Everyone who came to a meeting of a partner, with that partner."""
    met = MeetingPartner.objects.two_way().filter(partnership__in=partners)
    came = Participant.objects.filter(came=True, meeting__partners__in=met.order_by().values("pk"))
    rows = came.order_by().values_list(
        "meeting__partners__partnership", "side", "contact", "contact__user", "contact__name"
    )
    counted = rows.annotate(
        times=Count("pk", filter=Q(meeting__starts_at__date__gt=since)),
        first=Min("meeting__starts_at"),
        last=Max("meeting__starts_at"),
    )
    for pk, side, *person, times, first, last in counted:
        yield _talked(partners[pk], person, Side(side), times, first, last)


def _called(since: date, partners: dict[int, int]) -> Iterator[Tie]:
    """Whoever logged a call with someone of a partner, and whom they talked with."""
    calls = Interaction.objects.two_way().filter(partnership__in=partners)
    theirs = ("with_contact", "with_contact__user", "with_contact__name")
    recent = Count("pk", filter=Q(on__gt=since))
    known = {"times": recent, "first": Min("on"), "last": Max("on")}
    spoken = calls.order_by().values_list("partnership", *theirs).annotate(**known)
    for pk, *person, times, first, last in spoken:
        yield _talked(partners[pk], person, Side.THEIRS, times, first, last)
    ours = ("recorded_by", "recorded_by__name")
    logged = calls.order_by().values_list("partnership", *ours).annotate(**known)
    for pk, user, name, times, first, last in logged:
        yield _talked(partners[pk], [None, user, name], Side.OURS, times, first, last)


def _talked(
    organization: int,
    person: list[object],
    side: Side,
    times: int,
    first: date | datetime,
    last: date | datetime,
) -> Tie:
    who, name = _person(*person)
    return Tie(organization, who, name, side, times, _day(first), _day(last))


def _day(known: date | datetime) -> date:
    return timezone.localdate(known) if isinstance(known, datetime) else known


def _person(contact: object, user: object, name: object) -> tuple[Who, str]:
    who = ("user", user) if user else ("contact", contact)
    return who, str(name)  # type: ignore[return-value]  # numbers, as the columns are


def _merged(found: Iterable[Tie]) -> list[Tie]:
    """One tie for each person and organization, with who of us was in the first talk."""
    ties: dict[tuple[int, Who], Tie] = {}
    for tie in found:
        key = (tie.organization, tie.who)
        ties[key] = ties[key] + tie if key in ties else tie
    first: dict[int, date] = defaultdict(lambda: date.max)
    for tie in ties.values():
        if tie.side == Side.OURS and tie.first:
            first[tie.organization] = min(first[tie.organization], tie.first)
    return [
        replace(tie, introduced=tie.side == Side.OURS and tie.first == first[tie.organization])
        for tie in ties.values()
    ]


def _urls(people: Iterable[Who]) -> dict[Who, str]:
    """The pages of people; accounts without a contact have none."""
    known = list(people)
    users = [pk for kind, pk in known if kind == "user"]
    contacts = dict(Contact.objects.filter(user__in=users).values_list("user", "pk"))
    pages = {who: who[1] if who[0] == "contact" else contacts.get(who[1]) for who in known}
    return {who: reverse("contact_detail", args=[pk]) for who, pk in pages.items() if pk}
