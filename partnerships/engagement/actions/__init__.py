"""Meetings, calls and promises: plan, hold, keep."""

from partnerships.engagement.actions.close_out import (
    CloseOut as CloseOut,
    close_out as close_out,
)
from partnerships.engagement.actions.feeds import (
    renew_feed as renew_feed,
    revoke_feed as revoke_feed,
)
from partnerships.engagement.actions.interactions import (
    edit_interaction as edit_interaction,
    log_interaction as log_interaction,
    put_back_interaction as put_back_interaction,
    remove_interaction as remove_interaction,
)
from partnerships.engagement.actions.invitations import (
    KINDS as KINDS,
    answer_invitation as answer_invitation,
    send_invitations as send_invitations,
)
from partnerships.engagement.actions.meetings import (
    Invited as Invited,
    bring_meetings as bring_meetings,
    cancel_meeting as cancel_meeting,
    edit_meeting as edit_meeting,
    hand_over_meeting as hand_over_meeting,
    move_meeting as move_meeting,
    plan_meeting as plan_meeting,
    replace_participant as replace_participant,
)
from partnerships.engagement.actions.promises import (
    Promise as Promise,
    close_promise as close_promise,
    promise as promise,
    reopen_promise as reopen_promise,
    reschedule_promise as reschedule_promise,
)
from partnerships.engagement.actions.series import (
    cancel_following as cancel_following,
    edit_following as edit_following,
    move_following as move_following,
)
from partnerships.engagement.actions.turns import pass_overdue as pass_overdue
