"""Someone who left, answers recorded in error, undo, and saved views."""

from partnerships.overview.actions.answers import (
    count_again as count_again,
    record_in_error as record_in_error,
)
from partnerships.overview.actions.keeping import (
    attach as attach,
    detach as detach,
    edit_note as edit_note,
    owner_of as owner_of,
    put_back_attachment as put_back_attachment,
    put_back_note as put_back_note,
    remove_note as remove_note,
    write_note as write_note,
)
from partnerships.overview.actions.people import (
    Goodbye as Goodbye,
    somebody_left as somebody_left,
)
from partnerships.overview.actions.saved_views import (
    change_view as change_view,
    remove_view as remove_view,
    save_view as save_view,
)
from partnerships.overview.actions.undoing import undo as undo
