"""Kinds of organizations, identifiers and ways to reach a person."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What an organization is."""

    NONPROFIT = "nonprofit", _("Nonprofit")
    EMPLOYMENT_NETWORK = "employment_network", _("Employment Network")
    WORKFORCE_BOARD = "workforce_board", _("Workforce board")
    TRAINING_PROVIDER = "training_provider", _("Training provider")
    EMPLOYER = "employer", _("Employer")
    SCHOOL = "school", _("School or college")
    GOVERNMENT = "government", _("Government agency")
    HEALTH = "health", _("Health care")
    FUNDER = "funder", _("Funder")
    FAITH = "faith", _("Faith community")
    COMMUNITY = "community", _("Community group")
    OTHER = "other", _("Other")


class Reach(TextChoices):
    """How far an organization reaches."""

    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")
    STATE = "state", _("Statewide")
    NATIONAL = "national", _("National")


class Scheme(TextChoices):
    """Where an identifier comes from."""

    EIN = "ein", _("EIN")
    UEI = "uei", _("UEI")
    STATE = "state", _("State number")
    OTHER = "other", _("Other number")


class Prefers(TextChoices):
    """How a person wants to be asked; no link is mailed to those who prefer phone or paper."""

    LINK = "link", _("By a link in an e-mail")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")
