"""What is signed."""

from partnerships.agreements.models.amendments import Amendment
from partnerships.agreements.models.documents import Document
from partnerships.agreements.models.links import MouLink
from partnerships.agreements.models.mou import Mou
from partnerships.agreements.models.signing import MouParty, Signature, Signer
from partnerships.agreements.models.text import MouVersion, Section, SectionComment
from partnerships.agreements.models.types import GoLive, MouType, TypeSection

__all__ = [
    "Amendment",
    "Document",
    "GoLive",
    "Mou",
    "MouLink",
    "MouParty",
    "MouType",
    "MouVersion",
    "Section",
    "SectionComment",
    "Signature",
    "Signer",
    "TypeSection",
]
