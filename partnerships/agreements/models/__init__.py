"""What is signed."""

from partnerships.agreements.models.documents import Document
from partnerships.agreements.models.mou import GoLive, Mou, MouType
from partnerships.agreements.models.signing import MouParty, Signature, Signer

__all__ = ["Document", "GoLive", "Mou", "MouParty", "MouType", "Signature", "Signer"]
