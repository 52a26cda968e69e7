"""What the plan knows of our team: who works when, who leads, and what everyone chose."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from accounts.models import User
from accounts.roles import Role
from partnerships.calendars.models import Absence, ClosedDay, WorkingHours
from partnerships.calendars.rules import Days, Hours
from partnerships.engagement.models import Invitation, Meeting
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Mute, Notice, Preference, ReminderRule

#: Absences that ended longer ago matter to no plan.
LONG_OVER = timedelta(days=10)

#: Changes of meetings that are longer ago were told, or are of no use any more.
RECENT = timedelta(days=15)


@dataclass(frozen=True, eq=False)
class Team:
    """One look at our team, each part read when it is first asked for."""

    now: datetime

    @cached_property
    def days(self) -> Days:
        """The days we work."""
        return Days(closed=frozenset(ClosedDay.objects.values_list("day", flat=True)))

    @cached_property
    def leaders(self) -> list[User]:
        """Leadership, who hear of what stays undone."""
        return list(User.objects.active().in_role(Role.LEADERSHIP).order_by("pk"))

    @cached_property
    def _rules(self) -> dict[str, ReminderRule]:
        return {rule.code: rule for rule in ReminderRule.objects.all()}

    @cached_property
    def _hours(self) -> dict[int, WorkingHours]:
        return {hours.user_id: hours for hours in WorkingHours.objects.all()}

    @cached_property
    def _absences(self) -> dict[int, list[Absence]]:
        found: dict[int, list[Absence]] = defaultdict(list)
        known = Absence.objects.not_over((self.now - LONG_OVER).date()).select_related("deputy")
        for absence in known:
            found[absence.user_id].append(absence)
        return found

    @cached_property
    def _modes(self) -> dict[tuple[int, str], str]:
        rows = Preference.objects.values_list("user_id", "kind", "mode")
        return {(user, kind): mode for user, kind, mode in rows}

    @cached_property
    def _muted(self) -> set[tuple[int, str, int, str]]:
        return set(Mute.objects.values_list("user_id", "subject_type", "subject_id", "kind"))

    @cached_property
    def told_of_meetings(self) -> dict[int, list[Notice]]:
        """By meeting, the notices of those that changed lately, each with its user."""
        changed = Meeting.objects.filter(changed_at__gt=self.now - RECENT)
        notices = Notice.objects.filter(
            subject_type="meeting", subject_id__in=changed.values("pk")
        )
        found: dict[int, list[Notice]] = defaultdict(list)
        for notice in notices.select_related("user").order_by("anchor_at", "id"):
            found[notice.subject_id].append(notice)
        return found

    @cached_property
    def told_by_invitation(self) -> dict[int, dict[int, datetime]]:
        """By meeting that changed lately and by user, when an invitation last told them of it."""
        changed = Meeting.objects.filter(changed_at__gt=self.now - RECENT).order_by()
        sent = Invitation.objects.filter(contact__user__isnull=False)
        one = sent.filter(series__isnull=True, meeting__in=changed.values("pk"))
        all_of = sent.filter(series__meetings__in=changed.values("pk"))
        found: dict[int, dict[int, datetime]] = defaultdict(dict)
        for rows, meeting in ((all_of, "series__meetings"), (one, "meeting")):
            for key, user, at in rows.values_list(meeting, "contact__user", "sent_at"):
                found[key][user] = at
        return found

    def rule(self, code: str) -> ReminderRule | None:
        """What administrators changed about a kind."""
        return self._rules.get(code)

    def hours(self, user: User) -> Hours:
        """When a person may be written to."""
        own = self._hours.get(user.pk)
        if own is None:
            return Hours(zone=user.time_zone, days=self.days)
        return Hours(
            zone=user.time_zone,
            days=self.days,
            starts=own.starts,
            ends=own.ends,
            every_day=own.every_day,
        )

    def mode(self, user: User, kind: str, usual: Mode) -> Mode:
        """How a person wants to be told of a kind of thing."""
        return Mode(self._modes.get((user.pk, kind), usual))

    def is_muted(self, notice: Notice) -> bool:
        """Whether its person wants to hear no more of what it is about, or not in this way."""
        about = (notice.user_id, notice.subject_type, notice.subject_id)
        return not self._muted.isdisjoint({(*about, ""), (*about, notice.kind)})

    def stand_in(self, user: User, day: date, *, deputy: User | None) -> User:
        """Who is told instead of a person who is away that day; they themselves when no one is.

        ``deputy`` is the one of the partnership; a colleague named for the absence comes first.
        """
        absence = self._absence(user, day)
        if absence is None:
            return user
        for colleague in (absence.deputy, deputy):
            if colleague and colleague.is_active and self._absence(colleague, day) is None:
                return colleague
        return user

    def _absence(self, user: User, day: date) -> Absence | None:
        return next((away for away in self._absences.get(user.pk, []) if away.covers(day)), None)
