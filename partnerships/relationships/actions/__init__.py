"""What changes on the row itself. Which stage may follow is decided above, in pipeline."""

from partnerships.relationships.actions.choices import (
    save_closing_reason,
    save_motive,
)
from partnerships.relationships.actions.partnerships import (
    NotAPartner,
    PartnershipExists,
    clear_no_next_step,
    edit_partnership,
    explain_no_next_step,
    lock,
    note,
    open_partnership,
    pass_turn,
    replace_staff,
    set_court,
)
from partnerships.relationships.actions.people import (
    NobodySpeaks,
    SeatTaken,
    reassign_seat,
    remove_seat,
    save_seat,
)
from partnerships.relationships.actions.purposes import (
    AlreadyAgreed,
    NoPurpose,
    NotOfThatSide,
    agree_with_purpose,
    require_side,
    set_purpose,
)

__all__ = [
    "AlreadyAgreed",
    "NoPurpose",
    "NobodySpeaks",
    "NotAPartner",
    "NotOfThatSide",
    "PartnershipExists",
    "SeatTaken",
    "agree_with_purpose",
    "clear_no_next_step",
    "edit_partnership",
    "explain_no_next_step",
    "lock",
    "note",
    "open_partnership",
    "pass_turn",
    "reassign_seat",
    "remove_seat",
    "replace_staff",
    "require_side",
    "save_closing_reason",
    "save_motive",
    "save_seat",
    "set_court",
    "set_purpose",
]
