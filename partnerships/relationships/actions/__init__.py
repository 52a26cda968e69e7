"""What changes on the row itself. Which stage may follow is decided above, in pipeline."""

from partnerships.relationships.actions.choices import (
    save_closing_reason as save_closing_reason,
    save_motive as save_motive,
)
from partnerships.relationships.actions.partnerships import (
    PartnershipExists as PartnershipExists,
    clear_no_next_step as clear_no_next_step,
    edit_partnership as edit_partnership,
    explain_no_next_step as explain_no_next_step,
    hand_back_court as hand_back_court,
    keep_last_answer as keep_last_answer,
    lock as lock,
    open_partnership as open_partnership,
    pass_turn as pass_turn,
    record_event as record_event,
    replace_staff as replace_staff,
    set_court as set_court,
    they_answered as they_answered,
)
from partnerships.relationships.actions.people import (
    name_speaker as name_speaker,
    put_back_seat as put_back_seat,
    reassign_seat as reassign_seat,
    remove_seat as remove_seat,
    save_seat as save_seat,
)
from partnerships.relationships.actions.purposes import (
    agree_with_purpose as agree_with_purpose,
    require_side as require_side,
    set_in_error as set_in_error,
    set_purpose as set_purpose,
)
