"""Bringing organizations in from a file."""

from partnerships.transfer.actions.imports import Overtaken, Problem, Report, import_file
from partnerships.transfer.actions.kept import FileGone, import_kept_file, keep_file

__all__ = [
    "FileGone",
    "Overtaken",
    "Problem",
    "Report",
    "import_file",
    "import_kept_file",
    "keep_file",
]
