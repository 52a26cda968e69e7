"""What came of the referrals of a month, or of several."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _, ngettext

from partnerships.outcomes.lifecycle import UNANSWERED_AFTER


@dataclass(frozen=True)
class Loop:
    """Referrals of one month in one direction; None where a side said nothing yet."""

    sent: int | None
    received: int | None
    accepted: int
    declined: int
    contacted: int
    last_day: date

    def made(self) -> int:
        """Return how many there were: as sent, or as received where the sender said nothing."""
        if self.sent is not None:
            return self.sent
        return self.received or 0

    def unanswered(self) -> int:
        """Return how many were neither accepted nor not."""
        return max(0, self.made() - self.accepted - self.declined)

    def differs(self) -> bool:
        """Tell whether another number arrived than was sent."""
        return None not in (self.sent, self.received) and self.sent != self.received

    def waits_days(self, today: date) -> int:
        """Return for how many days, at least, those unanswered have waited."""
        return max(0, (today - self.last_day).days)

    def is_late(self, today: date) -> bool:
        """Tell whether some have waited too long."""
        return self.unanswered() > 0 and self.waits_days(today) >= UNANSWERED_AFTER

    def words(self, today: date) -> str:
        """Return "9 sent, 6 accepted, 2 unanswered for 14 days"."""
        parts = [
            _("%(count)d sent") % {"count": self.made()},
            _("%(count)d accepted") % {"count": self.accepted},
        ]
        if self.declined:
            parts.append(_("%(count)d not accepted") % {"count": self.declined})
        if self.unanswered():
            parts.append(_unanswered(self.unanswered(), self.waits_days(today)))
        return ", ".join(parts)


def _unanswered(count: int, days: int) -> str:
    if not days:
        return _("%(count)d unanswered") % {"count": count}
    words = ngettext(
        "%(count)d unanswered for %(days)d day", "%(count)d unanswered for %(days)d days", days
    )
    return words % {"count": count, "days": days}


def late_of(loops: Iterable[Loop], today: date) -> int:
    """Return how many referrals have waited too long."""
    return sum(loop.unanswered() for loop in loops if loop.is_late(today))
