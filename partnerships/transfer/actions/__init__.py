"""Importing organizations from a file."""

from partnerships.transfer.actions.imports import Busy, Report, Stopped, import_file
from partnerships.transfer.actions.runs import NotReady, confirm, read_again, start
from partnerships.transfer.actions.working import work

__all__ = [
    "Busy",
    "NotReady",
    "Report",
    "Stopped",
    "confirm",
    "import_file",
    "read_again",
    "start",
    "work",
]
