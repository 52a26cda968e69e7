"""Reminders of MOUs: that end, that wait for a signature, and that everyone has signed."""

from collections.abc import Iterator
from datetime import timedelta
from operator import attrgetter

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from common.dates import add_days
from partnerships.agreements.lifecycle import COMPLETED, DocumentKind, MouState
from partnerships.agreements.models import Document, Mou, MouLink, MouType
from partnerships.relationships.models import Partnership
from partnerships.reminders.rules.link_targets import Act
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.team import Team
from partnerships.reminders.rules.times import (
    WEEK,
    day_occurrences,
    days_between,
    known_by_then,
    news,
    on_days,
    staff_of,
    weekly,
)

#: The last reminder before an end, whatever the runway of its kind.
LAST_DAYS = 7


def _with_people(rows: QuerySet[Mou]) -> QuerySet[Mou]:
    return rows.select_related("type").prefetch_related(*_people_by(""))


def _people_by(path: str) -> list[str]:
    return [f"{path}parties__partnership__{name}" for name in ("owner", "deputy", "organization")]


def _ending(span: Span) -> QuerySet[Mou]:
    """Those that run out with nothing after them: not ended early, no signed one follows."""
    first, last = days_between(span)
    rows = Mou.objects.in_force(timezone.localdate(span.until)) | Mou.objects.in_force(first)
    rows = rows.of_partners().filter(stopped_on__isnull=True)
    rows = rows.exclude(successors__state__in=COMPLETED)
    runways = [] if span.offsets else (kind.runway_days() for kind in MouType.objects.all())
    offsets = {-LAST_DAYS, *span.offsets, *(-days for runway in runways for days in runway)}
    return _with_people(rows.filter(on_days("ends_on", first, last, offsets)))


def _before_the_end(mou: Mou, span: Span) -> Iterator[Occurrence]:
    """The runway of its kind, unless administrators chose days, and a week before the end."""
    if mou.ends_on is None:
        return
    offsets = span.offsets or tuple(-days for days in mou.type.runway_days())
    days = [add_days(mou.ends_on, offset) for offset in {*offsets, -LAST_DAYS}]
    found = day_occurrences(days, mou_people(mou, span.team), mou.ends_on, useful_days=2)
    yield from known_by_then(found, mou.created_at)


def _out_for_signature(_span: Span) -> QuerySet[Mou]:
    rows = Mou.objects.filter(state=MouState.OUT_FOR_SIGNATURE)
    return _with_people(rows.annotate(out_since=Max("versions__made_at")))


def _each_week_unsigned(mou: Mou, span: Span) -> Iterator[Occurrence]:
    """A week after its text became final, then each week."""
    out_since = getattr(mou, "out_since", None) or mou.created_at
    out_on = timezone.localdate(out_since)
    days = weekly(out_on + timedelta(days=WEEK), span)
    return day_occurrences(days, mou_people(mou, span.team), out_on, useful_days=WEEK - 1)


def _final_copies(span: Span) -> QuerySet[Document]:
    """The final copy comes into being when everyone has signed."""
    rows = Document.objects.filter(
        kind=DocumentKind.FINAL, uploaded_at__gte=span.since, uploaded_at__lte=span.until
    )
    return rows.select_related("mou").prefetch_related(*_people_by("mou__"))


def _when_it_was_made(final: Document, span: Span) -> Iterator[Occurrence]:
    return news(final.uploaded_at, mou_people(final.mou, span.team) if final.mou else [])


def _facts(mou: Mou) -> Iterator[object]:
    if mou.ends_on:
        day = date_format(mou.ends_on, "l, M j, Y")
        yield gettext("It ends on %(day)s.") % {"day": day}


def mou_page(row: Document | MouLink) -> str:
    """The page of the agreement that a row belongs to."""
    return reverse("mou_detail", args=[row.mou_id])


def mou_people(mou: Mou, team: Team) -> list[User]:
    """Who of us looks after the partnerships an MOU covers, each once; else leadership."""
    partnerships = [party.partnership for party in mou.parties.all() if party.partnership]
    people = {u.pk: u for p in partnerships for u in staff_of(p)}
    return list(people.values()) or team.leaders


def _lead(mou: Mou) -> Partnership | None:
    return next((party.partnership for party in mou.parties.all() if party.partnership), None)


def _lead_of_copy(final: Document) -> Partnership | None:
    return _lead(final.mou) if final.mou else None


MOUS = (
    Reminder(
        code="mou_ending",
        name=_("An MOU that's ending"),
        heading=_("MOU ending: $what"),
        early=_("MOU ending: $what"),
        reason=_("You own a partnership under this MOU."),
        act=Act(label=_("Renew or let it end"), url_name="mou_detail"),
        rows=_ending,
        occurrences=_before_the_end,
        partnership=_lead,
        facts=_facts,
    ),
    Reminder(
        code="mou_unsigned",
        name=_("An MOU waiting for a signature"),
        heading=_("Waiting for a signature: $what"),
        reason=_("You own a partnership under this MOU."),
        act=Act(label=_("Record a signature"), url_name="mou_sign", is_short=True),
        rows=_out_for_signature,
        occurrences=_each_week_unsigned,
        partnership=_lead,
        facts=_facts,
    ),
    Reminder(
        code="mou_signed",
        name=_("An MOU that everyone has signed"),
        heading=_("Signed by everyone: $what"),
        reason=_("You own a partnership under this MOU."),
        act=Act(
            label=_("Open signed copy"),
            url_name="document_download",
            permission=Permission.VIEW,
        ),
        rows=_final_copies,
        occurrences=_when_it_was_made,
        partnership=_lead_of_copy,
        what=attrgetter("mou"),
        page=mou_page,
    ),
)
