"""Reminders of documents with dates that expire: whoever owns a partnership asks for a new one."""

from collections.abc import Iterator
from operator import attrgetter

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from common.dates import add_days
from partnerships.agreements.models import ComplianceDocument
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders.rules.link_targets import Act
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.times import (
    day_occurrences,
    days_between,
    known_by_then,
    on_days,
    told_of,
)

#: Days from the expiry on which it is told.
USUAL = (-60, -30, -7, 0)


def _expiring(span: Span) -> QuerySet[ComplianceDocument]:
    """The newest of their types, of organizations we work with."""
    first, last = days_between(span)
    going_on = Partnership.objects.exclude(stage=Stage.CLOSED)
    rows = ComplianceDocument.objects.newest().filter(
        on_days("expires_on", first, last, span.offsets or USUAL),
        organization__in=going_on.values("organization"),
    )
    names = going_on.select_related("owner", "deputy", "organization").order_by("pk")
    theirs = Prefetch("organization__partnerships", names, to_attr="going_on")
    return rows.select_related("organization", "type").prefetch_related(theirs)


def _before_it_expires(document: ComplianceDocument, span: Span) -> Iterator[Occurrence]:
    if document.expires_on is None:
        return
    days = [add_days(document.expires_on, offset) for offset in span.offsets or USUAL]
    found = day_occurrences(days, _people(document, span), document.expires_on, useful_days=2)
    yield from known_by_then(found, document.recorded_at)


def _people(document: ComplianceDocument, span: Span) -> list[User]:
    """Whoever looks after a partnership with the organization, each once."""
    told = {u.pk: u for one in _partnerships(document) for u in told_of(one, span.team)}
    return list(told.values())


def _partnerships(document: ComplianceDocument) -> list[Partnership]:
    found: list[Partnership] = getattr(document.organization, "going_on", [])
    return found


def _first(document: ComplianceDocument) -> Partnership | None:
    return next(iter(_partnerships(document)), None)


def _facts(document: ComplianceDocument) -> Iterator[object]:
    if document.expires_on:
        day = date_format(document.expires_on, "l, M j, Y")
        yield gettext("It expires on %(day)s.") % {"day": day}


COMPLIANCE = (
    Reminder(
        code="compliance_expiring",
        name=_("A compliance document that expires"),
        heading=_("Expires $when: $what ($partner)"),
        early=_("Expires $when: $what ($partner)"),
        reason=_("You own a partnership with this organization."),
        act=Act(
            label=_("Record new one"), url_name="compliance_list", of=attrgetter("organization_id")
        ),
        rows=_expiring,
        occurrences=_before_it_expires,
        partnership=_first,
        facts=_facts,
        offsets=USUAL,
        ahead=True,
    ),
)
