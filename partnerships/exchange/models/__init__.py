"""What each side gives and gets."""

from partnerships.exchange.models.agreement import ValueAgreement as ValueAgreement
from partnerships.exchange.models.answers import (
    Acceptance as Acceptance,
    Acknowledgement as Acknowledgement,
    ConcernNoted as ConcernNoted,
    ItemRequest as ItemRequest,
    Suggestion as Suggestion,
    WiifmAnswer as WiifmAnswer,
)
from partnerships.exchange.models.benefits import Benefit as Benefit
from partnerships.exchange.models.evidence import (
    Evidence as Evidence,
    EvidenceAcceptance as EvidenceAcceptance,
)
from partnerships.exchange.models.inquiries import (
    Inquiry as Inquiry,
    InquiryQuerySet as InquiryQuerySet,
)
from partnerships.exchange.models.offerings import (
    OfferingCategory as OfferingCategory,
    ServiceOffering as ServiceOffering,
)
from partnerships.exchange.models.public_page import PublicPage as PublicPage
from partnerships.exchange.models.versions import (
    ListLine as ListLine,
    ListVersion as ListVersion,
)
