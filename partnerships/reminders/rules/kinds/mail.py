"""Reminders of mail that could not be delivered: someone waits for it, someone has to decide."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission, Role
from partnerships.outbox.lifecycle import WRONG_ADDRESS, RecipientKind, State
from partnerships.outbox.models import Delivery
from partnerships.relationships.models import Partnership
from partnerships.reminders.rules.link_targets import NOTE, Act
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.times import (
    WEEK,
    day_occurrences,
    itself,
    mondays,
    news,
    told_of,
)

#: The kind that tells of dead letters, and those who may open their list.
MAIL_DEAD, DECIDERS = "mail_dead", (Role.LEADERSHIP, Role.ADMINISTRATOR)


def _who_can_decide(_span: Span) -> QuerySet[User]:
    """The deciders, while something stands on their list."""
    dead = Delivery.objects.filter(state=State.DEAD)
    people = User.objects.active().in_role(*DECIDERS)
    return people.filter(Exists(dead))


def _each_monday(user: User, span: Span) -> Iterator[Occurrence]:
    for day in mondays(span):
        yield from day_occurrences([day], [user], day, useful_days=WEEK - 2)


def _undelivered(_user: User) -> str:
    return reverse("delivery_list")


def _of_none(_row: object) -> None:
    return None


def _not_reached(span: Span) -> QuerySet[Partnership]:
    """Partnerships whose people a mail did not reach, with since when that is known.

    A wrong address is a matter of its own: it is told as that.
    """
    dead = Delivery.objects.filter(
        state=State.DEAD,
        recipient_kind=RecipientKind.CONTACT,
        state_at__gte=span.since,
        state_at__lte=span.until,
    ).exclude(reason__in=WRONG_ADDRESS)
    latest = dead.filter(partnership_id=OuterRef("pk")).order_by("-state_at")
    rows = Partnership.objects.filter(pk__in=dead.values("partnership_id"))
    return rows.annotate(lost_at=Subquery(latest.values("state_at")[:1])).select_related(
        "organization", "owner", "deputy"
    )


def _when_it_was_lost(partnership: Partnership, span: Span) -> Iterator[Occurrence]:
    return news(getattr(partnership, "lost_at", None), told_of(partnership, span.team))


MAIL = (
    Reminder(
        code="mail_lost",
        name=_("Undeliverable email to a partner"),
        heading=_("Undeliverable email to $partner: call, or ask to have it resent"),
        reason=_("You own this partnership."),
        act=NOTE,
        rows=_not_reached,
        occurrences=_when_it_was_lost,
        partnership=itself,
    ),
    Reminder(
        code=MAIL_DEAD,
        name=_("Undeliverable email"),
        heading=_("Undeliverable email: send it again, or discard it"),
        reason=_("You can decide what happens to it."),
        act=Act(
            label=_("Decide"), url_name="delivery_list", of=_of_none, permission=Permission.PANEL
        ),
        rows=_who_can_decide,
        occurrences=_each_monday,
        partnership=_of_none,
        page=_undelivered,
    ),
)
