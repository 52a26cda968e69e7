"""How people want to be told: kinds, single things, later, and what administrators change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, record
from common.errors import DomainError
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Reason
from partnerships.reminders.actions.digest_slots import digest_of
from partnerships.reminders.actions.planning import FULL
from partnerships.reminders.lifecycle import DIGEST, Mode
from partnerships.reminders.models import (
    Digest,
    Mute,
    Notice,
    NoticeQuerySet,
    Preference,
    ReminderRule,
)
from partnerships.reminders.rules import REMINDERS, Team, route
from partnerships.reminders.rules.categories import CATEGORIES

#: Things of which reminders of kinds tell that have nothing to do with each other.
TOLD_OF_IN_MANY_WAYS = ("partnership", "mou", "personallink")

#: What a snooze changes of a notice, beside its digest.
TIMES = ("snoozed_until", "expires_at", "mailed_at", "mail_at")


@transaction.atomic
def set_modes(*, user: User, modes: Mapping[str, Mode], by: User | None, now: datetime) -> None:
    """Keep how a person wants to be told of each kind. ``by`` is None when a link did it.

    What no mail shall tell any more is stopped at once, even in a sender's hand; the rest finds
    its new way with the next plan, within a minute, however far ahead it is.
    """
    for category, mode in modes.items():
        Preference.objects.update_or_create(user=user, kind=category, defaults={"mode": mode})
    stopped = [category for category, mode in modes.items() if mode == Mode.NONE]
    _take_out(_of(user).filter(kind__in=_codes(stopped)), now)
    outbox.give_turn_back(name=FULL)
    chosen = [f"{category} {mode}" for category, mode in modes.items()]
    record("reminders.chosen", by=by, at=now, subject=user, chosen=list(chosen))


@transaction.atomic
def back_to_usual(*, user: User, by: User, now: datetime) -> None:
    """Forget what a person chose; the next plan follows what is usual."""
    Preference.objects.filter(user=user).delete()
    outbox.give_turn_back(name=FULL)
    record("reminders.chosen", by=by, at=now, subject=user, chosen=["as usual"])


def stop(*, user: User, category: str, now: datetime) -> None:
    """Stop mail of one kind, as the link in a mail asks; twice does no harm.

    The link of a morning mail stops what those carry; what comes at once goes on.
    """
    chosen = dict(Preference.objects.filter(user=user).values_list("kind", "mode"))
    carried = [
        code
        for code, found in CATEGORIES.items()
        if chosen.get(code, found.usual) in {Mode.DIGEST, Mode.WEEKLY}
    ]
    categories = carried if category == DIGEST else {category} & CATEGORIES.keys()
    set_modes(user=user, modes=dict.fromkeys(categories, Mode.NONE), by=None, now=now)


@transaction.atomic
def mute(*, notice: Notice, name: str, by: User, now: datetime) -> Mute:
    """Be reminded no more of the one thing that a notice is about; ``name`` is what it is.

    Where reminders of unlike kinds tell of one thing, only those of this kind fall silent: not
    to hear that a partnership is quiet is not to miss that its mail did not arrive.
    """
    about = {"subject_type": notice.subject_type, "subject_id": notice.subject_id}
    kind = notice.kind if notice.subject_type in TOLD_OF_IN_MANY_WAYS else ""
    muted, _new = Mute.objects.get_or_create(
        user=by, kind=kind, **about, defaults={"name": name[:300], "at": now}
    )
    same = _of(by).filter(**about)
    _take_out(same.filter(kind=kind) if kind else same, now)
    record("reminders.muted", by=by, at=now, subject=notice, name=muted.name)
    return muted


@transaction.atomic
def unmute(*, muted: Mute, by: User, now: datetime) -> None:
    """Be reminded of it again. Does nothing if that was said already."""
    gone, _counts = Mute.objects.filter(pk=muted.pk).delete()
    if gone:
        record("reminders.unmuted", by=by, at=now, subject=muted, name=muted.name)


@transaction.atomic
def snooze(*, notice: Notice, until: datetime, by: User, now: datetime) -> Notice:
    """Show a notice again later, and mail it again then. Raises `not_later`."""
    if until <= now:
        raise DomainError(_("Choose a later day."), field="until", code="not_later")
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    before = _times_of(notice)
    shown_from = Team(now).hours(by).morning_from(until)
    useful = notice.expires_at - notice.due_at
    notice.snoozed_until, notice.expires_at = until, max(notice.expires_at, shown_from + useful)
    if REMINDERS[notice.kind].is_put_off_too_far(notice, shown_from):
        over = _("It will be over by then. Choose an earlier day, or don't snooze it.")
        raise DomainError(over, code="not_later")
    _show_from(notice, until, now)
    record(
        "reminders.put_off", by=by, at=now, subject=notice, until=until.isoformat(), before=before
    )
    return notice


@transaction.atomic
def take_back_snooze(
    *, notice: Notice, before: Mapping[str, Any], by: User, now: datetime
) -> Notice:
    """Undo a snooze: what a mail has carried counts as mailed again, the rest goes its old way.

    ``before`` is what the event of the snooze keeps.
    """
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    for name in TIMES:
        value = before[name]
        setattr(notice, name, datetime.fromisoformat(value) if value else None)
    if notice.mailed_at is None:
        _find_way(notice, now)
    else:
        notice.digest = Digest.objects.filter(pk=before["digest"]).first()
        notice.save()
    record("reminders.brought_back", by=by, at=now, subject=notice)
    return notice


def _times_of(notice: Notice) -> dict[str, Json]:
    """What a snooze changes, as its event keeps it."""
    times = {name: getattr(notice, name) for name in TIMES}
    return {name: at and at.isoformat() for name, at in times.items()} | {
        "digest": notice.digest_id
    }


@transaction.atomic
def bring_back(*, notice: Notice, by: User, now: datetime) -> Notice:
    """Show a snoozed notice again; the next morning's email carries it too."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.snoozed_until is not None and notice.snoozed_until > now:
        _show_from(notice, now, now)
        record("reminders.brought_back", by=by, at=now, subject=notice)
    return notice


