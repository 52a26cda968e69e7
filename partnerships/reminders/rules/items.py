"""Notices with all that is needed to tell them."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import Error
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from accounts.roles import Role, role_has
from partnerships.relationships.models import Partnership
from partnerships.reminders.lifecycle import DigestKind
from partnerships.reminders.models import Notice, ReminderRule
from partnerships.reminders.rules.headings import heading, note
from partnerships.reminders.rules.kinds import REMINDERS
from partnerships.reminders.rules.link_targets import ActOn
from partnerships.reminders.rules.reminder import Reminder
from partnerships.reminders.rules.team import Team
from partnerships.reminders.rules.times import ESCALATION, staff_of

log = logging.getLogger(__name__)

_NO_OWNER = gettext_lazy("You lead the team, and this partnership's owner is no longer here.")


@dataclass(frozen=True, kw_only=True)
class Item:
    """A notice that is true now, with the row it concerns."""

    notice: Notice
    row: Any
    reminder: Reminder
    rule: ReminderRule | None
    away: User | None = None  # whose stand-in is told

    def heading(self) -> str:
        mail_at = self.notice.mail_at
        return heading(
            self.reminder,
            self.rule,
            self.row,
            self.notice.anchor_at,
            is_early=mail_at is not None and mail_at < self.notice.due_at,
        )

    def note(self) -> str:
        return note(self.reminder, self.rule, self.row, self.notice.anchor_at)

    def facts(self) -> list[str]:
        return [str(fact) for fact in self.reminder.facts(self.row) if fact]

    def path(self) -> str:
        return self.reminder.page(self.row)

    @cached_property
    def url(self) -> str:
        return settings.BASE_URL + self.path()

    @cached_property
    def act(self) -> ActOn | None:
        """What its person does about it, if their role allows it."""
        act = self.reminder.act
        return act.on(self.row) if role_has(self.notice.user.role, act.permission) else None

    def reason(self) -> str | Promise:
        if self.away:
            return _("For %(name)s, who's away.") % {"name": self.away}
        return _NO_OWNER if self._has_no_owner() else self.reminder.reason

    def _has_no_owner(self) -> bool:
        """Whether leadership is told because owner and deputy are no longer here."""
        partnership, leads = self.partnership(), self.notice.user.has_role(Role.LEADERSHIP)
        to_owner = self.reminder.category != ESCALATION and not self.reminder.personal
        falls_back = leads and to_owner
        return falls_back and partnership is not None and not staff_of(partnership)

    def in_daily_mail(self) -> bool:
        """Whether the mail of a morning carries it together with others."""
        digest = self.notice.digest
        return digest is not None and digest.kind == DigestKind.DAILY

    def category(self) -> str:
        return self.reminder.category

    def partnership(self) -> Partnership | None:
        return self.reminder.partnership(self.row)


def items_of(notices: Iterable[Notice], team: Team, *, skips_faulty: bool = False) -> list[Item]:
    """Those that still hold, each with its row read again, in the order given.

    Where `skips_faulty`, a kind that can't be read is left out, so that the others are told.
    """
    given = list(notices)
    rows: dict[int, Any] = {}
    by_kind = sorted(given, key=lambda notice: notice.kind)
    for kind, group in groupby(by_kind, key=lambda notice: notice.kind):
        try:
            rows |= REMINDERS[kind].true_rows(list(group), team)
        except Error:
            raise
        except Exception:
            if not skips_faulty:
                raise
            log.exception("Reminders of the kind %s can't be read", kind)
    instead = {n.meant_for_id for n in given if n.meant_for_id != n.user_id}
    away = User.objects.in_bulk(instead) if instead else {}
    return [
        Item(
            notice=n,
            row=rows[n.pk],
            reminder=REMINDERS[n.kind],
            rule=team.rule(n.kind),
            away=None if n.meant_for_id == n.user_id else away.get(n.meant_for_id),
        )
        for n in given
        if n.pk in rows
    ]
