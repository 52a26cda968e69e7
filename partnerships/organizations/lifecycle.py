"""Kinds of organizations, identifiers and ways to reach a person."""

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.text import search_key

#: Words of a name that don't tell two organizations apart: legal forms, articles.
LEFT_OUT = frozenset(
    (
        *("the", "a", "an", "and", "of", "for", "inc", "incorporated", "llc", "llp", "lp", "ltd"),
        *("limited", "co", "company", "corp", "corporation", "pc", "pllc", "plc", "nfp", "gmbh"),
    )
)
#: What people shorten in names.
WRITTEN_OUT = {
    "ctr": "center",
    "cntr": "center",
    "centre": "center",
    "theatre": "theater",
    "programme": "program",
    "st": "saint",
    "ste": "saint",
    "mt": "mount",
    "ft": "fort",
    "svc": "service",
    "svcs": "service",
    "srvcs": "service",
    "assn": "association",
    "assoc": "association",
    "dept": "department",
    "univ": "university",
    "inst": "institute",
    "intl": "international",
    "natl": "national",
    "cmty": "community",
    "comm": "community",
    "hosp": "hospital",
    "fdn": "foundation",
    "fndn": "foundation",
    "soc": "society",
    "bd": "board",
    "cty": "county",
    "govt": "government",
    "rehab": "rehabilitation",
    "voc": "vocational",
}

#: The ending of a plural, and what the singular has instead.
PLURAL = ((re.compile(r"(?<=\w{3})ies$"), "y"), (re.compile(r"(?<=\w{3})(?<![siu])s$"), ""))
#: British endings, and the American ones: neighbour, organisation.
BRITISH = (
    (re.compile(r"(?<=\w{2})our(?=$|hood|ing|al|able)"), "or"),
    (re.compile(r"(?<=\w{3})is(?=ation$|ing$|e$|ed$)"), "iz"),
)


def match_key(name: str) -> str:
    """Return what variants of an organization's name have in common.

    "HARBOUR HOUSE CENTERS, INC.", "The Harbor House Ctr" and "HarborHouse Center" have the same.
    """
    return "".join(match_words(name))[:200]


def match_words(name: str) -> list[str]:
    """Return the words of an organization's name that tell it from others, as `match_key` has."""
    words = [_plain_word(word) for word in re.findall(r"\w+", search_key(name))]
    return [word for word in words if word not in LEFT_OUT] or words


def _plain_word(word: str) -> str:
    """Return a word written out, in the singular, and the American way."""
    for ending, instead in (*PLURAL, *BRITISH):
        word = ending.sub(instead, WRITTEN_OUT.get(word, word))
    return WRITTEN_OUT.get(word, word)


def host(website: str) -> str:
    """Return the host of a web address without "www"; "" when there is none."""
    found = re.match(r"https?://(?:www\.)?([^/:?#]+)", website.strip(), re.IGNORECASE)
    return found[1].lower() if found else ""


#: Tags of the whole house: a short list that fits into a filter.
MOST_TAGS = 500

#: What one organization can have.
MOST_TAGS_EACH = 30
MOST_PHONES = MOST_ADDRESSES = MOST_IDENTIFIERS = 20
MOST_POINTS = 20  # further emails and phone numbers of one person
MOST_SITES = 500  # that are part of it
MOST_POSITIONS = 500  # that haven't ended

#: Positions of one person, those that have ended included.
MOST_JOBS = 50


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

    LINK = "link", _("By a link in an email")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")


class PointKind(TextChoices):
    """What a further way to reach a person is."""

    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone")
