"""What people may type about meetings, calls and promises."""

from partnerships.engagement.forms.close_out import CloseOutForm
from partnerships.engagement.forms.interactions import InteractionForm
from partnerships.engagement.forms.meetings import (
    CancelForm,
    MeetingEditForm,
    MeetingForm,
    MeetingSearch,
)
from partnerships.engagement.forms.people import PeopleField, PromiseRows
from partnerships.engagement.forms.promises import (
    FollowUpDoneForm,
    FollowUpEditForm,
    FollowUpForm,
)

__all__ = [
    "CancelForm",
    "CloseOutForm",
    "FollowUpDoneForm",
    "FollowUpEditForm",
    "FollowUpForm",
    "InteractionForm",
    "MeetingEditForm",
    "MeetingForm",
    "MeetingSearch",
    "PeopleField",
    "PromiseRows",
]
