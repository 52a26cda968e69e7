"""What partners' people set in motion, and what we do about it."""

from partnerships.portal.actions.answers import (
    answer as answer,
    approve_colleague as approve_colleague,
    look_at as look_at,
    require_something_to_show as require_something_to_show,
    send_new_links as send_new_links,
)
from partnerships.portal.actions.inquiries import From as From, accept_inquiry as accept_inquiry
