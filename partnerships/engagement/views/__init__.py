"""Pages about meetings, calls and promises."""

from partnerships.engagement.views.calendar_files import (
    calendar_feed as calendar_feed,
    meeting_file as meeting_file,
    my_feed as my_feed,
    my_feed_revoke as my_feed_revoke,
    partner_feed as partner_feed,
    partner_feed_revoke as partner_feed_revoke,
)
from partnerships.engagement.views.close_out import meeting_close_out as meeting_close_out
from partnerships.engagement.views.interactions import (
    interaction_create as interaction_create,
    interaction_edit as interaction_edit,
    interaction_remove as interaction_remove,
)
from partnerships.engagement.views.invitations import meeting_invite as meeting_invite
from partnerships.engagement.views.meetings import (
    meeting_cancel as meeting_cancel,
    meeting_create as meeting_create,
    meeting_detail as meeting_detail,
    meeting_edit as meeting_edit,
    meeting_list as meeting_list,
    organization_meeting_create as organization_meeting_create,
)
from partnerships.engagement.views.moving import (
    meeting_conflicts as meeting_conflicts,
    meeting_move as meeting_move,
)
from partnerships.engagement.views.promises import (
    follow_up_create as follow_up_create,
    follow_up_done as follow_up_done,
    follow_up_edit as follow_up_edit,
)
