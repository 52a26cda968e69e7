"""Pages about meetings, calls and promises."""

from partnerships.engagement.views.close_out import meeting_close_out
from partnerships.engagement.views.interactions import interaction_create
from partnerships.engagement.views.meetings import (
    meeting_cancel,
    meeting_create,
    meeting_detail,
    meeting_edit,
    meeting_list,
)
from partnerships.engagement.views.promises import (
    follow_up_create,
    follow_up_done,
    follow_up_edit,
)

__all__ = [
    "follow_up_create",
    "follow_up_done",
    "follow_up_edit",
    "interaction_create",
    "meeting_cancel",
    "meeting_close_out",
    "meeting_create",
    "meeting_detail",
    "meeting_edit",
    "meeting_list",
]
