"""What one person, or the whole house, has to do today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.engagement.queries import gone_quiet, without_next_step
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import Benefit, WiifmAnswer
from partnerships.organizations.models import Organization
from partnerships.overview import rules
from partnerships.overview.queries.answers import Asked, they_answered
from partnerships.overview.queries.some import FIRST, Some, some
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reviews.models import Review

#: A review shows on Today this many days ahead.
REVIEW_DAYS = 14


@dataclass(frozen=True)
class Today:
    """What one person has to do today, whole rows with their partners' names."""

    meetings: list[Meeting]
    answered: Some[Asked]
    to_close_out: Some[Meeting]
    due: Some[FollowUp]
    overdue: Some[FollowUp]
    reviews: Some[Review]
    worth_a_look: list[tuple[Partnership, rules.Signal]]

    def is_quiet(self) -> bool:
        """Nothing at all to do: say so kindly."""
        return not (
            self.meetings
            or self.answered.rows
            or self.to_close_out.rows
            or self.due.rows
            or self.overdue.rows
            or self.reviews.rows
            or self.worth_a_look
        )


def today_of(user: User, now: datetime, *, everybody: bool) -> Today:
    """Everything on Today for a person, or for the whole house."""
    today = timezone.localdate(now)
    partnerships = Partnership.objects.visible_to(user)
    if not everybody:
        partnerships = partnerships.filter(Q(owner=user) | Q(deputy=user))
    meetings = Meeting.objects.visible_to(user).select_related("partnership__organization")
    promises = FollowUp.objects.visible_to(user).select_related(
        "partnership__organization", "contact"
    )
    reviews = Review.objects.visible_to(user).select_related("partnership__organization")
    if not everybody:
        mine = Q(partnership__in=partnerships)
        meetings = meetings.filter(mine | Q(owner=user))
        promises = promises.filter(mine | Q(contact__user=user))
        reviews = reviews.filter(mine)
    return Today(
        meetings=list(meetings.planned().filter(**_on(today), starts_at__gte=now)),
        answered=they_answered(user, partnerships),
        to_close_out=some(meetings.to_close_out(now).order_by("-starts_at")),
        due=some(promises.due(today)),
        overdue=some(promises.overdue(today)),
        reviews=some(reviews.due_by(today + timedelta(days=REVIEW_DAYS))),
        worth_a_look=worth_a_look(partnerships, now),
    )


def _on(day: date) -> dict[str, datetime]:
    """The bounds of a local day as a filter on ``starts_at``."""
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    following = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return {"starts_at__gt": midnight - timedelta(microseconds=1), "starts_at__lt": following}


def worth_a_look(
    partnerships: PartnershipQuerySet, now: datetime
) -> list[tuple[Partnership, rules.Signal]]:
    """One line per partnership, its worst signal first, in a constant number of queries."""
    today = timezone.localdate(now)
    asked = (
        (rules.CHECK_AGAIN, partnerships.filter(stage=Stage.PAUSED, check_again_on__lte=today)),
        (rules.NO_NEXT_STEP, without_next_step(partnerships, now)),
        (rules.GONE_QUIET, gone_quiet(partnerships, now)),
        (rules.NOT_WRITTEN_DOWN, not_written_down(partnerships)),
    )
    found: dict[int, tuple[Partnership, rules.Signal]] = {}
    for signal, rows in asked:
        for partnership in rows.with_names().order_by("stage_since", "pk")[:FIRST]:
            found.setdefault(partnership.pk, (partnership, signal))
    return sorted(found.values(), key=lambda line: line[1].weight)[:FIRST]


def not_written_down(partnerships: PartnershipQuerySet) -> PartnershipQuerySet:
    """Already working together, and one side has not said what's in it for them."""
    said = WiifmAnswer.objects.filter(list_version__partnership=OuterRef("pk"), value=Answer.YES)
    return partnerships.active().filter(
        ~Exists(said.filter(side=Side.OURS)) | ~Exists(said.filter(side=Side.THEIRS))
    )


@dataclass(frozen=True)
class Step:
    """One of the five first steps; it ticks itself from real data."""

    done: bool
    text: str
    url_name: str


def get_started() -> list[Step]:
    """The five first steps of a new house; empty once all are done."""
    steps = [
        Step(
            Organization.objects.filter(is_ours=True).exists(),
            _("Say who you are"),
            "organization_list",
        ),
        Step(
            Organization.objects.filter(is_ours=False).exists(),
            _("Bring in organizations"),
            "import_organizations",
        ),
        Step(Partnership.objects.exists(), _("Open a first partnership"), "new_partner"),
        Step(Benefit.objects.exists(), _("Write both lists"), "partner_list"),
        Step(Meeting.objects.exists(), _("Plan a meeting or tour"), "partner_list"),
    ]
    return [] if all(step.done for step in steps) else steps
