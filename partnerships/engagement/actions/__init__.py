"""Meetings, calls and promises: plan, hold, keep."""

from partnerships.engagement.actions.close_out import CloseOut, CloseOutIncomplete, close_out
from partnerships.engagement.actions.interactions import WhoWasIt, log_interaction
from partnerships.engagement.actions.meetings import (
    Invited,
    MeetingOver,
    cancel_meeting,
    edit_meeting,
    hand_over_meeting,
    plan_meeting,
    replace_participant,
)
from partnerships.engagement.actions.promises import (
    Promise,
    PromiseClosed,
    close_promise,
    promise,
    reschedule_promise,
)

__all__ = [
    "CloseOut",
    "CloseOutIncomplete",
    "Invited",
    "MeetingOver",
    "Promise",
    "PromiseClosed",
    "WhoWasIt",
    "cancel_meeting",
    "close_out",
    "close_promise",
    "edit_meeting",
    "hand_over_meeting",
    "log_interaction",
    "plan_meeting",
    "promise",
    "replace_participant",
    "reschedule_promise",
]
