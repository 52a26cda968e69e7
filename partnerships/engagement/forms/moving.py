"""Another time for a meeting, and who of ours is busy then."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy

from accounts.forms import ZoneField
from common.dates import instant
from common.forms import DateField, TimeField, VersionedFormMixin
from common.versions import Versioned
from partnerships.engagement.lifecycle import Reach
from partnerships.engagement.models import Meeting
from partnerships.engagement.queries import conflicts_of
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side


class WhenForm(forms.Form):
    """When a meeting is, as its form has it; it tells who of ours is in another one then."""

    day = DateField(label=gettext_lazy("Date"))
    at = TimeField(label=gettext_lazy("Time"))
    time_zone = ZoneField(label=gettext_lazy("Time zone"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Duration (minutes)"), min_value=5, max_value=1440, initial=60
    )
    ours = forms.ModelMultipleChoiceField(queryset=Contact.objects.none(), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["ours"].queryset = Contact.objects.not_archived()  # type: ignore[attr-defined]  # a choice of rows

    def conflicts(self) -> list[str]:
        """Who is busy, a line each; only after the form was found valid."""
        typed = self.cleaned_data
        return conflict_lines(
            self.meeting,
            list(typed["ours"]),
            starts_at=instant(typed["day"], typed["at"], typed["time_zone"]),
            minutes=typed["minutes"],
        )


def conflict_lines(
    meeting: Meeting, ours: list[Contact], *, starts_at: datetime, minutes: int
) -> list[str]:
    """Say who of ours is in another meeting at that time, and in which."""
    return [
        _("%(names)s: %(what)s with %(partner)s, %(when)s")
        % {
            "names": names,
            "what": other,
            "partner": other.partner(),
            "when": date_format(localtime(other.starts_at), "D, M j, g:i A"),
        }
        for names, other in conflicts_of(
            meeting=meeting, ours=ours, starts_at=starts_at, minutes=minutes
        )
    ]


class ReachMixin(forms.Form):
    """Asks, of a meeting in a series, if those that follow change as well."""

    reach = forms.ChoiceField(
        label=gettext_lazy("Applies to"),
        choices=Reach.choices,
        initial=Reach.ONE,
        widget=forms.RadioSelect,
    )

    def offer_reach(self, meeting: Meeting) -> None:
        """Ask only where the meeting is one of a series."""
        if meeting.series_id is None:
            del self.fields["reach"]

    def reaches_on(self) -> bool:
        """Whether those that follow change as well; only after the form was found valid."""
        return self.cleaned_data.get("reach") == Reach.FOLLOWING


class ConflictsMixin(forms.Form):
    """Asks before someone of ours is booked twice; the form has a field ``anyway``."""

    anyway = forms.BooleanField(label=gettext_lazy("Schedule it anyway"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["anyway"]

    def ask_about(
        self, meeting: Meeting, ours: list[Contact], *, starts_at: list[datetime], minutes: int
    ) -> None:
        """Add an error for each conflict at one of these times, unless it is meant."""
        busy = [
            line
            for at in starts_at
            for line in conflict_lines(meeting, ours, starts_at=at, minutes=minutes)
        ]
        if not busy:
            del self.fields["anyway"]
        elif not self.cleaned_data.get("anyway"):
            lines = [
                _("Already in a meeting at that time. Choose another time, or check the box.")
            ]
            self.add_error("anyway", [*lines, *busy])


class MoveForm(ReachMixin, ConflictsMixin, VersionedFormMixin):
    """Another day or hour for a planned meeting, on the clock of its own place."""

    day = DateField(label=gettext_lazy("Date"))
    at = TimeField(label=gettext_lazy("Time"))
    field_order = ["day", "at", "reach", "anyway"]

    def __init__(self, *args: Any, meeting: Meeting, day: str = "", **kwargs: Any) -> None:
        self.meeting = meeting
        local = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
        initial = {"day": day or local.date(), "at": local.time(), "version": meeting.version}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["at"].help_text = meeting.time_zone
        self.offer_reach(meeting)

    def starts_at(self) -> datetime:
        """When it is to start; only after the form was found valid."""
        typed = self.cleaned_data
        return instant(typed["day"], typed["at"], self.meeting.time_zone)

    def clean(self) -> dict[str, Any]:
        """No one of ours is booked twice without a word."""
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("at"):
            invited = self.meeting.participants.filter(side=Side.OURS).select_related("contact")
            self.ask_about(
                self.meeting,
                [person.contact for person in invited],
                starts_at=[self.starts_at()],
                minutes=self.meeting.minutes,
            )
        return cleaned

    def saved_value(self, current: Versioned, name: str) -> Any:
        if not isinstance(current, Meeting):
            return None
        local = current.starts_at.astimezone(ZoneInfo(current.time_zone))
        return {"day": local.date(), "at": local.time()}.get(name)
