"""Pages about the catalogue, the two lists, and what people say about them."""

from partnerships.exchange.views.answers import (
    answer_record as answer_record,
)
from partnerships.exchange.views.benefits import (
    benefit_create as benefit_create,
    benefit_edit as benefit_edit,
    benefit_move as benefit_move,
    benefit_withdraw as benefit_withdraw,
)
from partnerships.exchange.views.concerns import concern_note as concern_note
from partnerships.exchange.views.evidence import (
    evidence_accept as evidence_accept,
    evidence_add as evidence_add,
    evidence_edit as evidence_edit,
)
from partnerships.exchange.views.handout import (
    offering_handout as offering_handout,
    offering_handout_pdf as offering_handout_pdf,
)
from partnerships.exchange.views.lines import (
    item_accept as item_accept,
    item_request_accept as item_request_accept,
    item_request_decline as item_request_decline,
    line_detail as line_detail,
    suggestion_accept as suggestion_accept,
    suggestion_decline as suggestion_decline,
    suggestion_take_up as suggestion_take_up,
)
from partnerships.exchange.views.lists import (
    changes_since as changes_since,
    lists_share as lists_share,
)
from partnerships.exchange.views.offerings import (
    offering_create as offering_create,
    offering_edit as offering_edit,
    offering_list as offering_list,
)
from partnerships.exchange.views.public_page import (
    offers_ask as offers_ask,
    offers_embed as offers_embed,
    offers_logo as offers_logo,
    offers_page as offers_page,
    offers_pdf as offers_pdf,
    offers_sent as offers_sent,
    offers_settings as offers_settings,
)
from partnerships.exchange.views.sheet import lists_sheet as lists_sheet
