"""What people may type about agreements."""

from partnerships.agreements.forms.asking import (
    AskForm as AskForm,
    CommentForm as CommentForm,
    OutcomeForm as OutcomeForm,
)
from partnerships.agreements.forms.compliance import ComplianceForm as ComplianceForm
from partnerships.agreements.forms.mous import (
    UPLOAD_KINDS as UPLOAD_KINDS,
    DocumentForm as DocumentForm,
    EarlyForm as EarlyForm,
    InsteadForm as InsteadForm,
    LegacyForm as LegacyForm,
    MouForm as MouForm,
    MouSearch as MouSearch,
    PartnershipDocumentForm as PartnershipDocumentForm,
    ReplacementForm as ReplacementForm,
    SignerForm as SignerForm,
    TerminateForm as TerminateForm,
)
from partnerships.agreements.forms.text import (
    AmendForm as AmendForm,
    PartyForm as PartyForm,
    ReasonForm as ReasonForm,
    ReviewedForm as ReviewedForm,
    SectionForm as SectionForm,
    ShareForm as ShareForm,
    TheirTextForm as TheirTextForm,
)
