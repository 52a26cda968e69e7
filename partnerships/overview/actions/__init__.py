"""One form for a new partner, someone who left, and undo."""

from partnerships.overview.actions.people import (
    Goodbye as Goodbye,
    NewPartner as NewPartner,
    new_partner as new_partner,
    somebody_left as somebody_left,
)
from partnerships.overview.actions.undoing import undo as undo
