"""What people may type about meetings, calls and promises."""

from partnerships.engagement.forms.close_out import CloseOutForm as CloseOutForm
from partnerships.engagement.forms.interactions import InteractionForm as InteractionForm
from partnerships.engagement.forms.invitations import InviteForm as InviteForm
from partnerships.engagement.forms.meeting_search import (
    CancelForm as CancelForm,
    MeetingSearch as MeetingSearch,
)
from partnerships.engagement.forms.meetings import (
    MeetingEditForm as MeetingEditForm,
    MeetingForm as MeetingForm,
)
from partnerships.engagement.forms.moving import MoveForm as MoveForm, WhenForm as WhenForm
from partnerships.engagement.forms.people import (
    PeopleField as PeopleField,
    PromiseRows as PromiseRows,
)
from partnerships.engagement.forms.promises import (
    FollowUpDoneForm as FollowUpDoneForm,
    FollowUpEditForm as FollowUpEditForm,
    FollowUpForm as FollowUpForm,
)
