"""A signer signs behind their link."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.agreements.actions.base import lock
from partnerships.agreements.actions.links import LinkRefused, mark_answered, require_turn
from partnerships.agreements.actions.opening import require_code
from partnerships.agreements.actions.signers import SignerRefused
from partnerships.agreements.actions.signing import (
    ChangedFile,
    Signed,
    record_signature,
    unchanged_document,
)
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Document, MouLink, Signature, Signer
from partnerships.agreements.rules import CONSENT, same_name
from partnerships.relationships.lifecycle import How


@dataclass(frozen=True)
class LinkSignature:
    """What a signer typed and ticked behind their link, and where it came from."""

    typed_name: str
    code: str
    address: str | None
    user_agent: str


def check_link_signature(*, link: MouLink, given: LinkSignature, now: datetime) -> Document | None:
    """Ask for the code and hash the document, outside any transaction; then sign.

    A wrong code is counted even if what follows is rolled back. Raises LinkRefused, ChangedFile.
    """
    require_code(link=link, typed=given.code, now=now)
    return unchanged_document(link.mou)


@transaction.atomic
def sign_by_link(
    *, link: MouLink, given: LinkSignature, checked: Document | None, now: datetime
) -> Signature:
    """A signer signs behind their link: name, intent and consent for exactly these bytes.

    ``checked`` comes from ``check_link_signature``. Raises LinkRefused, SignerRefused,
    ChangedFile, MouMoveRefused.
    """
    mou = lock(link.mou)
    signer = Signer.objects.waiting().filter(party__mou=mou, contact=link.contact).first()
    if signer is None or mou.state != MouState.OUT_FOR_SIGNATURE:
        raise LinkRefused(_("There is nothing left for you to sign here."))
    require_turn(mou, signer)
    document = mou.versions.all()[0].document
    if document is None:
        raise ChangedFile(_("The document can't be shown as it was. Please call us."))
    if not same_name(given.typed_name, link.contact.name):
        raise SignerRefused(
            _("Type your name as it stands here: %(name)s.") % {"name": link.contact.name},
            field="typed_name",
        )
    signed = Signed(
        signer=signer,
        signed_on=timezone.localdate(now),
        how=How.LINK,
        document=document,
        typed_name=given.typed_name,
        consent=CONSENT,
        address=given.address,
        user_agent=given.user_agent,
    )
    mark_answered(link=link, now=now)
    Signer.objects.filter(pk=signer.pk).update(declined_at=None, decline_reason="")
    return record_signature(mou=mou, signed=signed, checked=checked, by=None, now=now)
