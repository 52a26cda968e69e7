"""What we do together: meetings, calls and notes, promises."""

from partnerships.engagement.models.feeds import CalendarFeed as CalendarFeed
from partnerships.engagement.models.interactions import (
    Interaction as Interaction,
    InteractionQuerySet as InteractionQuerySet,
)
from partnerships.engagement.models.invitations import (
    Invitation as Invitation,
    InvitationQuerySet as InvitationQuerySet,
)
from partnerships.engagement.models.meetings import (
    Meeting as Meeting,
    MeetingPartner as MeetingPartner,
    MeetingQuerySet as MeetingQuerySet,
    Participant as Participant,
)
from partnerships.engagement.models.promises import (
    FollowUp as FollowUp,
    FollowUpQuerySet as FollowUpQuerySet,
)
from partnerships.engagement.models.series import MeetingSeries as MeetingSeries
