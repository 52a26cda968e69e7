"""The figures of each day, the monthly portfolio mail for those who lead, and a test email."""

from datetime import date, datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from audit.actions import record
from audit.models import Event
from common.errors import DomainError
from partnerships.outbox import actions as outbox
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content, Letter, MailKind
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.rules import Team, recipient_of
from partnerships.reminders.rules.categories import PORTFOLIO
from partnerships.reports.emails import render_portfolio
from partnerships.reports.lifecycle import PeriodName
from partnerships.reports.models import FigureSnapshot
from partnerships.reports.queries import Scope, house_figures

#: Figures of a month that could not be mailed for so long are old.
USEFUL = timedelta(days=7)

TEST_MAIL = "mail.test_sent"
#: One test email per person and minute.
TEST_MAIL_EVERY = timedelta(minutes=1)


def plan_portfolio_mail(*, now: datetime) -> int:
    """Queue this month's mail for each who leads and wants it, on its first working morning.

    What could not leave then leaves in their hours, and wakes no one at night.
    """
    team = Team(now)
    letters = []
    for user in team.leaders:
        if team.mode(user, PORTFOLIO, Mode.NOW) != Mode.NONE:
            hours = team.hours(user)
            month = hours.today(now).replace(day=1)
            morning = hours.morning_of(month)
            if morning <= now < morning + USEFUL:
                letters.append(_letter(user, month, hours.next_slot(now), morning + USEFUL))
    for letter in letters:
        if letter.not_before > now:
            outbox.postpone(keys=[letter.dedupe_key], until=letter.not_before)
    return outbox.bulk_enqueue(letters, now=now) if letters else 0


def portfolio_mail(*, user: User, now: datetime) -> Content:
    """Write the monthly email as this person would get it now; nothing is sent."""
    unsent = Delivery(recipient_id=user.pk, tz=user.time_zone, due_at=now)
    return render_portfolio(unsent, _last_month(user, now))


def keep_snapshot(*, now: datetime) -> int:
    """Keep the figures of the whole house, once on each of its days; return how many rows."""
    day = timezone.localdate(now)
    if FigureSnapshot.objects.filter(day=day).exists():
        return 0
    values = {"taken_at": now, "figures": house_figures(now)}
    _row, is_new = FigureSnapshot.objects.get_or_create(day=day, defaults=values)
    return int(is_new)


@transaction.atomic
def send_test_mail(*, by: User, now: datetime) -> None:
    """Queue an email to whoever asks, the way account email goes. Raises `just_sent`."""
    lately = Event.objects.filter(verb=TEST_MAIL, by_id=by.pk, at__gt=now - TEST_MAIL_EVERY)
    if lately.exists():
        raise DomainError(
            _("A test email was sent to you a moment ago. Try again in a minute."),
            code="just_sent",
        )
    send_mail(
        _("Test email from Accord"),
        _("If you can read this, email from Accord reaches you."),
        None,
        [by.email],
    )
    record(TEST_MAIL, by=by, at=now, subject=by)


def _letter(user: User, month: date, at: datetime, until: datetime) -> Letter:
    return Letter(
        kind=PORTFOLIO,
        dedupe_key=f"{PORTFOLIO}:{user.pk}:{month:%Y%m}",
        recipient=recipient_of(user),
        subject=user,
        not_before=at,
        expires_at=until,
        category=PORTFOLIO,
    )


def _why_untrue(delivery: Delivery, now: datetime) -> str:
    user = User.objects.active().in_role(Role.LEADERSHIP).filter(pk=delivery.recipient_id).first()
    if user is None:
        return "leads_no_more"
    return "other_way" if Team(now).mode(user, PORTFOLIO, Mode.NOW) == Mode.NONE else ""


def _render(delivery: Delivery) -> Content:
    user = User.objects.active().get(pk=delivery.recipient_id)
    return render_portfolio(delivery, _last_month(user, delivery.due_at))


def _last_month(user: User, at: datetime) -> Scope:
    asked = {"period": PeriodName.MONTH.value, "before": "1"}
    return Scope(user, at, PeriodName.MONTH, back=1, asked=asked)


#: What the pump asks and writes.
KINDS = {PORTFOLIO: MailKind(why_untrue=_why_untrue, render=_render)}
