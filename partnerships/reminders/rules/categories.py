"""What people choose a way for: most are one kind of reminder, some are a family of them."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.rules.kinds import REMINDERS
from partnerships.reminders.rules.kinds.changed_meetings import CHANGED
from partnerships.reminders.rules.kinds.mail import DECIDERS, MAIL_DEAD
from partnerships.reminders.rules.team import Team
from partnerships.reminders.rules.times import ESCALATION

PORTFOLIO = "portfolio"


@dataclass(frozen=True)
class Category:
    """Its name, how people are told if they chose nothing, among which ways, and who is told."""

    name: str | Promise
    usual: Mode
    modes: tuple[Mode, ...] = tuple(Mode)
    roles: tuple[Role, ...] = tuple(Role)


def _all() -> dict[str, Category]:
    found = {r.category: Category(r.name, r.usual) for r in REMINDERS.values()}
    leaders = (Role.LEADERSHIP,)
    found[ESCALATION] = Category(_("Escalated overdue items"), Mode.DIGEST, roles=leaders)
    found[PORTFOLIO] = Category(
        _("Monthly portfolio"), Mode.NOW, (Mode.NOW, Mode.NONE), roles=leaders
    )
    found[CHANGED] = Category(_("A rescheduled or canceled meeting"), Mode.NOW)
    found[MAIL_DEAD] = replace(found[MAIL_DEAD], roles=DECIDERS)
    return found


CATEGORIES = _all()


def is_on(category: str, team: Team) -> bool:
    """Whether administrators left something of it in use."""
    kinds = [reminder for reminder in REMINDERS.values() if reminder.category == category]
    return not kinds or any(reminder.is_on(team) for reminder in kinds)
