"""Planning a meeting, and changing it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from accounts.forms import ZoneField
from accounts.models import User
from common.dates import instant
from common.forms import (
    DateField,
    LineField,
    ParagraphField,
    TimeField,
    VersionedFormMixin,
    WebAddressField,
)
from common.versions import Versioned
from partnerships.engagement.actions import Invited
from partnerships.engagement.forms.moving import ConflictsMixin, ReachMixin
from partnerships.engagement.forms.people import OfferedField, PeopleField
from partnerships.engagement.lifecycle import MOST_IN_SERIES, MeetingKind, MeetingMode, Repeats
from partnerships.engagement.models import Meeting
from partnerships.engagement.rules import days_of, rule_of
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.relationships.forms import workers
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import positions_with

R = TypeVar("R", bound=Model)

#: So many of those found by a name are offered.
OFFERED = 10

#: Fields with those who come, and fields that offer only what was found.
INVITED = ("ours", "theirs", "guests")
FOUND = ("guests", "also")

#: What a meeting keeps of the form as it was typed.
PLAIN = (
    *("kind", "title", "mode", "minutes", "time_zone"),
    *("place", "video_url", "aim", "agenda"),
)


class MeetingForm(ConflictsMixin):
    """A meeting to plan: what for, when, where, and with whom.

    People of other organizations and further partners are found by what is typed, and chosen
    among what was found.
    """

    kind = forms.ChoiceField(
        label=_("Type"), choices=MeetingKind.choices, initial=MeetingKind.DISCOVERY
    )
    title = LineField(
        label=_("Title"),
        required=False,
        max_length=120,
        help_text=_("Leave blank to use the type."),
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
    repeats = forms.ChoiceField(
        label=_("Repeats"),
        required=False,
        choices=[("", _("Doesn't repeat")), *Repeats.choices],
    )
    times = forms.IntegerField(
        label=_("Number of meetings"),
        required=False,
        min_value=2,
        max_value=MOST_IN_SERIES,
        help_text=_("If it repeats: how many in all, with the first."),
    )
    mode = forms.ChoiceField(
        label=_("How"),
        choices=MeetingMode.choices,
        initial=MeetingMode.IN_PERSON,
        widget=forms.RadioSelect,
    )
    place = LineField(label=_("Location"), required=False)
    video_url = WebAddressField(label=_("Video link"), required=False, max_length=500)
    aim = LineField(label=_("Goal"), required=False, max_length=300)
    agenda = ParagraphField(
        label=_("Agenda"), required=False, help_text=_("Whoever you invite can read this.")
    )
    ours = PeopleField(label=_("Our attendees"), required=False)
    theirs = PeopleField(label=_("Their attendees"), required=False)
    guests = PeopleField(label=_("Attendees from other organizations"), required=False)
    find_guests = LineField(
        label=_("Add someone from another organization"),
        required=False,
        help_text=_("Enter a name, an email address or an organization."),
    )
    also = OfferedField[Partnership](label=_("Other partners in this meeting"), required=False)
    find_partners = LineField(
        label=_("Add another partner"),
        required=False,
        help_text=_("For a coalition. The meeting then shows on each partner's page."),
    )

    def __init__(
        self, *args: Any, meeting: Meeting, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.user, self.today = meeting, user, today
        self.found_partners: list[Partnership] = []
        partner = meeting.partner()
        known = partner.organization_id if isinstance(partner, Partnership) else partner.pk
        people = positions_with(known, today)
        for side in Side:
            self._offer(side.value, [(held.contact, str(held)) for held in people[side]])
        self._offer_guests(known)
        if isinstance(partner, Partnership):
            self._offer_partners(partner)
        else:
            del self.fields["also"], self.fields["find_partners"]

    def _offer_guests(self, known: int) -> None:
        jobs = Position.objects.current(self.today).filter(contact__archived_at__isnull=True)
        others = jobs.exclude(organization=known).exclude(organization__is_ours=True)
        rows = others.select_related("contact", "organization").order_by("contact__name", "pk")
        found = self._found("find_guests", rows, self._person_named)
        chosen = rows.filter(contact__in=self._chosen("guests"))
        self.found_guests = [held.contact for held in found]
        self._offer(
            "guests",
            [(held.contact, f"{held}, {held.organization}") for held in (*chosen, *found)],
        )

    def _offer_partners(self, partner: Partnership) -> None:
        rows = Partnership.objects.visible_to(self.user).with_names().exclude(pk=partner.pk)
        rows = rows.order_by("organization__name_key", "pk")
        self.found_partners = self._found("find_partners", rows.open(), self._partner_named)
        chosen = rows.filter(pk__in=self._chosen("also"))
        self._offer("also", [(one, str(one)) for one in (*chosen, *self.found_partners)])

    def _found(self, name: str, rows: Any, named: Any) -> list[Any]:
        query = str(self.data.get(name, "")).replace("\x00", "")[:200].strip()
        return list(rows.filter(named(query))[:OFFERED]) if query else []

    def _person_named(self, query: str) -> Q:
        people = Contact.objects.visible_to(self.user).search(query).order_by()
        return Q(contact__in=people) | self._partner_named(query)

    def _partner_named(self, query: str) -> Q:
        named = Organization.objects.visible_to(self.user).search(query).order_by()
        return Q(organization__in=named)

    def _chosen(self, name: str) -> list[int]:
        """Keys that were posted, or that the meeting has so far."""
        posted = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        before = [row.pk for row in self.initial.get(name, [])]
        return [*before, *(int(key) for key in posted if key.isdecimal() and len(key) < 19)]  # noqa: PLR2004 -- what a key has

    def _offer(self, name: str, rows: Iterable[tuple[R, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, OfferedField):
            field.offer(rows)
            if name in FOUND and not field.choices:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Someone has to be there, and whoever was looked for is to be chosen."""
        cleaned = super().clean() or {}
        self._require_chosen(cleaned, "guests", "find_guests", self.found_guests)
        self._require_chosen(cleaned, "also", "find_partners", self.found_partners)
        if not self.errors and not any(cleaned.get(name) for name in INVITED):
            self.add_error(
                "theirs", _("Choose who comes. If no one is listed, add a contact first.")
            )
        if cleaned.get("repeats") and not cleaned.get("times") and "times" not in self.errors:
            self.add_error("times", _("Enter how many meetings there are, or don't repeat it."))
        if not self.errors:
            self.ask_about(
                self.meeting,
                cleaned["ours"],
                starts_at=self.starts(),
                minutes=cleaned["minutes"],
            )
        return cleaned

    def starts(self) -> list[datetime]:
        """When it is to start, each time; only after the rest was found valid."""
        typed, rule = self.cleaned_data, self.rule()
        days = days_of(rule, typed["day"]) if rule else [typed["day"]]
        return [instant(day, typed["at"], typed["time_zone"]) for day in days]

    def rule(self) -> str:
        """How it comes again, as calendar programs say it; "" if it doesn't."""
        typed = self.cleaned_data
        if not typed.get("repeats"):
            return ""
        return rule_of(Repeats(typed["repeats"]), typed["day"], typed["times"])

    def _require_chosen(
        self, cleaned: dict[str, Any], name: str, query: str, found: list[Any]
    ) -> None:
        if not cleaned.get(query):
            return
        if not found:
            self.add_error(query, _("Nothing matches. Check the name, or add it first."))
        elif not set(found) & set(cleaned.get(name, [])):
            self.add_error(name, _("Choose who you mean."))

    def fill(self, meeting: Meeting) -> Meeting:
        """Put what was typed on the meeting, unsaved."""
        typed = self.cleaned_data
        for name in PLAIN:
            setattr(meeting, name, typed[name])
        meeting.starts_at = instant(typed["day"], typed["at"], typed["time_zone"])
        return meeting

    def invited(self) -> Invited:
        """Who is invited, by side."""
        typed = self.cleaned_data
        return {
            Side.OURS: typed["ours"],
            Side.THEIRS: [*typed["theirs"], *typed.get("guests", [])],
        }

    def others(self) -> list[Partnership]:
        """The other partners of a coalition."""
        found: list[Partnership] = self.cleaned_data.get("also", [])
        return found


