"""What each side gives and gets."""

from partnerships.exchange.models.agreement import ValueAgreement
from partnerships.exchange.models.answers import (
    Acceptance,
    Acknowledgement,
    ConcernNoted,
    Suggestion,
    WiifmAnswer,
)
from partnerships.exchange.models.benefits import Benefit
from partnerships.exchange.models.evidence import Evidence, EvidenceAcceptance
from partnerships.exchange.models.offerings import OfferingCategory, ServiceOffering
from partnerships.exchange.models.versions import ListLine, ListVersion

__all__ = [
    "Acceptance",
    "Acknowledgement",
    "Benefit",
    "ConcernNoted",
    "Evidence",
    "EvidenceAcceptance",
    "ListLine",
    "ListVersion",
    "OfferingCategory",
    "ServiceOffering",
    "Suggestion",
    "ValueAgreement",
    "WiifmAnswer",
]
