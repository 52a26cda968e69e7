"""How we stand with partners: the row, its history, the shared purpose, the people in it."""

from partnerships.relationships.models.choices import ClosingReason, Motive
from partnerships.relationships.models.partnerships import (
    Partnership,
    PartnershipQuerySet,
    StageChange,
)
from partnerships.relationships.models.people import KeyPlayer
from partnerships.relationships.models.purposes import (
    Purpose,
    PurposeAgreement,
    PurposeQuerySet,
    own_or_written_down,
)

__all__ = [
    "ClosingReason",
    "KeyPlayer",
    "Motive",
    "Partnership",
    "PartnershipQuerySet",
    "Purpose",
    "PurposeAgreement",
    "PurposeQuerySet",
    "StageChange",
    "own_or_written_down",
]
