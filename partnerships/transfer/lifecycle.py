"""Formats that can be brought in, and what can become of a row."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Format(TextChoices):
    """How a file is laid out."""

    BMF = "bmf", _("IRS Exempt Organizations extract")
    CSV = "csv", _("CSV with our headers")


class Outcome(TextChoices):
    """What became of a row; every row read has exactly one."""

    NEW = "new", _("New")
    SAME = "same", _("Already here")
    CHANGED = "changed", _("Brought up to date")
    CONFLICT = "conflict", _("Differs from what people wrote; left alone")
    REJECTED = "rejected", _("Could not be read")
