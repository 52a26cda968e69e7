"""Following cohorts, and agreeing to show small counts."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common.bounds import require_room
from common.dates import add_days
from common.errors import DomainError
from partnerships.organizations.models import Contact
from partnerships.outcomes.actions.reporting import (
    replace,
    require_number,
    require_past,
    take_report,
)
from partnerships.outcomes.lifecycle import MOST_COHORT_COUNTS, MOST_COHORTS
from partnerships.outcomes.models import Cohort, CohortCount, SmallCountsConsent
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership


@transaction.atomic
def add_cohort(*, cohort: Cohort, by: User, now: datetime) -> Cohort:
    """Begin to follow whoever was placed in some days; ``cohort`` carries the values, unsaved.

    Raises `cohort_exists` or `full`.
    """
    partnership = relationships.lock(cohort.partnership)
    here = Cohort.objects.filter(partnership=partnership)
    if here.filter(label=cohort.label).exists():
        raise DomainError(
            _("There's a cohort of that name. Choose another name."),
            field="label",
            code="cohort_exists",
        )
    full = _("There are %(most)s cohorts here. Count longer spans, such as a year.")
    require_room(here, most=MOST_COHORTS, refusal=full)
    cohort.added_at, cohort.added_by = now, by
    cohort.save()
    relationships.record_event(
        "cohort.added", partnership, by=by, at=now, wrote=[cohort], cohort=cohort.label
    )
    return cohort


@transaction.atomic
def count_cohort(*, count: CohortCount, by: User | None, now: datetime) -> CohortCount:
    """Keep how many a side counts so long after placement; ``count`` carries the values.

    An earlier count of that side stays in the history. Raises `too_early`, `absurd`,
    `not_placed`, `not_of_that_side` or `full`.
    """
    cohort = count.cohort
    partnership = relationships.lock(cohort.partnership)
    reached = add_days(cohort.last_day, count.day)
    require_past(
        reached,
        timezone.localdate(now),
        _("Day %(day)d of this cohort is on %(on)s. Count it then.")
        % {"day": count.day, "on": date_format(reached, "M j, Y")},
        field="day",
    )
    require_number(count.number)
    _require_placed(count)
    require_room(
        CohortCount.objects.filter(cohort=cohort),
        most=MOST_COHORT_COUNTS,
        refusal=_("This cohort has %(most)s counts. Add a new cohort for what comes next."),
    )
    take_report(count, partnership, by=by, now=now)
    before = replace(CohortCount, now, cohort=cohort, side=count.side, day=count.day)
    count.save()
    relationships.record_event(
        "cohort.counted",
        partnership,
        by=by,
        at=now,
        wrote=[*before, count],
        cohort=cohort.label,
        day=count.day,
        side=count.side,
        count=count.number,
    )
    return count


def _require_placed(count: CohortCount) -> None:
    """Raise `absurd` if a side counts more than it placed, or places fewer than it counts."""
    same = CohortCount.objects.counting().filter(cohort=count.cohort, side=count.side)
    if count.day:
        placed = same.filter(day=0).first()
        if placed and count.number > placed.number:
            raise DomainError(
                _("That's more than the %(count)s who were placed. Check both counts.")
                % {"count": placed.number},
                field="number",
                code="absurd",
            )
        return
    later = same.exclude(day=0).order_by("-number").first()
    if later and later.number > count.number:
        raise DomainError(
            _("On day %(day)d there were %(count)s. Correct that count first.")
            % {"day": later.day, "count": later.number},
            field="number",
            code="absurd",
        )


@transaction.atomic
def agree_to_small_counts(
    *,
    partnership: Partnership,
    contact: Contact,
    side: Side,
    how: How,
    said_on: date,
    by: User,
    now: datetime,
) -> SmallCountsConsent:
    """Keep that a side agrees to show counts under 5. Raises `agreed` or `not_of_that_side`."""
    partnership = relationships.lock(partnership)
    relationships.require_side(partnership=partnership, contact=contact, side=side, today=said_on)
    if SmallCountsConsent.objects.filter(partnership=partnership, side=side).exists():
        raise DomainError(
            _("This side agreed already. There's nothing left to do."), code="agreed"
        )
    consent = SmallCountsConsent.objects.create(
        partnership=partnership,
        contact=contact,
        side=side,
        how=how,
        said_on=said_on,
        recorded_at=now,
        recorded_by=by,
    )
    relationships.record_event(
        "small_counts.agreed", partnership, by=by, at=now, wrote=[consent], name=contact.name
    )
    return consent


@transaction.atomic
def hide_small_counts(*, partnership: Partnership, by: User, now: datetime) -> Partnership:
    """Take back that small counts are shown; both sides would have to agree again."""
    partnership = relationships.lock(partnership)
    consents = list(SmallCountsConsent.objects.filter(partnership=partnership))
    if consents:
        SmallCountsConsent.objects.filter(partnership=partnership).delete()
        relationships.record_event(
            "small_counts.hidden", partnership, by=by, at=now, wrote=consents
        )
    return partnership
