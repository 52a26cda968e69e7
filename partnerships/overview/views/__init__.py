"""Today, the partners, the page of each record, search, a new partner, and saved views."""

from partnerships.overview.views.answers import answer_in_error as answer_in_error
from partnerships.overview.views.calendar import calendar as calendar
from partnerships.overview.views.keeping import (
    attachment_add as attachment_add,
    attachment_download as attachment_download,
    attachment_list as attachment_list,
    attachment_remove as attachment_remove,
    note_add as note_add,
    note_edit as note_edit,
    note_remove as note_remove,
)
from partnerships.overview.views.pages import (
    board as board,
    brief as brief,
    colleague_left as colleague_left,
    contact_left as contact_left,
    delivery_list as delivery_list,
    new_partner as new_partner,
    partner_list as partner_list,
    partner_page as partner_page,
    partner_pick as partner_pick,
    partnership_open as partnership_open,
    rail_counts as rail_counts,
    search as search,
    share_screen_set as share_screen_set,
    today as today,
    undo as undo,
)
from partnerships.overview.views.records import (
    contact_detail as contact_detail,
    follow_up_detail as follow_up_detail,
    organization_detail as organization_detail,
    record_history as record_history,
    timeline as timeline,
)
from partnerships.overview.views.saved_views import (
    rail as rail,
    view_create as view_create,
    view_default as view_default,
    view_list as view_list,
    view_remove as view_remove,
    view_rename as view_rename,
)
from partnerships.overview.views.suggestions import (
    contact_suggestions as contact_suggestions,
    organization_suggestions as organization_suggestions,
)
