"""Pages behind personal links, and our own pages to send and look after them."""

from partnerships.portal.views.agreements import (
    mou_decline as mou_decline,
    mou_document as mou_document,
    mou_hand_over as mou_hand_over,
    mou_page as mou_page,
)
from partnerships.portal.views.inquiries import (
    inquiries_dismiss as inquiries_dismiss,
    inquiry_accept as inquiry_accept,
    inquiry_detail as inquiry_detail,
    inquiry_dismiss as inquiry_dismiss,
    inquiry_list as inquiry_list,
)
from partnerships.portal.views.invitations import (
    invitation_file as invitation_file,
    invitation_page as invitation_page,
)
from partnerships.portal.views.links import (
    colleague_approve as colleague_approve,
    link_detail as link_detail,
    link_revoke as link_revoke,
    link_seen as link_seen,
    link_send as link_send,
    wish_done as wish_done,
)
from partnerships.portal.views.personal import (
    new_link as new_link,
    portal_call_me as portal_call_me,
    portal_hand_over as portal_hand_over,
    portal_not_me as portal_not_me,
    portal_page as portal_page,
    portal_stop as portal_stop,
)
from partnerships.portal.views.reviews import (
    review_page as review_page,
    review_stop as review_stop,
)
from partnerships.portal.views.seen import (
    partner_sees as partner_sees,
    partner_sees_page as partner_sees_page,
)
