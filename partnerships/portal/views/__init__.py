"""Pages behind personal links, and our own pages to send and look after them."""

from partnerships.portal.views.agreements import (
    mou_decline,
    mou_document,
    mou_hand_over,
    mou_page,
)
from partnerships.portal.views.links import (
    colleague_approve,
    link_detail,
    link_revoke,
    link_seen,
    link_send,
    wish_done,
)
from partnerships.portal.views.personal import (
    new_link,
    portal_call_me,
    portal_hand_over,
    portal_not_me,
    portal_page,
    portal_stop,
)

__all__ = [
    "colleague_approve",
    "link_detail",
    "link_revoke",
    "link_seen",
    "link_send",
    "mou_decline",
    "mou_document",
    "mou_hand_over",
    "mou_page",
    "new_link",
    "portal_call_me",
    "portal_hand_over",
    "portal_not_me",
    "portal_page",
    "portal_stop",
    "wish_done",
]
