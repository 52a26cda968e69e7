"""Importing organizations from a file."""

from partnerships.transfer.actions.imports import (
    ImportReport as ImportReport,
    import_file as import_file,
)
from partnerships.transfer.actions.runs import (
    confirm as confirm,
    read_again as read_again,
    start as start,
)
from partnerships.transfer.actions.working import work as work
