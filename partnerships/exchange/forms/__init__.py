"""What people may type about offerings, lines and answers."""

from partnerships.exchange.forms.answers import ConcernForm, SayingForm, WhoForm
from partnerships.exchange.forms.benefits import BenefitEditForm, BenefitForm
from partnerships.exchange.forms.evidence import (
    DeclineForm,
    EvidenceAcceptanceForm,
    EvidenceForm,
)
from partnerships.exchange.forms.offerings import OfferingForm, OfferingSearch

__all__ = [
    "BenefitEditForm",
    "BenefitForm",
    "ConcernForm",
    "DeclineForm",
    "EvidenceAcceptanceForm",
    "EvidenceForm",
    "OfferingForm",
    "OfferingSearch",
    "SayingForm",
    "WhoForm",
]
