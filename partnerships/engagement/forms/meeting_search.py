"""Finding meetings, and calling them off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import LineField, SearchForm
from partnerships.engagement.forms.moving import ReachMixin
from partnerships.engagement.lifecycle import MeetingKind, MeetingState
from partnerships.engagement.models import Meeting, MeetingQuerySet


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
            rows = rows.mine(self.user)
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


class CancelForm(ReachMixin):
    """A meeting is called off."""

    reason = LineField(label=_("Reason for canceling"), max_length=300)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_reach(meeting)
