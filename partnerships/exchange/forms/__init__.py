"""What people may type about offerings, lines and answers."""

from partnerships.exchange.forms.answers import (
    ConcernForm as ConcernForm,
    InErrorForm as InErrorForm,
    SayingForm as SayingForm,
    WhoForm as WhoForm,
)
from partnerships.exchange.forms.benefits import (
    BenefitEditForm as BenefitEditForm,
    BenefitForm as BenefitForm,
)
from partnerships.exchange.forms.evidence import (
    EvidenceAcceptanceForm as EvidenceAcceptanceForm,
    EvidenceEditForm as EvidenceEditForm,
    EvidenceForm as EvidenceForm,
    SuggestionAcceptForm as SuggestionAcceptForm,
    SuggestionDeclineForm as SuggestionDeclineForm,
)
from partnerships.exchange.forms.inquiries import InquiryForm as InquiryForm
from partnerships.exchange.forms.offerings import (
    OfferingForm as OfferingForm,
    OfferingSearch as OfferingSearch,
)
from partnerships.exchange.forms.public_page import PublicPageForm as PublicPageForm