class MeetingEditForm(ReachMixin, VersionedFormMixin, MeetingForm):
    """A planned meeting to move or change."""

    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        kwargs["initial"] = values_of(meeting)
        super().__init__(*args, meeting=meeting, **kwargs)
        del self.fields["repeats"], self.fields["times"]
        self.offer_reach(meeting)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = workers(meeting.owner_id)

    def _offer(self, name: str, rows: Iterable[tuple[R, str]]) -> None:
        """Whoever is invited stays on offer, even without a position today."""
        kept = [(row, str(row)) for row in self.initial.get(name, [])]
        super()._offer(name, [*rows, *kept])

    def fill(self, meeting: Meeting) -> Meeting:
        meeting.owner = self.cleaned_data["owner"]
        return super().fill(meeting)

    def saved_value(self, current: Versioned, name: str) -> Any:
        """What the meeting has now for a field of this form."""
        return values_of(current).get(name) if isinstance(current, Meeting) else None


def values_of(meeting: Meeting) -> dict[str, Any]:
    """A meeting as the form shows it, on the wall clock of its own zone."""
    local = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
    known = meeting.partner_organization_id()
    people: dict[str, list[Contact]] = {"ours": [], "theirs": [], "guests": []}
    for invited in meeting.participants.select_related("contact"):
        is_guest = invited.organization_id not in (None, known)
        people["guests" if is_guest else invited.side].append(invited.contact)
    return {
        **{name: getattr(meeting, name) for name in (*PLAIN, "owner", "version")},
        "day": local.date(),
        "at": local.time(),
        "also": [one for one in meeting.all_partners() if one.pk != meeting.partnership_id],
        **people,
    }
