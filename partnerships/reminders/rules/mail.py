"""The reminder of mail that could not be delivered: somebody has to decide about it."""

from collections.abc import Iterator

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.reminders.rules.occurrences import Occurrence, Reminder, Span
from partnerships.reminders.rules.times import WEEK, day_occurrences, mondays


def _who_can_decide(_span: Span) -> QuerySet[User]:
    """Those who may open the list of such mail, while something stands on it."""
    dead = Delivery.objects.filter(state=State.DEAD)
    people = User.objects.active().in_role(Role.LEADERSHIP, Role.ADMINISTRATOR)
    return people.filter(Exists(dead))


def _each_monday(user: User, span: Span) -> Iterator[Occurrence]:
    for day in mondays(span):
        yield from day_occurrences([day], [user], day, useful_days=WEEK - 2)


def _of_none(_user: User) -> None:
    return None


MAIL = (
    Reminder(
        code="mail_dead",
        name=_("Mail that could not be delivered"),
        heading=_("Mail could not be delivered: send it again, or give it up"),
        reason=_("You may decide about it."),
        rows=_who_can_decide,
        occurrences=_each_monday,
        partnership=_of_none,
    ),
)
