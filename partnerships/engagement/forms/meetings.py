"""Finding meetings, planning them, and calling them off."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms import ZoneField
from accounts.models import User
from common.dates import instant
from common.forms import DateField, LineField, SearchForm, TimeField, VersionedFormMixin
from common.versions import Versioned
from partnerships.engagement.actions import Invited
from partnerships.engagement.forms.people import PeopleField
from partnerships.engagement.lifecycle import MeetingKind, MeetingMode, MeetingState
from partnerships.engagement.models import Meeting, MeetingQuerySet
from partnerships.relationships.forms import workers
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of


class MeetingSearch(SearchForm[Meeting]):
    """The filters of the meeting list; each view of it is an address one can share."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "when": ("starts_at",),
        "partner": ("partnership__organization__name_key", "starts_at"),
        "kind": ("kind", "starts_at"),
    }

    show = forms.ChoiceField(
        label=_("Apply"),
        required=False,
        choices=[
            ("", _("Upcoming and to wrap up")),
            ("upcoming", _("Upcoming")),
            ("to_close_out", _("To wrap up")),
            ("past", _("Past")),
            ("cancelled", _("Canceled")),
            ("any", _("All")),
        ],
    )
    whose = forms.ChoiceField(
        label=_("Owner"),
        required=False,
        choices=[("", _("Everyone's")), ("mine", _("Mine"))],
    )
    kind = forms.ChoiceField(
        label=_("Type"), required=False, choices=[("", _("All types")), *MeetingKind.choices]
    )

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.now = now

    @property
    def sorting(self) -> str:
        """What is over begins with the newest."""
        asked = super().sorting
        return "-when" if asked == "when" and self.data.get("show") == "past" else asked

    def narrow(self, queryset: QuerySet[Meeting], asked: Mapping[str, Any]) -> MeetingQuerySet:
        """Meetings that match every filter in use."""
        rows = self._shown(
            MeetingQuerySet(model=queryset.model, query=queryset.query), asked.get("show", "")
        )
        if "whose" in asked:
            rows = rows.filter(
                Q(owner=self.user)
                | Q(partnership__owner=self.user)
                | Q(partnership__deputy=self.user)
            )
        return rows.filter(kind=asked["kind"]) if "kind" in asked else rows

    def _shown(self, rows: MeetingQuerySet, show: str) -> MeetingQuerySet:
        if show == "any":
            return rows
        shown = {
            "": rows.planned(),
            "upcoming": rows.planned().filter(starts_at__gte=self.now),
            "to_close_out": rows.to_close_out(self.now),
            "past": rows.filter(state=MeetingState.HELD),
            "cancelled": rows.filter(state=MeetingState.CANCELLED),
        }
        return shown[show]


class MeetingForm(forms.Form):
    """A meeting to plan: what for, when, where, and with whom."""

    kind = forms.ChoiceField(
        label=_("Type"), choices=MeetingKind.choices, initial=MeetingKind.DISCOVERY
    )
    mode = forms.ChoiceField(
        label=_("How"),
        choices=MeetingMode.choices,
        initial=MeetingMode.IN_PERSON,
        widget=forms.RadioSelect,
    )
    day = DateField(label=_("Date"))
    at = TimeField(label=_("Time"))
    time_zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Where the meeting is. Everyone sees it in their own time zone."),
    )
    minutes = forms.IntegerField(
        label=_("Duration (minutes)"),
        min_value=5,
        max_value=1440,
        initial=60,
        help_text=_("Up to 24 hours."),
    )
    place = LineField(label=_("Location"), required=False)
    aim = LineField(label=_("Goal"), required=False, max_length=300)
    ours = PeopleField(label=_("Our attendees"), required=False)
    theirs = PeopleField(label=_("Their attendees"), required=False)

    def __init__(self, *args: Any, partnership: Partnership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(partnership, today)

    def _offer(self, partnership: Partnership, today: date) -> None:
        for side in Side:
            field = self.fields[side.value]
            if isinstance(field, PeopleField):
                positions = people_of(partnership, today)[side]
                field.offer([(held.contact, str(held)) for held in positions])

    def clean(self) -> dict[str, Any]:
        """Someone has to be there."""
        cleaned = super().clean() or {}
        if "ours" in cleaned and "theirs" in cleaned and not cleaned["ours"] + cleaned["theirs"]:
            self.add_error(
                "theirs", _("Choose who comes. If no one is listed, add a contact first.")
            )
        return cleaned

    def fill(self, meeting: Meeting) -> Meeting:
        """Put what was typed on the meeting, unsaved."""
        typed = self.cleaned_data
        for name in ("kind", "mode", "minutes", "time_zone", "place", "aim"):
            setattr(meeting, name, typed[name])
        meeting.starts_at = instant(typed["day"], typed["at"], typed["time_zone"])
        return meeting

    def invited(self) -> Invited:
        """Who is invited, by side."""
        return {side: self.cleaned_data[side.value] for side in Side}


class MeetingEditForm(VersionedFormMixin, MeetingForm):
    """A planned meeting to move or change."""

    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, meeting: Meeting, today: date, **kwargs: Any) -> None:
        self.meeting = meeting
        kwargs["initial"] = values_of(meeting)
        super().__init__(*args, partnership=meeting.partnership, today=today, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = workers(meeting.owner_id)

    def _offer(self, partnership: Partnership, today: date) -> None:
        """Whoever is invited stays on offer, even without a position today."""
        invited = list(self.meeting.participants.select_related("contact"))
        for side in Side:
            field = self.fields[side.value]
            if isinstance(field, PeopleField):
                positions = people_of(partnership, today)[side]
                known = [
                    (person.contact, str(person)) for person in invited if person.side == side
                ]
                field.offer([*[(held.contact, str(held)) for held in positions], *known])

    def fill(self, meeting: Meeting) -> Meeting:
        meeting.owner = self.cleaned_data["owner"]
        return super().fill(meeting)

    def saved_value(self, current: Versioned, name: str) -> Any:
        """What the meeting has now for a field of this form."""
        return values_of(current).get(name) if isinstance(current, Meeting) else None


def values_of(meeting: Meeting) -> dict[str, Any]:
    """A meeting as the form shows it, on the wall clock of its own zone."""
    local = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
    invited = list(meeting.participants.select_related("contact"))
    plain = ("kind", "mode", "minutes", "time_zone", "place", "aim", "owner", "version")
    return {
        **{name: getattr(meeting, name) for name in plain},
        "day": local.date(),
        "at": local.time(),
        **{side.value: [p.contact for p in invited if p.side == side] for side in Side},
    }


class CancelForm(forms.Form):
    """A meeting is called off."""

    reason = LineField(label=_("Reason for canceling"), max_length=300)
