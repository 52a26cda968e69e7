"""Formats and encodings of a file, what can become of a row, and the states of an import."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Format(TextChoices):
    """How a file is laid out."""

    BMF = "bmf", _("IRS Exempt Organizations extract")
    CSV = "csv", _("CSV with Accord's headers")


class Encoding(TextChoices):
    """How the letters of a file are written; values are Python's names."""

    UTF_8 = "utf-8", _("Unicode (UTF-8)")
    UTF_16_LE = "utf-16-le", _("Unicode (UTF-16)")
    UTF_16_BE = "utf-16-be", _("Unicode (UTF-16, big-endian)")
    WINDOWS_1252 = "cp1252", _("Western European (Windows)")
    WINDOWS_1250 = "cp1250", _("Central European (Windows)")
    MAC_ROMAN = "mac_roman", _("Western European (Mac)")


class RowOutcome(TextChoices):
    """What became of a row; every row read has exactly one."""

    NEW = "new", _("New")
    SAME = "same", _("Already here")
    CHANGED = "changed", _("Updated")
    CONFLICT = "conflict", _("Conflicts (kept your version)")
    REJECTED = "rejected", _("Couldn't be read")


@dataclass(frozen=True)
class Problem:
    """A row to look at: its line, what became of it, and why."""

    line: int
    outcome: RowOutcome
    reason: str


class RunState(TextChoices):
    """Where an import stands: it is previewed, waits for a person, and then writes."""

    CHECKING = "checking", _("Preparing the preview")
    READY = "ready", _("Ready to import")
    IMPORTING = "importing", _("Importing")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Stopped")


#: States in which there is work to do.
WORKING = (RunState.CHECKING, RunState.IMPORTING)
