"""Reminders of partnerships themselves: silence, dates to look again, answers that stay out."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from operator import attrgetter

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy as _

from partnerships.agreements.models import MouLink
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact, Position
from partnerships.outbox.models import Suppression
from partnerships.relationships.lifecycle import OPEN_STAGES, Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.queries import BY_CODE, showing
from partnerships.reminders.rules.link_targets import NOTE, PARTNERSHIP, Act
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.times import (
    WEEK,
    day_occurrences,
    days_between,
    itself,
    known_by_then,
    mondays,
    news,
    staff_of,
    told_of,
)


def _showing(code: SignalCode) -> Callable[[Span], QuerySet[Partnership]]:
    """Partnerships for which a signal shows and no one put it off."""

    def rows(span: Span) -> QuerySet[Partnership]:
        known = Partnership.objects.select_related("organization", "owner", "deputy")
        return showing(BY_CODE[code], known, span.team.now)

    return rows


def _each_monday(partnership: Partnership, span: Span) -> Iterator[Occurrence]:
    """One look a week, on its first day, for as long as the signal shows."""
    for day in mondays(span):
        found = day_occurrences([day], told_of(partnership, span.team), day, useful_days=WEEK - 2)
        yield from known_by_then(found, partnership.created_at)


def _to_look_at_again(span: Span) -> QuerySet[Partnership]:
    first, last = days_between(span)
    rows = Partnership.objects.filter(stage__in=(Stage.PAUSED, Stage.CLOSED)).annotate(
        again_on=Coalesce("check_again_on", "revisit_on")
    )
    return rows.filter(again_on__gte=first, again_on__lte=last).select_related(
        "organization", "owner", "deputy"
    )


def _on_that_day(partnership: Partnership, span: Span) -> Iterator[Occurrence]:
    day: date | None = partnership.check_again_on or partnership.revisit_on
    if day:
        yield from day_occurrences([day], told_of(partnership, span.team), day, useful_days=WEEK)


def _unanswered(span: Span) -> QuerySet[PersonalLink]:
    """Links that were mailed and still open a page, without an answer since; of what goes on."""
    rows = PersonalLink.objects.live(span.team.now).filter(
        sent_at__lte=span.until, partnership__stage__in=OPEN_STAGES
    )
    waiting = rows.exclude(answered_at__gte=F("sent_at"))
    return waiting.select_related(
        "contact", "partnership__organization", "partnership__owner", "partnership__deputy"
    )


def _so_long_unanswered(link: PersonalLink, span: Span) -> Iterator[Occurrence]:
    sent_on = timezone.localdate(link.sent_at)
    days = [sent_on + timedelta(days=offset) for offset in span.offsets]
    people = told_of(link.partnership, span.team)
    yield from day_occurrences(days, people, sent_on, useful_days=WEEK)


def sent_link_facts(link: PersonalLink) -> Iterator[object]:
    """When the link was sent."""
    sent = date_format(timezone.localtime(link.sent_at), "l, M j")
    yield gettext("Their link was sent on %(day)s. A call often helps.") % {"day": sent}


def sent_link_page(link: PersonalLink) -> str:
    """The page of the partner whose person has the link."""
    return reverse("partner_page", args=[link.partnership_id])


def _came_back(span: Span) -> QuerySet[Contact]:
    """People to whose address mail does not arrive, with since when that is known."""
    wrong = Suppression.objects.wrong_addresses(span.team.now)
    lately = wrong.filter(created_at__gte=span.since, created_at__lte=span.until)
    rows = Contact.objects.annotate(address_norm=Lower("email")).filter(
        archived_at__isnull=True, address_norm__in=lately.values("address_norm")
    )
    since = wrong.filter(address_norm=OuterRef("address_norm")).order_by("-created_at")
    held = Position.objects.current(timezone.localdate(span.team.now))
    return rows.annotate(wrong_since=Subquery(since.values("created_at")[:1])).prefetch_related(
        Prefetch("positions", held.order_by("pk")),
        Prefetch("positions__organization__partnerships", Partnership.objects.order_by("pk")),
        *_with_people("positions__organization__partnerships"),
        Prefetch("moulinks", MouLink.objects.order_by("-sent_at", "-pk")),
        *_with_people("moulinks__mou__parties__partnership"),
    )


def _with_people(path: str) -> list[str]:
    return [f"{path}__{name}" for name in ("organization", "owner", "deputy")]


def _written_to_for(contact: Contact) -> list[Partnership]:
    """The partnerships in which mail goes to a person: of their organizations, and by MOU."""
    theirs = (p for held in contact.positions.all() for p in held.organization.partnerships.all())
    agreed = (
        party.partnership for link in contact.moulinks.all() for party in link.mou.parties.all()
    )
    return [p for p in (*theirs, *agreed) if p and p.stage != Stage.CLOSED]


def _when_it_came_back(contact: Contact, span: Span) -> Iterator[Occurrence]:
    concerned = _written_to_for(contact)
    people = {user.pk: user for p in concerned for user in staff_of(p)}
    leaders = span.team.leaders if concerned else []
    return news(getattr(contact, "wrong_since", None), people.values() or leaders)


def _first(contact: Contact) -> Partnership | None:
    return next(iter(_written_to_for(contact)), None)


def _wrong_address(contact: Contact) -> Iterator[object]:
    yield gettext("%(address)s doesn't work.") % {"address": contact.email}


YOU_OWN = _("You own this partnership.")

PARTNERSHIPS = (
    Reminder(
        code="no_next_step",
        name=_("A partnership without a next step"),
        heading=_("No next step: $partner"),
        reason=YOU_OWN,
        act=Act(label=_("Schedule a meeting"), url_name="meeting_create", is_short=True),
        rows=_showing(SignalCode.NO_NEXT_STEP),
        occurrences=_each_monday,
        partnership=itself,
        each_minute=False,
    ),
    Reminder(
        code="gone_quiet",
        name=_("A partnership that's gone quiet"),
        heading=_("Gone quiet: $partner"),
        reason=YOU_OWN,
        act=NOTE,
        rows=_showing(SignalCode.GONE_QUIET),
        occurrences=_each_monday,
        partnership=itself,
        each_minute=False,
    ),
    Reminder(
        code="look_again",
        name=_("A partnership to revisit"),
        heading=_("Time to revisit: $partner"),
        reason=YOU_OWN,
        act=Act(label=_("Revisit partnership"), url_name="partner_page"),
        rows=_to_look_at_again,
        occurrences=_on_that_day,
        partnership=itself,
    ),
    Reminder(
        code="answer_waiting",
        name=_("A partner who hasn't answered yet"),
        heading=_("No answer yet from $what ($partner)"),
        reason=YOU_OWN,
        act=Act(
            label=_("Record their answer"), url_name="answer_record", of=PARTNERSHIP, is_short=True
        ),
        rows=_unanswered,
        occurrences=_so_long_unanswered,
        offsets=(7, 21),
        what=attrgetter("contact.name"),
        facts=sent_link_facts,
        page=sent_link_page,
    ),
    Reminder(
        code="address_wrong",
        name=_("Bounced email to a partner contact"),
        heading=_("Email to $what bounced ($partner): fix the address"),
        reason=YOU_OWN,
        act=Act(label=_("Fix the address"), url_name="contact_edit", is_short=True),
        rows=_came_back,
        occurrences=_when_it_came_back,
        partnership=_first,
        facts=_wrong_address,
    ),
)
