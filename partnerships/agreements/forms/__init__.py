"""What people may type about agreements."""

from partnerships.agreements.forms.asking import AskForm, CommentForm, OutcomeForm
from partnerships.agreements.forms.mous import (
    UPLOAD_KINDS,
    DocumentForm,
    EarlyForm,
    LegacyForm,
    MouForm,
    MouSearch,
    PartnershipDocumentForm,
    SignerForm,
    TerminateForm,
)
from partnerships.agreements.forms.text import (
    AmendForm,
    PartyForm,
    ReasonForm,
    ReviewedForm,
    SectionForm,
    ShareForm,
    TheirTextForm,
)

__all__ = [
    "UPLOAD_KINDS",
    "AmendForm",
    "AskForm",
    "CommentForm",
    "DocumentForm",
    "EarlyForm",
    "LegacyForm",
    "MouForm",
    "MouSearch",
    "OutcomeForm",
    "PartnershipDocumentForm",
    "PartyForm",
    "ReasonForm",
    "ReviewedForm",
    "SectionForm",
    "ShareForm",
    "SignerForm",
    "TerminateForm",
    "TheirTextForm",
]
