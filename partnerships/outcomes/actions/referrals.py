"""Reporting the referrals of a month."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common.bounds import require_room
from common.errors import DomainError
from partnerships.outcomes.actions.reporting import (
    replace,
    require_number,
    require_past,
    take_report,
)
from partnerships.outcomes.lifecycle import MOST_REFERRAL_REPORTS, NotAccepted
from partnerships.outcomes.models import ReferralReport
from partnerships.relationships import actions as relationships


@transaction.atomic
def report_referrals(*, report: ReferralReport, by: User | None, now: datetime) -> ReferralReport:
    """Keep what a side says about the referrals of a month; ``report`` carries the values.

    An earlier report of that side stays in the history. Raises `absurd`, `too_early`, `mixed`,
    `not_of_that_side` or `full`.
    """
    partnership = relationships.lock(report.partnership)
    report.first_day = report.first_day.replace(day=1)
    require_past(
        report.first_day,
        timezone.localdate(now),
        _("That month hasn't begun. Choose an earlier one."),
        field="first_day",
    )
    _require_counts(report)
    _require_alike(report)
    here = ReferralReport.objects.filter(partnership=partnership)
    full = _("There are %(most)s reports about referrals. Report them without naming services.")
    require_room(here, most=MOST_REFERRAL_REPORTS, refusal=full)
    take_report(report, partnership, by=by, now=now)
    before = replace(
        ReferralReport,
        now,
        partnership=partnership,
        direction=report.direction,
        offering=report.offering,
        first_day=report.first_day,
        side=report.side,
    )
    report.save()
    relationships.record_event(
        "referrals.reported",
        partnership,
        by=by,
        at=now,
        wrote=[*before, report],
        month=date_format(report.first_day, "F Y"),
        direction=report.direction,
        side=report.side,
        count=report.number,
    )
    return report


def _require_alike(report: ReferralReport) -> None:
    """Raise `mixed` where a month would have all services and single ones: some count twice."""
    month = ReferralReport.objects.counting().filter(
        partnership=report.partnership, direction=report.direction, first_day=report.first_day
    )
    if not month.filter(offering__isnull=report.offering is not None).exists():
        return
    if report.offering:
        refusal = _("This month is reported for all services together. Choose “All services”.")
    else:
        refusal = _("This month is reported service by service. Choose a service.")
    raise DomainError(refusal, field="offering", code="mixed")


def _require_counts(report: ReferralReport) -> None:
    """Raise `absurd` for counts that can't be right together."""
    require_number(report.number)
    if report.is_senders():
        report.accepted = report.contacted = None
        report.not_accepted = {}
        return
    report.accepted, report.contacted = report.accepted or 0, report.contacted or 0
    for name in ("accepted", "contacted"):
        require_number(getattr(report, name), field=name)
    for code, number in report.not_accepted.items():
        NotAccepted(code)
        require_number(number, field=f"reason_{code}")
    report.not_accepted = {code: n for code, n in report.not_accepted.items() if n}
    if report.accepted + report.declined() > report.number:
        raise DomainError(
            _("Accepted and not accepted are more than the %(count)s received. Check the numbers.")
            % {"count": report.number},
            field="accepted",
            code="absurd",
        )
    if report.contacted > report.number:
        raise DomainError(
            _("More were contacted than the %(count)s received. Check the numbers.")
            % {"count": report.number},
            field="contacted",
            code="absurd",
        )