def _show_from(notice: Notice, at: datetime, now: datetime) -> None:
    """Show and mail it from then on. The next plan finds another morning if that one is gone."""
    notice.snoozed_until, notice.mailed_at = at, None
    _find_way(notice, now)


def _find_way(notice: Notice, now: datetime) -> None:
    way = route(notice, REMINDERS[notice.kind], team=Team(now), gone=(), now=now)
    notice.mail_at, notice.digest = way.mail_at, way.digest and digest_of(way.digest)
    notice.save()
    outbox.cancel(keys=[notice.key], reason=Reason.PUT_OFF, now=now)


@transaction.atomic
def set_rule(*, rule: ReminderRule, by: User, now: datetime) -> ReminderRule:
    """Keep what an administrator changed about a kind of reminder."""
    rule.save()
    record(
        "reminder_rule.set",
        by=by,
        at=now,
        subject=rule,
        code=rule.code,
        is_on=rule.is_on,
        offsets=rule.offsets,
        heading=rule.heading,
        note=rule.note,
    )
    return rule


def _codes(categories: list[str]) -> list[str]:
    return [code for code, reminder in REMINDERS.items() if reminder.category in categories]


def _of(user: User) -> NoticeQuerySet:
    return Notice.objects.open().unmailed().filter(user=user)


def _take_out(notices: NoticeQuerySet, now: datetime) -> None:
    """Let no mail carry these notices: a mail in hand finds at its fence that it need not."""
    # Whoever changes both takes all its notices before any delivery, so that no two wait for
    # each other.
    locked = notices.filter(mail_at__isnull=False).order_by("pk").select_for_update()
    alone = list(locked.values_list("key", flat=True))
    notices.update(digest=None, mail_at=None)
    outbox.cancel(keys=alone, reason=Reason.OTHER_WAY, now=now)
