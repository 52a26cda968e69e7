"""What is signed."""

from partnerships.agreements.models.amendments import Amendment as Amendment
from partnerships.agreements.models.compliance import (
    ComplianceDocument as ComplianceDocument,
    ComplianceDocumentQuerySet as ComplianceDocumentQuerySet,
    ComplianceType as ComplianceType,
)
from partnerships.agreements.models.documents import Document as Document
from partnerships.agreements.models.links import MouLink as MouLink
from partnerships.agreements.models.mou import Mou as Mou, MouQuerySet as MouQuerySet
from partnerships.agreements.models.signing import (
    MouParty as MouParty,
    Signature as Signature,
    Signer as Signer,
)
from partnerships.agreements.models.text import (
    MouVersion as MouVersion,
    Section as Section,
    SectionComment as SectionComment,
)
from partnerships.agreements.models.types import (
    GoLive as GoLive,
    MouType as MouType,
    TypeSection as TypeSection,
)
