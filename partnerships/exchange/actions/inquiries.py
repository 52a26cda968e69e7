"""Organizations that would like to partner with us: receiving their form, and handling it."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from audit.actions import record
from common.bounds import require_room
from common.errors import DomainError
from common.text import mailbox_key
from partnerships.calendars.models import Absence
from partnerships.exchange import queries
from partnerships.exchange.emails import render_inquiry_received
from partnerships.exchange.lifecycle import (
    MOST_FROM_ONE_SOURCE,
    MOST_OPEN_INQUIRIES,
    InquiryState,
)
from partnerships.exchange.models import Inquiry
from partnerships.organizations.lifecycle import match_key
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Origin, Reason, RecipientKind
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import MailKind, Recipient
from partnerships.relationships.lifecycle import OPEN_STAGES, Stage
from partnerships.relationships.models import Partnership

CONFIRMATION = "inquiry_confirmation"

#: A stranger's confirmation is of no use after so long.
USEFUL = timedelta(days=2)


@transaction.atomic
def receive_inquiry(*, inquiry: Inquiry, now: datetime) -> Inquiry:
    """Keep a form that a stranger sent, confirm it by email, and say who looks after it.

    ``inquiry`` carries what they typed and where it came from, unsaved. Raises `full` while too
    many from there, or from everywhere, wait for us.
    """
    full = _("We have too many forms to answer right now. Please try again in a few days.")
    waiting = Inquiry.objects.open()
    if inquiry.source:
        same = waiting.filter(source=inquiry.source)
        require_room(same, most=MOST_FROM_ONE_SOURCE, refusal=full)
    require_room(waiting, most=MOST_OPEN_INQUIRIES, refusal=full)
    inquiry.received_at = now
    inquiry.assigned_to = _looks_after(inquiry, timezone.localdate(now))
    inquiry.save()
    record("inquiry.received", by=None, at=now, subject=inquiry)
    outbox.enqueue(
        kind=CONFIRMATION,
        # Whoever sends the form many times with someone else's address has one email sent a day.
        dedupe_key=f"{CONFIRMATION}:{mailbox_key(inquiry.email)}:{now:%Y%m%d}",
        recipient=Recipient(
            kind=RecipientKind.STRANGER,
            id=0,
            address=inquiry.email,
            name="",
            tz=settings.TIME_ZONE,
        ),
        subject=inquiry,
        not_before=now,
        expires_at=now + USEFUL,
        origin=Origin.PERSON,
        now=now,
    )
    return inquiry


def _looks_after(inquiry: Inquiry, today: date) -> User | None:
    """Return who gets an inquiry: the first of those below whom there is.

    Whoever owns a partnership with an organization of that name; the one leadership chose, or
    who stands in for them today; the coordinator with the fewest partnerships under way.
    """
    known = Partnership.objects.exclude(stage=Stage.CLOSED).filter(
        organization__match_key=match_key(inquiry.organization_name), owner__is_active=True
    )
    if owned := known.select_related("owner").order_by("pk").first():
        return owned.owner
    chosen = queries.public_page().asks
    if chosen and (found := _here(chosen, today)):
        return found
    people = User.objects.active().in_role(Role.COORDINATOR)
    under_way = Count("owned_partnerships", Q(owned_partnerships__stage__in=OPEN_STAGES))
    return people.annotate(under_way=under_way).order_by("under_way", "pk").first()


def _here(user: User, today: date) -> User | None:
    """Return them, or who stands in for them today; None if neither can."""
    days = Absence.objects.filter(user=user, first_day__lte=today, last_day__gte=today)
    away = days.select_related("deputy").first()
    candidates = [away.deputy] if away else [user]
    return next((one for one in candidates if one and one.is_active), None)


@transaction.atomic
def dismiss_inquiry(*, inquiry: Inquiry, by: User, now: datetime) -> Inquiry:
    """Say that nothing comes of an inquiry; it is erased after 30 days.

    Raises `inquiry_handled`.
    """
    return mark_inquiry(inquiry=inquiry, state=InquiryState.DISMISSED, by=by, now=now)


@transaction.atomic
def reopen_inquiry(*, inquiry: Inquiry, by: User, now: datetime) -> Inquiry:
    """Undo that an inquiry was dismissed."""
    rows = Inquiry.objects.filter(pk=inquiry.pk, state=InquiryState.DISMISSED)
    if rows.update(state=InquiryState.OPEN, handled_at=None, handled_by=None):
        record("inquiry.reopened", by=by, at=now, subject=inquiry)
    inquiry.refresh_from_db()
    return inquiry


def mark_inquiry(
    *,
    inquiry: Inquiry,
    state: InquiryState,
    by: User,
    now: datetime,
    partnership: Partnership | None = None,
) -> Inquiry:
    """Say what became of an open inquiry; of two at once the second is refused.

    Raises `inquiry_handled`.
    """
    rows = Inquiry.objects.open().filter(pk=inquiry.pk)
    if not rows.update(state=state, handled_at=now, handled_by=by, partnership=partnership):
        raise DomainError(
            _("Someone already handled this inquiry. Open it to see what came of it."),
            code="inquiry_handled",
        )
    inquiry.refresh_from_db()
    record(
        f"inquiry.{state.value}",
        by=by,
        at=now,
        subject=inquiry,
        organization_id=partnership.organization_id if partnership else None,
        partnership_id=partnership.pk if partnership else None,
    )
    return inquiry


def forget_inquiries(*, now: datetime) -> int:
    """Erase inquiries that were handled a while ago; return how many those were."""
    return Inquiry.objects.over(now).delete()[0]


def _untrue(delivery: Delivery, _now: datetime) -> str:
    """What was erased in the meantime is confirmed no more."""
    return "" if Inquiry.objects.filter(pk=delivery.subject_id).exists() else Reason.OVER


#: What the pump asks and writes for the confirmation.
KINDS = {CONFIRMATION: MailKind(why_untrue=_untrue, render=render_inquiry_received)}
